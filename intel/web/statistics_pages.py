"""The officers' statistics: questions, a picture and a table each, and whether the numbers reconcile."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hatehub.accounts.roles import Action, Role, is_allowed
from hatehub.accounts.staff import StaffRequest, holders_of
from intel.forms.statistics import PeriodForm, asked_of
from intel.models import Snapshot
from intel.rules.statistics.periods import Grain
from intel.rules.statistics.topics import TOPICS, Topic
from intel.selectors import snapshot_tables
from intel.selectors.snapshot_tables import first_year, read
from intel.web.statistics_figures import Answer, Asked, answer
from triage.web.figure_tables import csv_answer

STALE = timedelta(hours=36)


@require_safe
@holders_of(Action.VIEW_STATISTICS)
def index(request: StaffRequest) -> HttpResponse:
    """Show the large numbers of the last twelve months, and every question with its first picture."""
    snapshot = snapshot_tables.latest(by=request.actor)
    context: dict[str, Any] = {"tabs": statistics_tabs(active=None, role=request.actor.role), **_taken(snapshot)}
    if snapshot:
        grain, _since, until = asked_of({}, day=snapshot.day, first=snapshot.day.year)
        asked = Asked(grain=grain, since=until.replace(year=until.year - 1), until=until)
        context["large"] = _large(snapshot, asked)
        context["questions"] = [
            {"topic": each, "answer": answer(each.tables[0], snapshot=snapshot, asked=asked), "href": _href(each)}
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
        **_taken(snapshot),
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
        **_taken(snapshot),
    }
    return render(request, "hub/statistics_snapshots.html", context)


def _as_file(answers: list[Answer], *, wanted: str, snapshot: Snapshot) -> HttpResponse:
    tables = {each.table.code: each.table for each in answers}
    if wanted not in tables:
        raise Http404
    return csv_answer(tables[wanted], day=snapshot.day)


def _taken(snapshot: Snapshot | None) -> dict[str, Any]:
    """Return of when the numbers are, and whether the counting has stopped."""
    is_stale = snapshot is not None and snapshot.taken_at < timezone.now() - STALE
    return {"snapshot": snapshot, "is_stale": is_stale}


def statistics_tabs(*, active: str | None, role: Role) -> list[dict[str, Any]]:
    """Return the tabs of all pages of statistics that a role may open."""
    front = {"href": reverse("hub_statistics"), "text": _("Statistics"), "active": active is None}
    topics = [{"href": _href(each), "text": each.name, "active": active == code} for code, each in TOPICS.items()]
    built = {"href": reverse("hub_built_reports"), "text": _("Reports you build"), "active": active == "built"}
    last = {"href": reverse("hub_snapshots"), "text": _("Reconciliation"), "active": active == "snapshots"}
    tabs = [front, *topics, built]
    if is_allowed(role=role, action=Action.BUILD_STATISTICS):
        tabs.append({"href": reverse("hub_releases"), "text": _("Releases"), "active": active == "releases"})
        tabs.append({"href": reverse("hub_research"), "text": _("Research"), "active": active == "research"})
    return [*tabs, last]


def _href(chosen: Topic) -> str:
    return reverse("hub_statistics_topic", args=[chosen.code])


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
