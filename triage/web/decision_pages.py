"""The pages on which officers decide: what it is, and which force."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest
from hatehub.reference.selectors import get_force, list_offences
from reports.models import Case
from reports.rules.workflow import State, StepRefused
from reports.services.workflow import StaleReport
from triage.forms.deciding import AssessForm, AssignForm, ResponsibilityForm
from triage.rules.policy import Answer, Policy, walk
from triage.rules.responsibility import Decision, decide
from triage.selectors.policies import get_policy
from triage.services import assessing, assigning
from triage.web.case_pages import frame_context, with_case

STALE = gettext_lazy("Somebody else has changed this case since you opened the page. Here is how it stands now.")


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def assess(request: StaffRequest, case: Case) -> HttpResponse:
    """Ask the questions of the policy one after the other, and record the decision they lead to."""
    if case.lead.state != State.IN_TRIAGE:
        messages.warning(request, _("This case is not in triage, so there is nothing to assess now."))
        return redirect("hub_case", case.reference)
    policy = get_policy()
    answers = _answers(request, policy)
    walked = walk(policy, answers)
    arguments: dict[str, Any] = {"policy": policy, "walk": walked, "offences": _offences(case)}
    if request.method != "POST":
        form = AssessForm(initial={"version": case.lead.version}, **arguments)
        return _show_assess(request, case, form, walked)
    form = AssessForm(request.POST, **arguments)
    if "record" in request.POST and form.is_valid() and walked.exit:
        return _record(request, case, form, answers, walked)
    is_unanswered = walked.next is not None and request.POST.get("asked") == walked.next.id
    if "record" not in request.POST and not is_unanswered:
        form = AssessForm(initial=request.POST.dict(), **arguments)
    return _show_assess(request, case, form, walked, status=422 if form.is_bound else 200)


def _record(
    request: StaffRequest, case: Case, form: AssessForm, answers: dict[str, Answer], walked: Any
) -> HttpResponse:
    deciding = walked.path[-1].question
    try:
        assessing.assess(
            report_id=case.lead_id,
            answers=answers,
            offence_code=form.cleaned_data.get("offence"),
            by=request.actor,
            at=timezone.now(),
            expected_version=form.cleaned_data["version"],
        )
    except assessing.ReasonMissing as refusal:
        form.add_error(f"reason_{deciding}", str(refusal))
        return _show_assess(request, case, form, walked, status=422)
    except (StaleReport, StepRefused):
        messages.warning(request, str(STALE))
    else:
        messages.success(request, _("The decision is recorded, and the complainant is told."))
    return redirect("hub_case", case.reference)


def _answers(request: StaffRequest, policy: Policy) -> dict[str, Answer]:
    return {
        question: Answer(
            question=question,
            answer=request.POST.get(f"answer_{question}", ""),
            reason=request.POST.get(f"reason_{question}", "")[:4000].replace("\0", ""),
        )
        for question in policy.questions
    }


def _offences(case: Case) -> list[tuple[str, str]]:
    on = case.lead.happened_on or case.lead.submitted_at.date()
    code = case.lead.victim_area.get("force") or ""
    nation = {"S": "S", "N": "NI"}.get(code[:1], "EW")
    return [(offence.code, str(offence)) for offence in list_offences(nation=nation, on=on)]


def _show_assess(
    request: StaffRequest, case: Case, form: AssessForm, walked: Any, *, status: int = 200
) -> HttpResponse:
    outcomes = {"crime": _("Crime"), "non_crime": _("Non-crime incident"), "out_of_scope": _("Out of scope")}
    context = {
        **frame_context(case, active="overview"),
        "form": form,
        "outcome": outcomes.get(walked.exit or "", ""),
        "policy": get_policy(),
        "asked": walked.next.id if walked.next else "",
    }
    return render(request, "hub/assess.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def responsibility(request: StaffRequest, case: Case) -> HttpResponse:
    """Show which force the rule names and why; assign to it, or to another with a reason."""
    if case.lead.state not in (State.ASSESSED_CRIME, State.ASSESSED_NON_CRIME):
        messages.warning(request, _("This case is not waiting to be assigned."))
        return redirect("hub_case", case.reference)
    asked = request.POST if request.method == "POST" else request.GET if "victim" in request.GET else None
    form = ResponsibilityForm(asked or ResponsibilityForm.initial_for(case.lead))
    decision = decide(form.facts()) if form.is_valid() else None
    assign_form = AssignForm(request.POST if request.method == "POST" else None, initial={"version": case.lead.version})
    if request.method == "POST" and decision is not None and assign_form.is_valid():
        answer = _assign(request, case, form, assign_form, decision)
        if answer is not None:
            return answer
    is_refused = assign_form.is_bound or bool(form.errors)
    return _show_responsibility(request, case, form, assign_form, decision, status=422 if is_refused else 200)


def _assign(
    request: StaffRequest, case: Case, form: ResponsibilityForm, assign_form: AssignForm, decision: Decision
) -> HttpResponse | None:
    chosen = assign_form.cleaned_data
    try:
        assigning.assign(
            case_id=case.id,
            facts=form.facts(),
            decision=decision,
            by=request.actor,
            at=timezone.now(),
            expected_version=chosen["version"],
            override_force=chosen["override_force"],
            override_reason=chosen["override_reason"],
        )
    except assigning.NobodyResponsible as refusal:
        assign_form.add_error(None, str(refusal))
        return None
    except (StaleReport, StepRefused):
        messages.warning(request, str(STALE))
    else:
        messages.success(request, _("Assigned. The evidence package is being built."))
    return redirect("hub_case", case.reference)


def _show_responsibility(
    request: StaffRequest,
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
        "forces": _named(decision) if decision else [],
        "candidates": case.lead.victim_area.get("candidates", []),
        "candidate_names": [get_force(code).name for code in case.lead.victim_area.get("candidates", [])[:6]],
    }
    return render(request, "hub/responsibility.html", context, status=status)


def _named(decision: Decision) -> list[dict[str, str]]:
    roles = (
        (_("Records"), decision.recording),
        (_("Investigates"), decision.investigating),
        (_("Stays in touch with the victim"), decision.victim_contact),
    )
    return [{"key": role, "value": get_force(code).name if code else _("the hub")} for role, code in roles]
