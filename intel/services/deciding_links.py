"""What an officer says to a link between two accounts: confirmed, refused, or open again. Each can be taken back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from intel.models import Account, AccountLink
from intel.services import subjects, watching_subjects

State = AccountLink.State
VERBS = {
    State.CONFIRMED: "account_link_confirmed",
    State.REFUSED: "account_link_refused",
    State.OFFERED: "account_link_reopened",
}


class LinkRefused(Exception):
    """A link cannot be decided in this way; the text says why."""


@transaction.atomic
def confirm(*, link_id: int, by: Actor, at: datetime, reason: str) -> AccountLink:
    """Say that one person or group is behind both accounts; all that either is tied to is one subject then.

    Raises LinkRefused, NotPermitted.
    """
    return _decide(link_id, State.CONFIRMED, by=by, at=at, reason=reason)


@transaction.atomic
def refuse(*, link_id: int, by: Actor, at: datetime, reason: str) -> AccountLink:
    """Say that nobody is behind both, or that nothing shows it: remembered, whatever else is found.

    Raises LinkRefused, NotPermitted.
    """
    return _decide(link_id, State.REFUSED, by=by, at=at, reason=reason)


@transaction.atomic
def reopen(*, link_id: int, by: Actor, at: datetime, reason: str) -> AccountLink:
    """Take back what was said: the subjects are what the other links make them. Raises LinkRefused, NotPermitted."""
    return _decide(link_id, State.OFFERED, by=by, at=at, reason=reason)


@transaction.atomic
def tie(*, account_id: int, other_id: int, by: Actor, at: datetime, reason: str) -> AccountLink:
    """Confirm a link that the hub has not found. Raises LinkRefused, NotPermitted."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    if account_id == other_id:
        raise LinkRefused("That is the same account.")
    one, other = sorted((account_id, other_id))
    subjects.hold(accounts=(one, other))
    facts = {"score": 0.0, "is_offered": False, "found_at": at}
    link, _ = AccountLink.objects.get_or_create(account_id=one, other_id=other, defaults=facts)
    return _decide(link.id, State.CONFIRMED, by=by, at=at, reason=reason)


def _decide(link_id: int, state: AccountLink.State, *, by: Actor, at: datetime, reason: str) -> AccountLink:
    require(by=by, action=Action.LINK_ACCOUNTS)
    if not reason.strip():
        raise LinkRefused("Say why.")
    pair = AccountLink.objects.values_list("account", "other").get(id=link_id)
    subjects.hold(accounts=pair)
    link = AccountLink.objects.select_for_update(of=("self",)).select_related("account__subject").get(id=link_id)
    if link.state == state:
        return link
    before = link.state
    link.state, link.reason = state, reason.strip()
    link.decided_by, link.decided_at = ("", None) if state == State.OFFERED else (str(by), at)
    link.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    if State.CONFIRMED in (before, state):
        behind = _subjects_of(pair)
        try:
            subjects.settle(accounts=pair)
        except subjects.TooManyTogether:
            raise LinkRefused(
                "Too many accounts would hang together. One of the links between them is wrong."
            ) from None
        behind |= _subjects_of(pair)
        watching_subjects.look_now(subjects=behind, by=by, at=at)
    _record(link, before, by=by, at=at)
    return link


def _subjects_of(accounts: tuple[int, int]) -> set[UUID]:
    rows = Account.objects.filter(id__in=accounts, subject__isnull=False)
    return {subject for subject in rows.values_list("subject", flat=True) if subject}


def _record(link: AccountLink, before: str, *, by: Actor, at: datetime) -> None:
    for account in Account.objects.filter(id__in=[link.account_id, link.other_id]).select_related("own_subject"):
        details = {
            "link": link.id,
            "before": before,
            "likely_percent": round(100 * link.score),
            "kinds": sorted(link.shared),
        }
        record(
            subject=subjects.audited_as(account),
            verb=VERBS[AccountLink.State(link.state)],
            by=by,
            at=at,
            reason=link.reason,
            details=details,
        )
