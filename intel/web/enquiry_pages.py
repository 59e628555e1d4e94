"""Pages of one line of enquiry: planning it, allowing it, beginning it, ending it, giving it up."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, is_allowed
from intel.forms.enquiries import AbandonForm, AllowForm, EndForm, PlanForm
from intel.models import Enquiry
from intel.rules.enquiries.steps import STEPS, Result, StepRefused
from intel.selectors.enquiry_rows import enquiry_row
from intel.selectors.open_enquiries import find_enquiry
from intel.services import enquiring, enquiry_words, trials
from intel.services.enquiring import Given
from intel.services.enquiry_refusals import EnquiryRefused
from intel.web.planning import about_chosen, planning
from reports.models import Case
from reports.services.subjects import withholds_subject
from reports.services.workflow import StaleReport
from triage.selectors.merges import cases_below
from triage.selectors.queues import names_of
from triage.selectors.time_bars import local_day
from triage.services.opening import note_opening
from triage.web.case_pages import frame_context, with_case
from triage.web.standing import CaseRequest

TAB = "intelligence"
BY_CHANCE = "chance:"


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def plan(request: CaseRequest, case: Case) -> HttpResponse:
    """Plan a line: the lawful ones that are left first, then those on trial, or let chance choose."""
    require(by=request.actor, action=Action.FOLLOW_ENQUIRY)
    offered = planning(case=case, at=timezone.now())
    chosen = {"method": request.GET.get("method", ""), "about": offered.about_of(request.GET.get("platform", ""))}
    form = PlanForm(_sent(request), methods=offered.methods, hints=offered.hints, abouts=offered.abouts, initial=chosen)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            about = about_chosen(given["about"], case=case)
            known: dict[str, Any] = {"case_id": case.id, "about": about, "why": given["why"], "by": request.actor}
            if given["method"].startswith(BY_CHANCE):
                trial_id = UUID(given["method"].removeprefix(BY_CHANCE))
                row = trials.plan_by_chance(trial_id=trial_id, at=timezone.now(), **known)
                messages.success(request, _("Chance has chosen: %s. It is written down.") % row.method.name)
            else:
                row = enquiring.plan(method_code=given["method"], at=timezone.now(), **known)
                messages.success(request, _("The line is planned."))

        if _do(request, case, form, act):
            return redirect("hub_case_tab", case.reference, TAB)
    more = {"refusal": offered.refusal, "outlook": offered.outlook}
    return _page(request, case, "hub/enquiry_plan.html", form, **more)


@require_safe
@with_case
def show(request: CaseRequest, case: Case, enquiry_id: UUID) -> HttpResponse:
    """Show one line, with what was written."""
    row = _found(case, enquiry_id)
    return _page(request, case, "hub/enquiry.html", None, each=_row(request, case, row))


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def allow(request: CaseRequest, case: Case, enquiry_id: UUID) -> HttpResponse:
    """Allow a line or not: somebody else than who planned it."""
    require(by=request.actor, action=Action.AUTHORISE_ENQUIRY)
    row = _found(case, enquiry_id)
    form = AllowForm(_sent(request), authority=row.authority)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            known: dict[str, Any] = {"enquiry_id": row.id, "words": given["words"], "by": request.actor}
            if given["decision"] == "refuse":
                enquiring.refuse(at=timezone.now(), **known)
                return
            authority = Given(
                by=given.get("given_by", ""), on=given.get("given_on"), reference=given.get("given_reference", "")
            )
            enquiring.authorise(given=authority, at=timezone.now(), **known)

        if _do(request, case, form, act):
            said = _("The line is allowed.") if given["decision"] == "authorise" else _("The line is not allowed.")
            return _done(request, case, said)
    return _step_page(request, case, row, "hub/enquiry_allow.html", form, "authorise")


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def begin(request: CaseRequest, case: Case, enquiry_id: UUID) -> HttpResponse:
    """Begin a line that may begin."""
    row = _found(case, enquiry_id)
    form = Form(_sent(request))
    if request.method == "POST" and _do(
        request, case, form, lambda: enquiring.begin(enquiry_id=row.id, by=request.actor, at=timezone.now())
    ):
        return _done(request, case, _("The line is under way."))
    return _step_page(request, case, row, "hub/enquiry_begin.html", form, "begin")


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def end(request: CaseRequest, case: Case, enquiry_id: UUID) -> HttpResponse:
    """Note what came of a line."""
    row = _found(case, enquiry_id)
    form = EndForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _do(
            request,
            case,
            form,
            lambda: enquiring.end(
                enquiry_id=row.id,
                result=Result(given["result"]),
                cost=given["cost"],
                words=given["words"],
                by=request.actor,
                at=timezone.now(),
            ),
        ):
            return _done(request, case, _("Noted. What is left to do stands below."))
    return _step_page(request, case, row, "hub/enquiry_end.html", form, "end")


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def abandon(request: CaseRequest, case: Case, enquiry_id: UUID) -> HttpResponse:
    """Give a line up."""
    row = _found(case, enquiry_id)
    form = AbandonForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        if _do(
            request,
            case,
            form,
            lambda: enquiring.abandon(enquiry_id=row.id, words=words, by=request.actor, at=timezone.now()),
        ):
            return _done(request, case, _("The line is given up. It counts as not tried."))
    return _step_page(request, case, row, "hub/enquiry_abandon.html", form, "abandon")


def _do(request: CaseRequest, case: Case, form: Form, act: Callable[[], Any]) -> bool:
    """Call a service on the case as the page showed it; put its refusal into the form."""
    try:
        with request.standing.acting(case):
            act()
    except StaleReport as refusal:
        request.standing.refuse(refusal, case, form)
    except (EnquiryRefused, StepRefused) as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def _found(case: Case, enquiry_id: UUID) -> Enquiry:
    row = find_enquiry(enquiry_id=enquiry_id, case_ids=cases_below(case_id=case.id))
    if row is None:
        raise Http404
    return row


def _row(request: CaseRequest, case: Case, row: Enquiry) -> dict[str, Any]:
    """Return a line with what was written, which is recorded as read."""
    at, hides = timezone.now(), withholds_subject(case=case)
    note_opening(case=case, tab=TAB, by=request.actor, at=at)
    said = {} if hides else enquiry_words.read(rows=[row])
    platforms = names_of()["platforms"]
    return enquiry_row(row, platforms=platforms, today=local_day(at), said=said.get(row.id, ()), hides=hides)


def _step_page(request: CaseRequest, case: Case, row: Enquiry, template: str, form: Form, step: str) -> HttpResponse:
    if request.method != "POST" and row.state not in STEPS[step].sources:
        return redirect("hub_enquiry", case.reference, row.id)
    return _page(request, case, template, form, each=_row(request, case, row))


def _page(request: CaseRequest, case: Case, template: str, form: Form | None, **more: Any) -> HttpResponse:
    may_allow = is_allowed(role=request.actor.role, action=Action.AUTHORISE_ENQUIRY)
    context = {**frame_context(case, active=TAB), "may_allow": may_allow, "form": form, **more}
    status = request.standing.status(*([form] if form is not None else []))
    return render(request, template, context, status=status)


def _done(request: CaseRequest, case: Case, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("hub_case_tab", case.reference, TAB)


def _sent(request: CaseRequest) -> Any:
    return request.POST if request.method == "POST" else None
