"""What referrals does when something has happened upstream."""

from uuid import UUID

from hatehub.accounts.actors import HUB
from hatehub.outbox.subscriptions import Delivered, subscribe
from referrals.services import feeding, packaging
from reports.events import ComplainantWrote, ConsentsChanged, ReportMoved
from triage.events import CaseAssigned


def subscribe_all() -> None:
    """Subscribe every handler of referrals."""
    subscribe(CaseAssigned.name, name="referrals.request_package", handler=request_package)
    subscribe(ReportMoved.name, name="referrals.feed", handler=feed)
    subscribe(ConsentsChanged.name, name="referrals.renew_package", handler=renew_package)
    subscribe(ComplainantWrote.name, name="referrals.renew_package", handler=renew_for_file)


def request_package(event: Delivered) -> None:
    """Ask for the evidence package of a case that was assigned."""
    packaging.request(case_id=UUID(event.payload["case_id"]), by=HUB, at=event.occurred_at)


def renew_package(event: Delivered) -> None:
    """Ask for a new version of a package whose contents or consents have changed."""
    packaging.renew(case_id=UUID(event.payload["case_id"]), by=HUB, at=event.occurred_at)


def renew_for_file(event: Delivered) -> None:
    """Ask for a new version where a file was added; words that were added are not in a package."""
    if event.payload["kind"] == "file":
        renew_package(event)


def feed(event: Delivered) -> None:
    """Note a change for the forces that have a part in the case."""
    feeding.note_change(
        case_id=UUID(event.payload["case_id"]),
        event_position=event.position,
        change=event.payload["step"],
        at=event.occurred_at,
    )
