"""Which reports differ from the one that leads, with the facts of thousands fetched in three queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from reports.models import Content, Evidence, Report
from triage.rules.differences import Difference, ReportFacts, differences

Reports = QuerySet[Report] | Iterable[UUID]
Identified = dict[UUID, frozenset[str]]


def differing(reports: Reports, *, lead: Report) -> dict[UUID, tuple[Difference, ...]]:
    """Return by report in what it differs from `lead`, the most urgent first; those that don't are left out.

    `reports` are a queryset, which stays in the database, or ids. Costs five queries, however many there are.
    """
    asked = _asked(reports)
    own = next(_facts(_asked([lead.id]), without=(frozenset(), frozenset())))[1]
    found = (
        (report_id, differences(facts, lead=own))
        for report_id, facts in _facts(asked.exclude(id=lead.id), without=(own.posts, own.files))
    )
    return {report_id: codes for report_id, codes in found if codes}


def _asked(reports: Reports) -> QuerySet[Report]:
    if isinstance(reports, QuerySet):
        return reports.order_by()
    return Report.objects.filter(id__in=list(reports))


def _facts(
    reports: QuerySet[Report], *, without: tuple[frozenset[str], frozenset[str]]
) -> Iterator[tuple[UUID, ReportFacts]]:
    """Yield the facts of each report; posts and files that are in `without` are not fetched: they tell nothing."""
    ids = reports.values("id")
    posts = _posts(ids, without=without[0])
    files = _grouped(Evidence.objects.filter(report__in=ids).exclude(file_hash__in=without[1]), "file_hash")
    none: frozenset[str] = frozenset()
    rows = reports.values_list(
        "id", "complainant__kind", "danger", KT("circumstances__under_18"), "strands", KT("victim_area__force")
    )
    for report_id, kind, danger, under_18, strands, force in rows:
        yield (
            report_id,
            ReportFacts(
                kind=kind or "unstated",
                danger=danger,
                is_under_18=under_18 == "yes",
                strands=frozenset(strands),
                posts=posts.get(report_id, none),
                files=files.get(report_id, none),
                force=force or "",
            ),
        )


def _posts(ids: QuerySet[Report, Any], *, without: frozenset[str]) -> Identified:
    """Return by report what identifies its posts: the key, or the link as it was typed."""
    posts = Content.objects.filter(report__in=ids).annotate(
        identity=Coalesce("post_key", "url", output_field=TextField())
    )
    return _grouped(posts.exclude(identity="").exclude(identity__in=without), "identity")


def _grouped(rows: QuerySet[Any], name: str) -> Identified:
    found: dict[UUID, set[str]] = defaultdict(set)
    for report_id, value in rows.values_list("report_id", name):
        found[report_id].add(value)
    return {report_id: frozenset(values) for report_id, values in found.items()}
