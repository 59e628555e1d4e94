"""What hub and complainant say to each other after the report: questions, replies, and what is added.

Every text is sealed under the person key; the audit says that something was written or read, never what.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hatehub.accounts.actors import Actor, actor_for_complainant
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, record, record_many
from hatehub.outbox.services import publish
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.events import ComplainantWrote
from reports.models import Message, Report
from reports.selectors.conversation import message_field, read_text
from reports.services import updates

LONGEST_MESSAGE = 10_000


class NothingWritten(Exception):
    """A message needs words."""


class QuestionClosed(Exception):
    """The question was answered already, or taken back."""


@transaction.atomic
def ask(*, report_id: UUID, text: str, by: Actor, at: datetime) -> Message:
    """Ask a complainant something; they are told by their safe route. Raises NothingWritten, NotPermitted."""
    require(by=by, action=Action.ASK_COMPLAINANT)
    report = Report.objects.select_for_update().get(id=report_id)
    question = _write(report, kind=Message.Kind.QUESTION, text=text, by=by, at=at)
    updates.tell(reports=[report], kind="question_asked", key=f"question:{question.id}", by=by, at=at)
    return question


@transaction.atomic
def take_back(*, question_id: int, by: Actor, at: datetime, reason: str) -> Message:
    """Take back a question that needs no answer any more. Raises QuestionClosed, NotPermitted."""
    require(by=by, action=Action.ASK_COMPLAINANT)
    question = _lock_open(question_id)
    question.taken_back_at = at
    question.save(update_fields=["taken_back_at"])
    _record(question, verb="question_taken_back", by=by, at=at, reason=reason)
    return question


@transaction.atomic
def reply(*, report_id: UUID, question_id: int, text: str, at: datetime) -> Message:
    """Answer a question of the hub, as the complainant. The same answer sent twice is one.

    Raises NothingWritten, QuestionClosed.
    """
    question = _lock_question(question_id)
    if question.report_id != report_id:
        raise QuestionClosed
    given = _reply_to(question)
    if given is not None and _says(given, text):
        return given
    if given is not None:
        raise QuestionClosed
    report = Report.objects.select_for_update().get(id=report_id)
    answer = _write(
        report, kind=Message.Kind.REPLY, text=text, by=actor_for_complainant(report.reference), at=at, answers=question
    )
    _announce(report, answer, at=at)
    return answer


@transaction.atomic
def add_information(*, report_id: UUID, text: str, at: datetime) -> Message:
    """Add to a report, as its complainant. What was lodged stays as it is; the same words sent twice are one message.

    Raises NothingWritten.
    """
    report = Report.objects.select_for_update().get(id=report_id)
    last = Message.objects.filter(report=report, kind=Message.Kind.ADDITION).order_by("-id").first()
    if last is not None and _says(last, text):
        return last
    added = _write(report, kind=Message.Kind.ADDITION, text=text, by=actor_for_complainant(report.reference), at=at)
    _announce(report, added, at=at)
    return added


def _lock_open(question_id: int) -> Message:
    question = _lock_question(question_id)
    if _reply_to(question) is not None:
        raise QuestionClosed
    return question


def _lock_question(question_id: int) -> Message:
    asked = Message.objects.select_for_update(of=("self",)).filter(
        id=question_id, kind=Message.Kind.QUESTION, taken_back_at__isnull=True
    )
    question = asked.select_related("report").first()
    if question is None:
        raise QuestionClosed
    return question


def _reply_to(question: Message) -> Message | None:
    """Return the answer to a locked question, asked anew: the lock may have waited for whoever gave it."""
    return Message.objects.filter(answers=question).first()


def _says(message: Message, text: str) -> bool:
    return read_text(message=message) == text[:LONGEST_MESSAGE]


def _write(
    report: Report, *, kind: Message.Kind, text: str, by: Actor, at: datetime, answers: Message | None = None
) -> Message:
    if not text.strip():
        raise NothingWritten("Write something first.")
    message = Message.objects.create(report=report, kind=kind, written_at=at, written_by=str(by), answers=answers)
    message.sealed_text = vault.seal(
        text[:LONGEST_MESSAGE], owner=report.id, purpose=Purpose.PERSON, field=message_field(message.id)
    )
    message.save(update_fields=["sealed_text"])
    _record(message, verb=f"{kind.value}_written", by=by, at=at)
    return message


def _record(message: Message, *, verb: str, by: Actor, at: datetime, reason: str = "") -> None:
    subject = f"report:{message.report.reference}"
    record(subject=subject, verb=verb, by=by, at=at, reason=reason, details={"message": message.id})


def _announce(report: Report, message: Message, *, at: datetime) -> None:
    """Confirm to the complainant on their page, and tell the apps downstream."""
    kind = "reply_received" if message.kind == Message.Kind.REPLY else "information_added"
    by = actor_for_complainant(report.reference)
    updates.note(report=report, kind=kind, key=f"message:{message.id}", by=by, at=at)
    event = ComplainantWrote(report_id=str(report.id), case_id=str(report.case_id), kind=str(message.kind))
    publish(event, stream=str(report.case_id), at=at)


@transaction.atomic
def mark_read(
    *, report_ids: Iterable[UUID] | QuerySet[Any], message_ids: Iterable[int], by: Actor, at: datetime
) -> int:
    """Note that an officer has read these messages of complainants; return how many of them were new.

    What came in since the officer saw them stays unread.
    """
    require(by=by, action=Action.VIEW_MATERIAL)
    chosen = list(message_ids)
    about = Report.objects.filter(id__in=report_ids, messages__in=chosen).values("id")
    list(Report.objects.filter(id__in=about).order_by("id").select_for_update().values_list("id"))
    seen = Message.objects.filter(report__in=report_ids, id__in=chosen, read_at__isnull=True)
    unread = seen.exclude(kind=Message.Kind.QUESTION).order_by("id")
    messages = list(unread.select_related("report").select_for_update(of=("self",)))
    Message.objects.filter(id__in=[message.id for message in messages]).update(read_at=at)
    record_many(notes=[_note(message, verb="message_read") for message in messages], by=by, at=at)
    return len(messages)


def _note(message: Message, *, verb: str) -> Note:
    return Note(subject=f"report:{message.report.reference}", verb=verb, details={"message": message.id})
