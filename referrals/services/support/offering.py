"""The gate of closing: support was offered, and answered by a service or by the person."""

from datetime import datetime

from hatehub.accounts.actors import HUB
from reports.models import Gate, Report
from reports.services import gates

GATE = "support_offered"


def note_answered(*, report: Report, at: datetime, why: str) -> bool:
    """Mark support as offered where that is open still; tell whether that is new."""
    if not Gate.objects.filter(report=report, name=GATE, state=Gate.State.OPEN).exists():
        return False
    gates.meet(report_id=report.id, name=GATE, by=HUB, at=at, reason=why)
    return True
