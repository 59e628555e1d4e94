"""What a receiver's answer to a web hook means. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

GONE = 410
ASKS_TO_WAIT = (429, 503)


class Meaning(StrEnum):
    """What follows from an answer."""

    TAKEN = "taken"
    GONE = "gone"
    LATER = "later"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back: the status, 0 where nothing did; a short code, empty where it was taken; milliseconds.

    `after` is how long the receiver asks to be left alone, None where it does not say.
    """

    status: int
    code: str
    milliseconds: int
    after: timedelta | None = None

    @property
    def meaning(self) -> Meaning:
        """What follows. A redirect has failed: a message goes where it was sent, and nowhere else."""
        if 200 <= self.status < 300:
            return Meaning.TAKEN
        if self.status == GONE:
            return Meaning.GONE
        if self.status in ASKS_TO_WAIT and self.after is not None:
            return Meaning.LATER
        return Meaning.FAILED
