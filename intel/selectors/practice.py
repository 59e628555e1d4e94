"""Counting what led to results: of the cases with an outcome those in which something was done, and like ones."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import GuidanceFeedback, GuidanceVersion
from intel.rules.practice import Counted, Kind, Ranked, Table, rank
from intel.selectors.data_files import results_table

COUNTED = """
WITH newest AS MATERIALIZED (
    SELECT DISTINCT ON (o.case_id) o.case_id, c.lead_id, o.at, r.number = ANY(%(results)s) AS is_result
    FROM referrals_forceoutcome o
    JOIN reference_outcome r ON r.id = o.outcome_id
    JOIN reports_case c ON c.id = o.case_id
    WHERE c.merged_into_id IS NULL AND (%(since)s::date IS NULL OR o.outcome_date >= %(since)s::date)
    ORDER BY o.case_id, o.at DESC, o.id DESC
), traits AS MATERIALIZED (
    SELECT n.case_id, 'strand:' || s.strand AS trait
    FROM newest n JOIN reports_report r ON r.id = n.lead_id CROSS JOIN LATERAL unnest(r.strands) AS s(strand)
    UNION
    SELECT n.case_id, 'platform:' || p.platform_code
    FROM newest n JOIN reports_content p ON p.report_id = n.lead_id WHERE p.platform_code <> ''
), done AS MATERIALIZED (
    SELECT n.case_id, n.is_result, 'guidance' AS kind, g.code::text AS code
    FROM newest n
    JOIN intel_guidancegiven gg ON gg.case_id = n.case_id AND gg.at <= n.at
    JOIN intel_guidanceversion v ON v.id = gg.version_id
    JOIN intel_guidance g ON g.id = v.guidance_id
    UNION
    SELECT n.case_id, n.is_result, 'work', 'asked_to_' || t.action
    FROM newest n JOIN referrals_takedown t ON t.case_id = n.case_id AND t.sent_at <= n.at
    WHERE t.action IN ('preserve', 'remove')
    UNION
    SELECT n.case_id, n.is_result, 'work', 'captured'
    FROM newest n JOIN referrals_capture k ON k.case_id = n.case_id AND k.finished_at <= n.at
    WHERE k.state = 'captured'
    UNION
    SELECT n.case_id, n.is_result, 'work', 'advice_' || a.kind
    FROM newest n JOIN referrals_advicerequest a ON a.case_id = n.case_id AND a.moved_at <= n.at
    WHERE a.state = 'answered'
), about AS (
    SELECT DISTINCT d.kind, d.code, t.trait FROM done d JOIN traits t ON t.case_id = d.case_id
), others AS (
    SELECT a.kind, a.code, count(DISTINCT n.case_id) AS cases,
           count(DISTINCT n.case_id) FILTER (WHERE n.is_result) AS results
    FROM about a JOIN traits t ON t.trait = a.trait JOIN newest n ON n.case_id = t.case_id
    WHERE NOT EXISTS (
        SELECT FROM done d WHERE d.case_id = n.case_id AND d.kind = a.kind AND d.code = a.code
    )
    GROUP BY a.kind, a.code
)
SELECT d.kind, d.code, count(*), count(*) FILTER (WHERE d.is_result),
       coalesce(max(o.cases), 0), coalesce(max(o.results), 0)
FROM done d LEFT JOIN others o ON o.kind = d.kind AND o.code = d.code
GROUP BY d.kind, d.code
"""
"""The newest outcome of a case counts, and what was done before it. Like cases share a strand or a platform."""


@dataclass(frozen=True, kw_only=True)
class Board:
    """The board: its lines in their order, titles of pieces by code, and what forces said, by code and verdict."""

    table: Table
    lines: list[Ranked]
    titles: dict[str, str]
    said: dict[str, dict[str, int]]
    cases: int


def read_board(*, since: date | None, by: Actor, action: Action = Action.VIEW_CASE) -> Board:
    """Return the board of outcomes since a day, with four statements. Raises NotPermitted."""
    require(by=by, action=action)
    table = results_table()
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"results": sorted(table.results), "since": since})
        rows = [_counted(*row) for row in cursor.fetchall()]
        where = "SELECT count(DISTINCT case_id) FROM referrals_forceoutcome WHERE %(since)s::date IS NULL "
        cursor.execute(f"{where} OR outcome_date >= %(since)s::date", {"since": since})
        (cases,) = cursor.fetchone()
    return Board(table=table, lines=rank(rows, fewest=table.fewest), titles=_titles(), said=_said(since), cases=cases)


def _counted(kind: str, code: str, cases: int, results: int, other_cases: int, other_results: int) -> Counted:
    return Counted(
        kind=Kind(kind),
        code=code,
        cases=cases,
        results=results,
        other_cases=other_cases,
        other_results=other_results,
    )


def _titles() -> dict[str, str]:
    """Return the newest title of each piece."""
    rows = GuidanceVersion.objects.order_by("guidance", "-number").distinct("guidance")
    return dict(rows.values_list("guidance__code", "title"))


def _said(since: date | None) -> dict[str, dict[str, int]]:
    rows = GuidanceFeedback.objects.all()
    if since is not None:
        rows = rows.filter(at__date__gte=since)
    found: dict[str, dict[str, int]] = {}
    for code, verdict, number in rows.values_list("version__guidance__code", "verdict").annotate(n=Count("id")):
        found.setdefault(code, {})[verdict] = number
    return found
