"""Figures of products about what was reported, each with what it counts, for which days, and what it leaves out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.fields.json import KT
from django.db.models.functions import ExtractHour
from django.utils import timezone
from django.utils.formats import date_format

from intel.models import Sighting
from intel.rules.product_scheme import FigureCode, Period
from intel.selectors.product_scope import Scope, arrived, bounds, within
from intel.selectors.subjects import OPEN
from reports.models import Complainant, Content
from triage.models import Responsibility

Names = Mapping[str, Mapping[str, str]]
Drawn = dict[str, Any]
MOST_ROWS, PERIODS = 15, 6
NO_WITHDRAWN = "Reports that were withdrawn are left out."
NOW, BEFORE = "These days", "As many days before"
ROLE_NAMES = {str(code): str(name) for code, name in Complainant.Kind.choices}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What figures are drawn for. `names` are of forces, strands and platforms by code."""

    scope: Scope
    period: Period
    names: Names = field(default_factory=dict)


def days_of(period: Period) -> str:
    """Return a period in words."""
    return f"{date_format(period.since, 'j F Y')} to {date_format(period.until, 'j F Y')}"


def drawn(
    code: FigureCode, title: str, asked: Asked, *, headings: list[str], rows: list[list[Any]], **said: Any
) -> Drawn:
    """Return a figure as it is stored: numbers with their definition, their days and what they leave out."""
    found = {
        "code": code.value,
        "title": title,
        "headings": headings,
        "rows": rows,
        "period": days_of(asked.period),
        "definition": "",
        "leaves_out": "",
        "pictured": 0,
        "compares": False,
    }
    return {**found, **said}


def compared(
    code: FigureCode, title: str, asked: Asked, *, first: str, counts: Mapping[str, tuple[int, int]], **said: Any
) -> Drawn:
    """Return a figure of two periods side by side, the largest first, up to 15 rows and the rest added up."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1][0], -pair[1][1], pair[0]))
    rows: list[list[Any]] = [[name, now, before] for name, (now, before) in ordered[:MOST_ROWS]]
    rest = ordered[MOST_ROWS:]
    if rest:
        rows.append([f"{len(rest)} others", sum(each[1][0] for each in rest), sum(each[1][1] for each in rest)])
    return drawn(code, title, asked, headings=[first, NOW, BEFORE], rows=rows, pictured=2, compares=True, **said)


def both(asked: Asked, moment: str) -> dict[str, Q]:
    """Return what holds in the period and in the one before it, to count both with one statement."""
    return {"now": within(moment, asked.period), "before": within(moment, asked.period.before())}


def spanned(period: Period) -> Period:
    """Return a period and the one before it as one."""
    return Period(since=period.before().since, until=period.until)


def trend(asked: Asked) -> Drawn:
    """Draw how many reports and cases came in each of six periods of equal length: one query."""
    periods = [asked.period.before(times) for times in range(PERIODS - 1, -1, -1)]
    rows = arrived(asked.scope, Period(since=periods[0].since, until=asked.period.until))
    counts: dict[str, Any] = {}
    for place, period in enumerate(periods):
        lies = within("submitted_at", period)
        counts[f"reports_{place}"] = Count("id", filter=lies)
        counts[f"cases_{place}"] = Count("case", filter=lies, distinct=True)
    found = rows.aggregate(**counts)
    return drawn(
        FigureCode.TREND,
        "Reports and cases",
        asked,
        headings=["Days", "Reports", "Cases"],
        rows=[
            [_short(period), found[f"reports_{place}"], found[f"cases_{place}"]] for place, period in enumerate(periods)
        ],
        definition="Reports by the day on which they arrived; cases are what these are worked as now.",
        leaves_out=f"{NO_WITHDRAWN} What nobody reported is in no figure.",
        pictured=1,
    )


def strands(asked: Asked) -> Drawn:
    """Draw reports by strand: one query."""
    lies = both(asked, "submitted_at")
    counts = {
        f"{code}_{when}": Count("id", filter=each & Q(strands__contains=[code]))
        for code in asked.names["strands"]
        for when, each in lies.items()
    }
    found = arrived(asked.scope, spanned(asked.period)).aggregate(**counts)
    by_name = {
        name: (found[f"{code}_now"], found[f"{code}_before"])
        for code, name in asked.names["strands"].items()
        if found[f"{code}_now"] or found[f"{code}_before"]
    }
    return compared(
        FigureCode.STRANDS,
        "Reports by strand",
        asked,
        first="Strand",
        counts=by_name,
        definition="As the complainant sees it. A report may count under several strands.",
        leaves_out=NO_WITHDRAWN,
    )


def platforms(asked: Asked) -> Drawn:
    """Draw reports by platform: one query."""
    rows = Content.objects.filter(report__in=arrived(asked.scope, spanned(asked.period)))
    lies = {
        when: Count("report", filter=each, distinct=True) for when, each in both(asked, "report__submitted_at").items()
    }
    found: Any = rows.values("platform_code").annotate(**lies)
    names = asked.names["platforms"]
    counts = {
        names.get(row["platform_code"], row["platform_code"]) or "Not known": (row["now"], row["before"])
        for row in found
    }
    return compared(
        FigureCode.PLATFORMS,
        "Reports by platform",
        asked,
        first="Platform",
        counts=counts,
        definition="By the links of the posts. A report may count under several platforms.",
        leaves_out=f"{NO_WITHDRAWN} Reports that name no post are left out.",
    )


def areas(asked: Asked) -> Drawn:
    """Draw reports by the area of the victim's force: one query."""
    rows = arrived(asked.scope, spanned(asked.period)).annotate(area=KT("victim_area__force"))
    found = _two(rows.values("area"), asked)
    names = asked.names["forces"]
    counts = {
        names.get(row["area"] or "", row["area"] or "") or "Not known": (row["now"], row["before"]) for row in found
    }
    return compared(
        FigureCode.AREAS,
        "Reports by force area",
        asked,
        first="Force area",
        counts=counts,
        definition="Where the person who was targeted lives, as told by the postcode that was given.",
        leaves_out=NO_WITHDRAWN,
    )


def roles(asked: Asked) -> Drawn:
    """Draw who reported, as roles: one query."""
    found = _two(arrived(asked.scope, spanned(asked.period)).values("complainant__kind"), asked)
    counts = {ROLE_NAMES.get(row["complainant__kind"], "Not known"): (row["now"], row["before"]) for row in found}
    return compared(
        FigureCode.ROLES,
        "Who reported",
        asked,
        first="Role",
        counts=counts,
        definition="What the person who reported is to what happened, as they say.",
        leaves_out=NO_WITHDRAWN,
    )


def hours(asked: Asked) -> Drawn:
    """Draw at which time of the day reports arrived: one query."""
    zone = timezone.get_default_timezone()
    rows = arrived(asked.scope, spanned(asked.period)).annotate(hour=ExtractHour("submitted_at", tzinfo=zone))
    bands = {f"{start:02}:00 to {start + 3:02}:59": [0, 0] for start in range(0, 24, 4)}
    for row in _two(rows.values("hour"), asked):
        band = list(bands.values())[row["hour"] // 4]
        band[0] += row["now"]
        band[1] += row["before"]
    return drawn(
        FigureCode.HOURS,
        "When it was reported",
        asked,
        headings=["Time", NOW, BEFORE],
        rows=[[name, *numbers] for name, numbers in bands.items()],
        definition="The time by the clock at which the report arrived, which may be later than the post.",
        leaves_out=NO_WITHDRAWN,
        pictured=2,
    )


def subjects(asked: Asked) -> Drawn:
    """Draw the subjects that most cases name, by reference alone: two queries."""
    begin, end = bounds(asked.period)
    seen = Sighting.objects.filter(
        OPEN, asked.scope.of("report__"), report__submitted_at__gte=begin, report__submitted_at__lt=end
    ).filter(account__subject__isnull=False)
    counted = seen.values("account__subject", reference=F("account__subject__reference")).annotate(
        accounts=Count("account", distinct=True),
        reports=Count("report", distinct=True),
        cases=Count("report__case", distinct=True),
    )
    top = list(counted.order_by("-cases", "-reports", "reference")[:10])
    forces = _forces_of([row["account__subject"] for row in top], asked)
    return drawn(
        FigureCode.SUBJECTS,
        "Subjects that most cases name",
        asked,
        headings=["Subject", "Cases", "Reports", "Accounts", "Forces"],
        rows=[
            [row["reference"], row["cases"], row["reports"], row["accounts"], forces.get(row["account__subject"], 0)]
            for row in top
        ],
        definition="A subject is whoever is behind accounts that an officer said belong together; ten are listed.",
        leaves_out="Whom the hub withholds, because it is not a crime, is left out; so are accounts nobody reported.",
        pictured=1,
    )


def _forces_of(subject_ids: list[Any], asked: Asked) -> dict[Any, int]:
    begin, end = bounds(asked.period)
    rows = Responsibility.objects.filter(
        replaced_at__isnull=True,
        force__isnull=False,
        case__reports__submitted_at__gte=begin,
        case__reports__submitted_at__lt=end,
        case__reports__sightings__account__subject__in=subject_ids,
    )
    counted = rows.values("case__reports__sightings__account__subject").annotate(n=Count("force", distinct=True))
    return {row["case__reports__sightings__account__subject"]: row["n"] for row in counted}


def _two(rows: Any, asked: Asked) -> Any:
    return rows.annotate(**{when: Count("id", filter=lies) for when, lies in both(asked, "submitted_at").items()})


def _short(period: Period) -> str:
    return f"{date_format(period.since, 'j M')} to {date_format(period.until, 'j M Y')}"


OF_REPORTS: Mapping[FigureCode, Callable[[Asked], Drawn]] = {
    FigureCode.TREND: trend,
    FigureCode.STRANDS: strands,
    FigureCode.PLATFORMS: platforms,
    FigureCode.AREAS: areas,
    FigureCode.ROLES: roles,
    FigureCode.HOURS: hours,
    FigureCode.SUBJECTS: subjects,
}
