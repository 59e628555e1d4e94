"""Settling a disagreement between two officers about one decision."""

from datetime import datetime

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record, record_read
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.services import workflow
from triage.models import SecondReading
from triage.selectors.second_readings import check_settler, get_to_settle
from triage.services import listing, second_readings
from triage.services.reading_second import lock_reading

SETTLEMENT = "second_reading:settlement"
Upheld = SecondReading.Upheld


class SettlementNeedsReason(Exception):
    """Whoever upholds one of two decisions says why."""


def open_settling(*, reading_id: int, by: Actor, at: datetime) -> SecondReading:
    """Return a reading with both decisions, once they disagree, and record that the report was opened for it.

    Raises NotPermitted, SecondReading.DoesNotExist, and NotWaiting for one that was never to be settled.
    """
    reading = get_to_settle(reading_id=reading_id, by=by)
    subject = f"case:{reading.case.reference}"
    record_read(subject=subject, what="second_reading", by=by, at=at, reason="settling a second reading")
    return reading


@transaction.atomic
def settle(*, reading_id: int, upheld: str, reason: str, by: Actor, at: datetime) -> SecondReading:
    """Uphold one of two decisions, with a reason.

    Where it is the first, the decision stands, and the case may be closed as far as this goes. Where it is the
    second, the case is in triage again, for somebody else than who decided first. Raises NotPermitted, DoesNotExist,
    NotWaiting, SameOfficer, SettlementNeedsReason, and ValueError where neither is chosen.
    """
    require(by=by, action=Action.SETTLE_READING)
    chosen = Upheld(upheld)
    if not reason.strip():
        raise SettlementNeedsReason("Give the reason.")
    reading = lock_reading(reading_id)
    check_settler(reading, by=by)
    owner = reading.assessment.report_id
    reading.state, reading.upheld = SecondReading.State.SETTLED, chosen
    reading.settled_by, reading.settled_at = str(by), at
    reading.sealed_settlement = vault.seal(reason, owner=owner, purpose=Purpose.MATERIAL, field=SETTLEMENT)
    reading.save()
    listing.refresh(case_ids=[reading.case_id], by=by)
    details = {"reading": reading.id, "upheld": str(chosen)}
    record(subject=f"case:{reading.case.reference}", verb="second_reading_settled", by=by, at=at, details=details)
    is_first = chosen == Upheld.FIRST
    why = "A supervisor upheld the first decision." if is_first else "A supervisor upheld the second reading."
    second_readings.close_gate(case=reading.case, is_fulfilled=is_first, by=by, at=at, reason=why)
    if not is_first:
        workflow.reopen(report_id=reading.case.lead_id, by=by, at=at, reason=why)
    return reading


def read_settlement(*, reading: SecondReading) -> str:
    """Return why one of two decisions was upheld; empty before. Raises KeyDestroyed."""
    if reading.sealed_settlement is None:
        return ""
    owner = reading.assessment.report_id
    return str(vault.unseal(reading.sealed_settlement, owner=owner, purpose=Purpose.MATERIAL, field=SETTLEMENT))
