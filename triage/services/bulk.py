"""Doing one thing to many cases by one decision: planned, tried without doing it, confirmed, stopped and undone.

`bulk_working` carries it out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, is_allowed
from hatehub.audit.services import record
from hatehub.outbox.services import nudge
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from triage.models import BulkItem, BulkRun
from triage.rules.bulk import Who, first_refusal
from triage.selectors.bulk_facts import judged, leads_of
from triage.services.bulk_acts import ACTS

MOST = 5000
PLANS_KEPT = timedelta(days=1)
WORDS_KEPT = timedelta(days=30)
AT_ONCE = 100
State, ItemState = BulkRun.State, BulkItem.State
ENDED = (State.DONE, State.STOPPED, State.UNDONE)
TASK = "triage.go_on_with_bulk"


class BulkRefused(Exception):
    """Nothing is chosen, too much is, it is not this person's plan, or it stands elsewhere; the message says which."""


@transaction.atomic
def plan(*, report_ids: Sequence[UUID], by: Actor, at: datetime, left_out: int = 0) -> BulkRun:
    """Keep which cases an officer has chosen, up to 5,000, each as it stands now. Nothing is done yet.

    A report that another leads stands for its case. `left_out` says how many more there were to choose. Raises
    BulkRefused and NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    chosen = leads_of(report_ids=report_ids)
    if not chosen or len(chosen) > MOST:
        raise BulkRefused(f"Choose at least one case and at most {MOST:,}.")
    found = judged(report_ids=chosen, by=by)
    run = BulkRun.objects.create(
        anchor_id=chosen[0],
        officer_id=by.user_id,
        asked_by=str(by),
        asked_at=at,
        moved_at=at,
        total=len(found),
        left_out=left_out,
    )
    items = (
        BulkItem(run=run, report_id=each.report_id, seen=each.facts.seen, people=each.facts.people)
        for each in found.values()
    )
    BulkItem.objects.bulk_create(items, batch_size=1000)
    return run


@transaction.atomic
def choose(*, run_id: UUID, act: str, wanted: Mapping[str, Any], by: Actor, at: datetime) -> BulkRun:
    """Choose what is to be done to the cases of a plan, and judge each: a dry run, after which nothing has changed.

    `wanted` is what the act needs, in primitives. It may be chosen anew. Raises BulkRefused, NotPermitted, and
    KeyDestroyed.
    """
    chosen = ACTS[act]
    require(by=by, action=chosen.action)
    run = _lock_plan(run_id, by=by)
    run.act, run.moved_at = chosen.code, at
    run.sealed_words = _seal(run, {"wanted": dict(wanted), "reason": ""})
    seen = dict(run.items.values_list("report_id", "seen"))
    found, who = judged(report_ids=seen, by=by), who_is(by)
    by_refusal: dict[str, list[UUID]] = {}
    for report_id, stood in seen.items():
        facts = found[report_id].facts if report_id in found else None
        refusal = first_refusal(chosen.judge, facts, wanted, who, seen=stood)
        by_refusal.setdefault(refusal or "", []).append(report_id)
    for code, report_ids in by_refusal.items():
        state = ItemState.REFUSED if code else ItemState.WAITING
        run.items.filter(report__in=report_ids).update(state=state, refusal=code)
    run.refused = run.total - len(by_refusal.get("", []))
    run.save(update_fields=["act", "moved_at", "sealed_words", "refused"])
    return run


@transaction.atomic
def confirm(*, run_id: UUID, act: str, by: Actor, at: datetime, reason: str) -> BulkRun:
    """Have a plan carried out by a worker, for a reason. Confirming it twice changes nothing.

    `act` is what the page showed that was confirmed. Raises BulkRefused where another has been chosen since, where
    every case is left out, and without a reason; NotPermitted, and KeyDestroyed.
    """
    run = BulkRun.objects.select_for_update().filter(id=run_id, asked_by=str(by)).first()
    if run is not None and run.state != State.PLANNED:
        return run
    run = _lock_plan(run_id, by=by)
    if not run.act or run.act != act:
        raise BulkRefused("Something else has been chosen since. Look at it again.")
    require(by=by, action=ACTS[run.act].action)
    if not reason.strip():
        raise BulkRefused("Say why.")
    if run.refused == run.total:
        raise BulkRefused("Nothing would be done: every case is left out.")
    run.sealed_words = _seal(run, {**words_of(run), "reason": reason})
    run.state, run.asked_at, run.moved_at = State.QUEUED, at, at
    run.save(update_fields=["sealed_words", "state", "asked_at", "moved_at"])
    _record(run, verb="bulk_started", by=by, at=at)
    transaction.on_commit(lambda: nudge(TASK))
    return run


@transaction.atomic
def stop(*, run_id: UUID, by: Actor, at: datetime) -> BulkRun:
    """Do no more of a run; what is done stays. One that is not being worked is left alone. Raises NotPermitted."""
    run = BulkRun.objects.select_for_update().get(id=run_id)
    _require_act(run, by=by)
    if run.state in (State.QUEUED, State.RUNNING):
        run.state, run.moved_at, run.ended_at = State.STOPPED, at, at
        run.save(update_fields=["state", "moved_at", "ended_at"])
        _record(run, verb="bulk_stopped", by=by, at=at)
    return run


@transaction.atomic
def undo(*, run_id: UUID, by: Actor, at: datetime, reason: str) -> BulkRun:
    """Take back what a run has done, and do no more of it; a worker carries it out. Doing it twice changes nothing.

    What somebody has changed since stays as it is. Raises BulkRefused where it cannot be taken back and without a
    reason, NotPermitted, and KeyDestroyed.
    """
    run = BulkRun.objects.select_for_update().get(id=run_id)
    _require_act(run, by=by)
    act = ACTS[run.act]
    if act.undo is None or act.undo_action is None:
        raise BulkRefused("This cannot be undone.")
    require(by=by, action=act.undo_action)
    if run.state in (State.UNDOING, State.UNDONE):
        return run
    if not reason.strip():
        raise BulkRefused("Say why.")
    run.sealed_words = _seal(run, {**words_of(run), "undo_reason": reason})
    run.state, run.moved_at, run.ended_at = State.UNDOING, at, None
    run.undo_officer_id, run.undone_by, run.undone_at = by.user_id, str(by), at
    run.save()
    _record(run, verb="bulk_undone", by=by, at=at)
    transaction.on_commit(lambda: nudge(TASK))
    return run


@transaction.atomic
def discard(*, run_id: UUID, by: Actor) -> None:
    """Forget a plan. Raises BulkRefused for anybody else's, and for what has been confirmed."""
    run = _lock_plan(run_id, by=by)
    run.items.all().delete()
    run.delete()


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Forget up to 100 plans of more than a day ago, and the words of runs that ended 30 days ago; return how many."""
    old = BulkRun.objects.filter(state=State.PLANNED, moved_at__lt=at - PLANS_KEPT).order_by("moved_at")
    plans = list(old.select_for_update(skip_locked=True).values_list("id", flat=True)[:AT_ONCE])
    BulkItem.objects.filter(run__in=plans).delete()
    BulkRun.objects.filter(id__in=plans).delete()
    spoken = BulkRun.objects.filter(state__in=ENDED, ended_at__lt=at - WORDS_KEPT, sealed_words__isnull=False)
    return len(plans) + spoken.update(sealed_words=None)


def words_of(run: BulkRun) -> dict[str, Any]:
    """Return what a run was given: `wanted`, `reason` and `undo_reason`; empty before and once it is forgotten.

    Raises KeyDestroyed.
    """
    if run.sealed_words is None:
        return {"wanted": {}, "reason": ""}
    sealed = run.sealed_words
    return dict(vault.unseal(sealed, owner=run.anchor_id, purpose=Purpose.MATERIAL, field=_field(run)))


def who_is(by: Actor) -> Who:
    """Return what judging needs of whoever acts."""
    return Who(user=by.user_id, takes_over=is_allowed(role=by.role, action=Action.GIVE_CASES))


def _seal(run: BulkRun, words: dict[str, Any]) -> bytes:
    return vault.seal(words, owner=run.anchor_id, purpose=Purpose.MATERIAL, field=_field(run))


def _field(run: BulkRun) -> str:
    return f"bulk:{run.id}"


def _lock_plan(run_id: UUID, *, by: Actor) -> BulkRun:
    run = BulkRun.objects.select_for_update().filter(id=run_id, asked_by=str(by)).first()
    if run is None or run.state != State.PLANNED:
        raise BulkRefused("This is not a plan of yours, or it has been confirmed already.")
    return run


def _require_act(run: BulkRun, *, by: Actor) -> None:
    """Let stop and undo whoever may do it. Raises NotPermitted, and BulkRefused for what is only planned."""
    if run.state == State.PLANNED:
        raise BulkRefused("Nothing has been done yet.")
    require(by=by, action=ACTS[run.act].action)


def _record(run: BulkRun, *, verb: str, by: Actor, at: datetime) -> None:
    """Record what became of a run under its own subject; each case has entries of what was done to it."""
    details = {"act": run.act, "cases": run.total, "refused": run.refused, "done": run.done}
    record(subject=f"bulk:{run.id}", verb=verb, by=by, at=at, details=details)
