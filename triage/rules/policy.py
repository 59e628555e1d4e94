"""Walking the questions of a versioned policy to one of its exits. Pure: `policy_file` reads one from its text."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ANSWERS = ("yes", "no")
EXIT = "exit:"


class Outcome(StrEnum):
    """What the workflow makes of a decision."""

    CRIME = "crime"
    NON_CRIME = "non_crime"
    OUT_OF_SCOPE = "out_of_scope"


class Disposal(StrEnum):
    """As what a report is kept."""

    CRIME = "crime"
    NO_RECORD = "no_record"
    ASB_INCIDENT = "asb_incident"
    INTELLIGENCE_ONLY = "intelligence_only"
    NON_CRIME_INCIDENT = "non_crime_incident"


DISPOSALS: Mapping[Outcome, frozenset[Disposal]] = {
    Outcome.CRIME: frozenset({Disposal.CRIME}),
    Outcome.NON_CRIME: frozenset({Disposal.ASB_INCIDENT, Disposal.INTELLIGENCE_ONLY, Disposal.NON_CRIME_INCIDENT}),
    Outcome.OUT_OF_SCOPE: frozenset({Disposal.NO_RECORD}),
}
"""Which disposals go with an outcome."""


class Recorder(StrEnum):
    """Who records what an exit leads to. Nothing is assigned to a force that nobody records."""

    FORCE = "force"
    OTHER_FORCE = "other_force"
    NOBODY = "nobody"


class SubjectData(StrEnum):
    """What happens to the personal data of whom a report is about."""

    CASE = "case"
    THRESHOLD = "threshold"
    NOT_KEPT = "not_kept"


class Threshold(StrEnum):
    """What a question says about the subject's data: a risk that lets it be kept, or a danger in telling them."""

    RISK = "risk"
    ENDANGERS = "endangers"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `leads` gives, for yes and no, the next question or `exit:` and the code of an exit."""

    id: str
    text: str
    hint: str
    leads: Mapping[str, str]
    reasons: frozenset[str]
    threshold: Threshold | None = None

    def needs_reason(self, answer: str) -> bool:
        """Tell whether an answer is recorded only with its reason."""
        return answer in self.reasons


@dataclass(frozen=True, kw_only=True)
class Exit:
    """Where a policy ends: what follows from it, and what the two people are called then."""

    code: str
    name: str
    outcome: Outcome
    disposal: Disposal
    complainant: str
    subject: str
    recorded_by: Recorder
    subject_data: SubjectData
    told: str
    follows: str

    @property
    def may_be_assigned(self) -> bool:
        """Whether a force records it, so that it may be assigned to one."""
        return self.recorded_by is not Recorder.NOBODY


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A policy in one version. A draft awaits confirmation, and says so wherever it is shown."""

    version: str
    name: str
    basis: str
    is_draft: bool
    start: str
    questions: Mapping[str, Question]
    exits: Mapping[str, Exit]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an officer answered to one question, and why."""

    question: str
    answer: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """How far the answers lead: the path so far, and the next question or the exit.

    `keeps_subject_data` and `tells_subject` hold at an exit: what becomes of the data of whom the report is about.
    """

    path: tuple[Answer, ...]
    next: Question | None
    exit: Exit | None
    keeps_subject_data: bool = False
    tells_subject: bool = False


def walk(policy: Policy, answers: Mapping[str, Answer]) -> Walk:
    """Follow the answers from the start. Answers that are not on the path are left out."""
    path: list[Answer] = []
    target = policy.start
    while not target.startswith(EXIT):
        question = policy.questions[target]
        given = answers.get(target)
        if given is None or given.answer not in ANSWERS:
            return Walk(path=tuple(path), next=question, exit=None)
        path.append(given)
        target = question.leads[given.answer]
    return _ended(policy, tuple(path), policy.exits[target.removeprefix(EXIT)])


def _ended(policy: Policy, path: tuple[Answer, ...], reached: Exit) -> Walk:
    said_yes = {policy.questions[given.question].threshold for given in path if given.answer == "yes"}
    by_threshold = reached.subject_data is SubjectData.THRESHOLD and Threshold.RISK in said_yes
    return Walk(
        path=path,
        next=None,
        exit=reached,
        keeps_subject_data=by_threshold or reached.subject_data is SubjectData.CASE,
        tells_subject=by_threshold and Threshold.ENDANGERS not in said_yes,
    )


def first_without_reason(policy: Policy, walked: Walk) -> Question | None:
    """Return the first question on the path whose answer needs a reason and has none; None where all have one."""
    for given in walked.path:
        question = policy.questions[given.question]
        if question.needs_reason(given.answer) and not given.reason.strip():
            return question
    return None


def in_order(policy: Policy) -> list[Question]:
    """Return the questions so that each stands before those it leads to, what follows a yes as near as it can."""
    finished: dict[str, Question] = {}

    def visit(name: str) -> None:
        question = policy.questions[name]
        for answer in ("no", "yes"):
            target = question.leads[answer]
            if not target.startswith(EXIT) and target not in finished:
                visit(target)
        finished[name] = question

    visit(policy.start)
    return list(reversed(finished.values()))
