"""Services that do not answer, or do not get in touch: reminded, and then officers are told."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import SupportReferral
from referrals.rules.support.steps import State
from referrals.services.support.sending import ASKED, CHASED, CONTACT, REMINDER, find_partner, write
from referrals.services.support.stepping import lock, note

BATCH = 100


def chase(*, by: Actor, at: datetime) -> int:
    """Remind services that have not answered, chase those that have not been in touch; return how many were touched.

    A service that has not answered in two working days, or not been in touch in two days, waits for an officer from
    then on. At most 100 of each kind, each in a transaction of its own that looks again under the lock. Raises
    NotPermitted.
    """
    require(by=by, action=Action.MOVE_SUPPORT)
    asked = SupportReferral.objects.filter(state=State.SENT)
    accepted = SupportReferral.objects.filter(state=State.ACCEPTED)
    due: tuple[tuple[Callable[..., bool], list[UUID]], ...] = (
        (_remind, _ids(asked.filter(reminded_at__isnull=True, answer_due_at__lte=at).order_by("answer_due_at"))),
        (_tell_of_silence, _ids(asked.filter(silence_told_at__isnull=True, silence_due_at__lte=at).order_by("id"))),
        (_chase, _ids(accepted.filter(contact_chased_at__isnull=True, contact_due_at__lte=at).order_by("id"))),
    )
    return sum(act(referral_id, by=by, at=at) for act, ids in due for referral_id in ids)


def _ids(rows: object) -> list[UUID]:
    return list(rows.values_list("id", flat=True)[:BATCH])  # type: ignore[attr-defined]


@transaction.atomic
def _remind(referral_id: UUID, *, by: Actor, at: datetime) -> bool:
    row = lock(referral_id)
    if row.state != State.SENT or row.reminded_at is not None:
        return False
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    note(row, verb="support_reminded", by=by, at=at)
    _send_again(row, kind=REMINDER, of=ASKED, at=at)
    return True


@transaction.atomic
def _tell_of_silence(referral_id: UUID, *, by: Actor, at: datetime) -> bool:
    row = lock(referral_id)
    if row.state != State.SENT or row.silence_told_at is not None:
        return False
    row.silence_told_at = row.waits_since = at
    row.save(update_fields=["silence_told_at", "waits_since"])
    note(row, verb="support_unanswered", by=by, at=at)
    return True


@transaction.atomic
def _chase(referral_id: UUID, *, by: Actor, at: datetime) -> bool:
    row = lock(referral_id)
    if row.state != State.ACCEPTED or row.contact_chased_at is not None:
        return False
    row.contact_chased_at = row.waits_since = at
    row.save(update_fields=["contact_chased_at", "waits_since"])
    note(row, verb="support_chased", by=by, at=at)
    _send_again(row, kind=CHASED, of=CONTACT, at=at)
    return True


def _send_again(row: SupportReferral, *, kind: str, of: str, at: datetime) -> None:
    """Send the link that is out again; a service that has no address any more is not reminded."""
    links = row.case.answer_links.filter(subject=row.subject, kind=of, used_at__isnull=True, revoked_at__isnull=True)
    link, partner = links.order_by("-made_at").first(), find_partner(row.partner_code)
    if link is not None and partner is not None:
        write(row, kind=kind, link=link, to=partner.email, at=at)
