"""The words of the hub's own by which queues are filtered: a facet and a value, such as `strand:religion`.

They stand on the report that leads a case, in an array that one index serves, so that any of them together cost what
the rarest costs. None says who a person is.
"""

from collections.abc import Iterable
from enum import StrEnum

LONGEST = 80


class Facet(StrEnum):
    """What a term tells."""

    STRAND = "strand"
    PLATFORM = "platform"
    AREA = "area"
    """The force where the person targeted lives."""
    FORCE = "force"
    """The force that is to investigate."""
    OWNER = "owner"
    TEAM = "team"
    WAITING = "waiting"
    KIND = "kind"
    LANGUAGE = "language"
    MARK = "mark"
    TAKEDOWN = "takedown"
    """How requests to platforms stand: told by the app downstream that makes them."""


class Mark(StrEnum):
    """What stands out about a case."""

    DANGER = "danger"
    REVIEW = "review"
    UNREAD = "unread"
    SEVERAL = "several"
    BURST = "burst"
    READ_AGAIN = "read_again"


class Waiting(StrEnum):
    """For whom a case waits, beside the force, which its state tells."""

    COMPLAINANT = "complainant"
    PLATFORM = "platform"


NOBODY = "nobody"
"""The owner of a case that nobody has claimed. No account may have this name."""


def term(facet: Facet, value: object) -> str:
    """Return the term for one value, at most 80 characters long."""
    return f"{facet}:{value}"[:LONGEST]


def terms(facet: Facet, values: Iterable[object]) -> tuple[str, ...]:
    """Return the terms for several values."""
    return tuple(term(facet, value) for value in values)
