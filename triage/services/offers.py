"""Keeping what a force was asked: an offer begins with an assignment, and ends with the answer or without one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hatehub.accounts.actors import Actor
from hatehub.reference.models import Force
from reports.models import Case
from triage.models import Transfer
from triage.selectors.transfers import inputs_in_force
from triage.services.passing_on import pass_on

State = Transfer.State
OPEN = (State.PROPOSED, State.ESCALATED)


def begin_offer(
    *, case: Case, force: Force, inputs: Mapping[str, Any], reason: str, by: Actor, at: datetime
) -> Transfer:
    """Keep that the hub offers a case to a force. Whatever was open before is withdrawn.

    Its clock starts when there is a package to answer to. The caller has locked the case and checked the permission.
    """
    end_open(case=case, by=by, at=at, reason="The case was assigned anew.")
    return Transfer.objects.create(
        case=case, to_force=force, inputs=dict(inputs), reason=reason, proposed_by=str(by), proposed_at=at
    )


def end_open(*, case: Case, by: Actor, at: datetime, reason: str) -> Transfer | None:
    """Withdraw what is open of a case, and return it; None where nothing is."""
    row = open_of(case=case)
    if row is not None:
        row.withdraw()
        row.answered_by, row.answered_at = str(by), row.answered_at or at
        row.answer_reason = row.answer_reason or reason
        row.save()
    return row


def note_acceptance(*, case: Case, force: Force, by: Actor, at: datetime) -> None:
    """Keep that a force has accepted an offer. What the rule passes on to it then is its from now on."""
    row = _offer_to(case, force)
    if row is not None:
        row.accept()
        row.answered_by, row.answered_at = str(by), at
        row.save()
    pass_on(case=case, to=force, by=by, at=at)


def note_refusal(*, case: Case, force: Force, reason: str, by: Actor, at: datetime) -> Transfer:
    """Keep why a force has refused a case, also one that it had accepted before."""
    row = _offer_to(case, force)
    if row is None:
        end_open(case=case, by=by, at=at, reason="The force that had the case gave it back.")
        row = Transfer(
            case=case,
            to_force=force,
            inputs=inputs_in_force(case=case),
            reason="The force had the case.",
            proposed_by=str(by),
            proposed_at=at,
        )
    row.refuse()
    row.answered_by, row.answered_at, row.answer_reason = str(by), at, reason
    row.save()
    return row


def open_of(*, case: Case) -> Transfer | None:
    """Return what is open of a case, locked; None where nothing is."""
    rows = Transfer.objects.filter(case=case, state__in=OPEN).select_related("from_force", "to_force")
    return rows.select_for_update(of=("self",)).first()


def _offer_to(case: Case, force: Force) -> Transfer | None:
    row = open_of(case=case)
    is_it = row is not None and row.is_offer and row.to_force_id == force.pk and row.state == State.PROPOSED
    return row if is_it else None
