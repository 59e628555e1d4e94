"""Batches of reports: kept sealed, worked row by row, gone on with by another process where one dies."""

import json
import logging
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q

from hatehub.accounts.actors import Actor, actor_for_client
from hatehub.accounts.models import ApiClient
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import nudge
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import InboundBatch, InboundRow
from referrals.rules.referred_states import Told
from referrals.services.referring import Taken, refer_given, subject_of
from reports.forms.referred_report import AnswersRefused
from reports.services.submission import NothingToReport

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
RENEWED_EVERY = 10
AT_ONCE = 50
"""How many rows are worked before the answer; more are left to a worker."""
KEPT = timedelta(days=7)
SECONDS = 20
TASK = "referrals.work_due_batches"


class BatchRunning(Exception):
    """The program has a batch that is not finished."""


class BatchNotFound(Exception):
    """The program has sent no such batch, or it was finished seven days ago."""


@dataclass(frozen=True, kw_only=True)
class RowAnswer:
    """What became of one row: a report that was taken in, or the code of a refusal, with errors by field."""

    number: int
    status: int
    own_reference: str
    taken: Taken | None
    code: str
    errors: dict[str, list[str]]


@transaction.atomic
def start(*, reports: list[Any], by: Actor, at: datetime) -> InboundBatch:
    """Keep a batch, to be worked from now on. Raises NotPermitted and BatchRunning."""
    require(by=by, action=Action.SUBMIT_REPORT)
    is_short = len(reports) <= AT_ONCE
    batch = InboundBatch(client_id=by.identifier, rows=len(reports), sent_at=at)
    batch.leased_until = at + LEASE if is_short else None
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError:
        raise BatchRunning("Your batch before is not finished. Send the next when it is.") from None
    vault.create_keys(owner=batch.id, purposes=(Purpose.MATERIAL,), at=at)
    keys = vault.open_keys(owner=batch.id)
    rows = [
        InboundRow(
            batch=batch,
            number=number,
            sealed=keys.seal(json.dumps(given), purpose=Purpose.MATERIAL, field=f"row:{number}"),
        )
        for number, given in enumerate(reports, start=1)
    ]
    InboundRow.objects.bulk_create(rows)
    details = {"batch": str(batch.id), "rows": len(rows)}
    record(subject=subject_of(by), verb="batch_sent", by=by, at=at, details=details)
    if not is_short:
        transaction.on_commit(lambda: nudge(TASK))
    return batch


def lease_due(*, at: datetime) -> list[UUID]:
    """Lease the batches that wait, or whose process has died, for a minute; return them."""
    waiting = Q(leased_until__isnull=True) | Q(leased_until__lt=at)
    with transaction.atomic():
        due = InboundBatch.objects.filter(waiting, finished_at__isnull=True).order_by("sent_at")
        ids = list(due.select_for_update(skip_locked=True).values_list("id", flat=True)[:20])
        InboundBatch.objects.filter(id__in=ids).update(leased_until=at + LEASE)
    return ids


def work(*, batch_id: UUID, at: datetime) -> bool:
    """Work the rows of a leased batch, each in a transaction of its own, for 20 seconds; tell whether all are done.

    A row is done once, whoever works it: another process that works the same batch waits for it and passes on.
    """
    begun = time.monotonic()
    batch = InboundBatch.objects.filter(id=batch_id, finished_at__isnull=True).first()
    if batch is None:
        return True
    client = ApiClient.objects.select_related("force", "partner").get(client_id=batch.client_id)
    left = InboundRow.objects.filter(batch=batch, status__isnull=True).order_by("number").values_list("id", flat=True)
    for place, row_id in enumerate(list(left)):
        spent = time.monotonic() - begun
        if spent > SECONDS:
            return False
        if place % RENEWED_EVERY == 0:
            until = at + timedelta(seconds=spent) + LEASE
            InboundBatch.objects.filter(id=batch_id).update(leased_until=until)
        _work_row(row_id, client=client, at=at)
    InboundBatch.objects.filter(id=batch_id, finished_at__isnull=True).update(finished_at=at, leased_until=None)
    return True


@transaction.atomic
def _work_row(row_id: int, *, client: ApiClient, at: datetime) -> None:
    row = InboundRow.objects.select_for_update().get(id=row_id)
    if row.sealed is None:
        return
    text = vault.unseal(row.sealed, owner=row.batch_id, purpose=Purpose.MATERIAL, field=f"row:{row.number}")
    given = json.loads(text)
    status, answer = _answer(given, client=client, at=at)
    answer["own_reference"] = _own_reference(given)
    row.sealed_answer = vault.seal(answer, owner=row.batch_id, purpose=Purpose.MATERIAL, field=f"answer:{row.number}")
    row.status, row.sealed = status, None
    row.save(update_fields=["status", "sealed", "sealed_answer"])


def _answer(given: Any, *, client: ApiClient, at: datetime) -> tuple[int, dict[str, Any]]:
    """Take one row in; return its status, and what is kept of the answer. What is wrong with it stops no other."""
    if not client.is_active:
        return 403, {"code": "client_revoked"}
    try:
        with transaction.atomic():
            taken, _own = refer_given(given=given, by=actor_for_client(client), at=at)
    except AnswersRefused as refusal:
        return 400, {"code": "invalid", "errors": refusal.errors}
    except NothingToReport:
        return 400, {"code": "nothing_to_report"}
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("row_failed", extra={"error": type(error).__name__})
        return 500, {"code": "row_failed"}
    return (201 if taken.is_new else 200), {"taken": asdict(taken)}


def _own_reference(given: Any) -> str:
    told = given.get("own_reference") if isinstance(given, dict) else ""
    return told[:100].encode(errors="replace").decode() if isinstance(told, str) else ""


def find_batch(*, batch_id: str, by: Actor) -> InboundBatch:
    """Return a batch of the program's own. Raises NotPermitted and BatchNotFound."""
    require(by=by, action=Action.FOLLOW_REFERRED)
    try:
        found = InboundBatch.objects.filter(client_id=by.identifier, id=UUID(batch_id)).first()
    except ValueError:
        found = None
    if found is None:
        raise BatchNotFound("Your client has sent no such batch, or it was finished more than seven days ago.")
    return found


def read_answers(*, batch: InboundBatch) -> list[RowAnswer]:
    """Return what became of the rows that are worked, in order, with two queries."""
    rows = list(InboundRow.objects.filter(batch=batch, status__isnull=False).order_by("number"))
    sealed = {row.number: (batch.id, f"answer:{row.number}", row.sealed_answer or b"") for row in rows}
    opened = vault.unseal_each(sealed, purpose=Purpose.MATERIAL) if sealed else {}
    return [_row_answer(row, opened.get(row.number, {})) for row in rows]


def _row_answer(row: InboundRow, kept: dict[str, Any]) -> RowAnswer:
    taken = kept.get("taken")
    return RowAnswer(
        number=row.number,
        status=row.status or 0,
        own_reference=kept.get("own_reference", ""),
        taken=Taken(**{**taken, "state": Told(taken["state"])}) if taken else None,
        code=kept.get("code", ""),
        errors=kept.get("errors", {}),
    )


def forget_old(*, at: datetime) -> int:
    """Remove batches that were finished seven days ago, with their answers and keys; return how many there were."""
    old = InboundBatch.objects.filter(finished_at__lt=at - KEPT).order_by("finished_at")
    ids = list(old.values_list("id", flat=True)[:100])
    for batch_id in ids:
        with transaction.atomic():
            vault.destroy_key(owner=batch_id, purpose=Purpose.MATERIAL, at=at)
            InboundRow.objects.filter(batch=batch_id).delete()
            InboundBatch.objects.filter(id=batch_id).delete()
    return len(ids)
