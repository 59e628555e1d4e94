"""What referrals does when something has happened upstream."""

from uuid import UUID

from hatehub.accounts.actors import HUB
from hatehub.outbox.subscriptions import Delivered, subscribe
from referrals.events import RedactionChanged
from referrals.services import capturing, feeding, packaging
from reports.events import (
    ComplainantWrote,
    ConsentsChanged,
    DiversionChanged,
    QuarantineChanged,
    ReportMoved,
    ReportSubmitted,
    SubjectDestroyed,
)
from reports.rules.workflow import STEPS
from triage.events import CaseAssigned, ReportMerged, ReportUnmerged, TimeBarNear, TransferMoved

OF_MEMBERSHIP = frozenset({"merge", "unmerge"})
"""Steps that the feed tells of by what they do to both cases, see `feed_joining` and `feed_leaving`."""


def subscribe_all() -> None:
    """Subscribe every handler of referrals."""
    subscribe(CaseAssigned.name, name="referrals.request_package", handler=request_package)
    subscribe(ReportSubmitted.name, name="referrals.capture", handler=capture_posts)
    subscribe(CaseAssigned.name, name="referrals.capture", handler=capture_missing)
    subscribe(DiversionChanged.name, name="referrals.divert_captures", handler=divert_captures)
    subscribe(SubjectDestroyed.name, name="referrals.forget_subject", handler=forget_subject)
    subscribe(ReportMoved.name, name="referrals.feed", handler=feed)
    subscribe(ConsentsChanged.name, name="referrals.renew_package", handler=renew_package)
    subscribe(DiversionChanged.name, name="referrals.renew_package", handler=renew_package)
    subscribe(RedactionChanged.name, name="referrals.renew_package", handler=renew_package)
    subscribe(QuarantineChanged.name, name="referrals.renew_package", handler=renew_package)
    subscribe(SubjectDestroyed.name, name="referrals.renew_package", handler=renew_package)
    subscribe(ComplainantWrote.name, name="referrals.renew_package", handler=renew_for_file)
    subscribe(ReportMerged.name, name="referrals.feed", handler=feed_joining)
    subscribe(ReportMerged.name, name="referrals.renew_package", handler=renew_package)
    subscribe(ReportUnmerged.name, name="referrals.feed", handler=feed_leaving)
    subscribe(ReportUnmerged.name, name="referrals.renew_package", handler=renew_both_packages)
    subscribe(TimeBarNear.name, name="referrals.feed", handler=feed_time_bar)
    subscribe(TransferMoved.name, name="referrals.feed", handler=feed_transfer)


def request_package(event: Delivered) -> None:
    """Ask for the evidence package of a case that was assigned."""
    packaging.request(case_id=UUID(event.payload["case_id"]), by=HUB, at=event.occurred_at)


def capture_posts(event: Delivered) -> None:
    """Ask for captures of what a new report is about, where the hub does so by itself."""
    capturing.ask_by_itself(report_id=UUID(event.payload["report_id"]), at=event.handled_at)


def capture_missing(event: Delivered) -> None:
    """Ask for the captures that a case still lacks as it is assigned, where the hub does so by itself."""
    capturing.ask_missing(case_id=UUID(event.payload["case_id"]), at=event.handled_at)


def divert_captures(event: Delivered) -> None:
    """Divert the captures of what was diverted: they hold the same material."""
    capturing.divert_captures(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.handled_at)


def forget_subject(event: Delivered) -> None:
    """Take the links from the captures of a report whose subject is destroyed."""
    capturing.forget_subject(report_id=UUID(event.payload["report_id"]))


def renew_package(event: Delivered) -> None:
    """Ask for a new version of a package whose contents or consents have changed."""
    packaging.renew(case_id=UUID(event.payload["case_id"]), by=HUB, at=event.occurred_at)


def renew_for_file(event: Delivered) -> None:
    """Ask for a new version where a file was added; words that were added are not in a package."""
    if event.payload["kind"] == "file":
        renew_package(event)


def renew_both_packages(event: Delivered) -> None:
    """Ask for new versions of the packages of the case that was left, and of the one that stands by itself again."""
    for case_id in (event.payload["left_case_id"], event.payload["case_id"]):
        packaging.renew(case_id=UUID(case_id), by=HUB, at=event.occurred_at)


def feed(event: Delivered) -> None:
    """Note a step for the forces that have a part in the case."""
    step = event.payload["step"]
    if step not in OF_MEMBERSHIP and STEPS[step].is_told:
        _note(event, case="case_id", change=step)


def feed_joining(event: Delivered) -> None:
    """Tell the forces of the case that a report joined it, and those of the emptied one that it is gone."""
    _note(event, case="case_id", change="report_joined", is_of_reports=True)
    _note(event, case="from_case_id", change="case_merged")


def feed_leaving(event: Delivered) -> None:
    """Tell the forces of the case that a report was withdrawn from it, and those of the other that it is back."""
    _note(event, case="left_case_id", change="report_withdrawn", is_of_reports=True)
    _note(event, case="case_id", change="case_separated")


def feed_time_bar(event: Delivered) -> None:
    """Tell the forces of the case that the last day for proceedings is near, or has passed."""
    _note(event, case="case_id", change="time_bar_near")


def feed_transfer(event: Delivered) -> None:
    """Tell the forces concerned what became of a question to one of them, and no other."""
    feeding.note_for(
        case_id=UUID(event.payload["case_id"]),
        forces=event.payload["forces"],
        event_position=event.position,
        change=event.payload["change"],
        at=event.occurred_at,
    )


def _note(event: Delivered, *, case: str, change: str, is_of_reports: bool = False) -> None:
    feeding.note_change(
        case_id=UUID(event.payload[case]),
        event_position=event.position,
        change=change,
        at=event.occurred_at,
        is_of_reports=is_of_reports,
    )
