"""The page of a case that is with a force: what is known now, another force, the unit; and what forces answered."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import staff_only
from reports.models import Case
from reports.rules.workflow import ON_FORCE_SIDE, State
from reports.services.workflow import StaleReport
from triage.forms.deciding import ResponsibilityForm
from triage.forms.reasons import ReasonForm
from triage.forms.transferring import AskForceForm, UnitForm
from triage.models import Transfer
from triage.rules.responsibility import Decision, decide, facts_from
from triage.rules.responsibility_words import in_words
from triage.selectors.transfers import force_in_charge, get_transfer, inputs_in_force, open_transfer
from triage.selectors.units import list_units
from triage.services import disputes, transferring, units
from triage.web.case_pages import frame_context, with_case
from triage.web.force_rows import asked_rows, decision_rows, names_in
from triage.web.standing import CaseRequest, labels_of, look_again, standing_of

NOT_WITH_FORCE = gettext_lazy("This case is not with a force.")


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def forces(request: CaseRequest, case: Case) -> HttpResponse:
    """Show what the rule says on what is known now, and ask another force to take the case on."""
    if case.lead.state not in ON_FORCE_SIDE:
        if request.method == "POST":
            return _gone(request, case, labels_of(ResponsibilityForm(), AskForceForm()))
        messages.warning(request, str(NOT_WITH_FORCE))
        return redirect("hub_case", case.reference)
    asked = request.POST if request.method == "POST" else request.GET if "victim" in request.GET else None
    form = ResponsibilityForm(asked or _known(case))
    decision = decide(form.facts()) if form.is_valid() else None
    initial = {"version": case.lead.version, "to_force": decision.investigating if decision else ""}
    is_acting = request.method == "POST" and "ask" not in request.POST
    initial["reason"] = request.POST.get("reason", "")
    ask_form = AskForceForm(request.POST if is_acting else None, initial=initial)
    if is_acting and decision is not None and ask_form.is_valid():
        answer = _ask(request, case, form, ask_form, decision)
        if answer is not None:
            return answer
    return _show(request, case, form, ask_form, decision)


def _known(case: Case) -> dict[str, Any]:
    stored = inputs_in_force(case=case)
    if not stored:
        return ResponsibilityForm.initial_for(case.lead)
    return ResponsibilityForm.initial_from(facts_from(stored))


def _ask(
    request: CaseRequest, case: Case, form: ResponsibilityForm, ask_form: AskForceForm, decision: Decision
) -> HttpResponse | None:
    chosen = ask_form.cleaned_data
    arguments: dict[str, Any] = {
        "case_id": case.id,
        "facts": form.facts(),
        "to_force": chosen["to_force"],
        "reason": chosen["reason"],
        "by": request.actor,
        "at": timezone.now(),
        "expected_version": chosen["version"],
    }
    try:
        with request.standing.acting(case):
            if case.lead.state == State.WITH_FORCE:
                transferring.propose(**arguments)
                said = _("Proposed. The force that has the case keeps it until the other accepts.")
            else:
                transferring.offer_instead(**arguments, decision=decision)
                said = _("It is offered to the other force, and the evidence is packed for it.")
    except transferring.TransferRefused as refusal:
        ask_form.add_error(None, str(refusal))
        return None
    except StaleReport as refusal:
        look_again(case)
        if case.lead.state not in ON_FORCE_SIDE:
            return _gone(request, case, labels_of(form, ask_form))
        request.standing.refuse(refusal, case, ask_form)
        return None
    messages.success(request, said)
    return redirect("hub_forces", case.reference)


def _gone(request: CaseRequest, case: Case, labels: dict[str, Any]) -> HttpResponse:
    """Keep what was typed where the case is with no force any more."""
    return request.standing.gone(str(NOT_WITH_FORCE), back=reverse("hub_case", args=[case.reference]), labels=labels)


def _show(
    request: CaseRequest,
    case: Case,
    form: ResponsibilityForm,
    ask_form: AskForceForm,
    decision: Decision | None,
) -> HttpResponse:
    at = timezone.now()
    now, waiting = force_in_charge(case=case), open_transfer(case=case)
    context = {
        **frame_context(case, active="overview"),
        "form": form,
        "ask_form": ask_form,
        "decision": decision,
        "sentence": in_words(decision, names=names_in(decision)) if decision else "",
        "owners": decision_rows(decision) if decision else [],
        "force": now,
        "is_accepted": case.lead.state == State.WITH_FORCE,
        "is_another": bool(decision and decision.investigating and now and decision.investigating != now.code),
        "can_ask": waiting is None or (waiting.is_offer and waiting.state == Transfer.State.PROPOSED),
        "asked": asked_rows(case, by=request.actor, at=at),
        "has_units": bool(list_units(force=now.code if now else None)),
    }
    return render(request, "hub/forces.html", context, status=request.standing.status(form, ask_form))


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def unit(request: CaseRequest, case: Case) -> HttpResponse:
    """Name another unit of the force that is responsible."""
    now = force_in_charge(case=case)
    choices = list_units(force=now.code if now else None)
    if case.lead.state not in ON_FORCE_SIDE and request.method == "POST":
        return _gone(request, case, labels_of(UnitForm(units=())))
    if case.lead.state not in ON_FORCE_SIDE or not choices:
        raise Http404
    form = UnitForm(request.POST if request.method == "POST" else None, units=choices)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            with request.standing.acting(case):
                units.name_unit(
                    case_id=case.id, unit=told["unit"], reason=told["unit_reason"], by=request.actor, at=timezone.now()
                )
        except StaleReport as refusal:
            request.standing.refuse(refusal, case, form)
        else:
            messages.success(request, _("Recorded, with your reason."))
            return redirect("hub_case", case.reference)
    context = {**frame_context(case, active="overview"), "form": form, "force": now}
    return render(request, "hub/unit.html", context, status=request.standing.status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def escalate(request: CaseRequest, transfer_id: int) -> HttpResponse:
    """Take to the registrar what a force has refused, or not answered."""
    done = _("The registrar decides. Until then the case stays where it is.")
    return _with_reason(request, transfer_id, act=disputes.escalate, done=done, template="hub/escalate.html")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def withdraw(request: CaseRequest, transfer_id: int) -> HttpResponse:
    """Take back a transfer that is proposed."""
    done = _("Taken back. The force that has the case keeps it.")
    return _with_reason(
        request, transfer_id, act=transferring.withdraw, done=done, template="hub/take_transfer_back.html"
    )


def _with_reason(
    request: CaseRequest, transfer_id: int, *, act: Callable[..., Transfer], done: str, template: str
) -> HttpResponse:
    row = get_transfer(transfer_id=transfer_id, by=request.actor)
    if row is None:
        raise Http404
    request.standing = standing_of(request, reference=row.case.reference)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(transfer_id=row.id, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now())
        except (disputes.DisputeRefused, transferring.TransferRefused) as refusal:
            form.add_error(None, str(refusal))
            request.standing.note_any()
        else:
            messages.success(request, done)
            return redirect("hub_case", row.case.reference)
    context = {**frame_context(row.case, active="overview"), "form": form, "transfer": row}
    return render(request, template, context, status=request.standing.status(form))
