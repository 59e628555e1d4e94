"""The public statistics: tables of a release with pictures, in words and as files; no account, no cookie needed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hatehub import spreadsheets
from intel.models import StatisticsRelease
from intel.rules.statistics.catalogue import REPORTS
from intel.rules.statistics.published import DURATIONS, RULES
from intel.rules.statistics.release_views import ReleasedTable
from intel.selectors import public_statistics
from intel.selectors.releases import published
from intel.web.elsewhere_figures import elsewhere
from intel.web.released_figures import dictionary, figure, period_name, tidy_rows

MONTHS = {"12": 12, "3": 3, "1": 1}
FRONT = (
    "reports-decided-as",
    "reports-strand",
    "reports-platform",
    "reports-offence",
    "reports-area",
    "requests-result",
)


@require_safe
def index(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Show the newest release, or an earlier one by its number."""
    release = public_statistics.find(number)
    if release is None and number is not None:
        raise Http404
    context: dict[str, Any] = {"release": release, "rules": RULES, "elsewhere": elsewhere(release)}
    if release is not None:
        tables = public_statistics.figures(release).tables
        context |= {
            "headline": _headline(release),
            "figures": [_linked(tables[code], release, number) for code in FRONT if code in tables],
            "others": [_linked(each, release, number) for code, each in tables.items() if code not in FRONT],
            "medians": _medians(release),
            "is_newest": number is None,
        }
    return render(request, "public/statistics.html", context)


@require_safe
def table(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """Show one table with its picture, its definition and what it leaves out."""
    release, found = _found(code, number)
    lengths = [each for each in ("12", "3", "1") if found.periods(months=MONTHS[each])]
    chosen = request.GET.get("months", "")
    chosen = chosen if chosen in lengths else lengths[0]
    names = {"12": _("Years"), "3": _("Quarters"), "1": _("Months")}
    context = {
        "release": release,
        "figure": figure(found, months=MONTHS[chosen]),
        "lengths": [{"code": each, "name": names[each], "active": each == chosen} for each in lengths],
        "rules": RULES,
        "is_newest": number is None,
    }
    return render(request, "public/statistics_table.html", context)


@require_safe
def table_file(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give one table of a release as CSV, a row for each cell."""
    _release, found = _found(code, number)
    return _csv(f"hate-statistics-{number}-{code}.csv", tidy_rows(found))


@require_safe
def release_file(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Give a whole release: all its cells as CSV, or the release as JSON with its data dictionary."""
    release = public_statistics.find(number)
    if release is None:
        raise Http404
    tables = public_statistics.figures(release).tables
    if kind == "csv":
        return _csv(f"hate-statistics-{number}.csv", [row for each in tables.values() for row in tidy_rows(each)])
    answer = JsonResponse(
        {
            "release": release.number,
            "figures_up_to": release.day.isoformat(),
            "published_at": release.settled_at.isoformat() if release.settled_at else None,
            "note": release.note,
            "rules": {"threshold": RULES.threshold, "base": RULES.base},
            "dictionary": dictionary(tables.values()),
            "cells": [row for each in tables.values() for row in tidy_rows(each)],
            "medians": list(public_statistics.figures(release).medians),
        },
        json_dumps_params={"ensure_ascii": False},
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="hate-statistics-{number}.json"'
    return answer


@require_safe
def dictionary_page(request: HttpRequest) -> HttpResponse:
    """Say what every code in the files means, and how to read them."""
    release = public_statistics.find()
    if release is None:
        raise Http404
    context = {
        "dictionary": dictionary(public_statistics.figures(release).tables.values()),
        "release": release,
        "rules": RULES,
    }
    return render(request, "public/statistics_dictionary.html", context)


@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """List what was released when, and what was new in it."""
    return render(request, "public/statistics_releases.html", {"releases": published().defer("public")})


def _found(code: str, number: int | None) -> tuple[StatisticsRelease, ReleasedTable]:
    release = public_statistics.find(number)
    if release is None:
        raise Http404
    tables = public_statistics.figures(release).tables
    if code not in tables:
        raise Http404
    return release, tables[code]


def _linked(found: ReleasedTable, release: StatisticsRelease, number: int | None) -> dict[str, Any]:
    href = reverse("statistics_table", args=[found.code])
    if number is not None:
        href = reverse("statistics_table_of", args=[number, found.code])
    return {"figure": figure(found, months=12 if found.periods(months=12) else 3), "href": href}


def _headline(release: StatisticsRelease) -> list[dict[str, Any]]:
    found = public_statistics.headline(release)
    if found is None:
        return []
    period = period_name(found.year)
    lines = [
        (found.reports, _("reports in %s") % period),
        (found.posts_gone, _("posts removed in %s") % period),
        (found.days_to_decision, _("days to a decision, for half of the reports")),
    ]
    return [{"number": number, "meaning": meaning} for number, meaning in lines if number is not None]


def _medians(release: StatisticsRelease) -> dict[str, Any]:
    """Return how long steps take, by period: a table of whole days."""
    rows = public_statistics.figures(release).medians
    periods = sorted({each["period"] for each in rows if len(each["period"]) == 4}) or sorted(
        {each["period"] for each in rows}
    )
    known: Mapping[tuple[str, str], Any] = {(each["measure"], each["period"]): each["days"] for each in rows}
    lines = []
    for duration in DURATIONS:
        measure = REPORTS.measures[duration.measure]
        cells = [known.get((duration.measure, period)) for period in periods]
        lines.append({"name": _(measure.name), "definition": _(measure.definition), "cells": cells})
    return {"periods": [period_name(each) for each in periods], "lines": lines}


def _csv(name: str, rows: Sequence[Mapping[str, Any]]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    spreadsheets.write(answer, headings=list(rows[0]) if rows else [], rows=[list(row.values()) for row in rows])
    return answer
