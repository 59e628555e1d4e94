"""What of reports the search may find: their words unsealed, those left out whose material is erased."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from hatehub.vault import services as vault
from hatehub.vault.models import DataKey, Purpose
from reports.models import Content, Report
from reports.rules.workflow import State
from reports.services.subjects import withholds_subject
from triage.models import Merge, Responsibility, TextFingerprint
from triage.rules.search.documents import Said
from triage.rules.search.tokens import Token, code
from triage.services.words.texts import picture_field

Name = tuple[str, Any]
Sealed = dict[Name, tuple[UUID, str, Any]]


def read_said(reports: Collection[Report]) -> dict[UUID, Said]:
    """Return what may be found of each report, with seven queries at most; none of one whose material is erased.

    The reports come with their case and the report that leads it. Words of diverted posts are not opened. The case
    that a report is found under is its own, also while it is merged into another.
    """
    erased = _erased(reports)
    chosen = [report for report in reports if report.id not in erased]
    posts = _by_report(Content.objects.filter(report__in=chosen).order_by("position"))
    pictures = _by_report(
        TextFingerprint.objects.filter(report__in=chosen, sealed_words__isnull=False).order_by("position")
    )
    material = vault.unseal_each(_material(chosen, posts, pictures), purpose=Purpose.MATERIAL)
    suspects: Sealed = {
        ("suspect", report.id): (report.id, "suspect", report.sealed_suspect)
        for report in chosen
        if report.sealed_suspect is not None and not withholds_subject(case=report.case)
    }
    about = vault.unseal_each(suspects, purpose=Purpose.SUBJECT) if suspects else {}
    forces, cases = _forces(chosen), _own_cases(chosen)
    return {
        report.id: _said(
            report,
            posts[report.id],
            pictures[report.id],
            opened={**material, **about},
            case=cases[report.id],
            forces=forces[report.id],
        )
        for report in chosen
    }


def _erased(reports: Iterable[Report]) -> set[UUID]:
    keys = DataKey.objects.filter(
        owner__in=[report.id for report in reports], purpose=Purpose.MATERIAL, wrapped__isnull=True
    )
    return set(keys.values_list("owner", flat=True))


def _by_report(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.report_id].append(row)
    return found


def _material(
    reports: Iterable[Report],
    posts: Mapping[UUID, list[Content]],
    pictures: Mapping[UUID, list[TextFingerprint]],
) -> Sealed:
    """Return all that is sealed under the material keys, by a name of its own."""
    found: Sealed = {}
    for report in reports:
        found["narrative", report.id] = (report.id, "narrative", report.sealed_narrative)
        found["details", report.id] = (report.id, "details", report.sealed_details)
        for post in posts[report.id]:
            if not post.diverted_as:
                found["words", post.id] = (report.id, f"words:{post.position}", post.sealed_words)
                found["post", post.id] = (report.id, f"post:{post.position}", post.sealed_details)
        for picture in pictures[report.id]:
            name = ("picture", picture.pk)
            found[name] = (report.id, picture_field(picture.position), picture.sealed_words)
    return {name: sealed for name, sealed in found.items() if sealed[2] is not None}


def _said(
    report: Report,
    posts: list[Content],
    pictures: list[TextFingerprint],
    *,
    opened: Mapping[Name, Any],
    case: str,
    forces: Collection[str],
) -> Said:
    """Put together what a report says; what was read in pictures, and said of posts, tells who it is about."""
    shown = [post for post in posts if not post.diverted_as]
    in_pictures = [opened.get(("picture", picture.pk), "") for picture in pictures]
    of_posts = [text for post in shown for text in _texts(opened.get(("post", post.id)))]
    days = [timezone.localdate(report.submitted_at), *([report.happened_on] if report.happened_on else [])]
    return Said(
        references=(report.reference, case),
        links=tuple(post.url for post in posts if post.url),
        handles=tuple(post.account_handle for post in posts if post.account_handle),
        posts=tuple(post.post_key for post in posts if post.post_key),
        posted=tuple(opened.get(("words", post.id), "") for post in shown),
        told=(opened.get(("narrative", report.id), ""), *_texts(opened.get(("details", report.id)))),
        about=(opened.get(("suspect", report.id), ""), *of_posts, *in_pictures),
        codes=tuple(_codes(report, posts, forces)),
        days=tuple(days),
    )


def _texts(details: Mapping[str, Any] | None) -> list[str]:
    """Return the open answers of a sealed set of them."""
    return [answer for answer in (details or {}).values() if isinstance(answer, str)]


def _codes(report: Report, posts: Iterable[Content], forces: Iterable[str]) -> list[Token]:
    named = [("strand", value) for value in report.strands]
    named += [("strand_value", value) for value in report.strand_values]
    named += [("platform", post.platform_code) for post in posts if post.platform_code]
    named += [("force", value) for value in (report.victim_area.get("force"), *forces) if value]
    return [code(what, value) for what, value in dict.fromkeys(named)]


def _own_cases(reports: Collection[Report]) -> dict[UUID, str]:
    """Return the reference of the case that each report came with, or was last given; merging changes nothing of it."""
    found = {report.id: report.case.reference for report in reports}
    merged = [report.id for report in reports if report.state == State.MERGED]
    if merged:
        holding = Merge.objects.filter(report__in=merged, undone_at__isnull=True)
        found.update(holding.values_list("report", "from_case__reference"))
    return found


def _forces(reports: Iterable[Report]) -> dict[UUID, set[str]]:
    """Return which forces are responsible now, by the report that leads the case."""
    rows = Responsibility.objects.filter(
        case__lead__in=[report.id for report in reports], replaced_at__isnull=True, force__isnull=False
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for lead_id, force in rows.values_list("case__lead_id", "force__code"):
        found[lead_id].add(force)
    return found
