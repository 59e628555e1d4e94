"""The supervisors' overview: six questions, a picture each, the tables of the same numbers, and their download."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from triage.rules.figures import Measure
from triage.selectors.figures import Figures, get_figures
from triage.web import figures_now, figures_over_time
from triage.web.figure_tables import Figure, csv_answer

BUILDERS: Mapping[str, Callable[[Figures], Figure]] = {
    "workload": figures_now.workload,
    "ageing": figures_now.ageing,
    "clocks": figures_now.clocks,
    "agreement": figures_over_time.agreement,
    "reopening": figures_over_time.reopening,
    "flow": figures_over_time.flow,
}
NAMES: Mapping[str, str | Promise] = {
    "workload": gettext_lazy("Workload"),
    "ageing": gettext_lazy("Ageing"),
    "clocks": gettext_lazy("Clocks"),
    "agreement": gettext_lazy("Agreement"),
    "reopening": gettext_lazy("Opened again"),
    "flow": gettext_lazy("Arrivals and decisions"),
}
STALE = timedelta(minutes=30)


@require_safe
@holders_of(Action.VIEW_FIGURES)
def overview(request: StaffRequest) -> HttpResponse:
    """Show the large numbers and all six pictures."""
    at = timezone.now()
    found = get_figures(by=request.actor, at=at)
    figures = [build(found) for build in BUILDERS.values()]
    context = {
        "figures": [
            {"figure": each, "name": NAMES[each.code], "href": reverse("hub_figures_of", args=[each.code])}
            for each in figures
        ],
        "large": _large(found),
        "tabs": _tabs(active=None),
        **_counted(found, at=at),
    }
    return render(request, "hub/overview.html", context)


@require_safe
@holders_of(Action.VIEW_FIGURES)
def figure(request: StaffRequest, code: str) -> HttpResponse:
    """Show one question with all its tables, or give one of them as a file: `?csv=` and its code."""
    if code not in BUILDERS:
        raise Http404
    at = timezone.now()
    found = get_figures(by=request.actor, at=at, with_questions=code == "agreement")
    shown = BUILDERS[code](found)
    if "csv" in request.GET:
        wanted = {table.code: table for table in shown.tables}.get(request.GET["csv"])
        if wanted is None:
            raise Http404
        return csv_answer(wanted, day=found.today)
    context = {
        "figure": shown,
        "name": NAMES[code],
        "tabs": _tabs(active=code),
        **_counted(found, at=at),
    }
    return render(request, "hub/overview_figure.html", context)


def _counted(found: Figures, *, at: datetime) -> dict[str, Any]:
    """Return as of when the numbers are, and whether the counting has stopped."""
    return {"counted_at": found.counted_at, "is_stale": found.counted_at is None or found.counted_at < at - STALE}


def _tabs(*, active: str | None) -> list[dict[str, Any]]:
    front = {"href": reverse("hub_figures"), "text": _("Overview"), "active": active is None}
    rest = [
        {"href": reverse("hub_figures_of", args=[code]), "text": name, "active": code == active}
        for code, name in NAMES.items()
    ]
    return [front, *rest]


def _large(found: Figures) -> list[dict[str, Any]]:
    """Return the numbers that a supervisor looks at first."""
    opened, held = found.stands(Measure.OPEN), found.stands(Measure.HELD)
    return [
        {"number": opened, "meaning": _("cases open")},
        {"number": max(0, opened - held), "meaning": _("of them with nobody")},
        {"number": found.stands(Measure.DUE, part="late"), "meaning": _("late now"), "href": reverse("hub_late")},
        {"number": found.stands(Measure.DUE, part="today"), "meaning": _("run out today")},
        {"number": found.week(Measure.ARRIVED, found.weeks[-1]), "meaning": _("reports received this week")},
        {"number": found.week(Measure.DECIDED, found.weeks[-1]), "meaning": _("decisions made this week")},
    ]
