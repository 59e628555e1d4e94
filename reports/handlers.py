"""What reports does when something has happened. Each handler is idempotent and calls one service."""

from uuid import UUID

from hatehub.accounts.actors import HUB
from hatehub.outbox.subscriptions import Delivered, Progress, subscribe
from reports.events import ComplainantWrote, ReportMoved
from reports.models import Report
from reports.rules.workflow import STEPS
from reports.services import following, updates


def subscribe_all() -> None:
    """Subscribe every handler of reports."""
    subscribe(ReportMoved.name, name="reports.tell", handler=tell)
    subscribe(ComplainantWrote.name, name="reports.look_again", handler=look_again)


def tell(event: Delivered) -> Progress:
    """Tell of a step that is told; in a large case some of the people, and the others when it is called again."""
    if not STEPS[event.payload["step"]].is_told:
        return Progress.DONE
    is_finished = updates.tell_of_step(
        report=Report.objects.get(id=event.payload["report_id"]),
        step=event.payload["step"],
        version=event.payload["version"],
        by=HUB,
        at=event.occurred_at,
        published_at=event.handled_at,
        facts=event.payload.get("facts", {}),
    )
    return Progress.DONE if is_finished else Progress.MORE


def look_again(event: Delivered) -> None:
    """Look again at a case that was closed when its complainant wrote."""
    following.look_again(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.occurred_at)
