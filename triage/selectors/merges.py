"""The tree of merges: what is below a case, which merges hold, and which the hub made by itself."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case
from triage.models import Merge

MOST_LISTED = 500
# A case below another one's top belongs to the nearer of the two. UNION, not UNION ALL: even a circle would end.
FROM_TOPS = """
WITH RECURSIVE below (top, id) AS (
    SELECT id, id FROM reports_case WHERE id = ANY(%(tops)s::uuid[])
    UNION
    SELECT below.top, reports_case.id FROM reports_case JOIN below ON reports_case.merged_into_id = below.id
    WHERE NOT reports_case.id = ANY(%(tops)s::uuid[])
)
"""
BELOW = (
    FROM_TOPS
    + """
SELECT DISTINCT reports_report.id, reports_report.reference, below.top, reports_case.id = below.top AS is_top
FROM below
JOIN reports_case ON reports_case.id = below.id
JOIN reports_report ON reports_report.id = reports_case.lead_id
WHERE reports_report.state = 'merged' AND reports_report.case_id = ANY(%(worked_in)s::uuid[])
"""
)
EMPTIED = """
WITH RECURSIVE below (id) AS (
    SELECT unnest(%s::uuid[])
    UNION
    SELECT reports_case.id FROM reports_case JOIN below ON reports_case.merged_into_id = below.id
)
SELECT id FROM below
"""
TREES = (
    FROM_TOPS
    + """
SELECT top, id FROM below
"""
)
# Where cases are worked in the end.
ROOTS = """
WITH RECURSIVE up (start, id, further) AS (
    SELECT id, id, merged_into_id FROM reports_case WHERE id = ANY(%s::uuid[])
    UNION
    SELECT up.start, reports_case.id, reports_case.merged_into_id
    FROM up JOIN reports_case ON reports_case.id = up.further
)
SELECT start, id FROM up WHERE further IS NULL
"""


@dataclass(frozen=True, kw_only=True)
class Below:
    """A report that came into a case with, or as, the lead of another: `top` is that other case."""

    report_id: UUID
    reference: str
    top: UUID
    is_top: bool


def list_below(*, tops: Collection[UUID], worked_in: Collection[UUID]) -> list[Below]:
    """Return the reports that were brought into the cases `worked_in` by way of each case of `tops`: one query."""
    values = {"tops": [str(each) for each in tops], "worked_in": [str(each) for each in worked_in]}
    with connection.cursor() as cursor:
        cursor.execute(BELOW, values)
        found = cursor.fetchall()
    rows = [Below(report_id=row[0], reference=row[1], top=row[2], is_top=row[3]) for row in found]
    return sorted(rows, key=lambda row: (not row.is_top, row.report_id))


def cases_below(*, case_id: UUID) -> list[UUID]:
    """Return a case and all that were emptied into it, straight or by way of others: one query."""
    return cases_below_all(case_ids=[case_id])


def cases_below_all(*, case_ids: Collection[UUID]) -> list[UUID]:
    """Return some cases and all that were emptied into any of them: one query, none where there are no cases."""
    if not case_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(EMPTIED, [list(case_ids)])
        return [row[0] for row in cursor.fetchall()]


def trees_below(*, tops: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return, by case, itself and all that were emptied into it; what is below another of them is that one's."""
    found: dict[UUID, set[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(TREES, {"tops": [str(each) for each in tops]})
        for top, case_id in cursor.fetchall():
            found.setdefault(top, set()).add(case_id)
    return found


def roots_of(*, case_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return, by case, the case that it is worked as, which may be itself: one query, none where there are no cases."""
    if not case_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(ROOTS, [list(case_ids)])
        return dict(cursor.fetchall())


def root_of(*, case_id: UUID) -> Case:
    """Return the case that a case is worked as: itself, or where it was merged into in the end."""
    case = Case.objects.get(id=case_id)
    while case.merged_into_id is not None:
        case = Case.objects.get(id=case.merged_into_id)
    return case


def list_automatic(*, unreviewed: bool = True, by: Actor) -> list[Merge]:
    """Return up to 500 merges that the hub made by itself and that hold, the oldest first. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    rows = Merge.objects.filter(is_automatic=True, undone_at__isnull=True)
    if unreviewed:
        rows = rows.filter(reviewed_at__isnull=True)
    return list(rows.select_related("report", "from_case", "into_case").order_by("merged_at", "id")[:MOST_LISTED])
