"""What reports does when something has happened. Each handler is idempotent and calls one service."""

from hatehub.accounts.actors import HUB
from hatehub.outbox.subscriptions import Delivered, subscribe
from reports.events import ReportMoved
from reports.models import Report
from reports.services import updates


def subscribe_all() -> None:
    """Subscribe every handler of reports."""
    subscribe(ReportMoved.name, name="reports.tell", handler=tell)


def tell(event: Delivered) -> None:
    """Tell of a step."""
    updates.tell_of_step(
        report=Report.objects.get(id=event.payload["report_id"]),
        step=event.payload["step"],
        version=event.payload["version"],
        by=HUB,
        at=event.occurred_at,
        published_at=event.handled_at,
        facts=event.payload.get("facts", {}),
    )
