"""What intel does when something has happened upstream."""

from uuid import UUID

from hatehub.accounts.actors import HUB
from hatehub.outbox.subscriptions import Delivered, subscribe
from intel.events import AccountsNoted
from intel.services import enquiring, finding_links, repeats_noticed, sightings, watching_subjects
from intel.services.intelligence import reviewing
from reports.events import ReportMoved, ReportSubmitted, SubjectDestroyed
from triage.events import DerivedForgotten, LikenessFound, ReportMerged, ReportUnmerged, TransferMoved

BY_MERGING = frozenset({"merge", "unmerge", "take_lead", "hand_on_lead", "leave_case"})
"""Steps that merging has events of its own for."""


def subscribe_all() -> None:
    """Subscribe every handler of intel."""
    subscribe(ReportSubmitted.name, name="intel.note_accounts", handler=note_accounts)
    subscribe(LikenessFound.name, name="intel.link_accounts", handler=link_accounts)
    for name in (AccountsNoted.name, ReportMerged.name, ReportUnmerged.name):
        subscribe(name, name="intel.look_at_subjects", handler=look_at_named)
    for name in (ReportMoved.name, TransferMoved.name):
        subscribe(name, name="intel.look_at_subjects", handler=look_at_subjects)
    subscribe(SubjectDestroyed.name, name="intel.forget_accounts", handler=forget_accounts)
    subscribe(SubjectDestroyed.name, name="intel.forget_enquiries", handler=forget_enquiries)
    subscribe(SubjectDestroyed.name, name="intel.forget_in_intelligence", handler=forget_in_intelligence)
    for name in (ReportSubmitted.name, ReportMoved.name, ReportMerged.name, ReportUnmerged.name):
        subscribe(name, name="intel.notice_repeats", handler=notice_repeats)
    subscribe(DerivedForgotten.name, name="intel.forget_notices", handler=forget_notices)


def note_accounts(event: Delivered) -> None:
    """Note the accounts that a new report names, and which others may be of the same owner."""
    report_id = UUID(event.payload["report_id"])
    if sightings.note_accounts(report_id=report_id, by=HUB, at=event.occurred_at):
        finding_links.look(report_id=report_id, by=HUB, at=event.handled_at)


def link_accounts(event: Delivered) -> None:
    """Look which accounts may be of the same owner, as a report has something in common with others."""
    finding_links.look(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.handled_at)


def look_at_named(event: Delivered) -> None:
    """Look at whom a report names, whose accounts were just noted or that has joined another case."""
    if event.payload.get("reports", 1) > 1:
        look_at_subjects(event)
    else:
        watching_subjects.look_at_report(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.handled_at)


def look_at_subjects(event: Delivered) -> None:
    """Look at whom the cases name that something became of."""
    if event.payload.get("step") in BY_MERGING:
        return
    named = (event.payload.get(name) for name in ("case_id", "from_case_id", "left_case_id"))
    watching_subjects.look_at_cases(cases=[UUID(case) for case in named if case], by=HUB, at=event.handled_at)


def forget_accounts(event: Delivered) -> None:
    """Forget the accounts of a report whose subject is destroyed."""
    sightings.forget_accounts(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.occurred_at)


def forget_enquiries(event: Delivered) -> None:
    """Forget whom lines of enquiry were about."""
    enquiring.forget(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.occurred_at)


def forget_in_intelligence(event: Delivered) -> None:
    """Weed what intelligence reports say of somebody who is destroyed."""
    reviewing.forget_subject(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.occurred_at)


def notice_repeats(event: Delivered) -> None:
    """Look at the sender of a report, as it came, moved, or was put with others."""
    if event.payload.get("step") not in BY_MERGING:
        repeats_noticed.look_at_sender(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.handled_at)


def forget_notices(event: Delivered) -> None:
    """Take a report out of the notices that rest on it, as what was derived from it is gone."""
    repeats_noticed.drop_report(report_id=UUID(event.payload["report_id"]), by=HUB, at=event.handled_at)
