"""Letters to bodies: queued with the caller's change, written and sent outside any transaction, and marked."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hatehub.outbox.services import nudge
from referrals.models import AnswerLink, Letter
from referrals.rules.letters import MOST_ATTEMPTS, LetterText, wait_after
from reports.clients.mail.channels import get_channel
from reports.clients.mail.protocol import Mail, MailRefused

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
BATCH = 100
SENDER_NAME = "Online Hate Hub"
LANGUAGE = "en-gb"
TASK = "referrals.send_due_letters"
LONGEST_CODE = 60
NOT_WANTED = "not wanted any more"
State = Letter.State
Write = Callable[[Letter], LetterText | None]


class OnFailed(Protocol):
    """Called, in one transaction with the marking, when a letter has failed for good."""

    def __call__(self, letter: Letter, *, at: datetime) -> object:
        """Do what follows for that kind of letter."""
        ...


class OnSent(Protocol):
    """Called, in one transaction with the marking, when the channel has taken a letter; it must not fail."""

    def __call__(self, letter: Letter, *, at: datetime) -> object:
        """Do what follows for that kind of letter."""
        ...


def queue(
    *, kind: str, subject: str, case_id: UUID, to: str, at: datetime, link: AnswerLink | None = None, key: str = ""
) -> Letter:
    """Store a letter with the caller's change, to be sent as soon as that commits; asked for twice, it is one.

    `to` is the address of a body out of the reference data. The caller has checked who asks.
    """
    letter, is_new = Letter.objects.get_or_create(
        kind=kind,
        subject=subject,
        key=key,
        defaults={"case_id": case_id, "link": link, "to_address": to, "asked_at": at, "not_before": at},
    )
    if is_new:
        transaction.on_commit(lambda: nudge(TASK))
    return letter


def lease_due(*, at: datetime) -> list[tuple[UUID, str]]:
    """Lease the letters whose time has come; return the id and the kind of each. An expired lease is due again."""
    with transaction.atomic():
        due = Letter.objects.filter(state=State.WAITING, not_before__lte=at).order_by("not_before", "id")
        chosen = list(due.select_for_update(skip_locked=True).values_list("id", "kind")[:BATCH])
        Letter.objects.filter(id__in=[letter_id for letter_id, _kind in chosen]).update(not_before=at + LEASE)
    return chosen


def send(
    *,
    letter_id: UUID,
    write: Write,
    on_failed: OnFailed | None,
    at: datetime,
    on_sent: OnSent | None = None,
    on_unwanted: OnFailed | None = None,
) -> bool:
    """Write and send one leased letter; tell whether the channel took it. A retry carries the same Message-ID.

    Where `write` answers None, or the letter's link opens no more, nothing is sent, and `on_unwanted` is called. An
    address that is refused ends the letter as failed, and `on_failed` is called; any other failure is tried again,
    ever later.
    """
    letter = _claim(letter_id, at=at)
    if letter is None:
        return False
    try:
        text = write(letter) if _is_wanted(letter, at=at) else None
        if text is None:
            _drop(letter, on_unwanted=on_unwanted, at=at)
            return False
        letter.provider_reference = get_channel().send(_compose(letter, text))
    except (MailRefused, UnicodeError) as error:
        _give_up(letter, failure=getattr(error, "code", type(error).__name__), on_failed=on_failed, at=at)
        return False
    except Exception as error:  # whatever a channel raises: the letter waits and is tried again
        failure = getattr(error, "code", type(error).__name__)
        _postpone(letter, failure=str(failure), on_failed=on_failed, at=at)
        return False
    with transaction.atomic():
        _finish(letter, state=State.SENT, failure="", at=at)
        if on_sent is not None:
            on_sent(letter, at=at)
    return True


def kind_of(*, letter_id: UUID) -> str | None:
    """Return the kind of a letter; None where there is no such letter."""
    return Letter.objects.filter(id=letter_id).values_list("kind", flat=True).first()


@transaction.atomic
def note_came_back(*, letter_id: UUID, code: str, on_failed: OnFailed | None, at: datetime) -> bool:
    """Mark a letter as come back for good, and call `on_failed`; tell whether that is new."""
    locked = Letter.objects.select_for_update(of=("self",)).select_related("link", "case")
    letter = locked.exclude(state=State.FAILED).filter(id=letter_id).first()
    if letter is None:
        return False
    letter.state, letter.failure = State.FAILED, code[:LONGEST_CODE]
    letter.save(update_fields=["state", "failure"])
    if on_failed is not None:
        on_failed(letter, at=at)
    logger.error("letter_came_back", extra={"letter": str(letter.id), "kind": letter.kind, "code": letter.failure})
    return True


def _is_wanted(letter: Letter, *, at: datetime) -> bool:
    """Tell whether the letter's link, where it has one, opens still."""
    link = letter.link
    return link is None or (link.used_at is None and link.revoked_at is None and link.expires_at > at)


def _claim(letter_id: UUID, *, at: datetime) -> Letter | None:
    """Take a waiting letter for this process alone; None where it is sent, or another process has it in hand."""
    with transaction.atomic():
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
        waiting = Letter.objects.select_for_update(skip_locked=True, of=("self",)).select_related("link", "case")
        letter = waiting.filter(free, id=letter_id, state=State.WAITING).first()
        if letter is not None:
            letter.claimed_until = at + LEASE
            letter.save(update_fields=["claimed_until"])
    return letter


def _compose(letter: Letter, text: LetterText) -> Mail:
    return Mail(
        id=letter.id,
        to=letter.to_address,
        sender_name=SENDER_NAME,
        subject=text.subject_line,
        body=text.body,
        language=LANGUAGE,
    )


def _finish(letter: Letter, *, state: State, failure: str, at: datetime) -> None:
    letter.state, letter.failure, letter.attempts = state, failure[:LONGEST_CODE], letter.attempts + 1
    letter.sent_at = at if state == State.SENT else None
    letter.save(update_fields=["state", "failure", "attempts", "sent_at", "provider_reference"])


@transaction.atomic
def _drop(letter: Letter, *, on_unwanted: OnFailed | None, at: datetime) -> None:
    _finish(letter, state=State.FAILED, failure=NOT_WANTED, at=at)
    if on_unwanted is not None:
        on_unwanted(letter, at=at)


@transaction.atomic
def _give_up(letter: Letter, *, failure: str, on_failed: OnFailed | None, at: datetime) -> None:
    _finish(letter, state=State.FAILED, failure=failure, at=at)
    if on_failed is not None:
        on_failed(letter, at=at)
    logger.error("letter_failed", extra={"letter": str(letter.id), "kind": letter.kind, "code": letter.failure})


def _postpone(letter: Letter, *, failure: str, on_failed: OnFailed | None, at: datetime) -> None:
    """Have a letter tried again, ever later; after the last attempt it has failed."""
    if letter.attempts + 1 >= MOST_ATTEMPTS:
        _give_up(letter, failure=failure, on_failed=on_failed, at=at)
        return
    letter.attempts, letter.failure, letter.claimed_until = letter.attempts + 1, failure[:LONGEST_CODE], None
    letter.not_before = at + wait_after(letter.attempts, chance=SystemRandom().random())
    letter.save(update_fields=["attempts", "failure", "claimed_until", "not_before"])
    logger.warning("letter_postponed", extra={"letter": str(letter.id), "code": letter.failure})
