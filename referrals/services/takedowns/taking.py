"""Taking what a platform answers through its link, in one transaction with the using up of the link."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import AnswerLink, Takedown
from referrals.rules.takedowns.steps import WITH_PLATFORM, Asked
from referrals.services import answer_links
from referrals.services.takedowns.answers import (
    acknowledge,
    note_question,
    note_refused,
    note_removed,
    note_restricted,
)
from referrals.services.takedowns.leaving import KIND
from referrals.services.takedowns.sending import ANSWERS_FOR
from referrals.services.takedowns.stepping import is_open_for, lock, note


class Said(StrEnum):
    """What a platform can answer."""

    ACKNOWLEDGED = "acknowledged"
    REMOVED = "removed"
    RESTRICTED = "restricted"
    REFUSED = "refused"
    QUESTION = "question"


STEP_OF = {
    Said.ACKNOWLEDGED: "acknowledge",
    Said.REMOVED: "note_removed",
    Said.RESTRICTED: "note_restricted",
    Said.REFUSED: "note_refused",
    Said.QUESTION: "note_question",
}


def takedown_of_link(link: AnswerLink) -> Takedown:
    """Return the request that a link is for, with its report."""
    return Takedown.objects.select_related("report").get(id=UUID(link.subject.partition(":")[2]))


@transaction.atomic
def take(
    *, link: AnswerLink, said: Said, reason: str = "", words: str = "", reference: str = "", at: datetime
) -> AnswerLink | None:
    """Note what a platform answered; every link for the request opens no more. Return a new one where more is to come.

    What comes too late to move the request stands in its timeline all the same. Raises LinkRefused.
    """
    answer_links.use(link=link, at=at)
    answer_links.revoke(subject=link.subject, by=HUB, at=at, why="There was an answer.")
    takedown_id = takedown_of_link(link).id
    moved = note_said(
        takedown_id=takedown_id, said=said, reason=reason, words=words, reference=reference, by=HUB, at=at
    )
    return _next_link(moved, link, at=at) if moved.state in WITH_PLATFORM else None


@transaction.atomic
def note_said(
    *, takedown_id: UUID, said: Said, reason: str, words: str, by: Actor, at: datetime, reference: str = ""
) -> Takedown:
    """Note what a platform said, by its link or to an officer; what cannot move the request stands in its timeline.

    Of a request for something else than removing, "removed" is taken for "done". Raises NotPermitted.
    """
    require(by=by, action=Action.MOVE_TAKEDOWN)
    takedown = lock(takedown_id)
    if takedown.action != Asked.REMOVE and said is Said.REMOVED:
        said = Said.RESTRICTED
    if not is_open_for(STEP_OF[said], takedown=takedown):
        note(takedown, step="said", verb="takedown_said", by=by, at=at, reason=said.value, words=words)
        return takedown
    if said is Said.ACKNOWLEDGED:
        return acknowledge(takedown_id=takedown_id, reference=reference, by=by, at=at)
    if said is Said.REFUSED:
        return note_refused(takedown_id=takedown_id, reason=reason, words=words, by=by, at=at)
    if said is Said.QUESTION:
        return note_question(takedown_id=takedown_id, text=words, by=by, at=at)
    done = note_removed if said is Said.REMOVED else note_restricted
    return done(takedown_id=takedown_id, words=words, by=by, at=at)


def _next_link(takedown: Takedown, link: AnswerLink, *, at: datetime) -> AnswerLink:
    return answer_links.make(
        kind=KIND,
        subject=link.subject,
        case_id=takedown.report.case_id,
        recipient=link.recipient,
        lasts=ANSWERS_FOR,
        by=HUB,
        at=at,
    )
