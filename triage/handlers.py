"""What triage does when something has happened upstream."""

from uuid import UUID

from hatehub.accounts.actors import HUB
from hatehub.outbox.subscriptions import Delivered, Progress, subscribe
from reports.events import ReportSubmitted, SubjectDestroyed, WithdrawalAsked
from triage.events import ReportUnmerged
from triage.services import duplicates, merging, waves


def subscribe_all() -> None:
    """Subscribe every handler of triage."""
    subscribe(ReportSubmitted.name, name="triage.find_duplicates", handler=find_duplicates)
    subscribe(ReportUnmerged.name, name="triage.find_duplicates_again", handler=find_duplicates)
    subscribe(SubjectDestroyed.name, name="triage.forget_subject", handler=forget_subject)
    subscribe(WithdrawalAsked.name, name="triage.withdraw_from_case", handler=withdraw_from_case)


def find_duplicates(event: Delivered) -> Progress:
    """Look for duplicates of a report that is new, or stands by itself again, step by step."""
    is_done = duplicates.take_in(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.occurred_at)
    return Progress.DONE if is_done else Progress.MORE


def withdraw_from_case(event: Delivered) -> None:
    """Take a report out of its case, and close it, as its complainant has asked."""
    merging.withdraw_from_case(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.handled_at)


def forget_subject(event: Delivered) -> None:
    """Remove the traits of a report whose subject is destroyed: account and post tell who it was."""
    waves.forget(report_id=UUID(event.payload["report_id"]))
