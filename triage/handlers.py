"""What triage does when something has happened upstream."""

from uuid import UUID

from hatehub.accounts.actors import HUB
from hatehub.outbox.subscriptions import Delivered, subscribe
from reports.events import ReportSubmitted
from triage.services import duplicates


def subscribe_all() -> None:
    """Subscribe every handler of triage."""
    subscribe(ReportSubmitted.name, name="triage.find_duplicates", handler=find_duplicates)


def find_duplicates(event: Delivered) -> None:
    """Look for duplicates of a new report."""
    duplicates.find(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.occurred_at)
