"""What forces wrote and recorded: of one case, and what waits for an officer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from referrals.models import ForceAnswer, ForceMessage, ForceOutcome, PackageFeedback
from reports.models import Case
from triage.selectors.merges import cases_below

MOST = 200
"""How many messages of a case are shown at once, the newest."""


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What forces of a case wrote and recorded, the newest first."""

    messages: list[ForceMessage] = field(default_factory=list)
    outcomes: list[ForceOutcome] = field(default_factory=list)
    feedback: list[PackageFeedback] = field(default_factory=list)
    answers: list[ForceAnswer] = field(default_factory=list)


def of_case(*, case: Case, by: Actor) -> Talk:
    """Return what forces wrote and recorded about a case and those merged into it; a force reads its own alone."""
    whose: dict[str, Any] = {"case__in": cases_below(case_id=case.id)}
    if by.role is Role.FORCE:
        require(by=by, action=Action.READ_FORCE_CASES)
        whose["force__code"] = by.force_code
    else:
        require(by=by, action=Action.VIEW_CASE)
    of_package = {name.replace("case__in", "package__case__in"): value for name, value in whose.items()}
    messages = ForceMessage.objects.filter(**whose).select_related("force", "report", "answers")
    outcomes = ForceOutcome.objects.filter(**whose).select_related("force", "outcome")
    feedback = PackageFeedback.objects.filter(**of_package).select_related("force", "package")
    answers = ForceAnswer.objects.filter(**whose).select_related("force")
    return Talk(
        messages=list(messages.order_by("-at", "-id")[:MOST]),
        outcomes=list(outcomes.prefetch_related("charges__offence").order_by("-at", "-id")[:MOST]),
        feedback=list(feedback.order_by("-at", "-id")[:MOST]),
        answers=list(answers.order_by("-at", "-id")[:MOST]),
    )


def find_message(*, message_id: Any, case: Case, by: Actor) -> ForceMessage | None:
    """Return one message of a case for an officer; None where it has no such."""
    require(by=by, action=Action.ANSWER_FORCE)
    rows = ForceMessage.objects.filter(case__in=cases_below(case_id=case.id)).select_related("force", "case")
    return rows.filter(id=message_id).first()


def waiting_messages(*, by: Actor) -> QuerySet[ForceMessage]:
    """Return what forces wrote and no officer has read or answered, the oldest first."""
    require(by=by, action=Action.ANSWER_FORCE)
    return ForceMessage.objects.filter(waits=True).select_related("case", "force").order_by("at", "id")


def waiting_outcomes(*, by: Actor) -> QuerySet[ForceOutcome]:
    """Return the outcomes that no officer has read, the oldest first."""
    require(by=by, action=Action.ANSWER_FORCE)
    return ForceOutcome.objects.filter(waits=True).select_related("case", "force", "outcome").order_by("at", "id")


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits for an officer."""

    case: Case
    force: str
    what: str
    since: datetime


def waiting(*, by: Actor, most: int) -> Sequence[Waiting]:
    """Return what forces wrote and recorded and nobody has seen to, the oldest first, `most` at most."""
    rows: list[ForceMessage | ForceOutcome] = [*waiting_messages(by=by)[:most], *waiting_outcomes(by=by)[:most]]
    rows.sort(key=lambda row: row.at)
    return [
        Waiting(
            case=row.case,
            force=row.force.name,
            what=row.kind if isinstance(row, ForceMessage) else "outcome",
            since=row.at,
        )
        for row in rows[:most]
    ]
