"""What triage does when something has happened upstream."""

from uuid import UUID

from hatehub.accounts.actors import HUB
from hatehub.outbox.subscriptions import Delivered, Progress, subscribe
from reports.events import (
    ComplainantWrote,
    DiversionChanged,
    ReportMoved,
    ReportSubmitted,
    SubjectDestroyed,
    WithdrawalAsked,
)
from reports.rules.workflow import LOOKING_AGAIN, State
from triage.events import CaseAssigned, LeadChanged, ReportMerged, ReportUnmerged, TimeBarSettled, TransferMoved
from triage.services import (
    claiming,
    diverting,
    duplicates,
    handing_over,
    merging,
    priorities,
    retaining,
    search_documents,
    second_readings,
    steps_taken,
    waves,
)

WEIGHED_ON = (
    *(ReportSubmitted.name, ReportMoved.name, ComplainantWrote.name),
    *(ReportMerged.name, ReportUnmerged.name, LeadChanged.name, TimeBarSettled.name),
)
TOLD_OTHERWISE = frozenset({"merge", "unmerge", "take_lead", "hand_on_lead", "leave_case"})
"""Steps of merging, which has events of its own: a case is not weighed once for each of a thousand reports."""


def subscribe_all() -> None:
    """Subscribe every handler of triage."""
    subscribe(ReportSubmitted.name, name="triage.await_handover", handler=await_handover)
    subscribe(DiversionChanged.name, name="triage.take_in_diverted", handler=take_in_diverted)
    subscribe(ReportSubmitted.name, name="triage.find_duplicates", handler=find_duplicates)
    subscribe(ReportUnmerged.name, name="triage.find_duplicates_again", handler=find_duplicates)
    subscribe(SubjectDestroyed.name, name="triage.forget_subject", handler=forget_subject)
    subscribe(ReportMoved.name, name="triage.lapse_second_readings", handler=lapse_second_readings)
    subscribe(ReportMoved.name, name="triage.end_claim", handler=end_claim)
    subscribe(ReportMoved.name, name="triage.note_step", handler=note_step)
    subscribe(WithdrawalAsked.name, name="triage.withdraw_from_case", handler=withdraw_from_case)
    subscribe(ReportSubmitted.name, name="triage.make_findable", handler=make_findable)
    for name in (SubjectDestroyed.name, DiversionChanged.name):
        subscribe(name, name="triage.find_otherwise", handler=find_otherwise)
    for name in (ReportMoved.name, ReportMerged.name, ReportUnmerged.name, LeadChanged.name):
        subscribe(name, name="triage.find_or_withhold", handler=find_or_withhold)
    for name in (CaseAssigned.name, TransferMoved.name, LeadChanged.name):
        subscribe(name, name="triage.find_by_force", handler=find_by_force)
    subscribe(ReportMoved.name, name="triage.lapse_destruction", handler=lapse_destruction)
    for name in (ReportMerged.name, ReportUnmerged.name):
        subscribe(name, name="triage.settle_holds", handler=settle_holds)
    for name in WEIGHED_ON:
        subscribe(name, name="triage.weigh", handler=weigh)


def lapse_second_readings(event: Delivered) -> None:
    """Let second readings lapse of a case that is looked at again."""
    if event.payload["step"] in LOOKING_AGAIN:
        case_id, version = UUID(event.payload["case_id"]), event.payload["version"]
        second_readings.lapse(case_id=case_id, version=version, by=HUB, at=event.handled_at)


def end_claim(event: Delivered) -> None:
    """End the claim on a case that was closed."""
    if event.payload["state"] == State.CLOSED:
        claiming.end_closed(case_id=UUID(event.payload["case_id"]), by=HUB, at=event.handled_at)


def note_step(event: Delivered) -> None:
    """Keep a step for supervisors' figures; those of merging are counted by what was merged."""
    moved = event.payload
    if moved["step"] in TOLD_OTHERWISE:
        return
    steps_taken.note(
        report_id=UUID(moved["report_id"]),
        case_id=UUID(moved["case_id"]),
        step=moved["step"],
        state=moved["state"],
        version=moved["version"],
        before=moved.get("before", {}),
        facts=moved.get("facts", {}),
        by=HUB,
        at=event.occurred_at,
    )


def await_handover(event: Delivered) -> None:
    """Start the clock of an emergency hand-over where a new report says that somebody is in danger."""
    handing_over.note_danger(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.occurred_at)


def take_in_diverted(event: Delivered) -> None:
    """Note what of a report is diverted, such as a file that came in with a mark."""
    diverting.take_in(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.handled_at)


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


def make_findable(event: Delivered) -> None:
    """Write what a new report is found by."""
    search_documents.write(report_ids=[UUID(event.payload["report_id"])], by=HUB, at=event.handled_at)


def find_otherwise(event: Delivered) -> None:
    """Write anew what a report is found by, of which something is destroyed, diverted, or no longer diverted."""
    search_documents.refresh(report_ids=[UUID(event.payload["report_id"])], by=HUB, at=event.handled_at)


def find_or_withhold(event: Delivered) -> Progress:
    """Withhold from the search who a case is about, or no longer, where its decision or its reports are others."""
    if event.payload.get("step") in TOLD_OTHERWISE:
        return Progress.DONE
    is_done = search_documents.settle_case(case_id=UUID(event.payload["case_id"]), by=HUB, at=event.handled_at)
    return Progress.DONE if is_done else Progress.MORE


def find_by_force(event: Delivered) -> None:
    """Let a case be found by the forces that are responsible now."""
    search_documents.refresh_lead(case_id=UUID(event.payload["case_id"]), by=HUB, at=event.handled_at)


def weigh(event: Delivered) -> None:
    """Weigh how urgent the cases are that an event tells of, as they stand by now."""
    if event.payload.get("step") in TOLD_OTHERWISE:
        return
    named = (event.payload.get(name) for name in ("case_id", "from_case_id", "left_case_id"))
    priorities.refresh(case_ids=[UUID(each) for each in named if each], by=HUB, at=event.handled_at)


def lapse_destruction(event: Delivered) -> None:
    """Let a proposal to destroy a case lapse that is looked at again."""
    if event.payload["step"] in LOOKING_AGAIN:
        retaining.lapse(case_id=UUID(event.payload["case_id"]), by=HUB, at=event.handled_at)


def settle_holds(event: Delivered) -> None:
    """Have the case that a report went into, or came out of, be held where a hold came along, or left with it."""
    named = (event.payload.get(name) for name in ("case_id", "left_case_id"))
    for case_id in (UUID(each) for each in named if each):
        retaining.settle_hold(case_id=case_id, by=HUB)
