"""Subject access requests: their states, by when they are answered, and what may be held back. Pure.

Data Protection Act 2018, Part 3: the right is section 45, its restrictions are section 45(4), the time is section 54,
doubts about identity and requests that are not answered are sections 52 and 53.
"""

import calendar
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

KEPT_DAYS = 180
"""How long a request is kept after it has ended, so that it can be complained of (a practitioner confirms it)."""
SOON_DAYS = 7


class Kind(StrEnum):
    """What the person is to the hub."""

    COMPLAINANT = "complainant"
    SUBJECT = "subject"


class State(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    MADE = "made"
    GIVEN = "given"
    REFUSED = "refused"


class Step(StrEnum):
    """What moves a request on."""

    PREPARE = "prepare"
    SUBMIT = "submit"
    GIVE_BACK = "give_back"
    APPROVE = "approve"
    MAKE = "make"
    MAKE_AGAIN = "make_again"
    FETCH = "fetch"
    NOTE_GIVEN = "note_given"
    REFUSE = "refuse"


STEPS: Mapping[Step, frozenset[State]] = {
    Step.PREPARE: frozenset({State.OPEN}),
    Step.SUBMIT: frozenset({State.OPEN}),
    Step.GIVE_BACK: frozenset({State.SUBMITTED}),
    Step.APPROVE: frozenset({State.SUBMITTED}),
    Step.MAKE: frozenset({State.APPROVED}),
    Step.MAKE_AGAIN: frozenset({State.APPROVED, State.MADE}),
    Step.FETCH: frozenset({State.MADE}),
    Step.NOTE_GIVEN: frozenset({State.MADE}),
    Step.REFUSE: frozenset({State.OPEN, State.SUBMITTED}),
}
"""In which states each step can be taken."""
RUNNING = frozenset(State) - {State.GIVEN, State.REFUSED}


class Choice(StrEnum):
    """What was decided of something that was found."""

    UNDECIDED = "undecided"
    INCLUDED = "included"
    LEFT_OUT = "left_out"


class Ground(StrEnum):
    """Why something is held back: the paragraphs of section 45(4)."""

    INQUIRY = "a"
    CRIME = "b"
    PUBLIC_SECURITY = "c"
    NATIONAL_SECURITY = "d"
    OTHERS = "e"


GROUND_WORDS: Mapping[Ground, str] = {
    Ground.INQUIRY: "to avoid obstructing an official or legal inquiry, investigation or procedure",
    Ground.CRIME: "to avoid prejudicing the prevention, detection, investigation or prosecution of criminal offences",
    Ground.PUBLIC_SECURITY: "to protect public security",
    Ground.NATIONAL_SECURITY: "to protect national security",
    Ground.OTHERS: "to protect the rights and freedoms of others",
}


class WhyRefused(StrEnum):
    """Why a whole request is not answered."""

    IDENTITY = "identity"
    UNFOUNDED = "unfounded"
    EXCESSIVE = "excessive"
    WITHDRAWN = "withdrawn"


def can_take(step: Step, *, state: State) -> bool:
    """Tell whether a step can be taken in a state."""
    return state in STEPS[step]


def due_on(*, received_on: date, confirmed_on: date) -> date:
    """Return the last day for the answer: one month from when both the request and the identity were there.

    The day of the next month with the same number, or the last day of that month where it has none (section 54).
    """
    begun = max(received_on, confirmed_on)
    year, month = (begun.year + 1, 1) if begun.month == 12 else (begun.year, begun.month + 1)
    return date(year, month, min(begun.day, calendar.monthrange(year, month)[1]))


def is_late(*, state: State, due: date, today: date) -> bool:
    """Tell whether a request that has not ended is past its day."""
    return state in RUNNING and due < today


def is_soon(*, state: State, due: date, today: date) -> bool:
    """Tell whether a request that has not ended is due within a week, and not late yet."""
    return state in RUNNING and 0 <= (due - today).days <= SOON_DAYS
