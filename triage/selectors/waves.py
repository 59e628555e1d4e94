"""Reading waves: how many reports arrive of one thing, from how many people, and where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Trunc

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case, Report
from reports.rules.workflow import OPEN_STATES
from triage.models import Trait, Wave
from triage.selectors.keyset import cursor_of, read_cursor
from triage.selectors.wave_tables import get_wave_table

PAGE = 20
BARS = 24
LOOKED_AT = 50
ALIKE = 0.9
STRONGER = {kind: rank for rank, kind in enumerate(Trait.Kind.values)}
OPEN = [state.value for state in OPEN_STATES]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many reports a wave has, how many of them lead an open case, and how many people sent them."""

    reports: int
    cases: int
    people: int


NOBODY = Counted(reports=0, cases=0, people=0)


@dataclass(frozen=True, kw_only=True)
class WaveLine:
    """One wave in the list. `arrivals` are counts in 24 equal parts of its time; `cases` are those still open."""

    wave: Wave
    reports: int
    cases: int
    people: int
    arrivals: tuple[int, ...]
    inside: Wave | None


@dataclass(frozen=True, kw_only=True)
class WavePage:
    """Waves, those with the newest reports first, and the cursor of the next page, or None on the last."""

    lines: list[WaveLine]
    following: str | None


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """How many reports came in each hour or day, the empty ones too."""

    unit: str
    counts: list[tuple[datetime, int]]


def list_waves(*, before: str, by: Actor, at: datetime) -> WavePage:
    """Return a page of the waves that are not settled and had a report lately, with a bounded number of queries."""
    require(by=by, action=Action.VIEW_CASE)
    rows = Wave.objects.filter(settled_at__isnull=True, last_at__gt=at - get_wave_table().shown_for)
    rows = _before(rows, before).select_related("sample__case__lead").prefetch_related("sample__contents")
    rows = rows.order_by("-last_at", "-id")
    found = list(rows[: PAGE + 1])
    waves = found[:PAGE]
    counted, arrivals, inside = _counted(waves), _arrivals(waves), _inside(waves)
    lines = [
        WaveLine(
            wave=wave,
            reports=_reports(wave, counted),
            cases=counted.get(wave.id, NOBODY).cases,
            people=counted.get(wave.id, NOBODY).people,
            arrivals=arrivals.get(wave.id, ()),
            inside=inside.get(wave.id),
        )
        for wave in waves
    ]
    following = cursor_of(waves[-1].last_at, waves[-1].id) if len(found) > PAGE else None
    return WavePage(lines=lines, following=following)


def get_wave(*, wave_id: int, by: Actor) -> Wave | None:
    """Return a wave, or None."""
    require(by=by, action=Action.VIEW_CASE)
    return Wave.objects.select_related("sample__case__lead").filter(id=wave_id).first()


def waves_of(*, case: Case) -> list[Wave]:
    """Return the waves that a case's lead came in, the most telling kind first."""
    traits = Trait.objects.filter(report=case.lead_id).values_list("kind", "key")
    same = Q(pk__in=[])
    for kind, key in traits:
        same |= Q(kind=kind, key=key)
    return sorted(Wave.objects.filter(same), key=lambda wave: STRONGER[wave.kind])


def reports_of(wave: Wave) -> QuerySet[Report]:
    """Return the reports of a wave, in no order."""
    return Report.objects.filter(traits__kind=wave.kind, traits__key=wave.key)


def open_leads(wave: Wave) -> QuerySet[Report]:
    """Return the reports of a wave that still lead an open case of their own: those that have to be decided."""
    return reports_of(wave).filter(state__in=OPEN, leads__isnull=False)


def suggest_lead(wave: Wave) -> Report | None:
    """Return the report that the others are best merged into; None where every case of the wave is closed.

    It leads the open case that holds most reports of the wave, and of equals the one that came first.
    """
    cases = reports_of(wave).filter(case__lead__state__in=OPEN).values("case")
    ranked = cases.annotate(n=Count("id"), first=Min("case__lead__submitted_at")).order_by("-n", "first", "case")
    best = ranked.values_list("case", flat=True).first()
    return Report.objects.select_related("case__lead").get(leads=best) if best else None


def arrivals_of(wave: Wave) -> Arrivals:
    """Return how a wave arrived, by the hour up to three days and by the day beyond."""
    unit = "hour" if wave.last_at - wave.first_at <= timedelta(days=3) else "day"
    step = timedelta(hours=1) if unit == "hour" else timedelta(days=1)
    rows = Trait.objects.filter(kind=wave.kind, key=wave.key).annotate(part=Trunc("at", unit)).values_list("part")
    counted: dict[datetime, int] = dict(rows.annotate(n=Count("id")).order_by("part"))
    if not counted:
        return Arrivals(unit=unit, counts=[])
    first, last = min(counted), max(counted)
    parts = [first + step * number for number in range(int((last - first) / step) + 1)]
    return Arrivals(unit=unit, counts=[(part, counted.get(part, 0)) for part in parts])


def count_of(wave: Wave) -> Counted:
    """Return how many reports a wave has, how many of them lead an open case, and how many people sent them."""
    counted = _counted([wave])
    found = counted.get(wave.id, NOBODY)
    return Counted(reports=_reports(wave, counted), cases=found.cases, people=found.people)


def _before(rows: QuerySet[Wave], cursor: str) -> QuerySet[Wave]:
    place = read_cursor(cursor, read_key=int)
    if place is None:
        return rows
    last, key = place
    return rows.filter(Q(last_at__lt=last) | Q(last_at=last, id__lt=key))


_COUNTED = """
    SELECT wave.id,
           count(*),
           count(*) FILTER (WHERE report.state = ANY(%s) AND led.id IS NOT NULL),
           count(DISTINCT coalesce(nullif(person.email_key, ''), nullif(person.telephone_key, ''), report.id::text))
    FROM triage_wave wave
    JOIN triage_trait trait ON trait.kind = wave.kind AND trait.key = wave.key
    JOIN reports_report report ON report.id = trait.report_id
    JOIN reports_complainant person ON person.report_id = report.id
    LEFT JOIN reports_case led ON led.lead_id = report.id
    WHERE wave.id = ANY(%s)
    GROUP BY wave.id
"""
_ARRIVALS = """
    SELECT wave.id, width_bucket(extract(epoch FROM trait.at), extract(epoch FROM wave.first_at),
                                 extract(epoch FROM wave.last_at) + 1, %s), count(*)
    FROM triage_wave wave
    JOIN triage_trait trait ON trait.kind = wave.kind AND trait.key = wave.key
    WHERE wave.id = ANY(%s)
    GROUP BY 1, 2
"""

_TOGETHER = """
    SELECT weak.id, strong.id, count(*)
    FROM triage_wave weak
    CROSS JOIN LATERAL (
        SELECT report_id FROM triage_trait WHERE kind = weak.kind AND key = weak.key ORDER BY at, id LIMIT %s
    ) early
    JOIN triage_trait trait ON trait.report_id = early.report_id
    JOIN triage_wave strong ON strong.kind = trait.kind AND strong.key = trait.key
    WHERE strong.reports >= 0.9 * weak.reports AND weak.id = ANY(%s) AND strong.id = ANY(%s) AND strong.id <> weak.id
    GROUP BY 1, 2
"""


def _counted(waves: Iterable[Wave]) -> dict[int, Counted]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [OPEN, [wave.id for wave in waves]])
        rows = cursor.fetchall()
    return {wave: Counted(reports=reports, cases=cases, people=people) for wave, reports, cases, people in rows}


def _reports(wave: Wave, counted: dict[int, Counted]) -> int:
    """Return the reports of a wave: the number that it keeps still counts those that have been erased since."""
    return max(wave.reports, counted.get(wave.id, NOBODY).reports)


def _arrivals(waves: Iterable[Wave]) -> dict[int, tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVALS, [BARS, [wave.id for wave in waves]])
        rows = cursor.fetchall()
    bars: dict[int, list[int]] = {}
    for wave, part, number in rows:
        bars.setdefault(wave, [0] * BARS)[min(max(part, 1), BARS) - 1] += number
    return {wave: tuple(counts) for wave, counts in bars.items()}


def _inside(waves: list[Wave]) -> dict[int, Wave]:
    """Return for each wave the more telling one of the page that its first reports belong to as well.

    One post that is reported a thousand times is a wave of its post, its words, its account and its target: the
    list shows that they are one thing.
    """
    by_id = {wave.id: wave for wave in waves}
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, [LOOKED_AT, list(by_id), list(by_id)])
        rows = cursor.fetchall()
    found: dict[int, Wave] = {}
    for weak_id, strong_id, shared in rows:
        weak, strong = by_id[weak_id], by_id[strong_id]
        if STRONGER[strong.kind] < STRONGER[weak.kind] and shared >= ALIKE * min(LOOKED_AT, weak.reports):
            known = found.get(weak_id)
            found[weak_id] = strong if known is None or STRONGER[strong.kind] < STRONGER[known.kind] else known
    return {weak_id: _outermost(strong, found) for weak_id, strong in found.items()}


def _outermost(wave: Wave, found: dict[int, Wave]) -> Wave:
    """Return the wave that is in no other one; each step goes to a more telling kind, so it ends."""
    while wave.id in found:
        wave = found[wave.id]
    return wave
