"""Asking the questions of a policy one after the other: what was answered so far comes back with each answer."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from triage.forms.assessing import QuestionForm
from triage.forms.reasons import LONGEST_REASON
from triage.rules.policy import Answer, Policy, Question, Walk, first_without_reason, walk
from triage.web.assessed_rows import consequences, path_rows


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One visit of such a page: the policy, what was answered so far, and the question that is to be shown, if any."""

    policy: Policy
    answers: dict[str, Answer]
    walked: Walk
    question: Question | None

    def rows(self) -> list[dict[str, Any]]:
        """Return what was answered so far, without the question that is shown."""
        shown = self.question.id if self.question else None
        return [row for row in path_rows(self.policy, self.walked.path) if row["id"] != shown]

    def form(self, request: HttpRequest, *, bound: bool) -> QuestionForm:
        """Return the form of the question that is shown."""
        assert self.question is not None  # noqa: S101 - the caller has looked
        if bound:
            return QuestionForm(request.POST, question=self.question)
        return QuestionForm(initial=request.POST.dict(), question=self.question)

    def carried(self, request: HttpRequest, *, shown: frozenset[str]) -> list[tuple[str, str]]:
        """Return the answers and reasons that are not on the page now, so that they go along with the next."""
        names = [f"{part}_{question}" for question in self.policy.questions for part in ("answer", "reason")]
        typed = [(name, request.POST.get(name, "").replace("\0", "")) for name in names if name not in shown]
        return [(name, value) for name, value in typed if value]

    def carried_of_decision(self, request: HttpRequest, *, shown: frozenset[str]) -> list[tuple[str, str]]:
        """Return the same, and what was typed on the form of the decision before an answer was changed."""
        typed = [
            (name, value.replace("\0", ""))
            for name, values in request.POST.lists()
            if (name.startswith("flag_") or name in ("offence", "flags")) and name not in shown
            for value in values
            if value
        ]
        return [*self.carried(request, shown=shown), *typed]

    def shown(self, form: forms.Form) -> dict[str, Any]:
        """Return what a page shows of a visit: the form, the way so far, and what the decision would lead to."""
        return {
            "form": form,
            "policy": self.policy,
            "asked": self.question,
            "rows": self.rows(),
            "exit": None if self.question else self.walked.exit,
            "consequences": [] if self.question else consequences(self.walked),
        }


def ask(request: HttpRequest, policy: Policy) -> Asked:
    """Return where a visitor of the questions stands: a question to change, one without its reason, or the next."""
    answers = _answers(request, policy)
    walked = walk(policy, answers)
    question = _to_change(request, policy, walked) or first_without_reason(policy, walked) or walked.next
    return Asked(policy=policy, answers=answers, walked=walked, question=question)


def is_same_question(request: HttpRequest, question: Question) -> bool:
    """Tell whether a question was on the page already, so that what is missing is said."""
    return request.POST.get("asked") == question.id or "record" in request.POST


def _answers(request: HttpRequest, policy: Policy) -> dict[str, Answer]:
    return {
        question: Answer(
            question=question,
            answer=request.POST.get(f"answer_{question}", ""),
            reason=request.POST.get(f"reason_{question}", "").replace("\0", ""),
        )
        for question in policy.questions
    }


def _to_change(request: HttpRequest, policy: Policy, walked: Walk) -> Question | None:
    """Return the question that is to be answered anew, or that was answered with a reason that is too long."""
    wanted = request.POST.get("change", "")
    too_long = (given.question for given in walked.path if len(given.reason) > LONGEST_REASON)
    on_path = {given.question for given in walked.path}
    return policy.questions[wanted] if wanted in on_path else policy.questions.get(next(too_long, ""))
