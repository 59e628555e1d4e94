"""What became of messages that GOV.UK Notify has taken: told by its callback, or asked for."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from hatehub.accounts.actors import HUB
from reports.clients.mail.notify import DELIVERED, NOT_DELIVERED, PERMANENT_FAILURE, notify_channel
from reports.clients.mail.protocol import MailDelayed
from reports.models import Update
from reports.services import mail_downstream, messages, notices
from reports.services.bounces import clear_bounce, note_bounce

logger = logging.getLogger(__name__)

ASKED_FOR = timedelta(days=4)
"""Notify tries for 72 hours; after that it has said what it will say."""
BATCH = 100


@transaction.atomic
def note_status(*, update_id: UUID, provider_reference: str, status: str, at: datetime) -> bool:
    """Note what Notify says of a message; tell whether that was new. Saying it twice changes nothing.

    What arrived is marked; what failed for good has bounced; what Notify gave up on is sent again, and what it
    told has not been told until then. An answer about an earlier try of the same message is ignored. Of a message to
    an office, or of an app downstream, any failure is noted.
    """
    rows = Update.objects.select_for_update(of=("self",)).select_related("entry__report__complainant")
    update = rows.filter(id=update_id).first()
    if update is None and status in {PERMANENT_FAILURE, *NOT_DELIVERED}:
        return bool(mail_downstream.note_failure(mail_id=update_id, code=status, at=at))
    if update is None or update.provider_reference not in ("", provider_reference):
        return False
    if status == DELIVERED:
        return _note_arrival(update, at=at)
    if status == PERMANENT_FAILURE:
        return note_bounce(update_id=update.id, code=status, by=HUB, at=at)
    if status in NOT_DELIVERED and update.state == Update.State.SENT:
        notices.reopen_notice(update=update, by=HUB, at=at)
        messages.postpone(update, at=at, error=MailDelayed(status))
        return True
    return False


def _note_arrival(update: Update, *, at: datetime) -> bool:
    if update.arrived_at is not None:
        return False
    update.arrived_at = at
    update.save(update_fields=["arrived_at"])
    since = update.entry.report.complainant.bounced_at
    if since is not None and update.sent_at is not None and update.sent_at > since:
        clear_bounce(report=update.entry.report, by=HUB, at=at)
    return True


def ask_about_recent(*, at: datetime) -> int:
    """Ask Notify about some of the messages of which nothing is known yet; return how many answers were new.

    At most a hundred each time, chosen by chance so that none is left out for good. Stops at the first failure.
    """
    if settings.MAIL_CHANNEL != "notify":
        return 0
    channel, news = notify_channel(), 0
    for update_id, provider_reference in _unknown(at=at):
        try:
            status = channel.status(provider_reference)
        except MailDelayed as error:
            logger.warning("notify_not_asked", extra={"code": error.code})
            break
        news += note_status(update_id=update_id, provider_reference=provider_reference, status=status, at=at)
    return news


def _unknown(*, at: datetime) -> list[tuple[UUID, str]]:
    recent = Update.objects.filter(
        state=Update.State.SENT, sent_at__gt=at - ASKED_FOR, arrived_at=None, bounced_at=None
    )
    return list(recent.exclude(provider_reference="").order_by("?").values_list("id", "provider_reference")[:BATCH])
