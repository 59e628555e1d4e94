"""What a force does with a case it was offered: accept it, or refuse it with a reason."""

from datetime import datetime

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.reference.models import Force
from referrals.models import ForceAnswer
from referrals.selectors.force_cases import NoTransfer, get_case
from reports.models import Case
from reports.rules.workflow import State
from reports.services import workflow
from triage.models import Responsibility, Transfer
from triage.services import offers, transferring
from triage.services.assessing import latest_assessment


class NotYours(Exception):
    """The force has a part in the case, but is not the one that was asked to investigate it."""


@transaction.atomic
def acknowledge(*, reference: str, by: Actor, at: datetime) -> ForceAnswer:
    """Note that a case has arrived with the force that was asked; its clock runs on. The same twice is one.

    Raises CaseNotFound, NotYours and NotPermitted.
    """
    require(by=by, action=Action.ACCEPT_CASE)
    case, force = _offered(reference, by)
    earlier = case.force_answers.filter(force=force, answer="acknowledged").last()
    if earlier is not None:
        return earlier
    record(subject=f"case:{case.reference}", verb="acknowledged", by=by, at=at, details={"force": force.code})
    return ForceAnswer.objects.create(case=case, force=force, answer="acknowledged", at=at)


@transaction.atomic
def accept(*, reference: str, crime_number: str, by: Actor, at: datetime) -> ForceAnswer:
    """Accept a case with the force's own crime number. The same acceptance twice is one.

    Raises CaseNotFound, NotYours, NotPermitted, and StepRefused where the case is not on offer.
    """
    require(by=by, action=Action.ACCEPT_CASE)
    case, force = _offered(reference, by)
    earlier = case.force_answers.filter(force=force, answer="accepted", crime_number=crime_number).last()
    if earlier is not None and case.lead.state == State.WITH_FORCE:
        return earlier
    workflow.accept(report_id=case.lead_id, by=by, at=at, details={"crime_number": crime_number})
    offers.note_acceptance(case=case, force=force, by=by, at=at)
    return ForceAnswer.objects.create(case=case, force=force, answer="accepted", crime_number=crime_number, at=at)


@transaction.atomic
def refuse(*, reference: str, reason: str, by: Actor, at: datetime) -> ForceAnswer:
    """Refuse a case with a reason. Afterwards the hub decides again. Raises as `accept` does."""
    require(by=by, action=Action.REFUSE_CASE)
    case, force = _offered(reference, by)
    assessment = latest_assessment(report=case.lead)
    is_crime = assessment is None or assessment.outcome == "crime"
    step = workflow.refuse if is_crime else workflow.refuse_record
    step(report_id=case.lead_id, by=by, at=at, reason=reason)
    offers.note_refusal(case=case, force=force, reason=reason, by=by, at=at)
    return ForceAnswer.objects.create(case=case, force=force, answer="refused", reason=reason, at=at)


def accept_transfer(*, reference: str, by: Actor, at: datetime) -> Transfer:
    """Take a case on from the force that has it. The same acceptance twice is one.

    Raises NoTransfer, NotPermitted, StepRefused, and TransferRefused where it is not proposed any more.
    """
    return transferring.accept(transfer_id=_asked(reference, by, action=Action.ACCEPT_CASE), by=by, at=at)


def refuse_transfer(*, reference: str, reason: str, by: Actor, at: datetime) -> Transfer:
    """Refuse to take a case on from the force that has it. Raises as `accept_transfer` does."""
    transfer_id = _asked(reference, by, action=Action.REFUSE_CASE)
    return transferring.refuse(transfer_id=transfer_id, reason=reason, by=by, at=at)


def _asked(reference: str, by: Actor, *, action: Action) -> int:
    """Return the newest transfer that the actor's force was asked about, whatever became of it."""
    require(by=by, action=action)
    rows = Transfer.objects.filter(
        case__reference=reference,
        case__merged_into__isnull=True,
        from_force__isnull=False,
        to_force__code=by.force_code,
    )
    newest = rows.order_by("-id").values_list("id", flat=True).first()
    if newest is None:
        raise NoTransfer
    return newest


def _offered(reference: str, by: Actor) -> tuple[Case, Force]:
    case = get_case(reference=reference, by=by)
    case = Case.objects.select_for_update(no_key=True).get(id=case.id)
    investigating = Responsibility.objects.filter(case=case, role="investigating", replaced_at__isnull=True)
    row = investigating.select_related("force").first()
    if row is None or row.force is None or row.force.code != by.force_code:
        raise NotYours("Another force was asked to investigate this case.")
    return case, row.force
