"""Pages of reports that an analyst builds: listed, built, read, changed, narrowed, counted again, removed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from intel.forms.built_reports import BuildForm, NarrowForm, UnitForm, initial_of
from intel.models import BuiltReport
from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.plans import BadPlan, Every, Plan, from_data
from intel.rules.statistics.terms import Unit
from intel.selectors.built_reports import choices_of, own_or_shared
from intel.services.statistics import building
from intel.services.statistics.building import NothingCounted, ReportChanged
from intel.web.built_run import run_figure
from intel.web.statistics_frame import statistics_tabs
from triage.web.figure_tables import csv_answer

METHODS = ["GET", "HEAD", "POST"]
ROWS = 25
readers = holders_of(Action.VIEW_STATISTICS)
builders = holders_of(Action.BUILD_STATISTICS)


@require_safe
@readers
def index(request: StaffRequest) -> HttpResponse:
    """List one's own reports and those that are shared, the newest first."""
    page = Paginator(own_or_shared(by=request.actor), ROWS).get_page(request.GET.get("page"))
    rows = [
        {"report": each, "is_own": each.built_by == str(request.actor), "unit": SUBJECTS[Unit(each.plan["unit"])].name}
        for each in page
    ]
    return render(
        request,
        "hub/built_reports.html",
        {"rows": rows, "page": page, "tabs": statistics_tabs(active="built", role=request.actor.role)},
    )


@require_http_methods(METHODS)
@builders
def build(request: StaffRequest) -> HttpResponse:
    """Choose what to count, then build a report on it."""
    asked = UnitForm(request.GET if "unit" in request.GET else None)
    if not asked.is_valid():
        return render(request, "hub/built_unit.html", {"form": asked})
    unit = Unit(asked.cleaned_data["unit"])
    first = next(iter(SUBJECTS[unit].measures))
    initial = {"every": Every.NEVER.value, "back": 12, "measures": [first]}
    form = BuildForm(_sent(request), unit=unit, filters={}, initial=initial)
    if request.method == "POST" and form.is_valid():
        known, at = form.cleaned_data, timezone.now()
        made = _do(form, lambda: building.build(**_words(known), plan=form.plan(known), by=request.actor, at=at))
        if made:
            messages.success(request, _("Built and counted."))
            return redirect("hub_built_report", made.id)
    return _page(request, "hub/built_form.html", {"form": form, "subject": SUBJECTS[unit]})


@require_safe
@readers
def show(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Show what the newest counting gave, or an earlier one, or give it as a file."""
    report = _found(request, report_id)
    runs = list(report.runs.order_by("-counted_at", "-id"))
    asked = request.GET.get("run", "")
    run = next((each for each in runs if str(each.id) == asked), runs[0])
    figure = run_figure(run)
    if "csv" in request.GET:
        return csv_answer(figure.table, day=timezone.localdate(run.counted_at))
    subject = SUBJECTS[Unit(report.plan["unit"])]
    context = {
        "report": report,
        "run": run,
        "figure": figure,
        "runs": runs,
        "is_own": report.built_by == str(request.actor),
        "every": dict(BuildForm.base_fields["every"].choices)[report.every],  # type: ignore[attr-defined]
        "narrow": sorted(subject.dimensions.values(), key=lambda each: each.name),
        "more_query": f"&run={run.id}" if asked else "",
    }
    return render(request, "hub/built_report.html", context)


@require_http_methods(METHODS)
@builders
def change(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Change what a report of one's own counts, and when."""
    report = _mine(request, report_id)
    plan = _plan(report)
    initial = {"edits": report.edits, "title": report.title, "every": report.every, "is_shared": report.is_shared}
    form = BuildForm(_sent(request), unit=plan.unit, filters=plan.filters, initial={**initial, **initial_of(plan)})
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        if _do(form, lambda: _change(report, known, form.plan(known), request, at=timezone.now())):
            messages.success(request, _("Changed and counted."))
            return redirect("hub_built_report", report.id)
    return _page(request, "hub/built_form.html", {"form": form, "report": report, "subject": SUBJECTS[plan.unit]})


@require_http_methods(METHODS)
@builders
def narrow(request: StaffRequest, report_id: UUID, code: str) -> HttpResponse:
    """Narrow a report of one's own to some values of one dimension."""
    report = _mine(request, report_id)
    plan = _plan(report)
    dimension = SUBJECTS[plan.unit].dimensions.get(code)
    if dimension is None:
        raise Http404
    chosen = plan.filters.get(code, ())
    initial = {"edits": report.edits, "values": [value or "-" for value in chosen]}
    form = NarrowForm(_sent(request), choices=choices_of(plan.unit, dimension), initial=initial)
    if request.method == "POST" and form.is_valid():
        others = {name: values for name, values in plan.filters.items() if name != code}
        values = form.chosen()
        narrowed = replace(plan, filters={**others, code: values} if values else others)
        if _do(
            form, lambda: _change(report, {"edits": form.cleaned_data["edits"]}, narrowed, request, at=timezone.now())
        ):
            messages.success(request, _("Changed and counted."))
            return redirect("hub_built_report", report.id)
    return _page(request, "hub/built_narrow.html", {"form": form, "report": report, "dimension": dimension})


@require_POST
@builders
def count(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Count a report anew on the figures of the last night."""
    _found(request, report_id)
    try:
        building.count_again(report_id=report_id, by=request.actor, at=timezone.now())
    except (BadPlan, NothingCounted) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Counted."))
    return redirect("hub_built_report", report_id)


@require_http_methods(METHODS)
@builders
def remove(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Ask whether a report of one's own is to go, and take it away."""
    report = _mine(request, report_id)
    if request.method == "POST":
        edits = request.POST.get("edits", "")
        expected = int(edits) if edits.isdecimal() and len(edits) < 10 else -1
        try:
            building.remove(report_id=report.id, expected_edits=expected, by=request.actor, at=timezone.now())
        except ReportChanged as error:
            messages.error(request, str(error))
            return redirect("hub_built_report", report.id)
        messages.success(request, _("Removed."))
        return redirect("hub_built_reports")
    return render(request, "hub/built_remove.html", {"report": report})


def _change(
    report: BuiltReport, known: dict[str, Any], plan: Plan, request: StaffRequest, *, at: datetime
) -> BuiltReport:
    words = {"title": report.title, "is_shared": report.is_shared, "every": Every(report.every)}
    if "title" in known:
        words = _words(known)
    edits = known["edits"] if known["edits"] is not None else -1
    return building.change(
        report_id=report.id,
        **words,  # type: ignore[arg-type]
        plan=plan,
        expected_edits=edits,
        by=request.actor,
        at=at,
    )


def _words(known: dict[str, Any]) -> dict[str, Any]:
    return {"title": known["title"], "is_shared": known["is_shared"], "every": Every(known["every"])}


def _do(form: BuildForm | NarrowForm, act: Callable[[], BuiltReport]) -> BuiltReport | None:
    """Do it, or say in the form why it cannot be done."""
    try:
        return act()
    except (BadPlan, NothingCounted, ReportChanged) as error:
        form.add_error(None, str(error))
        return None


def _found(request: StaffRequest, report_id: UUID) -> BuiltReport:
    report = own_or_shared(by=request.actor).filter(id=report_id).first()
    if report is None:
        raise Http404
    return report


def _mine(request: StaffRequest, report_id: UUID) -> BuiltReport:
    report = _found(request, report_id)
    if report.built_by != str(request.actor):
        raise Http404
    return report


def _plan(report: BuiltReport) -> Plan:
    try:
        return from_data(report.plan)
    except BadPlan as error:
        raise Http404 from error


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(request: StaffRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, template, context, status=status)
