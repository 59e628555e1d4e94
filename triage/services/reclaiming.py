"""Writing who works on cases from now on: claims ended and begun, audited, and the queues told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import User
from hatehub.audit.services import Note, record_many
from reports.models import Case
from triage.models import Claim
from triage.services import listing

VERBS = {
    None: "claimed",
    Claim.Ended.RELEASED: "claim_released",
    Claim.Ended.HANDED_ON: "claim_handed_on",
    Claim.Ended.TAKEN_OVER: "claim_taken_over",
    Claim.Ended.CLOSED: "claim_ended",
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What changes on one case: the claim that ends, if any, how it ends, who has it then, and why."""

    case: Case
    ends: Claim | None = None
    how: Claim.Ended | None = None
    to: User | None = None
    reason: str = ""


def store(changes: Sequence[Change], *, by: Actor, at: datetime) -> list[Claim]:
    """Write changes, and return the claims that begin, in the order given. The caller has locked the cases, and asked.

    Costs as many statements for a hundred changes as for one. The audit holds who had it, who has it and why.
    """
    ended = [_end(change, by=by, at=at) for change in changes if change.ends is not None]
    Claim.objects.bulk_update(ended, ["ended_at", "ended_by", "ended_as", "reason"], batch_size=500)
    begun = Claim.objects.bulk_create(
        Claim(case=change.case, officer=change.to, claimed_at=at, claimed_by=str(by), reason=change.reason)
        for change in changes
        if change.to is not None
    )
    record_many(notes=[_note(change) for change in changes], by=by, at=at)
    listing.refresh(case_ids=[change.case.id for change in changes], by=by)
    return begun


def _end(change: Change, *, by: Actor, at: datetime) -> Claim:
    claim = change.ends
    assert claim is not None  # noqa: S101 - the caller has looked
    assert change.how is not None  # noqa: S101 - what ends says how
    claim.ended_at, claim.ended_by = max(at, claim.claimed_at), str(by)
    claim.ended_as, claim.reason = change.how.value, change.reason
    return claim


def _note(change: Change) -> Note:
    details = {
        "from": change.ends.officer.username if change.ends else "",
        "to": change.to.username if change.to else "",
    }
    verb = "claim_given" if change.how is None and change.reason else VERBS[change.how]
    return Note(subject=f"case:{change.case.reference}", verb=verb, reason=change.reason, details=details)
