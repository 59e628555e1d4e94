"""Counting what arrives against each target and place, in a window and in those at the same time of earlier weeks.

A target is a name that posts address, as the keyed hash under which triage stores it. A place is the area of the
victim's force with a strand: nothing smaller is stored outside the sealed address. Counted are occurrences: reports
worked as one case, or of one post, picture or text, count once. Of a report whose keys are destroyed nothing counts.
Reports are found through the index of their arrival, so that a look costs as much as nine days of reports, however
many there are.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from intel.rules.notice_table import WaveNumbers
from intel.rules.waves import Window
from reports.models.report import STATES

MOST_MEMBERS = 500
NEAR = """
WITH near AS (
    SELECT report.id, report.case_id, report.submitted_at AS at, spans.week, spans.ends, report.strands,
           report.victim_area ->> 'force' AS force, report.is_in_burst
    FROM unnest(%(begins)s::timestamptz[], %(ends)s::timestamptz[]) WITH ORDINALITY AS spans (begins, ends, week)
    JOIN reports_report report
      ON report.state = ANY(%(states)s) AND report.submitted_at > spans.begins AND report.submitted_at <= spans.ends
    JOIN reports_case worked ON worked.id = report.case_id
    JOIN reports_report lead ON lead.id = worked.lead_id
    WHERE report.outcome <> 'withdrawn' AND lead.state <> 'out_of_scope'
      AND NOT EXISTS (SELECT 1 FROM vault_datakey key
                      WHERE key.owner = report.id AND key.purpose = 'person' AND key.wrapped IS NULL)
), told AS (
    SELECT near.*, coalesce(post.post_key, thing.key, near.case_id::text) AS occurrence
    FROM near
    JOIN reports_case worked ON worked.id = near.case_id
    LEFT JOIN LATERAL (
        SELECT content.post_key FROM reports_content content
        WHERE content.report_id = worked.lead_id AND content.post_key IS NOT NULL
        ORDER BY content.post_key LIMIT 1
    ) post ON TRUE
    LEFT JOIN LATERAL (
        SELECT trait.key FROM triage_trait trait
        WHERE trait.report_id = worked.lead_id AND trait.kind IN ('picture', 'words') AND post.post_key IS NULL
        ORDER BY trait.kind, trait.key LIMIT 1
    ) thing ON TRUE
), series AS (
    SELECT 'target:' || trait.key AS series, told.* FROM told
    JOIN triage_trait trait ON trait.report_id = told.id AND trait.kind = 'target'
    UNION ALL
    SELECT 'place:' || told.force || ':' || strand, told.* FROM told CROSS JOIN unnest(told.strands) AS strand
    WHERE told.force <> ''
)
"""
COUNTED = """
SELECT series, week, length.hours, count(DISTINCT occurrence)
FROM series CROSS JOIN unnest(%(hours)s::int[]) AS length (hours)
WHERE at > ends - make_interval(hours => length.hours)
GROUP BY series, week, length.hours
"""
MEMBERS = """
SELECT DISTINCT ON (series.id) series.series, series.id, series.at, occurrence, is_in_burst,
       coalesce(nullif(person.email_key, ''), nullif(person.telephone_key, ''), series.id::text)
FROM series JOIN reports_complainant person ON person.report_id = series.id
WHERE series.series = %(series)s AND series.at > ends - make_interval(hours => %(long)s)
ORDER BY series.id
"""
FIRST = """
SELECT min(first.submitted_at) FROM unnest(%(states)s::text[]) AS named (state)
CROSS JOIN LATERAL (
    SELECT submitted_at FROM reports_report WHERE reports_report.state = named.state
    ORDER BY submitted_at LIMIT 1
) first
"""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """The windows of each series that has something now, and how many series were looked at, quiet ones too."""

    series: dict[str, list[Window]]
    looked_at: int


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """What a wave consists of: its reports, up to 500 of the newest, and how many people and occurrences these are."""

    seen_at: datetime
    report_ids: tuple[UUID, ...]
    reports: int
    occurrences: int
    people: int
    in_burst: int
    first_at: datetime
    last_at: datetime


def count_series(*, at: datetime, numbers: WaveNumbers) -> Looked:
    """Return how many occurrences each series has now and had in earlier weeks, with two queries."""
    weeks = _weeks_known(at, numbers)
    ends = [same_time(at, weeks_ago=week) for week in range(weeks + 1)]
    with connection.cursor() as cursor:
        cursor.execute(NEAR + COUNTED, {**_asked(ends, max(numbers.hours)), "hours": list(numbers.hours)})
        rows = cursor.fetchall()
    counts: dict[str, dict[tuple[int, int], int]] = defaultdict(dict)
    for series, week, hours, number in rows:
        counts[series][hours, week - 1] = number
    current = {
        series: [_window(found, hours, weeks) for hours in numbers.hours]
        for series, found in counts.items()
        if any((hours, 0) in found for hours in numbers.hours)
    }
    return Looked(series=current, looked_at=len(counts))


def members_of(series: str, *, hours: int, at: datetime) -> Arrived | None:
    """Return the reports of a series in the window that ends now; None where there are none."""
    with connection.cursor() as cursor:
        cursor.execute(NEAR + MEMBERS, {**_asked([at], hours), "series": series, "long": hours})
        rows = sorted(cursor.fetchall(), key=lambda row: (row[2], row[1]))
    if not rows:
        return None
    first: dict[str, datetime] = {}
    for row in rows:
        first.setdefault(row[3], row[2])
    return Arrived(
        seen_at=at,
        occurrences=len(first),
        report_ids=tuple(row[1] for row in rows[-MOST_MEMBERS:]),
        reports=len(rows),
        people=len({row[5] for row in rows}),
        in_burst=sum(row[4] for row in rows),
        first_at=min(first.values()),
        last_at=max(first.values()),
    )


def same_time(at: datetime, *, weeks_ago: int) -> datetime:
    """Return the same time by the clock some weeks ago, also across the change of the clocks."""
    local = timezone.localtime(at, timezone.get_default_timezone()).replace(tzinfo=None)
    return timezone.make_aware(local - timedelta(weeks=weeks_ago), timezone.get_default_timezone())


def _weeks_known(at: datetime, numbers: WaveNumbers) -> int:
    """Return with how many weeks there is to compare: none from before the first report counts."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST, {"states": STATES})
        first = cursor.fetchone()[0]
    if first is None:
        return 0
    known = (at - timedelta(hours=max(numbers.hours)) - first) // timedelta(weeks=1)
    return max(0, min(numbers.weeks, int(known)))


def _asked(ends: Sequence[datetime], hours: int) -> dict[str, Any]:
    return {"begins": [end - timedelta(hours=hours) for end in ends], "ends": list(ends), "states": STATES}


def _window(found: dict[tuple[int, int], int], hours: int, weeks: int) -> Window:
    before = tuple(found.get((hours, week), 0) for week in range(1, weeks + 1))
    return Window(hours=hours, now=found.get((hours, 0), 0), before=before)
