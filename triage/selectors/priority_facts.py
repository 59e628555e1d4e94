"""The facts of cases that are weighed, read for many cases with a fixed number of queries, and nothing decrypted."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, Q

from reports.models import Complainant, Report
from triage.models import Merge
from triage.rules.priority import CaseFacts
from triage.rules.priority_table import BANDS, Band, Fact
from triage.selectors.priority_tables import get_priority_table
from triage.selectors.time_bars import time_bars_of
from triage.selectors.wave_tables import get_wave_table

DISABILITY = "disability"
MOST_EARLIER = 50
"""More earlier reports of one person than these are not counted: nothing is worth more."""
SAYS: dict[Fact, Q] = {
    Fact.THREAT_TO_LIFE: Q(danger="danger"),
    Fact.CHILD_AT_RISK: Q(danger="child"),
    Fact.DANGER_UNSURE: Q(danger="unsure"),
    Fact.UNDER_18: Q(circumstances__under_18="yes"),
    Fact.HAPPENED_BEFORE: Q(circumstances__before="yes"),
    Fact.STILL_GOING_ON: Q(circumstances__ongoing="yes"),
    Fact.SUSPECT_KNOWN: Q(circumstances__suspect_known="yes"),
    Fact.CANNOT_SPEAK: Q(complainant__agreement=Complainant.Agreement.UNABLE),
    Fact.DISABILITY: Q(strands__contains=[DISABILITY]),
    Fact.INTERPRETER: Q(complainant__needs_interpreter=True),
}
EARLIER = """
SELECT later.case_id, max(earlier.number)
FROM reports_report later
JOIN reports_complainant person ON person.report_id = later.id
CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM (
        SELECT before.id
        FROM reports_complainant same
        JOIN reports_report before ON before.id = same.report_id
        WHERE (same.email_key = person.email_key AND same.email_key <> ''
               OR same.telephone_key = person.telephone_key AND same.telephone_key <> '')
          AND same.kind = 'victim' AND before.case_id <> later.case_id AND before.outcome <> 'withdrawn'
          AND before.submitted_at < later.submitted_at AND before.submitted_at >= later.submitted_at - %(within)s
          AND NOT EXISTS (
              SELECT 1 FROM reports_content own JOIN reports_content other ON other.post_key = own.post_key
              WHERE own.report_id = later.id AND other.report_id = before.id)
        LIMIT %(most)s
    ) found
) earlier
WHERE later.case_id = ANY(%(cases)s) AND person.kind = 'victim' AND earlier.number > 0
  AND (person.email_key <> '' OR person.telephone_key <> '')
GROUP BY later.case_id
"""
WAVES = """
SELECT report.case_id, max(wave.reports)
FROM reports_report report
JOIN triage_trait trait ON trait.report_id = report.id
JOIN triage_wave wave ON wave.kind = trait.kind AND wave.key = trait.key
WHERE report.case_id = ANY(%(cases)s) AND wave.settled_at IS NULL AND wave.last_at >= %(since)s
GROUP BY report.case_id
"""


def facts_of(*, leads: Collection[Report], at: datetime) -> dict[UUID, CaseFacts]:
    """Return by case what is weighed of it, given the report that leads each; with four queries however many.

    A repeat victim is told by the keys of address and number: a victim's earlier reports, of other cases and other
    posts, within the time that the table names. A wave counts until it is settled or no longer listed.
    """
    cases = [lead.case_id for lead in leads]
    told = {row["case"]: row for row in _told(cases)}
    earlier = _numbers(EARLIER, cases, within=get_priority_table().repeat_within, most=MOST_EARLIER)
    waves = _numbers(WAVES, cases, since=at - get_wave_table().shown_for)
    time_bars = time_bars_of(cases)
    return {
        lead.case_id: CaseFacts(
            told={
                **{fact: told[lead.case_id][fact.value] for fact in SAYS},
                Fact.REPORTS_IN_CASE: told[lead.case_id]["reports"],
                Fact.REPEAT_VICTIM: earlier.get(lead.case_id, 0),
                Fact.REPORTS_IN_WAVE: waves.get(lead.case_id, 0),
            },
            first_at=told[lead.case_id]["first_at"],
            due_at=lead.due_at,
            time_bar_on=time_bars.get(lead.case_id),
        )
        for lead in leads
    }


def carried_bands(case_ids: Collection[UUID]) -> dict[UUID, Band]:
    """Return by case the highest band that an officer gave to one of the cases merged into it; with one query."""
    given = (
        Merge.objects.filter(report__case__in=case_ids, undone_at__isnull=True)
        .exclude(from_case__priority__overridden_band="")
        .filter(from_case__priority__isnull=False)
        .values_list("report__case", "from_case__priority__overridden_band")
    )
    found: dict[UUID, Band] = {}
    for case_id, name in given:
        found[case_id] = min(found.get(case_id, BANDS[-1]), Band(name), key=BANDS.index)
    return found


def _told(cases: list[UUID]):  # type: ignore[no-untyped-def]
    counts = {fact.value: Count("id", filter=says) for fact, says in SAYS.items()}
    rows = Report.objects.filter(case__in=cases).values("case")
    return rows.annotate(reports=Count("id"), first_at=Min("submitted_at"), **counts)


def _numbers(statement: str, cases: list[UUID], **values: Any) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"cases": cases, **values})
        return dict(cursor.fetchall())
