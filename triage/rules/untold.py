"""Why somebody has not been told of a decision yet, from what is known of the message to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

IN_HAND = timedelta(minutes=5)
"""A message that is being sent just now looks put off for a little while: that is no waiting for safe hours."""


class Why(StrEnum):
    """What keeps a decision from its person."""

    TELEPHONE = "telephone"
    NO_MESSAGE = "no_message"
    CAME_BACK = "came_back"
    FAILED = "failed"
    NOT_TAKEN = "not_taken"
    SAFE_HOURS = "safe_hours"
    WAITING = "waiting"


@dataclass(frozen=True, kw_only=True)
class MessageFacts:
    """How far a message is: `waiting`, `sent` or `failed`, how often it was tried, and when it is tried next."""

    state: str
    attempts: int
    not_before: datetime
    came_back: bool


def why_untold(*, message: MessageFacts | None, address_fails: bool, only_telephone: bool, at: datetime) -> Why:
    """Return the reason. Without a message it lies with the routes that the person gave."""
    if message is None:
        return _without_message(address_fails=address_fails, only_telephone=only_telephone)
    if message.state == "failed":
        return Why.FAILED
    if message.came_back or message.state == "sent":
        return Why.CAME_BACK
    if message.attempts:
        return Why.NOT_TAKEN
    return Why.SAFE_HOURS if message.not_before > at + IN_HAND else Why.WAITING


def _without_message(*, address_fails: bool, only_telephone: bool) -> Why:
    if address_fails:
        return Why.CAME_BACK
    return Why.TELEPHONE if only_telephone else Why.NO_MESSAGE
