"""Finding cases by what an officer remembers.

A search asks the index block by block, the newest documents first, and stops early: it considers the newest 10,000
matches (4,000 where the order of words matters), and ranks the newest 1,000 of those that also pass the filters. So a
common word among millions costs what it costs among thousands, and whoever asks is told that there was more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case, Report
from reports.rules.subjects import LOOKED_AT_AGAIN
from triage.rules.queue_filter import DANGER
from triage.rules.search.asking import exact, rough
from triage.rules.search.lexemes import BLOCK, PLACE
from triage.rules.search.names import Vocabulary
from triage.rules.search.queries import Query, understand
from triage.selectors.search_tables import get_names, get_reading, lexeme_key

PAGE = 25
MOST_CONSIDERED = 10_000
MOST_IN_ORDER = 4_000
"""Of how many the order of words is looked at, for which each vector is read."""
MOST_RANKED = 1_000
LARGEST_NUMBER = 2**63 - 1

# Each LATERAL part is read row by row as far as it is needed, which OFFSET 0 keeps the planner from rearranging:
# blocks come newest first, and nothing is read once enough has passed. Inside a block the number is not asked for: the
# planner would read the whole primary key beside the index.
ASK = """
WITH newest (id) AS (SELECT least(%(newest)s, coalesce((SELECT max(id) FROM triage_searchdocument), 0))),
found AS (
    SELECT hit.id, hit.report_id, hit.is_withheld, block.code
    FROM generate_series((SELECT id FROM newest) / %(block)s, 0, -1) AS series (number)
    CROSS JOIN LATERAL (SELECT lpad(to_hex(series.number), 4, '0') AS code OFFSET 0) AS block
    CROSS JOIN LATERAL (
        SELECT id, report_id, is_withheld FROM triage_searchdocument
        WHERE vector @@ replace(%(rough)s, %(place)s, block.code)::tsquery
        ORDER BY id DESC OFFSET 0
    ) AS hit
    WHERE hit.id <= (SELECT id FROM newest)
    LIMIT %(considered)s + 1
),
passing AS MATERIALIZED (
    SELECT found.id, found.report_id, found.is_withheld, found.code, report.case_id
    FROM (SELECT * FROM found LIMIT %(considered)s) AS found
    CROSS JOIN LATERAL (SELECT case_id FROM reports_report WHERE id = found.report_id {filter} OFFSET 0) AS report
    {phrase}
    LIMIT %(ranked)s + 1
),
ranked AS (
    SELECT passing.case_id, passing.report_id, passing.id, document.rank
    FROM (SELECT * FROM passing ORDER BY id DESC LIMIT %(ranked)s) AS passing
    CROSS JOIN LATERAL (
        SELECT ts_rank_cd(vector, replace(%(exact)s, %(place)s, passing.code)::tsquery) AS rank
        FROM triage_searchdocument WHERE id = passing.id OFFSET 0
    ) AS document
    WHERE passing.is_withheld OR (
        SELECT subject_restricted_at IS NULL
            OR (SELECT state FROM reports_report WHERE reports_report.id = lead_id) = ANY (%(looked_at_again)s)
        FROM reports_case WHERE reports_case.id = passing.case_id
    )
),
best AS (SELECT DISTINCT ON (case_id) case_id, report_id, rank, id FROM ranked ORDER BY case_id, rank DESC, id DESC)
SELECT page.case_id, page.report_id, page.lead_id, (SELECT count(*) FROM best), (SELECT id FROM newest),
    (SELECT count(*) FROM passing) > %(ranked)s
    OR CASE WHEN (SELECT count(*) FROM passing) <= %(ranked)s
       THEN (SELECT count(*) FROM found) > %(considered)s ELSE true END
FROM (VALUES (1)) AS once
LEFT JOIN (
    SELECT chosen.*, (SELECT lead_id FROM reports_case WHERE reports_case.id = chosen.case_id) AS lead_id
    FROM (SELECT * FROM best ORDER BY rank DESC, id DESC OFFSET %(offset)s LIMIT %(page)s) AS chosen
) AS page ON true
ORDER BY page.rank DESC, page.id DESC
"""
TERMS = """(
    CASE WHEN state <> 'merged' THEN queue_terms ELSE (
        SELECT lead.queue_terms FROM reports_case JOIN reports_report AS lead ON lead.id = reports_case.lead_id
        WHERE reports_case.id = reports_report.case_id
    ) END
)"""
UNAVOIDED = f"(NOT {TERMS} && %(avoided)s::varchar[] OR {TERMS} && %(danger)s::varchar[])"
PHRASE = """
    CROSS JOIN LATERAL (
        SELECT FROM triage_searchdocument
        WHERE id = found.id AND vector @@ replace(%(exact)s, %(place)s, found.code)::tsquery OFFSET 0
    ) AS in_order
"""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of 25 cases in order, the best first, each with the report that leads and the one that was found.

    There are `total` in all; `is_more` says that there are more matches than were considered. `straight_to` is the
    reference of the case where a whole reference was asked for. `following` is the cursor of the next page.
    """

    query: Query
    case_ids: list[UUID] = field(default_factory=list)
    lead_ids: list[UUID] = field(default_factory=list)
    reports: dict[UUID, UUID] = field(default_factory=dict)
    total: int = 0
    is_more: bool = False
    straight_to: str = ""
    following: str = ""


def find(
    *,
    query: str,
    by: Actor,
    terms: Collection[Collection[str]] = (),
    avoided: Collection[str] = (),
    after: str = "",
    vocabulary: Vocabulary | None = None,
) -> Found:
    """Return the cases in which something was said that an officer remembers, with at most three queries.

    `terms` are those that queues are filtered by; of each set of them a case has at least one, and none that is
    `avoided` unless somebody may be in danger. `after` is the cursor that the page before gave: what came in since is
    not mixed in. `vocabulary` is what names stand for, where the caller has read it. Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    asked = understand(query, reading=get_reading(), names=vocabulary or get_names().vocabulary)
    straight_to = _case_of(asked.references) if not terms else ""
    if straight_to or not asked.alternatives:
        return Found(query=asked, straight_to=straight_to)
    offset, newest = _read_cursor(after)
    rows = _ask(asked, terms=terms, avoided=avoided, offset=offset, newest=newest)
    *_page, total, last, is_more = rows[0]
    hits = {case_id: report_id for case_id, report_id, *_ in rows if case_id is not None}
    is_last = offset + len(hits) >= total
    return Found(
        query=asked,
        case_ids=list(hits),
        lead_ids=[row[2] for row in rows if row[0] is not None],
        reports=hits,
        total=total,
        is_more=bool(is_more),
        following="" if is_last or not hits else f"{offset + len(hits)}_{last}",
    )


def considered_for(query: Query) -> int:
    """Return how many of the newest matches are considered for a question: fewer where the order of words matters."""
    return min(MOST_CONSIDERED, MOST_IN_ORDER) if query.has_phrase else MOST_CONSIDERED


def merged_hits(*, found: Found, by: Actor) -> list[tuple[str, str]]:
    """Return the references of cases that were found by a report that does not lead, each with that report's.

    One query, and none where every report leads. Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    others = set(found.reports.values()) - set(found.lead_ids)
    if not others:
        return []
    rows = Report.objects.filter(id__in=others).order_by("case__reference", "id")
    return list(rows.values_list("case__reference", "reference"))


def _case_of(references: Sequence[str]) -> str:
    """Return the reference of the case that has one of these, or of which a report has it; empty for none."""
    if not references:
        return ""
    cases = Case.objects.filter(reference__in=references).values_list("reference", flat=True)
    of_reports = Report.objects.filter(reference__in=references).values_list(F("case__reference"), flat=True)
    return next(iter(cases.union(of_reports)), "")


def _ask(
    asked: Query, *, terms: Collection[Collection[str]], avoided: Collection[str], offset: int, newest: int
) -> list[tuple[Any, ...]]:
    key = lexeme_key()
    narrowed = {f"terms_{number}": sorted(any_of) for number, any_of in enumerate(terms)}
    filters = " ".join(f"AND {TERMS} && %({name})s::varchar[]" for name in narrowed)
    if avoided:
        filters += f" AND {UNAVOIDED}"
    statement = ASK.format(filter=filters, phrase=PHRASE if asked.has_phrase else "")
    values: dict[str, Any] = {
        "rough": rough(asked, key=key),
        "exact": exact(asked, key=key),
        "place": PLACE,
        "block": BLOCK,
        "newest": newest,
        "considered": considered_for(asked),
        "ranked": MOST_RANKED,
        "looked_at_again": sorted(state.value for state in LOOKED_AT_AGAIN),
        **narrowed,
        "avoided": sorted(avoided),
        "danger": [DANGER],
        "offset": offset,
        "page": PAGE,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _read_cursor(after: str) -> tuple[int, int]:
    """Return how many cases come before a page, and the newest document that it may show."""
    offset, _, newest = after.partition("_")
    if not (offset.isascii() and offset.isdecimal() and newest.isascii() and newest.isdecimal()):
        return 0, LARGEST_NUMBER
    return min(int(offset[:6]), MOST_RANKED), min(int(newest[:18]), LARGEST_NUMBER)
