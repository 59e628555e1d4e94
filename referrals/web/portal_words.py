"""Words of the portal of forces. English: forces read it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reports.rules.workflow import State
from triage.web.wording import clock

STATES: Mapping[str, str] = {
    State.ASSIGNED: "Being prepared",
    State.PACKAGED: "Offered",
    State.WITH_FORCE: "Accepted",
    State.CLOSED: "Closed",
}
WAITS: Mapping[str, str] = {
    "offer": "Accept or refuse the case",
    "transfer": "Say whether you take the case on from another force",
    "answer": "Read the hub's answer to your question",
}
CHANGES: Mapping[str, str] = {
    "assign": "Assigned",
    "mark_packaged": "The evidence package is ready",
    "offered": "Offered to your force",
    "accept": "Accepted with a crime number",
    "accept_for_recording": "Accepted for recording",
    "refuse": "Refused: the hub decides again",
    "refuse_record": "Refused: the hub decides again",
    "take_back": "Taken back by the hub",
    "take_back_record": "Taken back by the hub",
    "hand_over": "Given to another force",
    "close": "Closed",
    "close_without_enforcement": "Closed without enforcement",
    "reopen": "Reopened",
    "withdraw": "A report was withdrawn",
    "report_joined": "Another report belongs to it",
    "report_withdrawn": "A report does not belong to it any more",
    "case_merged": "Merged into another case",
    "case_separated": "It stands by itself again",
    "package_renewed": "There is a newer package",
    "time_bar_near": "The last day for proceedings is near",
    "takedown": "Something became of a request to a platform",
    "question_answered": "The hub answered your question",
    "outcome_recorded": "An outcome was recorded",
    "subject_shared": "Which forces have cases of the same subject has changed",
    "people_told": "People were told something in your words",
    "reminder": "Your answer is awaited",
    "offer_withdrawn": "Your answer is not needed any more",
    "offer_lapsed": "The offer ended without an answer",
}
DISPOSALS: Mapping[str, str] = {"crime": "A crime", "non_crime": "Not a crime", "out_of_scope": "Out of scope"}
LEFT_OUT: Mapping[str, str] = {
    "diverted": "diverted to the body that deals with such material",
    "subject_withheld": "withheld: it says whom the case is about",
    "erased": "erased",
    "quarantine": "in quarantine",
    "redacted": "left out by the hub",
}


def change_words(change: str) -> str:
    """Return what the feed's word for a change says; one that this table does not know is read as it stands."""
    return CHANGES.get(change) or change.replace("_", " ").capitalize()


def clock_words(due: datetime | None, *, at: datetime) -> dict[str, Any] | None:
    """Return how long is left of a clock, and whether that has passed; None where it does not run."""
    return {"text": clock(due, at=at), "is_late": due < at} if due else None
