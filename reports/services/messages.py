"""Sending what waits to be sent: leased, sent outside any transaction, and marked."""

import logging
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from hatehub.accounts.actors import HUB
from hatehub.vault.services import KeyDestroyed
from reports.models import Update
from reports.selectors.story import story_line
from reports.services import gates, notices
from reports.services.personal import read_contact
from reports.services.updates import DECISIONS

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)
MOST_ATTEMPTS = 12
BATCH = 100


def lease_due(*, at: datetime) -> list[UUID]:
    """Lease the messages whose time has come. An expired lease is due again: at least once."""
    with transaction.atomic():
        due = Update.objects.filter(state=Update.State.WAITING, not_before__lte=at).order_by("not_before", "id")
        chosen = list(due.select_for_update(skip_locked=True).values_list("id", flat=True)[:BATCH])
        Update.objects.filter(id__in=chosen).update(not_before=at + LEASE)
    return chosen


def send(*, update_id: UUID, at: datetime) -> bool:
    """Send one leased message; tell whether the mail server took it.

    A retry carries the same Message-ID. An address that the server refuses, or a person who was erased, ends
    the message as failed; any other failure is tried again, ever later.
    """
    update = _claim(update_id, at=at)
    if update is None:
        return False
    try:
        _compose(update, at=at).send()
    except Exception as error:
        if _is_final(error):
            _finish(update, state=Update.State.FAILED, at=at, error=error)
        else:
            _postpone(update, at=at, error=error)
        return False
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


def _is_final(error: Exception) -> bool:
    """Tell whether trying again cannot help: a refusal for good (5xx, RFC 5321), or no address to write to."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, KeyDestroyed | NoAddress | UnicodeError)


class NoAddress(Exception):
    """The complainant gave no address, or took it back."""


def _compose(update: Update, *, at: datetime) -> EmailMessage:
    report = update.entry.report
    contact = read_contact(report=report, by=HUB, at=at, reason="sending an update")
    if not contact.email:
        raise NoAddress
    with translation.override(report.language):
        subject = gettext("An update for you")
        body = _body(update)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {"Message-ID": f"<{update.id}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [contact.email], headers=headers)


def _body(update: Update) -> str:
    """Return the neutral text, with the line of the story only where the person chose so."""
    report = update.entry.report
    lines = [gettext("There is an update on something you sent us. Your reference: %s") % report.reference]
    if report.complainant.details_in_mail:
        line = story_line(update.entry)
        lines += [str(line.title), str(line.body)]
    link = settings.PUBLIC_URL + reverse("status")
    lines.append(gettext("To read it, open this page and enter your reference and your receipt code:"))
    return "\n\n".join(lines) + f"\n{link}\n"


def _finish(update: Update, *, state: Update.State, at: datetime, error: Exception | None = None) -> None:
    update.state, update.attempts = state, update.attempts + 1
    update.sent_at = at if state == Update.State.SENT else None
    with transaction.atomic():
        update.save(update_fields=["state", "sent_at", "attempts"])
        if state == Update.State.FAILED:
            _open_gate(update, at=at)
        if state == Update.State.SENT:
            notices.mark_told(entry_id=update.entry_id, route=notices.Route.MESSAGE, by=HUB, at=at)
    if error is not None:
        logger.warning("update_failed", extra={"update": str(update.id), "error": type(error).__name__})


def _open_gate(update: Update, *, at: datetime) -> None:
    """A decision that did not reach the person has not been told."""
    if update.entry.kind.removeprefix("step_") in DECISIONS:
        reason = "The message could not be delivered."
        gates.reopen(report_id=update.entry.report_id, name="complainant_told", by=HUB, at=at, reason=reason)


def _postpone(update: Update, *, at: datetime, error: Exception) -> None:
    if update.attempts + 1 >= MOST_ATTEMPTS:
        _finish(update, state=Update.State.FAILED, at=at, error=error)
        return
    update.attempts += 1
    update.not_before = at + min(FIRST_RETRY * 2 ** (update.attempts - 1), LONGEST_RETRY)
    update.claimed_until = None
    update.save(update_fields=["attempts", "not_before", "claimed_until"])
    logger.warning("update_postponed", extra={"update": str(update.id), "error": type(error).__name__})
