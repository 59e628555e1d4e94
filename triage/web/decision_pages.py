"""The page on which officers settle which force is responsible."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hatehub.reference.selectors import get_force
from reports.models import Case
from reports.rules.workflow import ON_FORCE_SIDE, State, StepRefused
from reports.services.workflow import StaleReport
from triage.forms.deciding import AssignForm, ResponsibilityForm
from triage.rules.responsibility import HUB, Ask, Decision, decide
from triage.rules.responsibility_words import in_words
from triage.selectors.units import list_units
from triage.services import assigning
from triage.web.case_pages import frame_context, with_case
from triage.web.force_rows import asked_rows, decision_rows, names_in
from triage.web.standing import CaseRequest, labels_of, look_again

WAITS = (State.ASSESSED_CRIME, State.ASSESSED_NON_CRIME)
NOT_WAITING = gettext_lazy("This case is not waiting to be assigned.")


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def responsibility(request: CaseRequest, case: Case) -> HttpResponse:
    """Show which force the rule names and why; assign to it, to another with a reason, or keep the case at the hub."""
    if case.lead.state not in WAITS:
        return _leave(request, case)
    asked = request.POST if request.method == "POST" else request.GET if "victim" in request.GET else None
    form = ResponsibilityForm(asked or ResponsibilityForm.initial_for(case.lead))
    decision = decide(form.facts()) if form.is_valid() else None
    area = case.lead.victim_area
    is_acting = request.method == "POST" and "ask" not in request.POST
    typed = {name: request.POST.get(name, "") for name in ("override_force", "override_reason")}
    assign_form = AssignForm(
        request.POST if is_acting else None,
        initial={"version": case.lead.version, "unit": area.get("unit") or "", **typed},
        units=list_units(force=decision.investigating if decision else None),
    )
    if is_acting and decision is not None and assign_form.is_valid():
        answer = _assign(request, case, form, assign_form, decision)
        if answer is not None:
            return answer
    status = request.standing.status(form, assign_form)
    return _show_responsibility(request, case, form, assign_form, decision, status=status)


def _leave(request: CaseRequest, case: Case) -> HttpResponse:
    """Lead to where the case is by now; what was typed is kept on a page of its own."""
    page = "hub_forces" if case.lead.state in ON_FORCE_SIDE else "hub_case"
    if request.method == "POST":
        labels = labels_of(ResponsibilityForm(), AssignForm())
        return request.standing.gone(str(NOT_WAITING), back=reverse(page, args=[case.reference]), labels=labels)
    if page == "hub_case":
        messages.warning(request, str(NOT_WAITING))
    return redirect(page, case.reference)


def _assign(
    request: CaseRequest, case: Case, form: ResponsibilityForm, assign_form: AssignForm, decision: Decision
) -> HttpResponse | None:
    chosen = assign_form.cleaned_data
    arguments: dict[str, Any] = {
        "case_id": case.id,
        "facts": form.facts(),
        "decision": decision,
        "by": request.actor,
        "at": timezone.now(),
        "expected_version": chosen["version"],
    }
    try:
        with request.standing.acting(case):
            if "keep" in request.POST:
                assigning.keep(**arguments)
                said = _("Recorded: no force records it, and the hub keeps it. It can be closed.")
            else:
                assigning.assign(
                    **arguments,
                    override_force=chosen["override_force"],
                    override_reason=chosen["override_reason"],
                    unit=assign_form.chosen_unit(),
                )
                said = _("Assigned. The evidence package is being built.")
    except (assigning.NobodyResponsible, assigning.ForceResponsible) as refusal:
        assign_form.add_error(None, str(refusal))
        return None
    except (StaleReport, StepRefused) as refusal:
        return _overtaken(request, case, assign_form, refusal)
    messages.success(request, said)
    return redirect("hub_case", case.reference)


def _overtaken(
    request: CaseRequest, case: Case, assign_form: AssignForm, refusal: StaleReport | StepRefused
) -> HttpResponse | None:
    """Have the page shown again where the case can still be assigned; else keep what was typed."""
    look_again(case)
    if case.lead.state not in WAITS or not isinstance(refusal, StaleReport):
        return _leave(request, case)
    request.standing.refuse(refusal, case, assign_form)
    return None


def _show_responsibility(
    request: CaseRequest,
    case: Case,
    form: ResponsibilityForm,
    assign_form: AssignForm,
    decision: Decision | None,
    *,
    status: int,
) -> HttpResponse:
    context = {
        **frame_context(case, active="overview"),
        "form": form,
        "assign_form": assign_form,
        "decision": decision,
        "forces": decision_rows(decision) if decision else [],
        "sentence": in_words(decision, names=names_in(decision)) if decision else "",
        "can_ask_complainant": decision is not None and decision.ask in (Ask.VICTIM, Ask.SUSPECT),
        "is_kept": decision is not None and not decision.question and decision.owner == HUB,
        "asked": asked_rows(case, by=request.actor, at=timezone.now()),
        "candidates": case.lead.victim_area.get("candidates", []),
        "candidate_names": [get_force(code).name for code in case.lead.victim_area.get("candidates", [])[:6]],
    }
    return render(request, "hub/responsibility.html", context, status=status)
