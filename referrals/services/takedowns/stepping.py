"""The one frame through which every request to a platform takes every step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.events import TakedownMoved
from referrals.models import Takedown, TakedownStep
from referrals.rules.takedowns.steps import STEPS, State, check_step

LONGEST_WORDS = 4000


class StaleTakedown(Exception):
    """Somebody else has changed the request since the page was opened."""


@transaction.atomic
def take_step(
    *,
    takedown_id: UUID,
    step: str,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
    reason: str = "",
    words: str = "",
    details: dict[str, Any] | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> Takedown:
    """Lock the request, check, move, save, note, audit and publish: all of it, or nothing.

    `arguments` go to the transition; `words` are sealed and stand in the timeline alone, `reason` is a code. Raises
    StepRefused, StaleTakedown, NotPermitted, KeyDestroyed.
    """
    takedown = lock(takedown_id)
    checked = check_step(step, state=takedown.state)
    require(by=by, action=Action(checked.action))
    if expected_version is not None and takedown.version != expected_version:
        raise StaleTakedown("Somebody else has changed this request since you opened it.")
    stood_at = takedown.state
    getattr(takedown, step)(**(arguments or {}))
    if takedown.state != stood_at:
        takedown.state_since = at
    takedown.version += 1
    takedown.save()
    facts = {"from": stood_at, "to": takedown.state, "version": takedown.version, **(details or {})}
    note(takedown, step=step, verb=checked.verb, by=by, at=at, reason=reason, words=words, details=facts)
    return takedown


def lock(takedown_id: UUID) -> Takedown:
    """Lock a request in the caller's transaction, and return it with its report and case."""
    rows = Takedown.objects.select_for_update(of=("self",), no_key=True).select_related("report__case")
    return rows.get(id=takedown_id)


def note(
    takedown: Takedown,
    *,
    step: str,
    verb: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    words: str = "",
    details: dict[str, Any] | None = None,
) -> TakedownStep:
    """Write what became of a request into its timeline and the audit of its case, and publish it."""
    case = takedown.report.case
    row = TakedownStep.objects.create(
        takedown=takedown, step=step, state=takedown.state, reason=reason, by=str(by), at=at
    )
    if words.strip():
        row.sealed_words = vault.seal(
            words[:LONGEST_WORDS], owner=takedown.report_id, purpose=Purpose.MATERIAL, field=step_field(row.id)
        )
        row.save(update_fields=["sealed_words"])
    known = {"takedown": str(takedown.id), "platform": takedown.platform_code, "action": takedown.action}
    facts = {**known, **(details or {}), **({"code": reason} if reason else {})}
    record(subject=f"case:{case.reference}", verb=verb, by=by, at=at, details=facts)
    event = TakedownMoved(takedown_id=str(takedown.id), case_id=str(case.id), step=step)
    publish(event, stream=str(case.id), at=at)
    return row


def step_field(step_id: int) -> str:
    """Return the field that the words of a step are sealed as."""
    return f"takedown-step:{step_id}"


def words_field(takedown_id: UUID) -> str:
    """Return the field that the words of a request are sealed as."""
    return f"takedown:{takedown_id}"


def is_open_for(step: str, *, takedown: Takedown) -> bool:
    """Tell whether a request could take a step from where it stands."""
    return State(takedown.state) in STEPS[step].sources
