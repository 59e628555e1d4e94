"""The pages of legal holds and of requests for erasure."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.accounts.step_up import asks_again
from reports.models import Case
from triage.forms.retention import DecideForm, HoldForm, LiftForm, RequestForm
from triage.selectors import retention
from triage.selectors.merges import cases_below
from triage.services import retaining
from triage.services.retaining.requests import GRANTS
from triage.web import retention_rows
from triage.web.case_pages import with_case
from triage.web.retention_pages import answer
from triage.web.standing import CaseRequest


def _tab(case: Case) -> str:
    return reverse("hub_case_tab", args=[case.reference, "retention"])


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def hold(request: CaseRequest, case: Case) -> HttpResponse:
    """Place a legal hold."""
    require(by=request.actor, action=Action.HOLD)
    form = HoldForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        retaining.place_hold(case_id=case.id, by=request.actor, at=timezone.now(), **form.cleaned_data)

    said = _("Held: nothing of the case is destroyed until the hold is lifted.")
    return answer(request, case, form, act, said=said, template="hub/hold.html", back=_tab(case))


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def lift(request: CaseRequest, case: Case, hold_id: int) -> HttpResponse:
    """Lift a legal hold."""
    require(by=request.actor, action=Action.HOLD)
    found = retention.find_hold(hold_id=hold_id, case_ids=cases_below(case_id=case.id))
    if found is None:
        raise Http404
    form = LiftForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        retaining.lift_hold(hold_id=hold_id, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now())

    [shown] = retention_rows.holds([found])
    said = _("The hold is lifted.")
    return answer(request, case, form, act, said=said, template="hub/hold_lift.html", back=_tab(case), hold=shown)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def ask(request: CaseRequest, case: Case, report_id: UUID) -> HttpResponse:
    """Record that whoever sent a report asks for erasure."""
    require(by=request.actor, action=Action.RECORD_ERASURE)
    report = case.reports.filter(id=report_id).first()
    if report is None:
        raise Http404
    form = RequestForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        retaining.record_request(
            case_id=case.id, report_id=report_id, by=request.actor, at=timezone.now(), **form.cleaned_data
        )

    said = _("Recorded. A supervisor decides it.")
    return answer(request, case, form, act, said=said, template="hub/erasure_ask.html", back=_tab(case), report=report)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@asks_again("POST")
def decide(request: CaseRequest, case: Case, request_id: int) -> HttpResponse:
    """Grant or refuse a request for erasure, after the second factor."""
    require(by=request.actor, action=Action.DECIDE_ERASURE)
    found = retention.find_request(request_id=request_id, case=case)
    if found is None:
        raise Http404
    form = DecideForm(request.POST if request.method == "POST" else None, grants=GRANTS)

    def act() -> None:
        retaining.decide_request(request_id=request_id, by=request.actor, at=timezone.now(), **form.cleaned_data)

    [shown] = retention_rows.requests([found])
    return answer(
        request,
        case,
        form,
        act,
        said=_("Decided, with your reason."),
        template="hub/erasure_decide.html",
        back=_tab(case),
        asked=shown,
        is_own=request.actor.is_named(found.recorded_by),
    )
