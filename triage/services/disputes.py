"""Which force it is when forces disagree: an officer takes it to the registrar, who decides with a reason."""

from datetime import datetime

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Force
from reports.models import Report
from reports.rules.workflow import State
from reports.services import workflow
from triage.models import Transfer
from triage.rules.responsibility import decide, facts_from
from triage.selectors.answer_times import get_answer_times
from triage.selectors.transfers import ENDED_BADLY, force_in_charge
from triage.services import assigning
from triage.services.offers import open_of
from triage.services.transferring import announce, lock_transfer

TO_ASSIGN = (State.ASSESSED_CRIME, State.ASSESSED_NON_CRIME)


class DisputeRefused(Exception):
    """There is nothing to settle here, or not like this; the message says why.

    `code` is one of: no_reason, not_refused, moved_on, open, settled, no_such_force.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def escalate(*, transfer_id: int, reason: str, by: Actor, at: datetime) -> Transfer:
    """Take to the registrar what a force has refused, or not answered. Meanwhile the case stays where it is.

    Raises DisputeRefused, NotPermitted, and Transfer.DoesNotExist.
    """
    require(by=by, action=Action.PROPOSE_TRANSFER)
    _need(reason)
    row = lock_transfer(transfer_id)
    if row.state not in ENDED_BADLY:
        raise DisputeRefused("No force has refused this, or left it unanswered.", code="not_refused")
    newest = Transfer.objects.filter(case=row.case_id).order_by("-id").first()
    if newest != row:
        raise DisputeRefused("Another force has been asked since.", code="moved_on")
    if open_of(case=row.case) is not None:
        raise DisputeRefused("This case waits for an answer already.", code="open")
    _check_stands(row)
    row.escalate()
    row.escalated_by, row.escalated_at, row.escalation_reason = str(by), at, reason
    row.settle_by = at + get_answer_times().settle
    row.save()
    announce(row, change="dispute_raised", by=by, at=at, reason=reason)
    return row


@transaction.atomic
def settle(*, transfer_id: int, force: str, reason: str, by: Actor, at: datetime) -> Transfer:
    """Decide a dispute for one force, as its registrar, with a reason. Both forces are told.

    Where that force has the case, it keeps it; else the case is assigned to it, and it is offered the package. The
    reason stands with the responsibilities as that of an override. Raises DisputeRefused, NotPermitted, and
    Transfer.DoesNotExist.
    """
    require(by=by, action=Action.SETTLE_DISPUTE)
    _need(reason)
    row = lock_transfer(transfer_id)
    if row.state != Transfer.State.ESCALATED:
        raise DisputeRefused("This dispute is settled, or was taken back.", code="settled")
    chosen = Force.objects.filter(code=force, is_active=True).first()
    if chosen is None:
        raise DisputeRefused("There is no such force.", code="no_such_force")
    lead = _check_stands(row)
    row.settle()
    row.settled_by, row.settled_at, row.settled_for, row.settled_reason = str(by), at, chosen, reason
    row.save()
    announce(row, change="dispute_settled", by=by, at=at, reason=reason, also=(chosen.code,))
    _carry_out(row, lead, chosen, reason=reason, by=by, at=at)
    return row


def _carry_out(row: Transfer, lead: Report, chosen: Force, *, reason: str, by: Actor, at: datetime) -> None:
    facts = facts_from(row.inputs)
    decision = decide(facts)
    if chosen == row.from_force:
        assigning.confirm(case=row.case, facts=facts, decision=decision, force=chosen.code, by=by, at=at, reason=reason)
        return
    version = lead.version
    if row.from_force is not None:
        version = workflow.hand_over(report_id=lead.id, by=by, at=at, reason=reason).version
    assigning.assign(
        case_id=row.case_id,
        facts=facts,
        decision=decision,
        by=by,
        at=at,
        expected_version=version,
        override_force=chosen.code,
        override_reason=reason,
        details={"transfer": row.id},
    )


def _need(reason: str) -> None:
    if not reason.strip():
        raise DisputeRefused("Say why.", code="no_reason")


def _check_stands(row: Transfer) -> Report:
    """Return the lead report where the case still is as the forces disagree about it. Raises DisputeRefused."""
    lead = Report.objects.select_for_update().get(id=row.case.lead_id)
    stands = lead.state in TO_ASSIGN if row.is_offer else lead.state == State.WITH_FORCE
    if not stands or (not row.is_offer and force_in_charge(case=row.case) != row.from_force):
        raise DisputeRefused("The case has moved on since.", code="moved_on")
    return lead
