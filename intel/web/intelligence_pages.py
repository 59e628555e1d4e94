"""Intelligence reports: the list, one report, beginning it from a case, submitting it, signing it off, dropping it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, staff_only
from intel.forms.intelligence import EditsForm, FilterForm, SignOffForm, WhyForm
from intel.models import IntelligenceReport
from intel.rules.intelligence.steps import State
from intel.selectors.intelligence import Wanted, given_of, list_reports, reviews_of
from intel.selectors.intelligence_rows import report_row, who
from intel.services.intelligence import signing, words, writing
from intel.services.intelligence.frame import items_of, may_see_sources, may_write, note
from intel.web.intelligence_frame import METHODS, done, of_report, page, sent
from intel.web.intelligence_rows import given_rows, item_rows, returned_why, review_rows
from reports.models import Case
from reports.services.workflow import StaleReport
from triage.selectors.merges import root_of
from triage.selectors.time_bars import local_day
from triage.web.case_pages import frame_context, with_case
from triage.web.standing import CaseRequest

TAB = "intelligence"


@require_safe
@staff_only
def index(request: StaffRequest) -> HttpResponse:
    """List the reports, narrowed down by how they stand."""
    form = FilterForm(request.GET or None)
    wanted = form.wanted() if form.is_bound else Wanted()
    today = local_day(timezone.now())
    found = list_reports(wanted=wanted, page=request.GET.get("page"), today=today, by=request.actor)
    rows = [report_row(row, today=today) for row in found]
    return render(request, "hub/intelligence_reports.html", {"form": form, "rows": rows, "page": found})


@require_http_methods(METHODS)
@with_case
def begin(request: CaseRequest, case: Case) -> HttpResponse:
    """Begin a report from a case."""
    require(by=request.actor, action=Action.WRITE_INTELLIGENCE)
    form = EditsForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            with request.standing.acting(case):
                row = writing.begin(case_id=case.id, by=request.actor, at=timezone.now())
        except StaleReport as refusal:
            request.standing.refuse(refusal, case, form)
        else:
            messages.success(request, _("The report is begun. Add its first item."))
            return redirect("hub_intelligence_item_new", row.reference)
    context = {**frame_context(case, active=TAB), "form": form}
    return render(request, "hub/intelligence_begin.html", context, status=request.standing.status(form))


@require_safe
@of_report(Action.VIEW_CASE)
def show(request: StaffRequest, row: IntelligenceReport) -> HttpResponse:
    """Show a report: what may leave the hub, how it stands, who has it."""
    at, by = timezone.now(), request.actor
    note(row, verb="read", by=by, at=at, reason="working on the report", details={"what": "sanitised"})
    items = items_of(row)
    case = root_of(case_id=row.case_id)
    return page(
        request,
        "hub/intelligence_report.html",
        row,
        shown=report_row(row, today=local_day(at)),
        case=case,
        items=item_rows(items, words.read_said(items)),
        given=given_rows(row, given_of(row)),
        reviews=review_rows(row, reviews_of(row)),
        returned_why=returned_why(row) if row.state == State.DRAFT else "",
        people={name: who(getattr(row, f"{name}_by")) for name in ("submitted", "returned", "signed_off", "weeded")},
        may_write=may_write(row, by=by),
        may_see_sources=may_see_sources(by),
        may_sign_off=row.state == State.SUBMITTED and not by.is_named(*row.writers),
        may_weed=row.state == State.SIGNED_OFF and is_allowed(role=by.role, action=Action.WEED_INTELLIGENCE),
    )


@require_http_methods(METHODS)
@of_report(Action.WRITE_INTELLIGENCE)
def submit(request: StaffRequest, row: IntelligenceReport) -> HttpResponse:
    """Ask somebody else to sign a report off."""
    form = EditsForm(sent(request), initial={"edits": row.edits})

    def act(at: Any) -> Any:
        return signing.submit(reference=row.reference, expected_edits=form.seen, by=request.actor, at=at)

    said = _("Submitted. Somebody who did not write it signs it off. Intelligence counts as considered.")
    return _step(request, row, form, act, said, "hub/intelligence_submit.html")


@require_http_methods(METHODS)
@of_report(Action.SIGN_OFF_INTELLIGENCE)
def give_back(request: StaffRequest, row: IntelligenceReport) -> HttpResponse:
    """Give a report back to who wrote it."""
    form = WhyForm(sent(request), initial={"edits": row.edits})

    def act(at: Any) -> Any:
        why = form.cleaned_data["why"]
        return signing.give_back(reference=row.reference, why=why, expected_edits=form.seen, by=request.actor, at=at)

    return _step(request, row, form, act, _("It is with its writer again."), "hub/intelligence_return.html")


@require_http_methods(METHODS)
@of_report(Action.SIGN_OFF_INTELLIGENCE)
def sign_off(request: StaffRequest, row: IntelligenceReport) -> HttpResponse:
    """Sign a report off as somebody who did not write it."""
    form = SignOffForm(sent(request), initial={"edits": row.edits})

    def act(at: Any) -> Any:
        day = form.cleaned_data["review_due_on"]
        return signing.sign_off(
            reference=row.reference, review_due_on=day, expected_edits=form.seen, by=request.actor, at=at
        )

    said = _("Signed off. Give it to the forces that need it.")
    return _step(request, row, form, act, said, "hub/intelligence_sign_off.html")


@require_http_methods(METHODS)
@of_report(Action.WRITE_INTELLIGENCE)
def discard(request: StaffRequest, row: IntelligenceReport) -> HttpResponse:
    """Drop a draft."""
    form = EditsForm(sent(request), initial={"edits": row.edits})

    def act(at: Any) -> Any:
        return writing.discard(reference=row.reference, expected_edits=form.seen, by=request.actor, at=at)

    return _step(request, row, form, act, _("The draft is dropped."), "hub/intelligence_discard.html")


def _step(
    request: StaffRequest,
    row: IntelligenceReport,
    form: EditsForm,
    act: Callable[[Any], Any],
    said: str,
    template: str,
) -> HttpResponse:
    """Take a step where its form was sent and is whole; else show the form with what is decided on."""
    if request.method == "POST" and form.is_valid() and done(form, lambda: act(timezone.now())):
        messages.success(request, said)
        return redirect("hub_intelligence_report", row.reference)
    items = items_of(row)
    return page(request, template, row, form, items=item_rows(items, words.read_said(items)))
