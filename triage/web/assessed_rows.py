"""A decision in the words of the policy that it was made under, as an officer reads it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.reference.selectors import list_strands
from hatehub.vault.services import KeyDestroyed
from reports.models import Case
from triage.models import Assessment
from triage.rules.policy import Answer, Exit, Policy, Recorder, Walk
from triage.selectors.policies import policy_of
from triage.services.assessing import latest_assessment, read_flag_reasons, read_reasons
from triage.web.legible import erased

OUTCOMES: Mapping[str, str | Promise] = {
    "crime": gettext_lazy("Crime"),
    "non_crime": gettext_lazy("Non-crime"),
    "out_of_scope": gettext_lazy("Out of scope"),
}
RECORDERS: Mapping[Recorder, str | Promise] = {
    Recorder.FORCE: gettext_lazy("A force records it, so it can be assigned to one."),
    Recorder.OTHER_FORCE: gettext_lazy(
        "Another force records it already: it is linked by being assigned to that force."
    ),
    Recorder.NOBODY: gettext_lazy("No force records it, so it is not assigned."),
}
Row = dict[str, Any]


def said(answer: Answer) -> str:
    """Return an answer and its reason in words."""
    word = _("Yes") if answer.answer == "yes" else _("No")
    return f"{word}. {answer.reason}" if answer.reason.strip() else word


def path_rows(policy: Policy, path: Iterable[Answer]) -> list[Row]:
    """Return the questions of a path with what was answered; each can be changed by its id."""
    return [
        {"id": given.question, "key": policy.questions[given.question].text, "value": said(given)} for given in path
    ]


def consequences(walked: Walk) -> list[Row]:
    """Return what follows from the exit that answers lead to, before it is recorded."""
    reached = walked.exit
    if reached is None:
        return []
    return [
        {"key": _("What is told"), "value": reached.told},
        {"key": _("Data of the %s") % reached.subject, "value": _of_subject(reached, walked)},
        {"key": _("Recorded by"), "value": RECORDERS[reached.recorded_by]},
        {"key": _("What you do next"), "value": reached.follows},
    ]


def _of_subject(reached: Exit, walked: Walk) -> str:
    return _subject_data(reached.outcome, keeps=walked.keeps_subject_data, tells=walked.tells_subject)


def _subject_data(outcome: str, *, keeps: bool | None, tells: bool | None) -> str:
    if outcome == "crime":
        return _("Kept with the case.")
    if not keeps:
        return _("Restricted as soon as this is recorded, and destroyed when the time for a review has passed.")
    if tells:
        return _("Kept, because a threshold question was answered with yes. The subject is told.")
    return _(
        "Kept, because a threshold question was answered with yes. The subject is not told: it would endanger somebody."
    )


def assessment_context(case: Case) -> Row | None:
    """Return the decision in force on a case; None before there is one."""
    found = latest_assessment(report=case.lead)
    if found is None:
        return None
    policy = policy_of(found)
    reached = policy.exits.get(found.exit) if policy else None
    return {
        "row": found,
        "outcome": reached.name if reached else OUTCOMES[found.outcome],
        "policy": policy,
        "rows": [*_answers(found, policy), *_flags(found), *_data(found, reached)],
    }


def _answers(found: Assessment, policy: Policy | None) -> list[Row]:
    reasons = _reasons(found)
    path = [Answer(question=name, answer=answer, reason=reasons.get(name, "")) for name, answer in found.path]
    if policy is None:
        return [{"key": given.question.replace("_", " ").capitalize(), "value": said(given)} for given in path]
    return path_rows(policy, path)


def _reasons(found: Assessment) -> dict[str, str]:
    try:
        return read_reasons(assessment=found)
    except KeyDestroyed:
        return {name: erased() for name, _answer in found.path}


def _flags(found: Assessment) -> list[Row]:
    if not found.flags:
        return []
    names = {strand.code: strand.name for strand in list_strands()}
    try:
        reasons = read_flag_reasons(assessment=found)
    except KeyDestroyed:
        reasons = dict.fromkeys(found.flags, erased())
    return [{"key": _("Flag: %s") % names.get(code, code), "value": reasons.get(code, "")} for code in found.flags]


def _data(found: Assessment, reached: Exit | None) -> list[Row]:
    if reached is None or found.outcome == "out_of_scope":
        return []
    text = _subject_data(found.outcome, keeps=found.keeps_subject_data, tells=found.tells_subject)
    return [{"key": _("Data of the %s") % reached.subject, "value": text}]
