"""Carrying out work in bulk: in parts, gone on with after a crash, each case by itself where one fails."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import actor_for_user, actor_from
from hatehub.accounts.permissions import NotPermitted, require
from hatehub.audit.services import Note, record_many
from hatehub.vault.services import KeyDestroyed
from reports.rules.gates import GatesOpen
from reports.rules.workflow import StepRefused
from reports.services.messaging import QuestionClosed
from reports.services.workflow import StaleReport
from triage.models import BulkItem, BulkRun
from triage.rules.bulk import Refusal, first_refusal
from triage.selectors.bulk_facts import Judged, judged
from triage.services.assessing import PolicyChanged, SameOfficer
from triage.services.bulk import who_is, words_of
from triage.services.bulk_acts import ACTS, Act, Done, Job, Left
from triage.services.priority_overrides import PriorityRefused

logger = logging.getLogger(__name__)

PART = 50
PART_AT_ONCE = 250
"""What is done to many together costs much the same for 250 as for 50."""
WITHOUT_PROGRESS = timedelta(minutes=1)
State, ItemState = BulkRun.State, BulkItem.State
UNFINISHED = (State.QUEUED, State.RUNNING, State.UNDOING)
KNOWN: tuple[tuple[type[Exception], Refusal], ...] = (
    (StaleReport, Refusal.CHANGED),
    (StepRefused, Refusal.WRONG_STATE),
    (PriorityRefused, Refusal.WRONG_STATE),
    (GatesOpen, Refusal.GATES_OPEN),
    (SameOfficer, Refusal.UNDER_REVIEW),
    (PolicyChanged, Refusal.POLICY_CHANGED),
    (QuestionClosed, Refusal.ANSWERED),
    (KeyDestroyed, Refusal.ERASED),
    (NotPermitted, Refusal.NOT_PERMITTED),
)
Each = TypeVar("Each", Judged, Done)
Answer = TypeVar("Answer")


@transaction.atomic
def work(*, run_id: UUID, at: datetime) -> bool:
    """Carry out one part of a run in one transaction; tell whether there is more to do.

    A part is up to 50 cases, and up to 250 of those that are done together. Safe to call twice at once and after a
    crash: a run that is being worked is left alone, and what was done is known by its items.
    """
    runs = BulkRun.objects.select_for_update(skip_locked=True, of=("self",)).select_related("officer", "undo_officer")
    run = runs.filter(id=run_id, state__in=UNFINISHED).first()
    if run is None:
        return False
    has_more = _undo_part(run, at=at) if run.state == State.UNDOING else _do_part(run, at=at)
    run.moved_at, run.ended_at = at, None if has_more else at
    run.save(update_fields=["state", "moved_at", "ended_at", "done", "refused", "undone", "kept"])
    return has_more


def list_due(*, at: datetime) -> list[UUID]:
    """Return the runs that nobody works: those that wait, and those without progress for a minute."""
    unfinished = BulkRun.objects.filter(state__in=UNFINISHED).order_by("asked_at", "id")
    rows = unfinished.only("id", "state", "moved_at", "asked_at", "undone_at")
    return [run.id for run in rows if _is_fresh(run) or run.moved_at < at - WITHOUT_PROGRESS]


def _is_fresh(run: BulkRun) -> bool:
    """Tell whether nobody has begun to work a run, or to undo it."""
    begun_at = run.undone_at if run.state == State.UNDOING else run.asked_at
    return run.state != State.RUNNING and run.moved_at == begun_at


def _do_part(run: BulkRun, *, at: datetime) -> bool:
    items = list(run.items.filter(state=ItemState.WAITING).order_by("report")[: _part_of(run)])
    outcomes = _done_to(run, items, at=at)
    for item in items:
        outcome = outcomes.get(item.report_id, Refusal.FAILED)
        if isinstance(outcome, Refusal):
            item.state, item.refusal = ItemState.REFUSED, outcome.value
        else:
            item.state, item.left = ItemState.DONE, outcome
    BulkItem.objects.bulk_update(items, ["state", "refusal", "left"])
    refused = sum(item.state == ItemState.REFUSED for item in items)
    run.done, run.refused = run.done + len(items) - refused, run.refused + refused
    has_more = run.items.filter(state=ItemState.WAITING).exists()
    run.state = State.RUNNING if has_more else State.DONE
    return has_more


def _part_of(run: BulkRun) -> int:
    return PART_AT_ONCE if ACTS[run.act].is_at_once else PART


def _done_to(run: BulkRun, items: Sequence[BulkItem], *, at: datetime) -> Mapping[UUID, Left | Refusal]:
    """Judge these cases anew, and do it to those that stand as they were seen."""
    act = ACTS[run.act]
    try:
        job = _job(run, act, is_undo=False, at=at)
    except (NotPermitted, KeyDestroyed) as error:
        return dict.fromkeys((item.report_id for item in items), _refusal_of(error))
    found, who = judged(report_ids=[item.report_id for item in items], by=job.by), who_is(job.by)
    outcomes: dict[UUID, Left | Refusal] = {}
    for item in items:
        facts = found[item.report_id].facts if item.report_id in found else None
        refusal = first_refusal(act.judge, facts, job.wanted, who, seen=item.seen)
        if refusal:
            outcomes[item.report_id] = refusal
    fit = [found[item.report_id] for item in items if item.report_id not in outcomes]
    outcomes |= _each_or_all(fit, lambda chosen: act.do(chosen, job), is_at_once=act.is_at_once)
    _note([each for each in fit if not isinstance(outcomes[each.report_id], Refusal)], job=job, act=act)
    return outcomes


def _undo_part(run: BulkRun, *, at: datetime) -> bool:
    items = list(run.items.filter(state=ItemState.DONE).order_by("report")[: _part_of(run)])
    outcomes = _undone(run, items, at=at)
    for item in items:
        refusal = outcomes.get(item.report_id, Refusal.FAILED)
        item.state = ItemState.KEPT if refusal else ItemState.UNDONE
        item.refusal = refusal.value if refusal else ""
    BulkItem.objects.bulk_update(items, ["state", "refusal"])
    kept = sum(item.state == ItemState.KEPT for item in items)
    run.undone, run.kept = run.undone + len(items) - kept, run.kept + kept
    has_more = run.items.filter(state=ItemState.DONE).exists()
    run.state = State.UNDOING if has_more else State.UNDONE
    return has_more


def _undone(run: BulkRun, items: Sequence[BulkItem], *, at: datetime) -> Mapping[UUID, Refusal | None]:
    act = ACTS[run.act]
    undo = act.undo
    assert undo is not None  # noqa: S101 - only such a run comes here
    try:
        job = _job(run, act, is_undo=True, at=at)
    except (NotPermitted, KeyDestroyed) as error:
        return dict.fromkeys((item.report_id for item in items), _refusal_of(error))
    done = [Done(report_id=item.report_id, left=item.left) for item in items]
    return _each_or_all(done, lambda chosen: undo(chosen, job), is_at_once=act.is_at_once)


def _job(run: BulkRun, act: Act, *, is_undo: bool, at: datetime) -> Job:
    """Return what is wanted, in the name of whoever asked as they are now. Raises NotPermitted and KeyDestroyed."""
    officer, written = (run.undo_officer, run.undone_by) if is_undo else (run.officer, run.asked_by)
    action = act.undo_action if is_undo and act.undo_action else act.action
    by = actor_for_user(officer) if officer else actor_from(written)
    if officer is not None and not officer.is_active:
        raise NotPermitted(by=by, action=action)
    require(by=by, action=action)
    words = words_of(run)
    reason = words.get("undo_reason", "") if is_undo else words["reason"]
    return Job(run_id=run.id, wanted=words["wanted"], reason=reason, by=by, at=at)


def _each_or_all(
    chosen: Sequence[Each], act: Callable[[Sequence[Each]], Mapping[UUID, Answer]], *, is_at_once: bool
) -> dict[UUID, Answer | Refusal]:
    """Do all at once where the act can; otherwise, and where that fails, one by one: one failure holds nobody up."""
    if is_at_once and len(chosen) > 1:
        try:
            with transaction.atomic():
                return dict(act(chosen))
        except Exception as error:
            logger.warning("bulk_part_failed", extra={"error": type(error).__name__, "cases": len(chosen)})
    outcomes: dict[UUID, Answer | Refusal] = {}
    for each in chosen:
        try:
            with transaction.atomic():
                outcomes |= act([each])
        except Exception as error:
            outcomes[each.report_id] = _refusal_of(error)
    return outcomes


def _refusal_of(error: Exception) -> Refusal:
    """Return the reason that an error stands for; the unforeseen is logged by its class, which quotes nobody."""
    for known, refusal in KNOWN:
        if isinstance(error, known):
            return refusal
    logger.warning("bulk_case_failed", extra={"error": type(error).__name__})
    return Refusal.FAILED


def _note(done: Sequence[Judged], *, job: Job, act: Act) -> None:
    """Say on each case that it was done in bulk, and in which run."""
    details = {"run": str(job.run_id), "act": act.code}
    notes = [Note(subject=f"case:{each.reference}", verb="done_in_bulk", details=details) for each in done]
    record_many(notes=notes, by=job.by, at=job.at)
