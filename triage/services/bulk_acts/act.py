"""What an act of bulk work is: a judgement, what is done, and how it is undone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Action
from triage.rules.bulk import Judge, Refusal
from triage.selectors.bulk_facts import Judged

Left = dict[str, Any]
"""What undoing needs of one case: ids and primitives."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is wanted of every case of a run, why, and in whose name."""

    run_id: UUID
    wanted: Mapping[str, Any]
    reason: str
    by: Actor
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Done:
    """A case to which something was done, with what was left for undoing it."""

    report_id: UUID
    left: Left


Do = Callable[[Sequence[Judged], Job], Mapping[UUID, Left | Refusal]]
Undo = Callable[[Sequence[Done], Job], Mapping[UUID, Refusal | None]]


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that can be done to many cases.

    `do` and `undo` answer for each report: what undoing needs, or why it was left out; None or why it was kept. They
    go through the service of the act, whose named refusals may also be raised. `is_at_once`: they take many together,
    any other gets one at a time. No `undo`: it cannot be taken back.
    """

    code: str
    action: Action
    judge: Judge
    do: Do
    undo: Undo | None = None
    undo_action: Action | None = None
    is_at_once: bool = False
