"""Which reports differ from the one that leads, with the facts of thousands fetched in a few queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from reports.models import Content, Evidence, Report
from triage.rules.differences import Difference, ReportFacts, differences

Reports = QuerySet[Report] | Iterable[UUID]
Identified = dict[str, frozenset[str]]
NONE: frozenset[str] = frozenset()
REPORT = Cast("report_id", TextField())
"""An id as text: to make a UUID of each of thousands costs more than all else that is done with them."""
FIELDS = (
    Cast("id", TextField()),
    *("submitted_at", "complainant__kind", "danger", KT("circumstances__under_18"), "strands"),
    KT("victim_area__force"),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One report, its id as text, beside the lead: in what it differs, and what lists are sorted and filtered by."""

    report_id: str
    submitted_at: datetime
    kind: str
    danger: str
    has_files: bool
    differences: tuple[Difference, ...]


def differing(reports: Reports, *, lead: Report) -> dict[UUID, tuple[Difference, ...]]:
    """Return by report in what it differs from `lead`, the most urgent first; those that don't are left out.

    `reports` are a queryset, which stays in the database, or ids. Costs six queries at most, however many there are.
    """
    return {UUID(each.report_id): each.differences for each in compare(reports, lead=lead) if each.differences}


def compare(reports: Reports, *, lead: Report) -> list[Compared]:
    """Return every report beside `lead`, in no order; the lead itself differs in nothing. Costs as `differing` does."""
    asked = reports.order_by() if isinstance(reports, QuerySet) else Report.objects.filter(id__in=list(reports))
    ids: QuerySet[Any, Any] = asked.values("id")
    own = _facts_of_lead(lead)
    posts = _grouped(_posts(report__in=ids).exclude(identity__in=own.posts), "identity")
    files = _grouped(_files(report__in=ids), "file_hash")
    judge = _Judge(lead, own=own)
    return [
        Compared(
            report_id,
            submitted_at,
            kind,
            danger,
            report_id in files,
            judge.differences(
                report_id,
                (kind, danger, under_18 == "yes", tuple(strands), force or ""),
                posts=posts.get(report_id, NONE),
                files=files.get(report_id, NONE),
            ),
        )
        for report_id, submitted_at, kind, danger, under_18, strands, force in asked.values_list(*FIELDS)
    ]


class _Judge:
    """Asks the rule, and only once for the many that are alike."""

    def __init__(self, lead: Report, *, own: ReportFacts) -> None:
        self._lead_id, self._own = str(lead.id), own
        self._known: dict[Any, tuple[Difference, ...]] = {}

    def differences(
        self,
        report_id: UUID,
        facts: tuple[str, str, bool, tuple[str, ...], str],
        *,
        posts: frozenset[str],
        files: frozenset[str],
    ) -> tuple[Difference, ...]:
        if report_id == self._lead_id:
            return ()
        key = (facts, posts, files)
        if key not in self._known:
            kind, danger, is_under_18, strands, force = facts
            told = ReportFacts(
                kind=kind,
                danger=danger,
                is_under_18=is_under_18,
                strands=frozenset(strands),
                posts=posts,
                files=files,
                force=force,
            )
            self._known[key] = differences(told, lead=self._own)
        return self._known[key]


def _facts_of_lead(lead: Report) -> ReportFacts:
    return ReportFacts(
        kind=lead.complainant.kind,
        danger=lead.danger,
        is_under_18=lead.circumstances.get("under_18") == "yes",
        strands=frozenset(lead.strands),
        posts=frozenset(_posts(report=lead).values_list("identity", flat=True)),
        files=frozenset(_files(report=lead).values_list("file_hash", flat=True)),
        force=lead.victim_area.get("force") or "",
    )


def _files(**of: Any) -> QuerySet[Evidence]:
    return Evidence.objects.filter(origin=Evidence.Origin.REPORTED, **of)


def _posts(**of: Any) -> QuerySet[Any]:
    """Return posts with what identifies each: the key, or the link as it was typed; none that has neither."""
    identity = Coalesce("post_key", "url", output_field=TextField())
    return Content.objects.filter(**of).annotate(identity=identity).exclude(identity="")


def _grouped(rows: QuerySet[Any], name: str) -> Identified:
    found: dict[str, set[str]] = defaultdict(set)
    for report_id, value in rows.values_list(REPORT, name):
        found[report_id].add(value)
    return {report_id: frozenset(values) for report_id, values in found.items()}
