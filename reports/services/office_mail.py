"""Mail to offices: queued with the caller's change, sent outside any transaction, and marked."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hatehub.outbox.services import nudge
from reports.clients.mail.channels import get_channel
from reports.clients.mail.protocol import Mail, MailRefused
from reports.models import OfficeMail

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
FIRST_RETRY = timedelta(seconds=15)
LONGEST_RETRY = timedelta(minutes=15)
MOST_ATTEMPTS = 12
BATCH = 100
SENDER_NAME = "Online Hate Hub"
LANGUAGE = "en-gb"
TASK = "reports.send_due_office_mail"
LONGEST_CODE = 60
State = OfficeMail.State


def queue(*, to: str, subject: str, body: str, at: datetime) -> OfficeMail:
    """Store a message with the caller's change, to be sent as soon as that commits. The caller has checked who asks.

    It must hold nothing personal.
    """
    mail = OfficeMail.objects.create(to=to, subject=subject, body=body, asked_at=at, not_before=at)
    transaction.on_commit(lambda: nudge(TASK))
    return mail


def lease_due(*, at: datetime) -> list[UUID]:
    """Lease the messages whose time has come. An expired lease is due again: at least once."""
    with transaction.atomic():
        due = OfficeMail.objects.filter(state=State.WAITING, not_before__lte=at).order_by("not_before", "id")
        chosen = list(due.select_for_update(skip_locked=True).values_list("id", flat=True)[:BATCH])
        OfficeMail.objects.filter(id__in=chosen).update(not_before=at + LEASE)
    return chosen


def send(*, mail_id: UUID, at: datetime) -> bool:
    """Send one leased message; tell whether the channel took it. A retry carries the same Message-ID.

    An address that is refused ends the message as failed; any other failure is tried again, ever later.
    """
    mail = _claim(mail_id, at=at)
    if mail is None:
        return False
    try:
        mail.provider_reference = get_channel().send(_compose(mail))
    except (MailRefused, UnicodeError) as error:
        _finish(mail, state=State.FAILED, failure=getattr(error, "code", type(error).__name__), at=at)
        return False
    except Exception as error:  # whatever a channel raises: the message waits and is tried again
        _postpone(mail, failure=getattr(error, "code", type(error).__name__), at=at)
        return False
    _finish(mail, state=State.SENT, failure="", at=at)
    return True


@transaction.atomic
def note_failure(*, mail_id: UUID, code: str) -> bool | None:
    """Mark a message as come back for good; tell whether that is new, or None where there is no such message."""
    mail = OfficeMail.objects.select_for_update().filter(id=mail_id).first()
    if mail is None:
        return None
    if mail.state == State.FAILED:
        return False
    mail.state, mail.failure = State.FAILED, code[:LONGEST_CODE]
    mail.save(update_fields=["state", "failure"])
    logger.error("office_mail_came_back", extra={"mail": str(mail.id), "code": mail.failure})
    return True


def _claim(mail_id: UUID, *, at: datetime) -> OfficeMail | None:
    """Take a waiting message for this process alone; None where it is sent, or another process has it in hand."""
    with transaction.atomic():
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
        waiting = OfficeMail.objects.select_for_update(skip_locked=True).filter(free, id=mail_id, state=State.WAITING)
        mail = waiting.first()
        if mail is not None:
            mail.claimed_until = at + LEASE
            mail.save(update_fields=["claimed_until"])
    return mail


def _compose(mail: OfficeMail) -> Mail:
    return Mail(
        id=mail.id, to=mail.to, sender_name=SENDER_NAME, subject=mail.subject, body=mail.body, language=LANGUAGE
    )


def _finish(mail: OfficeMail, *, state: State, failure: str, at: datetime) -> None:
    mail.state, mail.failure, mail.attempts = state, failure[:LONGEST_CODE], mail.attempts + 1
    mail.sent_at = at if state == State.SENT else None
    mail.save(update_fields=["state", "failure", "attempts", "sent_at", "provider_reference"])
    if state == State.FAILED:
        logger.error("office_mail_failed", extra={"mail": str(mail.id), "code": mail.failure})


def _postpone(mail: OfficeMail, *, failure: str, at: datetime) -> None:
    """Have a message tried again, ever later; after the last attempt it has failed."""
    if mail.attempts + 1 >= MOST_ATTEMPTS:
        _finish(mail, state=State.FAILED, failure=failure, at=at)
        return
    mail.attempts, mail.failure, mail.claimed_until = mail.attempts + 1, failure[:LONGEST_CODE], None
    mail.not_before = at + min(FIRST_RETRY * 2 ** (mail.attempts - 1), LONGEST_RETRY)
    mail.save(update_fields=["attempts", "failure", "claimed_until", "not_before"])
    logger.warning("office_mail_postponed", extra={"mail": str(mail.id), "code": mail.failure})
