"""Taking a snapshot: deriving the facts from the case tables, counting them, and comparing with the case tables."""

import time
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from intel.models import ReportFact, Snapshot, SnapshotCell
from intel.selectors.reconciling import check_all
from intel.services.statistics.counting import count_all, count_changed, scheme
from intel.services.statistics.deriving import derive_all

LOCK = 5_190_612
"""Only one snapshot is taken at a time."""
KEPT = timedelta(days=35)
"""How long the tables of every night are kept; those of the first night of a month stay."""
MEMORY = "256MB"


def take(*, by: Actor, at: datetime, rebuild: bool = False) -> Snapshot:
    """Derive every fact, write those that differ, count the tables and reconcile; `rebuild` begins from nothing.

    All of it sees the case tables at one moment (REPEATABLE READ), so that what officers do meanwhile belongs to the
    next snapshot. A snapshot whose numbers differ from those of the case tables is kept and says so: figures are
    shown with that, and nothing is released from it. Raises NotPermitted, BeingTaken.
    """
    require(by=by, action=Action.COUNT_FIGURES)
    began = time.monotonic()
    with transaction.atomic():
        _one_moment()
        before = None if rebuild else Snapshot.objects.order_by("-id").first()
        derived = derive_all(rebuild=rebuild)
        checks = check_all()
        snapshot = Snapshot.objects.create(
            taken_at=at,
            day=timezone.localdate(at) - timedelta(days=1),
            is_rebuild=rebuild,
            written=derived.written,
            reports=ReportFact.objects.count(),
            checks=[
                {"name": each.name, "facts": each.facts, "tables": each.tables, "differing": each.differing}
                for each in checks
            ],
            differs=sum(not each.holds for each in checks),
            seconds=Decimal(0),
            scheme=scheme(),
        )
        if before is None or before.scheme != snapshot.scheme:
            count_all(snapshot)
        else:
            count_changed(snapshot, before=before, months=derived.months)
        _weed(at)
        snapshot.seconds = Decimal(f"{time.monotonic() - began:.1f}")
        snapshot.save(update_fields=["seconds"])
        record(subject=f"snapshot:{snapshot.day}", verb="counted", by=by, at=at, details=_said(snapshot))
    return snapshot


def _said(snapshot: Snapshot) -> dict[str, Any]:
    return {"reports": snapshot.reports, "written": snapshot.written, "differs": snapshot.differs}


class BeingTaken(Exception):
    """Another snapshot is being taken."""


def _one_moment() -> None:
    """See one moment from here on. Within a transaction that has begun, as a test's, its isolation stays."""
    with connection.cursor() as cursor:
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if cursor.fetchone() == (False,):
            raise BeingTaken("Another snapshot is being taken; wait until it is done.")
        cursor.execute("SELECT set_config('work_mem', %s, TRUE)", [MEMORY])


def _weed(at: datetime) -> None:
    """Remove the tables of nights that are long past, but for the first of each month."""
    old = Snapshot.objects.filter(taken_at__lt=at - KEPT).order_by("taken_at")
    seen, gone = set[tuple[int, int]](), []
    for snapshot in old:
        month = (snapshot.day.year, snapshot.day.month)
        if month in seen:
            gone.append(snapshot.pk)
        seen.add(month)
    SnapshotCell.objects.filter(snapshot__in=gone).delete()
    Snapshot.objects.filter(pk__in=gone).delete()
