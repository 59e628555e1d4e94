"""The parts of a case's reports that can be redacted, and what is decided of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault.services import KeyDestroyed
from referrals.models import Redaction
from referrals.rules.redaction_parts import Kind, PartName
from reports.models import Case, Content, Evidence, Report
from reports.services.personal import read_all_details, read_posts
from reports.services.subjects import withholds_subject

REPORTS_A_PAGE = 10
OPEN = ("impact", "why", "happened_where", "pasted", "display_name", "posted", "platform_reference")
"""Questions that are answered in one's own words; the others have answers to choose from."""


@dataclass(frozen=True, kw_only=True)
class Redactable:
    """One part: its name, the row that holds it, and the decision that is in force; `is_closed` where none can be."""

    name: PartName
    evidence: Evidence | None = None
    post: Content | None = None
    current: Redaction | None = None
    is_closed: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportParts:
    """A report with its parts."""

    report: Report
    parts: list[Redactable]


def list_parts(*, case: Case, page: Any, by: Actor) -> tuple[list[ReportParts], Page[Report]]:
    """Return the parts of ten reports of a case, with seven queries or fewer, and the page. Raises NotPermitted.

    Nothing that is withheld is listed, and no redacted copy: a copy is a way of showing another part.
    """
    require(by=by, action=Action.REDACT)
    rows = case.reports.order_by("submitted_at", "id").prefetch_related("contents", "evidence")
    shown = Paginator(rows, REPORTS_A_PAGE).get_page(page)
    reports = list(shown)
    current = {(row.report_id, row.part): row for row in _in_force(reports)}
    answers, said = _answered(reports)
    is_withheld = withholds_subject(case=case)
    listed = []
    for report in reports:
        names = _texts(report, answers.get(report.id, {}), is_withheld=is_withheld)
        parts = [Redactable(name=name, current=current.get((report.id, str(name)))) for name in names]
        for post in sorted(report.contents.all(), key=lambda post: post.position):
            parts += _of_post(post, said.get(post.id, ("", {})), current, is_withheld=is_withheld)
        parts += [] if is_withheld else _exhibits(report, current)
        listed.append(ReportParts(report=report, parts=parts))
    return listed, shown


def count_hidden(*, case: Case, by: Actor) -> int:
    """Return how many parts of a case are blacked out or left out. Raises NotPermitted."""
    require(by=by, action=Action.REDACT)
    rows = Redaction.objects.filter(report__case=case, replaced_at__isnull=True)
    return rows.exclude(act=Redaction.Act.TAKEN_BACK).count()


def _in_force(reports: Sequence[Report]) -> list[Redaction]:
    rows = Redaction.objects.filter(report__in=[report.id for report in reports], replaced_at__isnull=True)
    return list(rows.exclude(act=Redaction.Act.TAKEN_BACK).select_related("copy"))


def _answered(reports: Sequence[Report]) -> tuple[dict[UUID, dict[str, str]], dict[int, tuple[str, dict[str, str]]]]:
    """Return the answers to reports and to posts; none at all where a key is destroyed."""
    try:
        posts = [post for report in reports for post in report.contents.all()]
        return read_all_details(reports=reports), read_posts(contents=posts)
    except KeyDestroyed:
        return {}, {}


def _texts(report: Report, answers: dict[str, str], *, is_withheld: bool) -> list[PartName]:
    names = [PartName(kind=Kind.NARRATIVE)] if report.sealed_narrative is not None else []
    if report.sealed_suspect is not None and not is_withheld:
        names.append(PartName(kind=Kind.SUSPECT))
    return names + [PartName(kind=Kind.ANSWER, question=question) for question in OPEN if answers.get(question)]


def _of_post(
    post: Content, said: tuple[str, dict[str, str]], current: dict[tuple[UUID, str], Redaction], *, is_withheld: bool
) -> list[Redactable]:
    words, answers = said
    names = [PartName(kind=Kind.POST, row=post.id)] if words else []
    if not is_withheld:
        asked = (question for question in OPEN if answers.get(question))
        names += [PartName(kind=Kind.POST_ANSWER, row=post.id, question=question) for question in asked]
    return [Redactable(name=name, post=post, current=current.get((post.report_id, str(name)))) for name in names]


def _exhibits(report: Report, current: dict[tuple[UUID, str], Redaction]) -> list[Redactable]:
    items = [item for item in report.evidence.all() if item.origin != Evidence.Origin.REDACTED]
    named = ((item, PartName(kind=Kind.EXHIBIT, row=item.id)) for item in sorted(items, key=lambda item: item.id))
    return [
        Redactable(
            name=name,
            evidence=item,
            current=current.get((report.id, str(name))),
            is_closed=bool(item.diverted_as) or item.is_quarantined,
        )
        for item, name in named
    ]
