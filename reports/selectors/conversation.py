"""What hub and complainant said to each other after the report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
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
    return said_by_report(report_ids=[report.id]).get(report.id, [])


def said_by_report(*, report_ids: list[UUID]) -> dict[UUID, list[Said]]:
    """Return what was said on each report, oldest first, with two queries; reports without a word are left out."""
    rows = Message.objects.filter(report__in=report_ids).select_related("reply").order_by("written_at", "id")
    messages = list(rows)
    texts = _texts(messages)
    said: dict[UUID, list[Said]] = {}
    for message in messages:
        said.setdefault(message.report_id, []).append(_said(message, texts))
    return said


def find_question(*, question_id: int, report_ids: Iterable[UUID] | QuerySet[Any]) -> Said | None:
    """Return a question that was asked on one of these reports, or None."""
    asked = Message.objects.filter(id=question_id, report__in=report_ids, kind=Message.Kind.QUESTION)
    question = asked.select_related("reply").first()
    return _said(question, _texts([question])) if question else None


def _texts(messages: list[Message]) -> dict[int, str]:
    sealed = {
        message.id: (message.report_id, message_field(message.id), message.sealed_text)
        for message in messages
        if message.sealed_text is not None
    }
    return vault.unseal_each(sealed, purpose=Purpose.PERSON)


def _said(message: Message, texts: dict[int, str]) -> Said:
    is_question = message.kind == Message.Kind.QUESTION
    is_open = is_question and message.taken_back_at is None and not hasattr(message, "reply")
    text = texts.get(message.id, _("This text has been erased."))
    return Said(id=message.id, is_question=is_question, is_open=is_open, text=text, at=message.written_at)


def read_text(*, message: Message) -> str:
    """Return the words of a message. Raises KeyDestroyed once the person has been erased."""
    if message.sealed_text is None:
        return ""
    field = message_field(message.id)
    return str(vault.unseal(message.sealed_text, owner=message.report_id, purpose=Purpose.PERSON, field=field))


def list_unread(*, report_ids: Iterable[UUID]) -> list[Message]:
    """Return what complainants wrote and no officer has read yet, oldest first."""
    return list(_unread(report_ids).select_related("report").order_by("written_at", "id"))


def count_unread(*, report_ids: Iterable[UUID] | QuerySet[Any]) -> int:
    """Return how much complainants wrote that no officer has read yet."""
    return _unread(report_ids).count()


def _unread(report_ids: Iterable[UUID] | QuerySet[Any]) -> QuerySet[Message]:
    return Message.objects.filter(report__in=report_ids, read_at__isnull=True).exclude(kind=Message.Kind.QUESTION)
