"""Merging many reports by one decision: kept as a batch, worked in parts, gone on with after a crash, and undone."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery

from hatehub.accounts.actors import Actor, actor_from
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import nudge
from reports.models import Case
from triage.models import Merge, MergeBatch, MergeBatchItem
from triage.selectors.merges import root_of
from triage.services import merging

logger = logging.getLogger(__name__)

MOST = 5000
PART = 50
WITHOUT_PROGRESS = timedelta(minutes=1)
State, ItemState = MergeBatch.State, MergeBatchItem.State
UNFINISHED = (State.QUEUED, State.RUNNING, State.UNDOING)
TASK = "triage.go_on_with_batches"


class BatchRefused(Exception):
    """The batch is empty, too large, or says no reason; the message says which."""


@transaction.atomic
def start(
    *,
    report_ids: Sequence[UUID],
    into_case_id: UUID,
    by: Actor,
    at: datetime,
    reason: str,
    source: Mapping[str, Any] | None = None,
) -> MergeBatch:
    """Keep the decision to merge up to 5,000 reports into a case; a worker carries it out.

    `source` says what they have in common, in ids and primitives. Raises BatchRefused, NotPermitted, and
    Case.DoesNotExist.
    """
    require(by=by, action=Action.MERGE)
    chosen = list(dict.fromkeys(report_ids))
    if not chosen or len(chosen) > MOST:
        raise BatchRefused(f"Choose at least one report and at most {MOST:,}.")
    if not reason.strip():
        raise BatchRefused("Say why these are the same.")
    case = Case.objects.get(id=into_case_id)
    batch = MergeBatch.objects.create(
        into_case=case,
        reason=reason,
        source=dict(source or {}),
        asked_by=str(by),
        asked_at=at,
        moved_at=at,
        total=len(chosen),
    )
    items = (MergeBatchItem(batch=batch, report_id=report_id) for report_id in chosen)
    MergeBatchItem.objects.bulk_create(items, batch_size=1000)
    _record(batch, verb="merge_batch_started", by=by, at=at, reason=reason)
    transaction.on_commit(lambda: nudge(TASK))
    return batch


@transaction.atomic
def work(*, batch_id: UUID, at: datetime) -> bool:
    """Carry out one part of a batch, of up to 50 reports, in one transaction; tell whether there is more to do.

    Safe to call twice at once and after a crash: a batch that is being worked is left alone, and what was done is
    known by its items.
    """
    batches = MergeBatch.objects.select_for_update(skip_locked=True, of=("self",))
    batch = batches.filter(id=batch_id, state__in=UNFINISHED).first()
    if batch is None:
        return False
    has_more = _undo_part(batch, at=at) if batch.state == State.UNDOING else _merge_part(batch, at=at)
    batch.moved_at = at
    batch.save(update_fields=["state", "moved_at", "done", "refused"])
    return has_more


@transaction.atomic
def undo(*, batch_id: UUID, by: Actor, at: datetime, reason: str) -> MergeBatch:
    """Take out again what a batch has merged, and merge no more of it; a worker carries it out.

    What somebody has taken out or merged anew since stays as it is. Doing it twice changes nothing. Raises
    NotPermitted.
    """
    require(by=by, action=Action.MERGE)
    batch = MergeBatch.objects.select_for_update().get(id=batch_id)
    if batch.state in (State.UNDOING, State.UNDONE):
        return batch
    batch.state, batch.moved_at = State.UNDOING, at
    batch.undone_by, batch.undone_at, batch.undone_reason = str(by), at, reason
    batch.save(update_fields=["state", "moved_at", "undone_by", "undone_at", "undone_reason"])
    _record(batch, verb="merge_batch_undone", by=by, at=at, reason=reason)
    transaction.on_commit(lambda: nudge(TASK))
    return batch


@transaction.atomic
def stop(*, batch_id: UUID, by: Actor, at: datetime, reason: str) -> MergeBatch:
    """Merge no more of a batch; what is merged stays. One that is finished is left alone. Raises NotPermitted."""
    require(by=by, action=Action.MERGE)
    batch = MergeBatch.objects.select_for_update().get(id=batch_id)
    if batch.state in (State.QUEUED, State.RUNNING):
        batch.state, batch.moved_at = State.STOPPED, at
        batch.save(update_fields=["state", "moved_at"])
        _record(batch, verb="merge_batch_stopped", by=by, at=at, reason=reason)
    return batch


def list_due(*, at: datetime) -> list[UUID]:
    """Return the batches that nobody works: those that wait, and those without progress for a minute."""
    unfinished = MergeBatch.objects.filter(state__in=UNFINISHED).order_by("asked_at", "id")
    return [
        batch.id
        for batch in unfinished.only("id", "state", "moved_at", "done", "refused", "asked_at", "undone_at")
        if _is_fresh(batch) or batch.moved_at < at - WITHOUT_PROGRESS
    ]


def _is_fresh(batch: MergeBatch) -> bool:
    """Tell whether nobody has begun to work a batch, or to undo it."""
    begun_at = batch.undone_at if batch.state == State.UNDOING else batch.asked_at
    return batch.state != State.RUNNING and batch.moved_at == begun_at


def _merge_part(batch: MergeBatch, *, at: datetime) -> bool:
    batch.state = State.RUNNING
    items = list(batch.items.filter(state=ItemState.WAITING).order_by("id")[:PART])
    case, by = root_of(case_id=batch.into_case_id), actor_from(batch.asked_by)

    def merge(report_ids: list[UUID]) -> tuple[dict[UUID, Any], Mapping[UUID, Exception]]:
        done = merging.merge_many(report_ids=report_ids, into_case_id=case.id, by=by, at=at, reason=batch.reason)
        return {row.report_id: row for row in done.merges}, done.refused

    done, refused = _each_or_all([item.report_id for item in items], merge)
    holding = Merge.objects.filter(report=OuterRef("report"), undone_at__isnull=True).values("id")
    batch.items.filter(report__in=done).update(state=ItemState.MERGED, merge=Subquery(holding[:1]))
    left_out = [item for item in items if item.report_id not in done and not _has_moved_on(refused.get(item.report_id))]
    for item in left_out:
        item.state, item.refusal = ItemState.REFUSED, str(refused.get(item.report_id, ""))[:200]
    MergeBatchItem.objects.bulk_update(left_out, ["state", "refusal"])
    batch.done, batch.refused = batch.done + len(done), batch.refused + len(left_out)
    has_more = batch.items.filter(state=ItemState.WAITING).exists()
    batch.state = State.RUNNING if has_more else State.DONE
    return has_more


def _has_moved_on(refusal: Exception | None) -> bool:
    """Tell whether the case was merged into another at this very moment: the next part goes there."""
    return isinstance(refusal, merging.MergeRefused) and refusal.code == "emptied"


def _undo_part(batch: MergeBatch, *, at: datetime) -> bool:
    items = list(
        batch.items.filter(state__in=[ItemState.MERGED, ItemState.WAITING])
        .order_by("id")
        .select_related("merge")[:PART]
    )
    holding = [item.report_id for item in items if item.merge and item.merge.undone_at is None]
    by = actor_from(batch.undone_by)

    def unmerge(report_ids: list[UUID]) -> tuple[dict[UUID, Any], Mapping[UUID, Exception]]:
        done = merging.unmerge_many(report_ids=report_ids, by=by, at=at, reason=batch.undone_reason)
        return {report.id: report for report in done.reports}, done.refused

    _, refused = _each_or_all(holding, unmerge)
    batch.items.filter(id__in=[item.id for item in items]).update(state=ItemState.UNDONE)
    still_in = [item for item in items if item.report_id in refused]
    for item in still_in:
        item.state, item.refusal = ItemState.REFUSED, str(refused[item.report_id])[:200]
    MergeBatchItem.objects.bulk_update(still_in, ["state", "refusal"])
    has_more = batch.items.filter(state__in=[ItemState.MERGED, ItemState.WAITING]).exists()
    batch.state = State.UNDOING if has_more else State.UNDONE
    return has_more


Act = Callable[[list[UUID]], tuple[dict[UUID, Any], Mapping[UUID, Exception]]]


def _each_or_all(report_ids: list[UUID], act: Act) -> tuple[dict[UUID, Any], Mapping[UUID, Exception]]:
    """Do all at once; where that fails, one by one, so that a single report cannot hold up the rest."""
    if not report_ids:
        return {}, {}
    try:
        with transaction.atomic():
            return act(report_ids)
    except Exception as error:
        logger.warning("merge_part_failed", extra={"error": type(error).__name__, "reports": len(report_ids)})
    done: dict[UUID, Any] = {}
    refused: dict[UUID, Exception] = {}
    for report_id in report_ids:
        try:
            with transaction.atomic():
                one, not_one = act([report_id])
            done |= one
            refused |= not_one
        except Exception as error:  # kept as the item's refusal, by class: a message may quote what a person wrote
            refused[report_id] = BatchRefused(f"This could not be done ({type(error).__name__}).")
    return done, refused


def _record(batch: MergeBatch, *, verb: str, by: Actor, at: datetime, reason: str) -> None:
    case = Case.objects.get(id=batch.into_case_id)
    details = {"batch": str(batch.id), "reports": batch.total, "source": {k: str(v) for k, v in batch.source.items()}}
    record(subject=f"case:{case.reference}", verb=verb, by=by, at=at, reason=reason, details=details)
