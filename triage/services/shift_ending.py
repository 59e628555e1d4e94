"""The end of a shift: cases handed over together; and what officers leave behind who are here no more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case
from triage.models import Claim
from triage.selectors.claims import COLLEAGUES
from triage.services.claiming import ChangeNeedsReason, NoSuchColleague, find_colleague
from triage.services.reclaiming import Change, store

Ended = Claim.Ended
BATCH = 200
LEFT_BEHIND = "The officer is no longer here."


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """How many cases changed hands, and how many did not because somebody else has them by now, or nobody."""

    done: int
    left: int


@transaction.atomic
def hand_over(
    *, claim_ids: Collection[int], to_user_id: int | None, notes: Mapping[int, str], by: Actor, at: datetime
) -> HandedOver:
    """Give some of an officer's own cases to one colleague, or with None back to the queue; all at once.

    `notes` are the reasons by claim: a colleague gets one with each case. Claims that have ended meanwhile are left
    alone and counted. Raises ChangeNeedsReason, NoSuchColleague, and NotPermitted; then nothing is changed.
    """
    require(by=by, action=Action.CLAIM)
    colleague = find_colleague(to_user_id) if to_user_id is not None else None
    if colleague is not None and colleague.id == by.user_id:
        raise NoSuchColleague("These are yours already.")
    if colleague is not None and not all(notes.get(claim_id, "").strip() for claim_id in claim_ids):
        raise ChangeNeedsReason("Write a note for each case, so that your colleague can go on.")
    claims = [claim for claim in _lock(claim_ids) if claim.officer_id == by.user_id]
    how = Ended.HANDED_ON if colleague else Ended.RELEASED
    changes = [
        Change(case=claim.case, ends=claim, how=how, to=colleague, reason=notes.get(claim.id, "")) for claim in claims
    ]
    store(changes, by=by, at=at)
    return HandedOver(done=len(claims), left=len(set(claim_ids)) - len(claims))


@transaction.atomic
def release_left_behind(*, by: Actor, at: datetime) -> int:
    """Put back into the queue up to 200 cases of officers who have left or are officers no more; return how many.

    Call it again until there are none.
    """
    require(by=by, action=Action.CLAIM)
    standing = Claim.objects.filter(ended_at__isnull=True)
    gone = standing.filter(officer__is_active=False) | standing.exclude(officer__role__in=COLLEAGUES)
    claims = _lock(list(gone.order_by("id").values_list("id", flat=True)[:BATCH]))
    changes = [Change(case=claim.case, ends=claim, how=Ended.RELEASED, reason=LEFT_BEHIND) for claim in claims]
    store(changes, by=by, at=at)
    return len(claims)


def _lock(claim_ids: Collection[int]) -> list[Claim]:
    """Lock the cases of some claims, always in one order, and return the claims that stand still."""
    cases = Claim.objects.filter(id__in=claim_ids).values("case_id")
    list(Case.objects.filter(id__in=cases).order_by("id").select_for_update(no_key=True).values_list("id"))
    standing = Claim.objects.filter(id__in=claim_ids, ended_at__isnull=True)
    return list(standing.select_related("case", "officer").order_by("id"))
