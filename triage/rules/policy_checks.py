"""What a policy must hold: every path ends, ends well, and keeps no data that nobody asked about. Pure."""

import re
from collections.abc import Iterable, Mapping

from triage.rules.lined_json import Lined, refuse
from triage.rules.policy import ANSWERS, DISPOSALS, EXIT, Exit, Outcome, Policy, Question, SubjectData, Threshold

MOST_QUESTIONS = 60
WORDS_OF_CRIME = re.compile(r"\b(victim|suspect)s?\b", re.IGNORECASE)


def check_exit(found: Exit, item: Lined) -> None:
    """Hold an exit to what its outcome means (what a non-crime is called: Code of Practice of June 2023)."""
    if found.disposal not in DISPOSALS[found.outcome]:
        refuse(item.line_of("disposal"), f"{found.code}: {found.disposal} is no disposal of {found.outcome}")
    if (found.outcome is Outcome.CRIME) != (found.subject_data is SubjectData.CASE):
        refuse(item.line_of("subject_data"), f"{found.code}: the subject's data stays with the case of a crime alone")
    if found.outcome is Outcome.OUT_OF_SCOPE and found.subject_data is not SubjectData.NOT_KEPT:
        refuse(item.line_of("subject_data"), f"{found.code}: what is out of scope keeps no data of its subject")
    if found.outcome is not Outcome.NON_CRIME and found.outcome is not Outcome.CRIME and found.may_be_assigned:
        refuse(item.line_of("recorded_by"), f"{found.code}: what is out of scope is recorded by nobody")
    if found.outcome is not Outcome.CRIME:
        for name in ("name", "complainant", "subject", "told", "follows"):
            if WORDS_OF_CRIME.search(item[name]):
                refuse(item.line_of(name), f"{found.code}: without a crime nobody is called victim or suspect")


def check_flow(policy: Policy, data: Lined) -> None:
    """Refuse a policy that leads nowhere, back to itself, or keeps data without asking. Raises BadLine."""
    questions, exits = _lined(data["questions"], "id"), _lined(data["exits"], "code")
    if policy.start not in policy.questions:
        refuse(data.line_of("start"), f"the policy starts at {policy.start}, which is not one of its questions")
    if len(policy.questions) > MOST_QUESTIONS:
        refuse(data.line_of("questions"), f"a policy has {MOST_QUESTIONS} questions at most")
    for question in policy.questions.values():
        for answer in ANSWERS:
            _check_lead(policy, question, answer, questions[question.id])
    reached = _Reached(policy, questions)
    reached.follow(policy.start, above=(), has_risk=False, has_danger=False)
    for code, item in questions.items():
        if code not in reached.questions:
            refuse(item.line, f"no answer leads to {code}")
    for code, found in policy.exits.items():
        if code not in reached.exits:
            refuse(exits[code].line, f"no answer leads to the exit {code}")
        if found.subject_data is SubjectData.THRESHOLD and (True, True) not in reached.exits[code]:
            refuse(exits[code].line_of("subject_data"), f"{code}: no path to it asks a question of the threshold")


def _check_lead(policy: Policy, question: Question, answer: str, item: Lined) -> None:
    target, line = question.leads[answer], item.line_of(answer)
    is_end = target.startswith(EXIT)
    if (target.removeprefix(EXIT) not in policy.exits) if is_end else (target not in policy.questions):
        refuse(line, f"{question.id}: the answer {answer} leads to {target}, which does not exist")
    if is_end and not question.needs_reason(answer):
        refuse(line, f"{question.id}: the answer {answer} ends, so it needs a reason")
    if question.threshold and answer == "yes" and not question.needs_reason(answer):
        refuse(item.line_of("threshold"), f"{question.id}: a yes to a question of the threshold needs a reason")


class _Reached:
    """What can be reached from the start, and with which answers to the questions of the threshold."""

    def __init__(self, policy: Policy, items: Mapping[str, Lined]) -> None:
        self._policy, self._items = policy, items
        self._seen: set[tuple[str, bool, bool]] = set()
        self.questions: set[str] = set()
        self.exits: dict[str, set[tuple[bool, bool]]] = {}

    def follow(self, name: str, *, above: tuple[str, ...], has_risk: bool, has_danger: bool) -> None:
        """Go on from a question: whether a risk was found on the way, and the danger of telling asked about."""
        if (name, has_risk, has_danger) in self._seen:
            return
        self._seen.add((name, has_risk, has_danger))
        self.questions.add(name)
        question = self._policy.questions[name]
        for answer in ANSWERS:
            risk = has_risk or (question.threshold is Threshold.RISK and answer == "yes")
            danger = has_danger or question.threshold is Threshold.ENDANGERS
            target = question.leads[answer]
            if target.startswith(EXIT):
                self._end(question, answer, has_risk=risk, has_danger=danger)
            elif target in (*above, name):
                line = self._items[name].line_of(answer)
                refuse(line, f"{name}: the answer {answer} leads back to {target}, so it never ends")
            else:
                self.follow(target, above=(*above, name), has_risk=risk, has_danger=danger)

    def _end(self, question: Question, answer: str, *, has_risk: bool, has_danger: bool) -> None:
        found = self._policy.exits[question.leads[answer].removeprefix(EXIT)]
        self.exits.setdefault(found.code, set()).add((has_risk, has_danger))
        if found.subject_data is SubjectData.THRESHOLD and has_risk and not has_danger:
            reason = "keeps the subject's data without having asked whether telling them endangers somebody"
            refuse(self._items[question.id].line_of(answer), f"{question.id}: the answer {answer} {reason}")


def _lined(items: Iterable[Lined], name: str) -> dict[str, Lined]:
    return {item[name]: item for item in items}
