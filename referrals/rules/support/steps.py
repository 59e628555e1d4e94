"""The machine of a referral to a support service as one table: its states, the steps between them, who waits for whom.

The django-fsm transitions on the model are made from the same steps, and tests hold the two together.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a referral stands. A service that fits and was not asked has no referral."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CONTACTED = "contacted"
    NOT_REACHED = "not_reached"
    ENDED = "ended"
    UNDELIVERABLE = "undeliverable"
    WITHDRAWN = "withdrawn"


class Waiting(StrEnum):
    """Who has to do something next."""

    SERVICE = "service"
    OFFICER = "officer"
    NOBODY = "nobody"


WAITING_FOR: dict[State, Waiting] = {
    State.SENT: Waiting.SERVICE,
    State.ACCEPTED: Waiting.SERVICE,
    State.DECLINED: Waiting.OFFICER,
    State.CONTACTED: Waiting.SERVICE,
    State.NOT_REACHED: Waiting.OFFICER,
    State.ENDED: Waiting.NOBODY,
    State.UNDELIVERABLE: Waiting.OFFICER,
    State.WITHDRAWN: Waiting.NOBODY,
}
RUNNING = frozenset({State.SENT, State.ACCEPTED, State.CONTACTED, State.NOT_REACHED})
"""A report has at most one referral in these: no two services ring one person."""
TAKEN_ON = frozenset({State.ACCEPTED, State.CONTACTED, State.NOT_REACHED})
"""In these the service may know who it is about."""
COUNTED = RUNNING | {State.ENDED}
"""Referrals that count against what a service can take in a week."""


class Decline(StrEnum):
    """Why a service does not take somebody on."""

    NO_CAPACITY = "no_capacity"
    WRONG_AREA = "wrong_area"
    NOT_OUR_WORK = "not_our_work"
    LANGUAGE = "language"
    CONFLICT = "conflict"
    OTHER = "other"


class Outcome(StrEnum):
    """How a referral ended."""

    SUPPORTED = "supported"
    SIGNPOSTED = "signposted"
    NOT_WANTED = "not_wanted"
    NEVER_REACHED = "never_reached"


class Withdrawn(StrEnum):
    """Why a referral was taken back."""

    CONSENT = "consent"
    ANOTHER_SERVICE = "another_service"
    NOT_WANTED = "not_wanted"
    MISTAKE = "mistake"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command on a referral: from where, to where, which action it needs, and which verb the audit gets."""

    name: str
    sources: frozenset[State]
    target: State
    action: str
    verb: str
    note: str = ""


class StepRefused(Exception):
    """The referral is not in a state from which this step can be taken."""

    def __init__(self, *, step: str, state: str) -> None:
        super().__init__(f"A referral that is {state.replace('_', ' ')} cannot take the step {step.replace('_', ' ')}.")
        self.step = step
        self.state = state


ASK, MOVE = "support.ask", "support.move"


def _step(name: str, *sources: State, to: State, verb: str, action: str = MOVE, note: str = "") -> Step:
    return Step(name=name, sources=frozenset(sources), target=to, action=action, verb=f"support_{verb}", note=note)


S = State
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step("accept", S.SENT, to=S.ACCEPTED, verb="accepted", note="the service learns who it is about only now"),
        _step("decline", S.SENT, S.ACCEPTED, S.NOT_REACHED, to=S.DECLINED, verb="declined", note="with a reason"),
        _step("note_contacted", S.ACCEPTED, S.NOT_REACHED, to=S.CONTACTED, verb="contacted"),
        _step("note_not_reached", S.ACCEPTED, S.NOT_REACHED, to=S.NOT_REACHED, verb="not_reached"),
        _step("end", S.CONTACTED, S.NOT_REACHED, to=S.ENDED, verb="ended", note="with an outcome"),
        _step("note_undeliverable", S.SENT, to=S.UNDELIVERABLE, verb="undeliverable"),
        _step(
            "withdraw",
            *sorted(RUNNING),
            to=S.WITHDRAWN,
            verb="withdrawn",
            note="the person's own wish, or another service",
        ),
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
    lines = ["stateDiagram-v2", f"    [*] --> {State.SENT}: send"]
    for step in STEPS.values():
        lines += [f"    {source} --> {step.target}: {step.name}" for source in sorted(step.sources)]
    ended = (state for state in State if state not in RUNNING)
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in ended)])
