"""The machine of an intelligence report as one table: its states, and the steps between them.

The django-fsm transitions on the model are made from the same steps.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SIGNED_OFF = "signed_off"
    WEEDED = "weeded"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command on a report: from where, to where, which action it needs, and which verb the audit gets."""

    name: str
    sources: frozenset[State]
    target: State
    action: str
    verb: str


class StepRefused(Exception):
    """The report is not in a state from which this step can be taken."""

    def __init__(self, *, step: str, state: str) -> None:
        stands, wanted = state.replace("_", " "), step.replace("_", " ")
        super().__init__(f"A report that is {stands} cannot take the step {wanted}.")


WRITE, SIGN_OFF, WEED = "intelligence.write", "intelligence.sign_off", "intelligence.weed"


def _step(name: str, source: State, to: State, *, verb: str, action: str) -> Step:
    return Step(name=name, sources=frozenset({source}), target=to, action=action, verb=f"intelligence_{verb}")


S = State
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step("submit", S.DRAFT, S.SUBMITTED, verb="submitted", action=WRITE),
        _step("return", S.SUBMITTED, S.DRAFT, verb="returned", action=SIGN_OFF),
        _step("sign_off", S.SUBMITTED, S.SIGNED_OFF, verb="signed_off", action=SIGN_OFF),
        _step("discard", S.DRAFT, S.WEEDED, verb="discarded", action=WRITE),
        _step("weed", S.SIGNED_OFF, S.WEEDED, verb="weeded", action=WEED),
    )
}


def check_step(name: str, *, state: str) -> Step:
    """Return the step if it can be taken from this state. Raises StepRefused."""
    step = STEPS[name]
    if state not in step.sources:
        raise StepRefused(step=name, state=state)
    return step


def draw() -> str:
    """Return the machine as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}: begin"]
    for step in STEPS.values():
        lines += [f"    {source} --> {step.target}: {step.name}" for source in sorted(step.sources)]
    return "\n".join([*lines, f"    {State.WEEDED} --> [*]"])
