"""What every channel takes, answers and raises."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One message as it leaves. `id` is the same at every retry; `language` is that of the words."""

    id: UUID
    to: str
    sender_name: str
    subject: str
    body: str
    language: str


class MailRefused(Exception):
    """The address is wrong, or the message was refused for good: trying again cannot help.

    `code` is what the mail system said, such as `5.1.1`; never its words, which may name the person.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MailDelayed(Exception):
    """It did not work this time, and may later. `code` as above."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Channel(Protocol):
    """One way out."""

    def send(self, mail: Mail) -> str:
        """Hand a message over; return the provider's reference, empty where there is none.

        Raises MailRefused and MailDelayed.
        """
        ...
