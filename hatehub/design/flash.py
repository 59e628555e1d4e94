"""Messages to the person who just did something, with a way to undo it."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

UNDO = "undo:"


@dataclass
class Flash:
    """A message, ready to draw."""

    id: str
    text: str
    is_success: bool
    is_problem: bool
    undo_url: str


def flash_with_undo(request: HttpRequest, text: str, *, undo_url: str) -> None:
    """The next page says `text` and offers a button that posts to `undo_url`, a path of this site."""
    messages.success(request, text, extra_tags=UNDO + undo_url)


def flash_for(message: Message, place: int) -> Flash:
    extra = message.extra_tags or ""
    undo_url = extra.removeprefix(UNDO) if extra.startswith(f"{UNDO}/") else ""
    return Flash(
        id=f"flash-{place}",
        text=str(message.message),
        is_success=message.level == messages.SUCCESS,
        is_problem=message.level >= messages.WARNING,
        undo_url=undo_url,
    )
