"""What waits for a force: cases to be answered for, and answers of the hub that nobody of it has read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import ForceMessage
from referrals.selectors.force_cases import visible_cases
from reports.rules.workflow import State
from triage.models import Transfer
from triage.selectors.merges import roots_of
from triage.selectors.transfers import proposed_to

MOST = 50
OFFER, TRANSFER, ANSWER = "offer", "transfer", "answer"


@dataclass(frozen=True, kw_only=True)
class WaitingForForce:
    """One thing that waits: an offer or a transfer to be answered, with its clock, or an answer to be read."""

    reference: str
    what: str
    since: datetime
    due_at: datetime | None


def waiting_for_force(*, by: Actor) -> list[WaitingForForce]:
    """Return what waits for the actor's force, that with the nearest clock first, 50 of a kind at most.

    Costs four statements at most. Raises NotPermitted.
    """
    require(by=by, action=Action.READ_FORCE_CASES)
    questions = (offers_to(by=by) | proposed_to(force_code=by.force_code)).select_related("case").order_by("id")[:MOST]
    found = [
        WaitingForForce(
            reference=row.case.reference,
            what=OFFER if row.is_offer else TRANSFER,
            since=row.clock_since or row.proposed_at,
            due_at=row.answer_by,
        )
        for row in questions
    ]
    found.sort(key=lambda each: (each.due_at is None, each.due_at or each.since, each.since))
    return found + _answers(by)


def offers_to(*, by: Actor) -> QuerySet[Transfer]:
    """Return the cases that the hub offers to the actor's force and whose package is there, so that it can answer."""
    return Transfer.objects.filter(
        state=Transfer.State.PROPOSED,
        from_force__isnull=True,
        to_force__code=by.force_code,
        case__lead__state=State.PACKAGED,
        case__merged_into__isnull=True,
    )


def cases_that_wait(*, by: Actor) -> list[UUID]:
    """Return the cases of which something waits for the actor's force, up to some hundred."""
    questions = (offers_to(by=by) | proposed_to(force_code=by.force_code)).values_list("case_id", flat=True)
    return [*questions[:MOST], *_unseen(by).values_list("case_id", flat=True)[:MOST]]


def _unseen(by: Actor) -> QuerySet[ForceMessage]:
    return ForceMessage.objects.filter(
        kind=ForceMessage.Kind.ANSWER, force__code=by.force_code, seen_at__isnull=True
    ).order_by("at", "id")


def _answers(by: Actor) -> list[WaitingForForce]:
    """Return the unread answers, each under the case that it is read in now; those of cases that are gone are not."""
    rows = list(_unseen(by).values_list("case_id", "case__merged_into", "at")[:MOST])
    if not rows:
        return []
    merged = [case for case, into, _ in rows if into is not None]
    roots = roots_of(case_ids=merged) if merged else {}
    own = visible_cases(by=by).filter(id__in={roots.get(case, case) for case, _, _ in rows})
    references = dict(own.values_list("id", "reference"))
    return [
        WaitingForForce(reference=references[root], what=ANSWER, since=at, due_at=None)
        for root, at in ((roots.get(case, case), at) for case, _, at in rows)
        if root in references
    ]
