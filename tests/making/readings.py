"""Making second readings for tests: reports of repeat victims, decisions that are read, readers."""

from datetime import datetime
from typing import Any

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from reports.models import Report
from tests.making import reports as making
from triage.models import SecondReading
from triage.rules.policy import Answer
from triage.services import reading_second

READER = Actor(role=Role.OFFICER, identifier="reader-1")
OTHER_READER = Actor(role=Role.OFFICER, identifier="reader-2")
VICTIM = "quillfeather@example.org"


def of_repeat_victim(*, at: datetime, state: str, by: Actor, **answers: Any) -> Report:
    """Walk a report to a state whose complainant says that it happened before."""
    report = making.submit(at=at, circumstances={"before": "yes"}, **answers)
    return making.walk(report, to=state, by=by, at=at)


def read(
    reading: SecondReading, answers: dict[str, Answer], *, at: datetime, acts: bool | None = None, by: Actor = READER
) -> SecondReading:
    """Read a decision again."""
    return reading_second.read(reading_id=reading.id, answers=answers, acts=acts, by=by, at=at)
