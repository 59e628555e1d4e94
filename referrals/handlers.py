"""What referrals does when something has happened upstream."""

from datetime import datetime
from uuid import UUID

from hatehub.accounts.actors import HUB
from hatehub.outbox.services import nudge
from hatehub.outbox.subscriptions import Delivered, Progress, subscribe
from referrals.events import ForceConcerned, PackageRenewed, RedactionChanged, TakedownMoved
from referrals.registries import find_letter
from referrals.services import (
    capturing,
    feeding,
    force_talk,
    letters,
    packaging,
    rechecking,
    referring,
    support,
    takedowns,
)
from reports.events import (
    ComplainantWrote,
    ConsentsChanged,
    DiversionChanged,
    QuarantineChanged,
    ReportMoved,
    ReportSubmitted,
    SubjectDestroyed,
    WithdrawalAsked,
)
from reports.rules.workflow import STEPS
from reports.services.mail_downstream import register_taker
from triage.events import (
    CaseAssigned,
    LeadChanged,
    PictureMatched,
    ReportMerged,
    ReportUnmerged,
    TimeBarNear,
    TransferMoved,
)

OF_DRAFTS = frozenset(
    {"draft", "edit", "ask_to_send", "cancel", "note_undeliverable", "letter_failed", "remind", "reported_again"}
)
"""What happens to a request inside the hub, of which the feed tells nothing."""
WITHHOLDING = "record_non_crime"
"""The step after which whom a case is about may be withheld."""
OF_MEMBERSHIP = frozenset({"merge", "unmerge"})
"""Steps that the feed tells of by what they do to both cases, see `feed_joining` and `feed_leaving`."""


def subscribe_all() -> None:
    """Subscribe every handler of referrals."""
    register_taker("referrals", note_letter_came_back)
    subscribe(CaseAssigned.name, name="referrals.request_package", handler=request_package)
    subscribe(ReportSubmitted.name, name="referrals.capture", handler=capture_posts)
    subscribe(CaseAssigned.name, name="referrals.capture", handler=capture_missing)
    subscribe(DiversionChanged.name, name="referrals.divert_captures", handler=divert_captures)
    subscribe(SubjectDestroyed.name, name="referrals.forget_subject", handler=forget_subject)
    subscribe(ReportMoved.name, name="referrals.feed", handler=feed)
    subscribe(ConsentsChanged.name, name="referrals.take_back_support", handler=take_back_support)
    subscribe(WithdrawalAsked.name, name="referrals.take_back_support", handler=take_back_support)
    subscribe(ReportMoved.name, name="referrals.take_back_support", handler=take_back_withdrawn_support)
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
    subscribe(TakedownMoved.name, name="referrals.feed", handler=feed_takedown)
    subscribe(PackageRenewed.name, name="referrals.feed", handler=feed_package)
    subscribe(ForceConcerned.name, name="referrals.feed", handler=feed_transfer)
    subscribe(ForceConcerned.name, name="referrals.tell_for_force", handler=tell_for_force)
    subscribe(TakedownMoved.name, name="referrals.send_takedowns", handler=send_takedown)
    subscribe(TakedownMoved.name, name="referrals.tell_of_takedown", handler=tell_of_takedown)
    subscribe(TakedownMoved.name, name="referrals.list_takedowns", handler=list_takedowns)
    subscribe(TakedownMoved.name, name="referrals.plan_rechecks", handler=plan_rechecks)
    subscribe(ReportSubmitted.name, name="referrals.link_same_post", handler=link_same_post)
    subscribe(PictureMatched.name, name="referrals.link_same_picture", handler=link_same_picture)
    subscribe(ReportMerged.name, name="referrals.list_takedowns", handler=list_takedowns)
    subscribe(ReportUnmerged.name, name="referrals.list_takedowns", handler=list_parted_takedowns)
    subscribe(LeadChanged.name, name="referrals.list_takedowns", handler=list_takedowns)
    subscribe(DiversionChanged.name, name="referrals.hold_takedowns", handler=hold_takedowns)
    subscribe(ReportMoved.name, name="referrals.hold_takedowns", handler=hold_takedowns)
    subscribe(SubjectDestroyed.name, name="referrals.forget_in_takedowns", handler=forget_in_takedowns)
    subscribe(ReportMoved.name, name="referrals.tell_referrer", handler=tell_referrer)
    subscribe(ReportMerged.name, name="referrals.tell_referrer", handler=tell_referrer)
    subscribe(ReportUnmerged.name, name="referrals.tell_referrer", handler=tell_parted_referrers)
    subscribe(LeadChanged.name, name="referrals.tell_referrer", handler=tell_referrer)


def note_letter_came_back(*, mail_id: UUID, code: str, at: datetime) -> bool | None:
    """Note that a letter to a body came back; None where it is no letter of ours."""
    kind = letters.kind_of(letter_id=mail_id)
    if kind is None:
        return None
    return letters.note_came_back(letter_id=mail_id, code=code, on_failed=find_letter(kind).on_failed, at=at)


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
    """Tell the forces that the event names, and no other, what became of a question, or what was written."""
    feeding.note_for(
        case_id=UUID(event.payload["case_id"]),
        forces=event.payload["forces"],
        event_position=event.position,
        change=event.payload["change"],
        at=event.occurred_at,
    )


def feed_takedown(event: Delivered) -> None:
    """Tell the forces of the case that something became of a request to a platform; drafts are the hub's own."""
    if event.payload["step"] not in OF_DRAFTS:
        _note(event, case="case_id", change="takedown")


def feed_package(event: Delivered) -> None:
    """Tell the forces of the case that there is a newer version of the package."""
    _note(event, case="case_id", change="package_renewed")


def send_takedown(event: Delivered) -> None:
    """Have a request sent that an officer has just approved."""
    if event.payload["step"] == "ask_to_send":
        nudge("referrals.send_ready_takedowns")


def tell_of_takedown(event: Delivered) -> Progress:
    """Tell the people of the case what became of a request; of a large case some, and the others when called again."""
    is_done = takedowns.tell_of_step(
        takedown_id=UUID(event.payload["takedown_id"]),
        step=event.payload["step"],
        position=event.position,
        at=event.occurred_at,
    )
    return Progress.DONE if is_done else Progress.MORE


def tell_for_force(event: Delivered) -> Progress:
    """Tell people what a force wrote for them; of a large case some, and the others when called again."""
    if not event.payload["message_id"]:
        return Progress.DONE
    is_done = force_talk.tell_in_slices(message_id=UUID(event.payload["message_id"]), at=event.handled_at)
    return Progress.DONE if is_done else Progress.MORE


def plan_rechecks(event: Delivered) -> None:
    """Plan when the posts of a request are looked at again."""
    rechecking.plan(takedown_id=UUID(event.payload["takedown_id"]), step=event.payload["step"], at=event.occurred_at)


def link_same_post(event: Delivered) -> None:
    """Link a new report to requests about the same post that was seen gone, and have the hub look at it again."""
    rechecking.note_reported_again(report_id=UUID(event.payload["report_id"]), at=event.handled_at)


def link_same_picture(event: Delivered) -> None:
    """Link a report to requests of cases with the same picture, whose posts were seen gone."""
    takedowns.note_same_picture(report_id=UUID(event.payload["report_id"]), at=event.handled_at)


def list_takedowns(event: Delivered) -> None:
    """Let queues filter the case by how its requests to platforms stand."""
    takedowns.list_anew(case_id=UUID(event.payload["case_id"]))


def list_parted_takedowns(event: Delivered) -> None:
    """Do the same for the case that was left, and for the one that stands by itself again."""
    for case in ("left_case_id", "case_id"):
        takedowns.list_anew(case_id=UUID(event.payload[case]))


def hold_takedowns(event: Delivered) -> None:
    """Take requests back from the queue that may not leave the hub any more: diverted since, or withheld."""
    if event.payload.get("step", WITHHOLDING) != WITHHOLDING:
        return
    takedowns.hold_back(case_id=UUID(event.payload["case_id"]), at=event.handled_at)


def forget_in_takedowns(event: Delivered) -> None:
    """Take links and accounts from the requests of a report whose subject is destroyed."""
    takedowns.forget_subject(report_id=UUID(event.payload["report_id"]))


def tell_referrer(event: Delivered) -> None:
    """Have the reports of a case come again in the feeds of the programs that sent them."""
    referring.note_changed(case_id=UUID(event.payload["case_id"]), at=event.occurred_at)


def tell_parted_referrers(event: Delivered) -> None:
    """Do the same for the case that was left, and for the one that stands by itself again."""
    for case in ("left_case_id", "case_id"):
        referring.note_changed(case_id=UUID(event.payload[case]), at=event.occurred_at)


def take_back_support(event: Delivered) -> None:
    """Take back what a support service was asked for somebody who does not agree to that any more."""
    support.withdraw_without_consent(report_id=UUID(event.payload["report_id"]), at=event.handled_at)


def take_back_withdrawn_support(event: Delivered) -> None:
    """Take back what a support service was asked for somebody who has withdrawn the report."""
    if event.payload["step"] == "withdraw":
        take_back_support(event)


def _note(event: Delivered, *, case: str, change: str, is_of_reports: bool = False) -> None:
    feeding.note_change(
        case_id=UUID(event.payload[case]),
        event_position=event.position,
        change=change,
        at=event.occurred_at,
        is_of_reports=is_of_reports,
    )
