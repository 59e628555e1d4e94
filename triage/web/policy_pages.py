"""The supervisor's page on the assessment policy: its versions as pictures, and which is in force."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from triage.forms.policies import ActivateForm
from triage.rules.policy import EXIT, Policy, Question, SubjectData, Threshold, in_order
from triage.selectors.policies import LoadedVersion, NoSuchPolicy, list_activations, list_versions
from triage.services import policies
from triage.web.assessed_rows import OUTCOMES, RECORDERS
from triage.web.policy_picture import draw

Row = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@holders_of(Action.CHANGE_POLICY)
def policy(request: StaffRequest, version: str = "") -> HttpResponse:
    """Show one version, the one in force unless another is named; put it in force with a reason."""
    versions = list_versions(by=request.actor)
    shown = next((each for each in versions if each.row.version == version or not version), None)
    if shown is None and (version or request.method == "POST"):
        raise Http404
    form = ActivateForm(request.POST if request.method == "POST" else None)
    if shown and form.is_bound and form.is_valid():
        return _activate(request, shown, reason=form.cleaned_data["reason"])
    return _show(request, versions, shown, form, status=422 if form.is_bound else 200)


def _activate(request: StaffRequest, shown: LoadedVersion, *, reason: str) -> HttpResponse:
    try:
        policies.activate(version=shown.row.version, reason=reason, by=request.actor, at=timezone.now())
    except policies.AlreadyInForce:
        messages.warning(request, _("%s is in force already.") % shown.row.version)
    except NoSuchPolicy:
        raise Http404 from None
    else:
        messages.success(request, _("%s is in force. Every decision from now on is made under it.") % shown.row.version)
    return redirect("hub_policy")


def _show(
    request: StaffRequest,
    versions: list[LoadedVersion],
    shown: LoadedVersion | None,
    form: ActivateForm,
    *,
    status: int,
) -> HttpResponse:
    context = {
        "versions": [_link(each, is_shown=each is shown) for each in versions],
        "shown": shown,
        "picture": draw(shown.policy) if shown else None,
        "questions": _question_rows(shown.policy) if shown else [],
        "exits": _exit_rows(shown.policy) if shown else [],
        "activations": list_activations(by=request.actor),
        "form": form,
    }
    return render(request, "hub/policy.html", context, status=status)


def _link(each: LoadedVersion, *, is_shown: bool) -> Row:
    return {
        "text": each.row.version,
        "href": reverse("hub_policy_version", args=[each.row.version]),
        "active": is_shown,
        "count": _("in force") if each.is_in_force else "",
    }


def _question_rows(chosen: Policy) -> list[Row]:
    questions = in_order(chosen)
    numbers = {question.id: number for number, question in enumerate(questions, start=1)}
    return [
        {
            "number": numbers[question.id],
            "question": question,
            "threshold": _THRESHOLDS[question.threshold]() if question.threshold else "",
            "yes": _leads(chosen, question, "yes", numbers),
            "no": _leads(chosen, question, "no", numbers),
        }
        for question in questions
    ]


def _leads(chosen: Policy, question: Question, answer: str, numbers: dict[str, int]) -> Row:
    target = question.leads[answer]
    is_end = target.startswith(EXIT)
    text = chosen.exits[target.removeprefix(EXIT)].name if is_end else _("question %d") % numbers[target]
    return {"text": text, "is_end": is_end, "needs_reason": question.needs_reason(answer)}


_THRESHOLDS = {
    Threshold.RISK: lambda: _("Threshold: a yes lets the subject's data be kept."),
    Threshold.ENDANGERS: lambda: _("Threshold: a yes means that the subject is not told."),
}


def _exit_rows(chosen: Policy) -> list[Row]:
    kept = {
        SubjectData.CASE: _("kept with the case"),
        SubjectData.THRESHOLD: _("kept only where a threshold question was answered with yes"),
        SubjectData.NOT_KEPT: _("not kept"),
    }
    return [
        {
            "exit": found,
            "facts": [
                (_("The workflow calls it"), OUTCOMES[found.outcome]),
                (_("The two people are called"), f"{found.complainant}, {found.subject}"),
                (_("Recorded by"), RECORDERS[found.recorded_by]),
                (_("Data of the %s") % found.subject, kept[found.subject_data]),
                (_("What is told"), found.told),
                (_("What an officer does next"), found.follows),
            ],
        }
        for found in chosen.exits.values()
    ]
