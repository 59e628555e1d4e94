"""The officers' statistics: questions, a picture and a table each, and whether the numbers reconcile."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from intel.forms.statistics import PeriodForm, asked_of
from intel.models import Snapshot
from intel.rules.statistics.periods import Grain
from intel.rules.statistics.topics import TOPICS
from intel.selectors import snapshot_tables
from intel.selectors.snapshot_tables import first_year, read
from intel.web.statistics_figures import Answer, Asked, answer
from intel.web.statistics_frame import href_of, statistics_tabs, taken
from triage.web.figure_tables import csv_answer


@require_safe
@holders_of(Action.VIEW_STATISTICS)
def index(request: StaffRequest) -> HttpResponse:
    """Show the large numbers of the last twelve months, and every question with its first picture."""
    snapshot = snapshot_tables.latest(by=request.actor)
    context: dict[str, Any] = {"tabs": statistics_tabs(active=None, role=request.actor.role), **taken(snapshot)}
    if snapshot:
        grain, _since, until = asked_of({}, day=snapshot.day, first=snapshot.day.year)
        asked = Asked(grain=grain, since=until.replace(year=until.year - 1), until=until)
        context["large"] = _large(snapshot, asked)
        context["questions"] = [
            {"topic": each, "answer": answer(each.tables[0], snapshot=snapshot, asked=asked), "href": href_of(each)}
            for each in TOPICS.values()
        ]
    return render(request, "hub/statistics.html", context)


@require_safe
@holders_of(Action.VIEW_STATISTICS)
def topic(request: StaffRequest, code: str) -> HttpResponse:
    """Show one question with all its tables, or give one of them as a file: `?csv=` and its code."""
    chosen = TOPICS.get(code)
    if chosen is None:
        raise Http404
    snapshot = snapshot_tables.latest(by=request.actor)
    context: dict[str, Any] = {
        "topic": chosen,
        "tabs": statistics_tabs(active=code, role=request.actor.role),
        **taken(snapshot),
    }
    if snapshot is None:
        return render(request, "hub/statistics_topic.html", context)
    first = first_year(snapshot=snapshot)
    form = PeriodForm(request.GET or None, first=first, last=snapshot.day.year)
    cleaned = form.cleaned_data if form.is_valid() else {}
    grain, since, until = asked_of(cleaned, day=snapshot.day, first=first)
    asked = Asked(grain=grain, since=since, until=until)
    answers = [answer(each, snapshot=snapshot, asked=asked) for each in chosen.tables]
    if "csv" in request.GET:
        return _as_file(answers, wanted=request.GET["csv"], snapshot=snapshot)
    kept = {name: request.GET[name] for name in ("since", "until", "by") if name in request.GET}
    query = "".join(f"&{name}={value}" for name, value in kept.items()) if form.is_valid() else ""
    context |= {"form": form, "answers": answers, "more_query": query, "asked": asked}
    return render(request, "hub/statistics_topic.html", context)


@require_safe
@holders_of(Action.VIEW_STATISTICS)
def snapshots(request: StaffRequest) -> HttpResponse:
    """Show whether the newest snapshot reconciles with the case tables, check by check, and those before it."""
    snapshot = snapshot_tables.latest(by=request.actor)
    earlier = Snapshot.objects.order_by("-taken_at")[1:15]
    context = {
        "snapshot": snapshot,
        "earlier": earlier,
        "tabs": statistics_tabs(active="snapshots", role=request.actor.role),
        **taken(snapshot),
    }
    return render(request, "hub/statistics_snapshots.html", context)


def _as_file(answers: list[Answer], *, wanted: str, snapshot: Snapshot) -> HttpResponse:
    tables = {each.table.code: each.table for each in answers}
    if wanted not in tables:
        raise Http404
    return csv_answer(tables[wanted], day=snapshot.day)


def _large(snapshot: Snapshot, asked: Asked) -> list[dict[str, Any]]:
    """Return the numbers of the twelve months that are looked at first."""
    span = {"grain": Grain.MONTH, "since": asked.since, "until": asked.until}
    reports = read(snapshot=snapshot, table="report", **span)  # type: ignore[arg-type]
    requests = read(snapshot=snapshot, table="takedown", **span)  # type: ignore[arg-type]
    support = read(snapshot=snapshot, table="support", **span)  # type: ignore[arg-type]
    return [
        {"number": reports.total("reports", ()), "meaning": _("reports in twelve months")},
        {"number": reports.total("cases", ()), "meaning": _("cases that these are worked as")},
        {"number": reports.total("crimes", ()), "meaning": _("of the reports are of crimes")},
        {"number": requests.total("posts_gone", ()), "meaning": _("posts seen gone")},
        {"number": support.total("referrals", ()), "meaning": _("referrals to support services")},
    ]
