"""What intel does when something has happened upstream."""

from uuid import UUID

from hatehub.accounts.actors import HUB
from hatehub.outbox.subscriptions import Delivered, subscribe
from intel.services import enquiring, sightings
from reports.events import ReportSubmitted, SubjectDestroyed


def subscribe_all() -> None:
    """Subscribe every handler of intel."""
    subscribe(ReportSubmitted.name, name="intel.note_accounts", handler=note_accounts)
    subscribe(SubjectDestroyed.name, name="intel.forget_accounts", handler=forget_accounts)
    subscribe(SubjectDestroyed.name, name="intel.forget_enquiries", handler=forget_enquiries)


def note_accounts(event: Delivered) -> None:
    """Note the accounts that a new report names."""
    sightings.note_accounts(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.occurred_at)


def forget_accounts(event: Delivered) -> None:
    """Forget the accounts of a report whose subject is destroyed."""
    sightings.forget_accounts(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.occurred_at)


def forget_enquiries(event: Delivered) -> None:
    """Forget whom lines of enquiry were about."""
    enquiring.forget(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.occurred_at)
