"""What a force and the hub write to each other about a case, and what a force has the hub tell people."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.reference.models import Force
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.events import ForceConcerned
from referrals.models import ForceMessage
from referrals.selectors.force_cases import get_case, visible_reports
from referrals.services.takedowns.door import people_of
from reports.models import Case, Report, StatusEntry
from reports.services.updates import tell

Kind = ForceMessage.Kind
SLICE = 1000
"""How many people are told in one transaction."""
ANSWERED = "question_answered"


class MessageRefused(Exception):
    """A message is not taken; the message says why."""


class NamesSomebody(MessageRefused):
    """What is for several people would tell them who another of them is."""


class NoSuchReport(MessageRefused):
    """The force sees no such report in the case."""


class AnsweredAlready(MessageRefused):
    """A colleague has answered the question."""


@transaction.atomic
def write(*, reference: str, kind: str, text: str, by: Actor, at: datetime) -> ForceMessage:
    """Store a note or a question of the actor's force, which waits for an officer.

    Raises NotPermitted, CaseNotFound, and KeyDestroyed where the case is erased.
    """
    require(by=by, action=Action.WRITE_TO_HUB)
    case = get_case(reference=reference, by=by)
    return _store(case, Kind(kind), text, by=by, at=at, waits=True)


@transaction.atomic
def tell_people(*, reference: str, text: str, by: Actor, at: datetime, report: str = "") -> ForceMessage:
    """Have the hub tell people of a case something in the force's words: who sent `report`, or all whom it may know.

    They hear by the way and in the hours that they chose. Raises NotPermitted, CaseNotFound, NoSuchReport,
    KeyDestroyed, and NamesSomebody where the words would tell several people who another of them is.
    """
    require(by=by, action=Action.WRITE_TO_HUB)
    case = get_case(reference=reference, by=by)
    visible = visible_reports(case=case, by=by)
    one = visible.filter(reference=report).first() if report else None
    if report and one is None:
        raise NoSuchReport(f"Your force sees no report {report} in this case.")
    if one is None and visible.count() > 1 and people_of(case=case, at=at).told_by(text):
        raise NamesSomebody(
            "This goes to several people, and its words tell who one of them is. Take that out, or name one report."
        )
    return _store(case, Kind.TOLD, text, by=by, at=at, report=one, change="people_told")


@transaction.atomic
def answer(*, message_id: UUID, text: str, by: Actor, at: datetime) -> ForceMessage:
    """Answer a question of a force, whose feed says so. Raises NotPermitted, AnsweredAlready and KeyDestroyed."""
    require(by=by, action=Action.ANSWER_FORCE)
    asked = ForceMessage.objects.select_for_update().get(id=message_id, kind=Kind.QUESTION)
    if ForceMessage.objects.filter(answers=asked).exists():
        raise AnsweredAlready("A colleague has answered this question.")
    _mark_read(asked, by=by, at=at)
    return _store(asked.case, Kind.ANSWER, text, by=by, at=at, force=asked.force, answers=asked, change=ANSWERED)


@transaction.atomic
def note_read(*, message_id: UUID, by: Actor, at: datetime) -> None:
    """Note that an officer has read a note; a question waits until it is answered. Raises NotPermitted."""
    require(by=by, action=Action.ANSWER_FORCE)
    message = ForceMessage.objects.select_for_update().filter(id=message_id, kind=Kind.NOTE, waits=True).first()
    if message is not None:
        _mark_read(message, by=by, at=at)


def note_seen(*, messages: Collection[ForceMessage], by: Actor, at: datetime) -> None:
    """Note that the actor's force has read those of these messages that answer it. Raises NotPermitted."""
    require(by=by, action=Action.WRITE_TO_HUB)
    new = [each.id for each in messages if each.kind == Kind.ANSWER and each.seen_at is None]
    if new:
        ForceMessage.objects.filter(id__in=new, force__code=by.force_code, seen_at=None).update(seen_at=at)


def tell_in_slices(*, message_id: UUID, at: datetime) -> bool:
    """Tell people what a force wrote for them, 1,000 at most; return whether everybody has been told now."""
    message = ForceMessage.objects.select_related("force", "sealed_for").get(id=message_id)
    key = f"force-message:{message.id}"
    with transaction.atomic():
        told = StatusEntry.objects.filter(report=OuterRef("pk"), key=key)
        waiting = _meant_by(message).exclude(Exists(told)).only("id", "reference", "language").order_by("id")
        reports = list(waiting.select_for_update(of=("self",))[:SLICE])
        text = _open(message)
        if text is None:
            return True
        facts = {"force": message.force.code}
        tell(reports=reports, kind="force_message", key=key, by=HUB, at=at, facts=facts, note=text, role=Role.FORCE)
    return len(reports) < SLICE


def read_texts(*, messages: Collection[ForceMessage]) -> dict[UUID, str]:
    """Return the words of messages by their ids; what is erased is not in it."""
    sealed = {each.id: (each.sealed_for_id, each.field, each.sealed_text) for each in messages}
    return {key: str(text) for key, text in vault.unseal_each(sealed, purpose=Purpose.MATERIAL).items()}


def _store(
    case: Case,
    kind: Kind,
    text: str,
    *,
    by: Actor,
    at: datetime,
    force: Force | None = None,
    report: Report | None = None,
    answers: ForceMessage | None = None,
    waits: bool = False,
    change: str = "",
) -> ForceMessage:
    whose = force or Force.objects.get(code=by.force_code)
    message = ForceMessage(
        case=case,
        force=whose,
        kind=kind,
        sealed_for_id=case.lead_id,
        report=report,
        answers=answers,
        by=str(by),
        at=at,
        waits=waits,
    )
    message.sealed_text = vault.seal(text, owner=case.lead_id, purpose=Purpose.MATERIAL, field=message.field)
    message.save(force_insert=True)
    details = {"force": whose.code, "kind": kind.value, "characters": len(text)}
    record(subject=f"case:{case.reference}", verb="force_message", by=by, at=at, details=details)
    if change:
        told = str(message.id) if kind is Kind.TOLD else ""
        concerned = ForceConcerned(case_id=str(case.id), change=change, forces=[whose.code], message_id=told)
        publish(concerned, stream=str(case.id), at=at)
    return message


def _meant_by(message: ForceMessage) -> QuerySet[Report]:
    """Return the reports whose people are told; for all of a case, those that the force sees now."""
    if message.report_id is not None:
        return Report.objects.filter(id=message.report_id)
    case = Case.objects.select_related("merged_into").get(id=message.case_id)
    reader = Actor(role=Role.FORCE, identifier="hub", force_code=message.force.code)
    return visible_reports(case=case.merged_into or case, by=reader)


def _open(message: ForceMessage) -> str | None:
    return read_texts(messages=[message]).get(message.id)


def _mark_read(message: ForceMessage, *, by: Actor, at: datetime) -> None:
    message.waits, message.read_by, message.read_at = False, str(by), at
    message.save(update_fields=["waits", "read_by", "read_at"])
