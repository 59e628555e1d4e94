"""Answer links: made for one answer by one body, found by their token, used up once, or revoked."""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault.services import lookup_hash
from referrals.models import AnswerLink
from referrals.rules.answer_tokens import Token, proof_of, read_token, what_is_proven, write_token
from reports.models import Case
from reports.rules.networks import Network
from reports.selectors.limit_tables import get_guess_limits
from reports.services.guessing import Tries

PURPOSE = "answer-link"
GUESSED = "answer link"
LONGEST_WHY = 200
Given = TypeVar("Given")


class Why(StrEnum):
    """Why a link does not open."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    REVOKED = "revoked"


class LinkRefused(Exception):
    """The link does not open, or no longer; `why` says which."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class RevokingNeedsReason(Exception):
    """Whoever revokes a link says why."""


@transaction.atomic
def make(
    *, kind: str, subject: str, case_id: UUID, recipient: str, lasts: timedelta, by: Actor, at: datetime
) -> AnswerLink:
    """Make a link for one answer, which holds for `lasts`; the case's audit says for which body.

    `subject` names what is answered, such as `takedown:UUID`, and `recipient` a body. Earlier links for the same
    hold still: who replaces one revokes it. Raises NotPermitted.
    """
    require(by=by, action=Action.MAKE_ANSWER_LINK)
    link = AnswerLink.objects.create(
        kind=kind,
        subject=subject,
        case_id=case_id,
        recipient=recipient,
        made_by=str(by),
        made_at=at,
        expires_at=at + lasts,
    )
    _note(link, verb="answer_link_made", by=by, at=at, details={"recipient": recipient})
    return link


def address_of(link: AnswerLink) -> str:
    """Return the address of a link's page. It is the same every time, so that a letter can be sent again."""
    return f"{settings.PUBLIC_URL}/answer/{token_of(link)}/"


def token_of(link: AnswerLink) -> str:
    """Return a link's token, made from its row and the hub's pepper."""
    return write_token(Token(link_id=link.id, proof=_proof(link)))


def find(*, token: str, at: datetime) -> AnswerLink:
    """Return the link that a token opens, with its case. Looking uses nothing up. Raises LinkRefused."""
    link = _read(token)
    _check(link, at=at)
    return link


def open_page(*, token: str, network: Network, at: datetime) -> AnswerLink:
    """Return what `find` does, counting tries with tokens that there are not; note when a link was first opened.

    Raises LinkRefused, and TooManyTries for a network that guesses.
    """
    tries = Tries(network=network, about=GUESSED, slope=get_guess_limits().draft)
    tries.begin(at=at)
    try:
        link = find(token=token, at=at)
    except LinkRefused as refusal:
        if refusal.why is Why.UNKNOWN:
            tries.note_wrong(at=at)
        else:
            tries.note_right()
        raise
    tries.note_right()
    if link.opened_at is None:
        AnswerLink.objects.filter(id=link.id, opened_at__isnull=True).update(opened_at=at)
    return link


@transaction.atomic
def take_answer(*, link: AnswerLink, give: Callable[[], Given], at: datetime) -> Given:
    """Have an answer given and the link used up, in one transaction; of two answers at once the second is refused.

    The link is locked before `give` is called. Raises LinkRefused, and what `give` raises: then nothing is done, and
    the link opens still.
    """
    locked = AnswerLink.objects.select_for_update(of=("self",)).get(id=link.id)
    _check(locked, at=at)
    given = give()
    locked.refresh_from_db()
    if locked.used_at is None:
        use(link=locked, at=at)
    return given


@transaction.atomic
def use(*, link: AnswerLink, at: datetime) -> None:
    """Use a link up, in the caller's transaction. Raises LinkRefused where somebody was first, or it is over."""
    locked = AnswerLink.objects.select_for_update(of=("self",)).select_related("case").get(id=link.id)
    _check(locked, at=at)
    locked.used_at = at
    locked.save(update_fields=["used_at"])
    link.used_at = at
    _note(locked, verb="answer_link_used", by=HUB, at=at, details={"recipient": locked.recipient})


@transaction.atomic
def revoke(*, subject: str, by: Actor, at: datetime, why: str) -> int:
    """Revoke every link for a subject that opens still; return how many there were.

    Raises RevokingNeedsReason, NotPermitted.
    """
    _check_may_revoke(by=by, why=why)
    open_links = _open_links().filter(subject=subject).select_for_update(of=("self",)).select_related("case")
    links = list(open_links.order_by("id"))
    for link in links:
        _revoke(link, by=by, at=at, why=why)
    return len(links)


@transaction.atomic
def revoke_one(*, link_id: UUID, by: Actor, at: datetime, why: str) -> bool:
    """Revoke one link; tell whether it opened still. Raises RevokingNeedsReason, NotPermitted."""
    _check_may_revoke(by=by, why=why)
    link = _open_links().filter(id=link_id).select_for_update(of=("self",)).select_related("case").first()
    if link is not None:
        _revoke(link, by=by, at=at, why=why)
    return link is not None


def _open_links() -> QuerySet[AnswerLink]:
    return AnswerLink.objects.filter(used_at__isnull=True, revoked_at__isnull=True)


def _check_may_revoke(*, by: Actor, why: str) -> None:
    require(by=by, action=Action.REVOKE_ANSWER_LINK)
    if not why.strip():
        raise RevokingNeedsReason("Say why.")


def _revoke(link: AnswerLink, *, by: Actor, at: datetime, why: str) -> None:
    link.revoked_at, link.revoked_why = at, why.strip()[:LONGEST_WHY]
    link.save(update_fields=["revoked_at", "revoked_why"])
    _note(link, verb="answer_link_revoked", by=by, at=at, reason=link.revoked_why, details={})


def _read(text: str) -> AnswerLink:
    token = read_token(text)
    link = token and AnswerLink.objects.select_related("case").filter(id=token.link_id).first()
    if not token or not link or not hmac.compare_digest(token.proof, _proof(link)):
        raise LinkRefused(Why.UNKNOWN)
    return link


def _check(link: AnswerLink, *, at: datetime) -> None:
    """Raise LinkRefused unless the link opens."""
    if link.revoked_at is not None:
        raise LinkRefused(Why.REVOKED)
    if link.used_at is not None:
        raise LinkRefused(Why.USED)
    if link.expires_at <= at:
        raise LinkRefused(Why.EXPIRED)


def _proof(link: AnswerLink) -> str:
    proven = what_is_proven(link_id=link.id, kind=link.kind, subject=link.subject)
    return proof_of(lookup_hash(proven, purpose=PURPOSE))


def _note(link: AnswerLink, *, verb: str, by: Actor, at: datetime, details: dict[str, str], reason: str = "") -> None:
    reference = Case.objects.values_list("reference", flat=True).get(id=link.case_id)
    known = {"link": str(link.id), "kind": link.kind, "subject": link.subject}
    record(subject=f"case:{reference}", verb=verb, by=by, at=at, reason=reason, details={**known, **details})
