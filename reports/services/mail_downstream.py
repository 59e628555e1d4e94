"""Mail that came back, whoever sent it: messages to offices, and what apps downstream send."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from reports.services import office_mail


class Taker(Protocol):
    """An app downstream that sends mail of its own."""

    def __call__(self, *, mail_id: UUID, code: str, at: datetime) -> bool | None:
        """Mark a message as come back; tell whether that is new, or None where it is not the app's."""
        ...


_takers: dict[str, Taker] = {}


def register_taker(name: str, taker: Taker) -> None:
    """Have an app be told of mail that came back; registering the same name again replaces it."""
    _takers[name] = taker


def note_failure(*, mail_id: UUID, code: str, at: datetime) -> bool | None:
    """Mark a message to an office or of an app downstream as come back for good.

    Tells whether that is new, or None where nobody knows the message.
    """
    is_new = office_mail.note_failure(mail_id=mail_id, code=code)
    if is_new is not None:
        return is_new
    told = (taker(mail_id=mail_id, code=code, at=at) for taker in _takers.values())
    return next((each for each in told if each is not None), None)
