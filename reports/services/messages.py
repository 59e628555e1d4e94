"""Sending what waits to be sent: leased, sent outside any transaction, and marked."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from hatehub.accounts.actors import HUB
from hatehub.vault.services import KeyDestroyed
from reports.clients.mail.channels import get_channel
from reports.clients.mail.protocol import Mail, MailRefused
from reports.models import Update
from reports.rules.safe_hours import arrives_from, next_safe
from reports.selectors.letters import write_letter
from reports.selectors.story import story_line
from reports.services import notices
from reports.services.bounces import clear_bounce, note_bounce, open_gate_again
from reports.services.personal import read_contact
from reports.services.updates import confirms

__all__ = ["clear_bounce", "lease_due", "postpone", "send"]

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)
MOST_ATTEMPTS = 12
MOST_LEASED = 200
"""How many messages wait with workers at once: more would outlive their lease in a flood, and be handed out twice."""


def lease_due(*, at: datetime) -> list[UUID]:
    """Lease the messages whose time has come; 200 are out at most. An expired lease is due again: at least once."""
    waiting = Update.objects.filter(state=Update.State.WAITING)
    soon = waiting.filter(not_before__gt=at, not_before__lte=at + LEASE)  # found by an index; not all are leased
    room = MOST_LEASED - soon.filter(leased_until__gt=at).count()
    with transaction.atomic():
        due = waiting.filter(not_before__lte=at).order_by("not_before", "id")
        chosen = list(due.select_for_update(skip_locked=True).values_list("id", flat=True)[: max(0, room)])
        Update.objects.filter(id__in=chosen).update(not_before=at + LEASE, leased_until=at + LEASE)
    return chosen


def send(*, update_id: UUID, at: datetime) -> bool:
    """Send one leased message; tell whether the channel took it.

    A retry carries the same Message-ID. In hours in which the person wants none, the message waits. An address
    that is refused, or a person who was erased, ends the message as failed; any other failure is tried again,
    ever later.
    """
    update = _claim(update_id, at=at)
    if update is None or _waits_for_safe_hours(update, at=at):
        return False
    try:
        reference = get_channel().send(_compose(update, at=at))
    except Exception as error:
        if _is_final(error):
            _finish(update, state=Update.State.FAILED, at=at, error=error)
        else:
            postpone(update, at=at, error=error)
        return False
    update.provider_reference = reference
    _finish(update, state=Update.State.SENT, at=at)
    return True


def _claim(update_id: UUID, *, at: datetime) -> Update | None:
    """Take a waiting message for this process alone; None where it is sent, or another process has it in hand."""
    with transaction.atomic():
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
        waiting = Update.objects.select_for_update(skip_locked=True, of=("self",)).filter(free, id=update_id)
        update = waiting.filter(state=Update.State.WAITING).select_related("entry__report__complainant").first()
        if update is not None:
            update.claimed_until = at + LEASE
            update.save(update_fields=["claimed_until"])
    return update


def _waits_for_safe_hours(update: Update, *, at: datetime) -> bool:
    """Put a message off that would land in quiet hours, because a worker was late; tell whether it was."""
    hours = update.entry.report.complainant.safe_hours
    safe_from = arrives_from(at, hours=hours, confirms=confirms(update.entry))
    if safe_from > at:
        update.not_before, update.claimed_until, update.leased_until = safe_from, None, None
        update.save(update_fields=["not_before", "claimed_until", "leased_until"])
    return safe_from > at


def _is_final(error: Exception) -> bool:
    """Tell whether trying again cannot help: refused for good, or no address to write to."""
    return isinstance(error, MailRefused | KeyDestroyed | NoAddress | UnicodeError)


class NoAddress(Exception):
    """The complainant gave no address, or took it back."""


def _compose(update: Update, *, at: datetime) -> Mail:
    """Return the message in the person's language: neutral, with the line of the story only where they chose so."""
    report = update.entry.report
    contact = read_contact(report=report, by=HUB, at=at, reason="sending an update")
    if not contact.email:
        raise NoAddress
    with translation.override(report.language):
        line = story_line(update.entry) if report.complainant.details_in_mail else None
        letter = write_letter(reference=report.reference, line=line, is_first=confirms(update.entry) is not None)
    return Mail(id=update.id, to=contact.email, language=report.language, **vars(letter))


def _finish(update: Update, *, state: Update.State, at: datetime, error: Exception | None = None) -> None:
    update.state, update.attempts = state, update.attempts + 1
    update.sent_at = at if state == Update.State.SENT else None
    with transaction.atomic():
        update.save(update_fields=["state", "sent_at", "attempts", "provider_reference"])
        if isinstance(error, MailRefused):
            note_bounce(update_id=update.id, code=error.code, by=HUB, at=at)
        elif state == Update.State.FAILED:
            open_gate_again(update.entry, by=HUB, at=at)
        if state == Update.State.SENT:
            notices.mark_told(entry_id=update.entry_id, route=notices.Route.MESSAGE, by=HUB, at=at)
    if error is not None:
        logger.warning("update_failed", extra={"update": str(update.id), "error": type(error).__name__})


def postpone(update: Update, *, at: datetime, error: Exception) -> None:
    """Have a message tried again, ever later and never in quiet hours; after the last attempt it has failed."""
    if update.attempts + 1 >= MOST_ATTEMPTS:
        _finish(update, state=Update.State.FAILED, at=at, error=error)
        return
    update.attempts += 1
    wait = min(FIRST_RETRY * 2 ** (update.attempts - 1), LONGEST_RETRY)
    update.state, update.claimed_until, update.leased_until = Update.State.WAITING, None, None
    update.not_before = next_safe(at + wait, update.entry.report.complainant.safe_hours)
    update.save(update_fields=["state", "attempts", "not_before", "claimed_until", "leased_until"])
    logger.warning("update_postponed", extra={"update": str(update.id), "error": type(error).__name__})
