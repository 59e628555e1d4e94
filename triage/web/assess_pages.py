"""The page on which officers decide what a report is."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest
from hatehub.reference.selectors import list_offences
from reports.models import Case
from reports.rules.workflow import State, StepRefused
from reports.services.workflow import StaleReport
from triage.forms.assessing import AssessForm
from triage.rules.policy import Answer, Policy, walk
from triage.selectors.policies import get_policy
from triage.services import assessing
from triage.web.case_pages import frame_context, with_case
from triage.web.wording import STALE


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
