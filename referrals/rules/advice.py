"""What bodies are asked for advice and what they may answer: codes in the order of forms; when they are chased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What the body is, which bounds what it is asked and shown."""

    COMMUNITY = "community"
    EXPERT = "expert"
    REGULATOR = "regulator"
    PROSECUTOR = "prosecutor"


class State(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    QUESTION = "question"
    ANSWERED = "answered"
    DECLINED = "declined"
    EXPIRED = "expired"
    UNDELIVERABLE = "undeliverable"
    WITHDRAWN = "withdrawn"


BACK_WITH_OFFICER = frozenset({State.QUESTION, State.ANSWERED, State.DECLINED, State.EXPIRED, State.UNDELIVERABLE})
"""An officer has to look at these."""
ENDED_BY_READING = BACK_WITH_OFFICER - {State.QUESTION}
"""Of those, what waits for nobody once an officer has read it: the body waits for the reply to a question."""
STILL_OPEN = frozenset({State.ASKED, State.QUESTION})


class Said(StrEnum):
    """Yes, no, or that it cannot be told."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


class Sure(StrEnum):
    """How sure somebody is of what they say."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Reply(StrEnum):
    """What a body does with a request."""

    ANSWER = "answer"
    QUESTION = "question"
    DECLINE = "decline"


ABOUT_POST = ("harm", "harm_why", "term", "meaning", "context", "remove", "sure", "words")
ABOUT_CASE = ("realistic", "realistic_why", "missing", "offences", "sure", "words")
"""What an answer holds, in the order in which it is read: about a post, and about a prosecutor's package."""
NEEDED = {False: ("harm", "remove", "sure"), True: ("realistic", "sure")}


def parts_of_answer(*, kind: Kind) -> tuple[str, ...]:
    """Return what the answer of a body of this kind holds."""
    return ABOUT_CASE if kind is Kind.PROSECUTOR else ABOUT_POST


class IncompleteAnswer(Exception):
    """An answer lacks what the form asks for; `missing` names it."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing


def check_answer(given: Mapping[str, Any], *, kind: Kind) -> dict[str, str]:
    """Return an answer with exactly its parts, empty where nothing was said. Raises IncompleteAnswer."""
    for name in NEEDED[kind is Kind.PROSECUTOR]:
        if not given.get(name):
            raise IncompleteAnswer(name)
    if bool(given.get("term")) and not given.get("meaning"):
        raise IncompleteAnswer("meaning")
    return {name: str(given.get(name) or "") for name in parts_of_answer(kind=kind)}


@dataclass(frozen=True, kw_only=True)
class Times:
    """When a request is chased, and when it is over."""

    remind_at: datetime
    due_at: datetime


def times_of(*, at: datetime, days: int) -> Times:
    """Return the times of a request that is open for so many days: the body is reminded after two thirds of them."""
    whole = timedelta(days=days)
    return Times(remind_at=at + whole * 2 / 3, due_at=at + whole)
