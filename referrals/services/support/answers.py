"""What a support service says: it takes somebody on or not, has been in touch or not, and how it ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import AnswerLink, SupportReferral
from referrals.rules.support.steps import Decline, Outcome
from referrals.rules.support.times import TIME_TO_CONTACT
from referrals.services import answer_links
from referrals.services.support.offering import note_answered
from referrals.services.support.refusals import NoConsent
from referrals.services.support.sending import (
    CONTACT,
    NEXT,
    OUTCOME,
    find_partner,
    is_wanted,
    make_link,
    tell_person,
    write,
)
from referrals.services.support.stepping import lock, take_step
from referrals.services.support.suggesting import judge


@transaction.atomic
def accept(*, referral_id: UUID, by: Actor, at: datetime, words: str = "") -> AnswerLink:
    """Note that a service takes the person on: contact is due in two days, support was offered, the person is told.

    Returns the link by which the service sees who it is and says that it was in touch; a letter holds it too. Raises
    StepRefused, NoConsent and NotPermitted.
    """
    report = lock(referral_id).report
    if not is_wanted(report) or vault.is_destroyed(owner=report.id, purpose=Purpose.PERSON):
        raise NoConsent("This person does not agree any more.")
    arguments = {"contact_due_at": at + TIME_TO_CONTACT}
    row = take_step(referral_id=referral_id, step="accept", by=by, at=at, words=words, arguments=arguments)
    note_answered(report=row.report, at=at, why=f"{row.recipient} has accepted.")
    tell_person(row, kind="support_accepted", at=at)
    return _ask_next(row, kind=CONTACT, at=at)


@transaction.atomic
def decline(*, referral_id: UUID, reason: Decline, by: Actor, at: datetime, words: str = "") -> SupportReferral:
    """Note that a service does not take the person on, or hands them back: an officer asks the next one.

    Where no other service fits, support was offered and answered. Raises StepRefused, NotPermitted.
    """
    details, arguments = {"code": reason.value}, {"reason": reason.value}
    row = take_step(
        referral_id=referral_id, step="decline", by=by, at=at, words=words, details=details, arguments=arguments
    )
    if not any(each.fits for each in judge(reports=[row.report], at=at)[row.report_id]):
        note_answered(report=row.report, at=at, why=f"{row.recipient} has declined, and no other service fits.")
    return row


@transaction.atomic
def note_contacted(*, referral_id: UUID, by: Actor, at: datetime, words: str = "") -> AnswerLink:
    """Note that a service has spoken with the person; return the link by which it says how it ended.

    Raises StepRefused, NotPermitted.
    """
    row = take_step(referral_id=referral_id, step="note_contacted", by=by, at=at, words=words)
    return _ask_next(row, kind=OUTCOME, at=at)


@transaction.atomic
def note_not_reached(*, referral_id: UUID, by: Actor, at: datetime, words: str = "") -> AnswerLink:
    """Note that a service tried in vain: officers are told, and it may try again. Raises StepRefused, NotPermitted."""
    row = take_step(referral_id=referral_id, step="note_not_reached", by=by, at=at, words=words)
    return _ask_next(row, kind=CONTACT, at=at)


@transaction.atomic
def end(*, referral_id: UUID, outcome: Outcome, by: Actor, at: datetime, words: str = "") -> SupportReferral:
    """Note how it ended. Raises StepRefused, NotPermitted."""
    details, arguments = {"code": outcome.value}, {"outcome": outcome.value}
    return take_step(
        referral_id=referral_id, step="end", by=by, at=at, words=words, details=details, arguments=arguments
    )


def _ask_next(row: SupportReferral, *, kind: str, at: datetime) -> AnswerLink:
    """Make the link for what is asked next, and send it by letter too: pages get closed."""
    link = make_link(row, kind=kind, by=HUB, at=at)
    partner = find_partner(row.partner_code)
    if partner is not None:
        write(row, kind=NEXT, link=link, to=partner.email, key=f"{kind}:{row.tries}", at=at)
    return link


@transaction.atomic
def say_for_service(*, referral_id: UUID, step: str, code: str, words: str, by: Actor, at: datetime) -> SupportReferral:
    """Note what a service said by telephone or e-mail, through an officer: links that are out open nothing any more.

    `code` is the reason of a decline or the outcome of an end. Raises what the steps raise, and ValueError for a code
    or a step that there is not.
    """
    answer_links.revoke(subject=f"support:{referral_id}", by=by, at=at, why="the service said it in another way")
    known: dict[str, Any] = {"referral_id": referral_id, "by": by, "at": at, "words": words}
    if step == "decline":
        return decline(reason=Decline(code), **known)
    if step == "end":
        return end(outcome=Outcome(code), **known)
    if step not in SAID:
        raise ValueError(step)
    SAID[step](**known)
    return lock(referral_id)


SAID = {"accept": accept, "note_contacted": note_contacted, "note_not_reached": note_not_reached}
