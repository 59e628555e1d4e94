"""Transferring a case: proposed by an officer, answered by the other force; until it accepts, nothing changes."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor, actor_from
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.reference.models import Force
from reports.models import Case, Report
from reports.rules.workflow import State, StepRefused
from reports.services import workflow
from reports.services.workflow import StaleReport
from triage.events import TransferMoved
from triage.models import Transfer
from triage.rules.responsibility import Decision, Facts, decide, facts_from
from triage.selectors.answer_times import get_answer_times
from triage.selectors.transfers import force_in_charge
from triage.services import assigning
from triage.services.assessing import latest_assessment
from triage.services.offers import open_of


class TransferRefused(Exception):
    """The case cannot be transferred like this; the message says why.

    `code` is one of: no_reason, not_with_force, not_offered, not_a_crime, open (it waits for an answer already),
    same_force, no_such_force, over (it is not proposed any more).
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def propose(
    *, case_id: UUID, facts: Facts, to_force: str, reason: str, by: Actor, at: datetime, expected_version: int
) -> Transfer:
    """Propose to another force that it takes a case from the one that has it, which keeps everything until then.

    Afterwards the other force sees the case, and has the time of the table to answer. Raises TransferRefused,
    NotPermitted, and StaleReport.
    """
    require(by=by, action=Action.PROPOSE_TRANSFER)
    case, lead = _lock(case_id, reason=reason, expected_version=expected_version)
    if lead.state != State.WITH_FORCE:
        raise TransferRefused("Only a case that a force has accepted can be transferred.", code="not_with_force")
    has_it, asked = _two_forces(case, lead, to_force)
    if open_of(case=case) is not None:
        raise TransferRefused("This case waits for an answer already. Withdraw that first.", code="open")
    times = get_answer_times().transfer
    row = Transfer.objects.create(
        case=case,
        from_force=has_it,
        to_force=asked,
        inputs=asdict(facts),
        reason=reason,
        proposed_by=str(by),
        proposed_at=at,
        clock_since=at,
        answer_by=at + times.answer,
        next_at=at + times.reminders[0],
    )
    announce(row, change="transfer_proposed", by=by, at=at, reason=reason)
    return row


@transaction.atomic
def offer_instead(
    *,
    case_id: UUID,
    facts: Facts,
    decision: Decision,
    to_force: str,
    reason: str,
    by: Actor,
    at: datetime,
    expected_version: int,
) -> Report:
    """Offer a case, which the force that was asked has not accepted yet, to another one instead.

    Raises TransferRefused, NotPermitted, and StaleReport.
    """
    require(by=by, action=Action.ASSIGN)
    case, lead = _lock(case_id, reason=reason, expected_version=expected_version)
    if lead.state not in (State.ASSIGNED, State.PACKAGED):
        raise TransferRefused("This case is not on offer to a force.", code="not_offered")
    was_asked, asked = _two_forces(case, lead, to_force)
    row = open_of(case=case)
    back = workflow.hand_over(report_id=lead.id, by=by, at=at, reason=reason)
    if row is not None:
        row.withdraw()
        row.answered_by, row.answered_at, row.answer_reason = str(by), at, reason
        row.save()
        announce(row, change="offer_withdrawn", by=by, at=at, reason=reason, also=(was_asked.code,))
    return assigning.assign(
        case_id=case.id,
        facts=facts,
        decision=decision,
        by=by,
        at=at,
        expected_version=back.version,
        **_override(decision, to_force=asked.code, reason=reason),
    )


@transaction.atomic
def withdraw(*, transfer_id: int, reason: str, by: Actor, at: datetime) -> Transfer:
    """Take back a transfer that is proposed. The force that has the case keeps it. Raises as `propose` does."""
    require(by=by, action=Action.PROPOSE_TRANSFER)
    if not reason.strip():
        raise TransferRefused("Say why.", code="no_reason")
    row = lock_transfer(transfer_id)
    if row.is_offer or row.state != Transfer.State.PROPOSED:
        raise _over(row)
    row.withdraw()
    row.answered_by, row.answered_at, row.answer_reason = str(by), at, reason
    row.save()
    announce(row, change="transfer_withdrawn", by=by, at=at, reason=reason)
    return row


@transaction.atomic
def accept(*, transfer_id: int, by: Actor, at: datetime) -> Transfer:
    """Accept a transfer in the name of the force that was asked. The same acceptance twice is one.

    Afterwards that force is responsible, contact with the victims included where the rule says so, and a package is
    built and offered to it. Raises TransferRefused, StepRefused and NotPermitted.
    """
    require(by=by, action=Action.ACCEPT_CASE)
    row = lock_transfer(transfer_id)
    _check_asked(row, by)
    if row.state == Transfer.State.ACCEPTED:
        return row
    if row.state != Transfer.State.PROPOSED:
        raise _over(row)
    lead = Report.objects.select_for_update().get(id=row.case.lead_id)
    if lead.state != State.WITH_FORCE:
        raise StepRefused(step="accept", state=lead.state)
    row.accept()
    row.answered_by, row.answered_at = str(by), at
    row.save()
    announce(row, change="transfer_accepted", by=by, at=at)
    _carry_out(row, at=at)
    return row


@transaction.atomic
def refuse(*, transfer_id: int, reason: str, by: Actor, at: datetime) -> Transfer:
    """Refuse a transfer in the name of the force that was asked. The force that has the case keeps it.

    Raises TransferRefused and NotPermitted.
    """
    require(by=by, action=Action.REFUSE_CASE)
    if not reason.strip():
        raise TransferRefused("Say why.", code="no_reason")
    row = lock_transfer(transfer_id)
    _check_asked(row, by)
    if row.state != Transfer.State.PROPOSED:
        raise _over(row)
    row.refuse()
    row.answered_by, row.answered_at, row.answer_reason = str(by), at, reason
    row.save()
    announce(row, change="transfer_refused", by=by, at=at, reason=reason)
    return row


def lock_transfer(transfer_id: int) -> Transfer:
    """Return a transfer, its case locked before it, in the order in which everybody locks. Raises DoesNotExist."""
    case_id = Transfer.objects.values_list("case_id", flat=True).get(id=transfer_id)
    case = Case.objects.select_for_update(no_key=True).get(id=case_id)
    rows = Transfer.objects.select_related("from_force", "to_force").select_for_update(of=("self",))
    row = rows.get(id=transfer_id)
    row.case = case
    return row


def announce(
    row: Transfer, *, change: str, by: Actor, at: datetime, reason: str = "", also: tuple[str, ...] = ()
) -> None:
    """Record what became of a transfer, and tell the forces concerned."""
    concerned = {row.to_force.code, *([row.from_force.code] if row.from_force else []), *also}
    forces = tuple(sorted(concerned))
    details = {"transfer": row.id, "to": row.to_force.code}
    record(subject=f"case:{row.case.reference}", verb=change, by=by, at=at, reason=reason, details=details)
    event = TransferMoved(case_id=str(row.case_id), transfer_id=row.id, change=change, forces=forces)
    publish(event, stream=str(row.case_id), at=at)


def _carry_out(row: Transfer, *, at: datetime) -> None:
    """Assign the case to the force that has accepted, in the name of the officer who proposed it."""
    officer = actor_from(row.proposed_by)
    facts = facts_from(row.inputs)
    decision = decide(facts)
    back = workflow.hand_over(report_id=row.case.lead_id, by=officer, at=at, reason=row.reason)
    assigning.assign(
        case_id=row.case_id,
        facts=facts,
        decision=decision,
        by=officer,
        at=at,
        expected_version=back.version,
        is_accepted=True,
        details={"transfer": row.id},
        **_override(decision, to_force=row.to_force.code, reason=row.reason),
    )


def _override(decision: Decision, *, to_force: str, reason: str) -> dict[str, Any]:
    if decision.investigating == to_force:
        return {}
    return {"override_force": to_force, "override_reason": reason}


def _lock(case_id: UUID, *, reason: str, expected_version: int) -> tuple[Case, Report]:
    if not reason.strip():
        raise TransferRefused("Say why.", code="no_reason")
    case = Case.objects.select_for_update(no_key=True).get(id=case_id)
    lead = Report.objects.select_for_update().get(id=case.lead_id)
    if lead.version != expected_version:
        raise StaleReport("Somebody else has changed this report since you opened it.")
    return case, lead


def _two_forces(case: Case, lead: Report, to_force: str) -> tuple[Force, Force]:
    """Return the force that has a crime, and the one that is to have it. Raises TransferRefused."""
    assessment = latest_assessment(report=lead)
    if assessment is not None and assessment.outcome != "crime":
        text = "A non-crime is not transferred. Look at the case again, and assign it anew."
        raise TransferRefused(text, code="not_a_crime")
    asked = Force.objects.filter(code=to_force, is_active=True).first()
    has_it = force_in_charge(case=case)
    if asked is None or has_it is None:
        raise TransferRefused("There is no such force.", code="no_such_force")
    if asked == has_it:
        raise TransferRefused("That force has the case already.", code="same_force")
    return has_it, asked


def _check_asked(row: Transfer, by: Actor) -> None:
    if row.is_offer or row.to_force.code != by.force_code:
        raise TransferRefused("Another force was asked to take this case.", code="same_force")


def _over(row: Transfer) -> TransferRefused:
    return TransferRefused(f"This has been {row.state} already.", code="over")
