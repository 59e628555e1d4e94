"""What may be done with a notice, and when one that was dealt with comes again. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from intel.rules.notice_table import ComingAgain


class State(StrEnum):
    """Where a notice stands."""

    OPEN = "open"
    TAKEN = "taken"
    WORKED = "worked"
    QUIETENED = "quietened"
    GONE = "gone"


class Step(StrEnum):
    """What somebody does with a notice, or what the hub does with it by itself."""

    TAKE_ON = "take_on"
    NOTE = "note"
    FINISH = "finish"
    QUIETEN = "quieten"
    COME_AGAIN = "come_again"
    GO = "go"


STEPS: Mapping[Step, tuple[frozenset[State], State | None]] = {
    Step.TAKE_ON: (frozenset({State.OPEN}), State.TAKEN),
    Step.NOTE: (frozenset({State.OPEN, State.TAKEN, State.WORKED, State.QUIETENED}), None),
    Step.FINISH: (frozenset({State.OPEN, State.TAKEN}), State.WORKED),
    Step.QUIETEN: (frozenset({State.OPEN, State.TAKEN, State.WORKED}), State.QUIETENED),
    Step.COME_AGAIN: (frozenset({State.WORKED, State.QUIETENED, State.GONE}), State.OPEN),
    Step.GO: (frozenset({State.OPEN, State.TAKEN, State.WORKED, State.QUIETENED}), State.GONE),
}
"""From where each step leads where; None: it stays where it is."""
BY_PEOPLE = (Step.TAKE_ON, Step.FINISH, Step.NOTE, Step.QUIETEN)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a notice stood before the hub looked again: how grave it was then, and when somebody dealt with it."""

    kind: str
    state: State
    level_then: int
    last_at: datetime
    quiet_until: date | None = None


def open_steps(state: State) -> list[Step]:
    """Return what somebody may do with a notice that stands so."""
    return [step for step in BY_PEOPLE if state in STEPS[step][0]]


def comes_again(standing: Standing, *, level: int, last_at: datetime, today: date, again: ComingAgain) -> bool:
    """Tell whether a notice that was dealt with, or had gone, is to be looked at again, as the same thing is found.

    What was quietened comes when its day is over, and before that only where it is clearly worse. What was worked on
    comes where it is clearly worse, or began anew after it had been over.
    """
    if standing.state is State.GONE:
        return True
    if standing.state not in STEPS[Step.COME_AGAIN][0]:
        return False
    if again.is_worse(now=level, then=standing.level_then):
        return True
    if standing.state is State.QUIETENED:
        return standing.quiet_until is not None and today > standing.quiet_until
    return last_at - standing.last_at > again.over_after[standing.kind]
