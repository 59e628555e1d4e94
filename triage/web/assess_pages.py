"""The page on which officers decide what a report is: one question after the other, then the decision."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hatehub.reference.selectors import list_offences, list_strands
from reports.models import Case
from reports.rules.workflow import State, StepRefused
from reports.services.workflow import StaleReport
from triage.forms.assessing import DecisionForm, QuestionForm
from triage.rules.policy import Question
from triage.selectors.policies import get_policy, newest_activation
from triage.selectors.strands import strands_named
from triage.selectors.time_bars import local_day
from triage.services import assessing
from triage.web.asking import Asked, ask, is_same_question
from triage.web.case_pages import frame_context, with_case
from triage.web.standing import CaseRequest, look_again
from triage.web.wording import STALE

SOMEBODY_ELSE = gettext_lazy("The complainant has asked for a review of your decision: somebody else decides.")
FALLEN = gettext_lazy("A second reading was upheld against your decision: somebody else decides.")
NO_POLICY = gettext_lazy(
    "No assessment policy is in force, so nothing can be assessed. A supervisor can put one in force."
)
CHANGED = gettext_lazy(
    "Another policy has come into force since you opened this page. Your answers are kept where their question still "
    "exists; read them again."
)


@dataclass(frozen=True, kw_only=True)
class _Asked(Asked):
    """One visit of this page: of a case."""

    case: Case


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def assess(request: CaseRequest, case: Case) -> HttpResponse:
    """Ask the questions of the policy one after the other, and record the decision they lead to."""
    hindrance = _hindrance(request, case)
    if hindrance and request.method == "POST":
        return _gone(request, case, hindrance)
    if hindrance:
        messages.warning(request, hindrance)
        return redirect("hub_case", case.reference)
    asked = _asked(request, case)
    if request.POST.get("policy", asked.policy.version) != asked.policy.version:
        return _show(request, asked, notice=str(CHANGED), status=409)
    if request.method != "POST" or "change" in request.POST:
        return _show(request, asked)
    if asked.question:
        return _continue(request, asked, asked.question)
    return _record(request, asked) if "record" in request.POST else _show(request, asked)


def _hindrance(request: CaseRequest, case: Case) -> str:
    """Return why this officer cannot assess this case now; empty where nothing is in the way."""
    if case.lead.state != State.IN_TRIAGE:
        return _("This case is not in triage, so there is nothing to assess now.")
    if assessing.must_be_another(report=case.lead, by=request.actor):
        return _somebody_else(case)
    return "" if newest_activation() else str(NO_POLICY)


def _somebody_else(case: Case) -> str:
    return str(SOMEBODY_ELSE if case.lead.review_asked_at else FALLEN)


def _asked(request: CaseRequest, case: Case) -> _Asked:
    return _Asked(case=case, **vars(ask(request, get_policy())))


def _continue(request: CaseRequest, asked: _Asked, question: Question) -> HttpResponse:
    """Show the question that comes next; say what is missing where it is the one that was on the page."""
    is_same = is_same_question(request, question)
    return _show(request, asked, bound=is_same, status=422 if is_same else 200)


def _record(request: CaseRequest, asked: _Asked) -> HttpResponse:
    form = _decision_form(request, asked, bound=True)
    if not form.is_valid():
        return _show(request, asked, form=form, status=422)
    try:
        with request.standing.acting(asked.case):
            assessing.assess(
                report_id=asked.case.lead_id,
                answers=asked.answers,
                offence_code=form.cleaned_data.get("offence"),
                by=request.actor,
                at=timezone.now(),
                expected_version=form.cleaned_data["version"],
                flags=form.flags(),
                policy_version=asked.policy.version,
            )
    except assessing.PolicyChanged:
        return _show(request, _asked(request, asked.case), notice=str(CHANGED), status=409)
    except assessing.SameOfficer:
        return _gone(request, asked.case, _somebody_else(asked.case))
    except (StaleReport, StepRefused) as refusal:
        return _overtaken(request, asked, form, refusal)
    messages.success(request, _("The decision is recorded, and the complainant is told."))
    return redirect("hub_case", asked.case.reference)


def _overtaken(
    request: CaseRequest, asked: _Asked, form: DecisionForm, refusal: StaleReport | StepRefused
) -> HttpResponse:
    """Show the decision again, with all that was typed, where it can still be recorded; else keep what was typed."""
    look_again(asked.case)
    hindrance = _hindrance(request, asked.case)
    if hindrance or not isinstance(refusal, StaleReport):
        return _gone(request, asked.case, hindrance or str(STALE))
    request.standing.refuse(refusal, asked.case, form)
    return _show(request, asked, form=form, status=409)


def _gone(request: CaseRequest, case: Case, text: str) -> HttpResponse:
    """Keep all that was typed where there is nothing to assess any more."""
    back = reverse("hub_case", args=[case.reference])
    return request.standing.gone(text, back=back, labels=_labels())


def _labels() -> dict[str, str]:
    """Return what the fields of the questions are called; empty while no policy is in force."""
    if not newest_activation():
        return {}
    labels = {"offence": _("Offence"), "flags": _("Strand")}
    for question in get_policy().questions.values():
        labels[f"answer_{question.id}"] = question.text
        labels[f"reason_{question.id}"] = _("Reason: %s") % question.text
    return labels


def _decision_form(request: CaseRequest, asked: _Asked, *, bound: bool) -> DecisionForm:
    """Return the form of the decision, with what was typed on it before an answer was changed."""
    named = strands_named(case=asked.case)
    strands = [(strand.code, strand.name) for strand in list_strands() if strand.is_active or strand.code in named]
    arguments: dict[str, Any] = {
        "walk": asked.walked,
        "offences": _offences(asked.case),
        "strands": sorted(strands, key=lambda strand: strand[0] not in named),
        "named": named,
    }
    if bound:
        return DecisionForm(request.POST, **arguments)
    typed = {**request.POST.dict(), "flags": request.POST.getlist("flags")}
    return DecisionForm(initial={**typed, "version": _version(request, asked.case)}, **arguments)


def _version(request: CaseRequest, case: Case) -> str:
    return request.POST.get("version", str(case.lead.version))


def _offences(case: Case) -> list[tuple[str, str]]:
    on = case.lead.happened_on or local_day(case.lead.submitted_at)
    code = case.lead.victim_area.get("force") or ""
    nation = {"S": "S", "N": "NI"}.get(code[:1], "EW")
    return [(offence.code, str(offence)) for offence in list_offences(nation=nation, on=on)]


def _show(
    request: CaseRequest,
    asked: _Asked,
    *,
    form: DecisionForm | None = None,
    bound: bool = False,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = form or _form(request, asked, bound=bound)
    context = {
        **frame_context(asked.case, active="overview"),
        **asked.shown(shown),
        "carried": _carried(request, asked, shown=frozenset(shown.fields)),
        "notice": notice,
    }
    return render(request, "hub/assess.html", context, status=status)


def _form(request: CaseRequest, asked: _Asked, *, bound: bool) -> QuestionForm | DecisionForm:
    if asked.question is None:
        return _decision_form(request, asked, bound=False)
    return asked.form(request, bound=bound)


def _carried(request: CaseRequest, asked: _Asked, *, shown: frozenset[str]) -> list[tuple[str, str]]:
    """Return what was typed and is not on the page now, so that it goes along with the next answer."""
    typed = asked.carried_of_decision(request, shown=shown)
    return typed if "version" in shown else [*typed, ("version", _version(request, asked.case))]
