"""What a service's own program sees and says of referrals: the same as behind the links, by another way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.reference.models import Force
from referrals.models import SupportReferral
from referrals.rules.support.steps import RUNNING, State
from referrals.services import answer_links
from referrals.services.numbering import number_waiting
from referrals.services.support.refusals import SupportRefused
from referrals.services.support.showing import Outline, Person, outline, show_to_service

NUMBERING_LOCK = 0x73757070  # "supp": one numberer at a time
PAGE = 100
NUMBER = """
UPDATE referrals_supportreferral SET position = nextval('referrals_support_order')
FROM (
    SELECT id FROM referrals_supportreferral WHERE position IS NULL ORDER BY state_since, id LIMIT %s
) AS waiting
WHERE referrals_supportreferral.id = waiting.id
"""
BEFORE_CONTACT = frozenset({State.ACCEPTED, State.NOT_REACHED})
ANSWERED_ELSEWHERE = "the service said it by its own program"


class ReferralNotFound(Exception):
    """The service was asked for no such referral; whether there is one is not said."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A referral as its service may know it; `outline` is None once it is over. Nothing tells who it is."""

    row: SupportReferral
    outline: Outline | None


@dataclass(frozen=True, kw_only=True)
class AskedPage:
    """Referrals of a service by their newest change: `following` is the cursor to go on from."""

    referrals: list[Asked]
    following: int
    is_more: bool


def list_asked(*, since: int, by: Actor, at: datetime, limit: int = PAGE) -> AskedPage:
    """Return up to `limit` referrals of the service that changed after a cursor, and record it, with counts alone.

    Each stands there once, as it is now. Raises NotPermitted.
    """
    require(by=by, action=Action.GIVE_SUPPORT)
    number_changes()
    rows = list(_own(by).filter(position__gt=since).order_by("position")[: limit + 1])
    page = rows[:limit]
    following = (page[-1].position or since) if page else since
    details = {"since": since, "next": following, "referrals": len(page)}
    record(subject=f"partner:{by.partner_code}", verb="support_listed", by=by, at=at, details=details)
    return AskedPage(referrals=_asked(page), following=following, is_more=len(rows) > limit)


def get_asked(*, referral_id: str, by: Actor) -> Asked:
    """Return one referral of the service. Raises NotPermitted and ReferralNotFound."""
    require(by=by, action=Action.GIVE_SUPPORT)
    return _asked([_find(referral_id, by=by)])[0]


@transaction.atomic
def say(*, referral_id: str, step: Callable[..., Any], by: Actor, at: datetime, **said: Any) -> Asked:
    """Take a step that a service says, such as `accept`, with its arguments; links that are out open nothing any more.

    Raises ReferralNotFound, and what the step raises: then nothing is done, and the links open still.
    """
    require(by=by, action=Action.GIVE_SUPPORT)
    row = _find(referral_id, by=by)
    answer_links.revoke(subject=row.subject, by=HUB, at=at, why=ANSWERED_ELSEWHERE)
    step(referral_id=row.id, by=by, at=at, **said)
    return _asked([_find(referral_id, by=by)])[0]


def show_to_program(*, referral_id: str, by: Actor, at: datetime) -> Person:
    """Return who the service gets in touch with, once it has accepted and until it has; each time is recorded.

    Raises ReferralNotFound, SupportRefused, NoConsent, and KeyDestroyed once erased.
    """
    require(by=by, action=Action.GIVE_SUPPORT)
    row = _find(referral_id, by=by)
    if row.state not in BEFORE_CONTACT:
        raise SupportRefused("Who it is is shown once you have accepted, and until you have been in touch.")
    return show_to_service(row=row, service=by, at=at)


def number_changes() -> int:
    """Give up to 5,000 referrals that changed their new positions, after the commit; return how many there were."""
    return number_waiting(SupportReferral, lock=NUMBERING_LOCK, statement=NUMBER)


def _own(by: Actor) -> QuerySet[SupportReferral]:
    rows = SupportReferral.objects.filter(partner_code=by.partner_code or "")
    return rows.select_related("case", "report__complainant", "report__case")


def _find(referral_id: str, *, by: Actor) -> SupportReferral:
    try:
        row = _own(by).filter(id=UUID(referral_id)).first()
    except ValueError:
        row = None
    if row is None:
        raise ReferralNotFound("Your service was asked for no such referral.")
    return row


def _asked(rows: Sequence[SupportReferral]) -> list[Asked]:
    codes = {row.report.victim_area.get("force") for row in rows}
    areas = dict(Force.objects.filter(code__in=codes - {None}).values_list("code", "name"))
    return [
        Asked(
            row=row,
            outline=outline(row=row, areas=areas) if row.state in RUNNING else None,
        )
        for row in rows
    ]
