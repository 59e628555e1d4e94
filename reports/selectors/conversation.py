"""What hub and complainant said to each other after the report."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Message, Report


@dataclass(frozen=True, kw_only=True)
class Said:
    """One message; an open question has no answer and was not taken back."""

    id: int
    is_question: bool
    is_open: bool
    text: str
    at: datetime


def message_field(message_id: int) -> str:
    """Return the name under which the words of a message are sealed."""
    return f"message:{message_id}"


def list_said(*, report: Report) -> list[Said]:
    """Return the messages between hub and complainant, oldest first; erased ones say so."""
    messages = Message.objects.filter(report=report).select_related("reply").order_by("written_at", "id")
    return [_said(message) for message in messages]


def _said(message: Message) -> Said:
    is_question = message.kind == Message.Kind.QUESTION
    is_open = is_question and message.taken_back_at is None and not hasattr(message, "reply")
    return Said(id=message.id, is_question=is_question, is_open=is_open, text=_text(message), at=message.written_at)


def _text(message: Message) -> str:
    try:
        return read_text(message=message)
    except vault.KeyDestroyed:
        return _("This text has been erased.")


def read_text(*, message: Message) -> str:
    """Return the words of a message. Raises KeyDestroyed once the person has been erased."""
    if message.sealed_text is None:
        return ""
    field = message_field(message.id)
    return str(vault.unseal(message.sealed_text, owner=message.report_id, purpose=Purpose.PERSON, field=field))


def list_unread(*, report_ids: list[UUID]) -> list[Message]:
    """Return what complainants wrote and no officer has read yet, oldest first."""
    written = Message.objects.filter(report__in=report_ids, read_at__isnull=True).exclude(kind=Message.Kind.QUESTION)
    return list(written.select_related("report").order_by("written_at", "id"))
