"""The machine of a line of enquiry as one table: its states, the steps between them, and how it can end.

The django-fsm transitions on the model are made from the same steps, and tests hold the two together.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a line stands."""

    PLANNED = "planned"
    AUTHORISED = "authorised"
    UNDER_WAY = "under_way"
    ENDED = "ended"
    REFUSED = "refused"
    ABANDONED = "abandoned"


OPEN = frozenset({State.PLANNED, State.AUTHORISED, State.UNDER_WAY})
"""Somebody still has to do something."""
FOLLOWED = OPEN | {State.ENDED}
"""The line is, or was, followed. One that was refused or abandoned was not tried."""


class Result(StrEnum):
    """What came of a line that was followed to its end."""

    IDENTIFIED = "identified"
    NARROWED = "narrowed"
    NOTHING = "nothing"
    DECLINED = "declined"
    TOO_LATE = "too_late"
    NOT_LAWFUL = "not_lawful"
    OTHER = "other"


class Authority(StrEnum):
    """Who has to allow a line before it begins, from the least to the most intrusive."""

    NONE = "none"
    SUPERVISOR = "supervisor"
    SENIOR_OFFICER = "senior_officer"
    DATA_AUTHORISER = "data_authoriser"
    COURT = "court"
    JUDICIAL_COMMISSIONER = "judicial_commissioner"
    CENTRAL_AUTHORITY = "central_authority"
    FORCE_ONLY = "force_only"
    CIVIL_COURT = "civil_court"


OF_THE_HUB = frozenset({Authority.NONE, Authority.SUPERVISOR})
"""What the hub can give itself. The others are given elsewhere, and a supervisor records by whom, when and where."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command on a line: from where, to where, which action it needs, and which verb the audit gets."""

    name: str
    sources: frozenset[State]
    target: State
    action: str
    verb: str
    note: str = ""


class StepRefused(Exception):
    """The line is not in a state from which this step can be taken."""

    def __init__(self, *, step: str, state: str) -> None:
        stands, wanted = state.replace("_", " "), step.replace("_", " ")
        super().__init__(f"A line of enquiry that is {stands} cannot take the step {wanted}.")
        self.step = step
        self.state = state


FOLLOW, AUTHORISE = "enquiry.follow", "enquiry.authorise"


def _step(name: str, *sources: State, to: State, verb: str, action: str = FOLLOW, note: str = "") -> Step:
    return Step(name=name, sources=frozenset(sources), target=to, action=action, verb=f"enquiry_{verb}", note=note)


S = State
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step(
            "authorise",
            S.PLANNED,
            to=S.AUTHORISED,
            verb="authorised",
            action=AUTHORISE,
            note="never by whoever planned it",
        ),
        _step("refuse", S.PLANNED, to=S.REFUSED, verb="refused", action=AUTHORISE, note="with a reason"),
        _step(
            "begin", S.PLANNED, S.AUTHORISED, to=S.UNDER_WAY, verb="begun", note="planned: where it needs no authority"
        ),
        _step("end", S.UNDER_WAY, to=S.ENDED, verb="ended", note="with a result"),
        _step("abandon", *sorted(OPEN), to=S.ABANDONED, verb="abandoned", note="with a reason"),
    )
}


def check_step(name: str, *, state: str) -> Step:
    """Return the step if it can be taken from this state. Raises StepRefused."""
    step = STEPS[name]
    if state not in step.sources:
        raise StepRefused(step=name, state=state)
    return step


def may_begin(*, state: str, authority: str) -> bool:
    """Tell whether a line may begin: it is authorised, or planned and needs no authority."""
    return state == State.AUTHORISED or (state == State.PLANNED and authority == Authority.NONE)


def draw() -> str:
    """Return the machine as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.PLANNED}: plan"]
    for step in STEPS.values():
        lines += [f"    {source} --> {step.target}: {step.name}" for source in sorted(step.sources)]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in State if state not in OPEN)])
