"""The machine of a request to a platform as one table: its states, the steps between them, and who waits for whom.

The django-fsm transitions on the model are made from the same steps; `docs/takedowns.md` is drawn from here, and
tests hold the three together.
"""

from dataclasses import dataclass
from enum import StrEnum


class Asked(StrEnum):
    """What a platform is asked to do."""

    REMOVE = "remove"
    RESTRICT_ACCOUNT = "restrict_account"
    PRESERVE = "preserve"
    OTHER_SANCTION = "other_sanction"


class State(StrEnum):
    """Where a request stands."""

    DRAFTED = "drafted"
    READY = "ready"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    REMOVED = "removed"
    RESTRICTED = "restricted"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    REAPPEARED = "reappeared"
    CANCELLED = "cancelled"


class Waiting(StrEnum):
    """Who has to do something next."""

    OFFICER = "officer"
    QUEUE = "queue"
    PLATFORM = "platform"
    NOBODY = "nobody"


WAITING_FOR: dict[State, Waiting] = {
    State.DRAFTED: Waiting.OFFICER,
    State.READY: Waiting.QUEUE,
    State.SENT: Waiting.PLATFORM,
    State.ACKNOWLEDGED: Waiting.PLATFORM,
    State.REMOVED: Waiting.NOBODY,
    State.RESTRICTED: Waiting.NOBODY,
    State.REFUSED: Waiting.OFFICER,
    State.NO_ANSWER: Waiting.OFFICER,
    State.REAPPEARED: Waiting.OFFICER,
    State.CANCELLED: Waiting.NOBODY,
}
"""Every state has somebody, or needs nobody. `restricted` stands for whatever was done that is not removing."""

OPEN = frozenset(state for state, who in WAITING_FOR.items() if who is not Waiting.NOBODY)
WITH_PLATFORM = frozenset({State.SENT, State.ACKNOWLEDGED})
"""States in which the platform's deadline runs."""
ONCE_SENT = frozenset(State) - {State.DRAFTED, State.READY, State.CANCELLED}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command on a request: from where, to where, which action it needs, and which verb the audit gets."""

    name: str
    sources: frozenset[State]
    target: State
    action: str
    verb: str
    note: str = ""


class StepRefused(Exception):
    """The request is not in a state from which this step can be taken."""

    def __init__(self, *, step: str, state: str) -> None:
        super().__init__(f"A request that is {state.replace('_', ' ')} cannot take the step {step.replace('_', ' ')}.")
        self.step = step
        self.state = state


ASK, MOVE = "takedown.ask", "takedown.move"


def _step(name: str, *sources: State, to: State, action: str, verb: str, note: str = "") -> Step:
    return Step(name=name, sources=frozenset(sources), target=to, action=action, verb=f"takedown_{verb}", note=note)


S = State
ANSWERABLE = (S.SENT, S.ACKNOWLEDGED, S.NO_ANSWER, S.REFUSED, S.REAPPEARED)
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step("edit", S.DRAFTED, to=S.DRAFTED, action=ASK, verb="edited"),
        _step("ask_to_send", S.DRAFTED, to=S.READY, action=ASK, verb="approved", note="the evidence is sealed"),
        _step("cancel", S.DRAFTED, S.READY, to=S.CANCELLED, action=ASK, verb="cancelled"),
        _step("note_sent", S.READY, to=S.SENT, action=MOVE, verb="sent"),
        _step(
            "note_undeliverable",
            S.READY,
            S.SENT,
            S.NO_ANSWER,
            to=S.DRAFTED,
            action=MOVE,
            verb="undeliverable",
            note="it did not go, or came back: the platform never had it",
        ),
        _step("acknowledge", S.SENT, S.NO_ANSWER, to=S.ACKNOWLEDGED, action=MOVE, verb="acknowledged"),
        _step(
            "note_question",
            S.SENT,
            S.ACKNOWLEDGED,
            S.NO_ANSWER,
            S.REAPPEARED,
            to=S.ACKNOWLEDGED,
            action=MOVE,
            verb="questioned",
            note="the platform asks; an officer answers",
        ),
        _step("answer_question", S.ACKNOWLEDGED, to=S.ACKNOWLEDGED, action=ASK, verb="question_answered"),
        _step("note_removed", *ANSWERABLE, to=S.REMOVED, action=MOVE, verb="removed", note="the platform says so"),
        _step(
            "note_restricted",
            *ANSWERABLE,
            to=S.RESTRICTED,
            action=MOVE,
            verb="restricted",
            note="something else than removing was done: an account restricted, data preserved",
        ),
        _step(
            "note_refused",
            S.SENT,
            S.ACKNOWLEDGED,
            S.NO_ANSWER,
            S.REAPPEARED,
            to=S.REFUSED,
            action=MOVE,
            verb="refused",
            note="with a reason",
        ),
        _step("note_no_answer", S.SENT, S.ACKNOWLEDGED, to=S.NO_ANSWER, action=MOVE, verb="unanswered"),
        _step(
            "escalate",
            S.NO_ANSWER,
            S.REFUSED,
            S.REAPPEARED,
            to=S.SENT,
            action=MOVE,
            verb="escalated",
            note="asked again, one level up",
        ),
        _step("found_gone", *ANSWERABLE, to=S.REMOVED, action=MOVE, verb="found_gone", note="a re-check says so"),
        _step(
            "found_up",
            S.REMOVED,
            to=S.SENT,
            action=MOVE,
            verb="found_up",
            note="it was said to be removed, and never seen gone",
        ),
        _step(
            "reappear",
            S.REMOVED,
            to=S.REAPPEARED,
            action=MOVE,
            verb="reappeared",
            note="it was seen gone, and is there again",
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
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFTED}: draft"]
    for step in STEPS.values():
        lines += [f"    {source} --> {step.target}: {step.name}" for source in sorted(step.sources)]
    ended = (state for state, who in WAITING_FOR.items() if who is Waiting.NOBODY)
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in ended)])
