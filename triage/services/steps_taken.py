"""Noting which step was taken when, for supervisors' figures."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.rules.workflow import LOOKING_AGAIN
from triage.models import Assessment, StepTaken

DECIDING = frozenset({"record_crime", "record_non_crime", "mark_out_of_scope"})
OF_FORCES = frozenset({"refuse_record", "take_back_record"})
Why = StepTaken.Why


@transaction.atomic
def note(
    *,
    report_id: UUID,
    case_id: UUID,
    step: str,
    state: str,
    version: int,
    before: Mapping[str, str],
    facts: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> bool:
    """Keep a step that a report took at `at`, with how it stood `before` and the `facts` of its event.

    Doing it twice changes nothing; an event of an earlier release, which does not say how it stood, leaves nothing.
    Tells whether the step is kept. Raises NotPermitted.
    """
    require(by=by, action=Action.COUNT_FIGURES)
    if not before:
        return False
    due_at = before["due_at"]
    StepTaken.objects.get_or_create(
        report_id=report_id,
        version=version,
        defaults={
            "step": step,
            "stood_at": before["state"],
            "state": state,
            "since": datetime.fromisoformat(before["since"]),
            "due_at": datetime.fromisoformat(due_at) if due_at else None,
            "at": at,
            "by": before["by"],
            "outcome": facts.get("outcome", "") or before["outcome"],
            "why": _why(step, before),
            "decided_before": _decided_before(case_id, at) if step in DECIDING else "",
        },
    )
    return True


def _why(step: str, before: Mapping[str, str]) -> str:
    """Return why it is looked at again: the hub itself opens what somebody has written to; empty of other steps."""
    if step not in LOOKING_AGAIN:
        return ""
    if step == "request_review" or before.get("is_review"):
        return Why.REVIEW
    if step in OF_FORCES:
        return Why.FORCE
    return Why.NEW_INFORMATION if before["by"] == str(HUB) else Why.OFFICER


def _decided_before(case_id: UUID, at: datetime) -> str:
    earlier = Assessment.objects.filter(case=case_id, decided_at__lt=at).order_by("-decided_at", "-id")
    return earlier.values_list("outcome", flat=True).first() or ""
