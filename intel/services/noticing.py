"""Keeping notices as the hub looks: begun, renewed, brought back, and gone where nothing stands any more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from intel.models import Notice, NoticeAct, NoticeReport
from intel.rules.notice_steps import Standing, State, comes_again
from intel.selectors.data_files import notice_table
from triage.selectors.time_bars import local_day


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the hub has found of one thing: how grave, on which reports it rests, and why, in numbers and codes."""

    level: int
    report_ids: Collection[UUID]
    facts: Mapping[str, Any]
    first_at: datetime
    last_at: datetime


@transaction.atomic
def keep(*, kind: str, key: str, found: Found, by: Actor, at: datetime) -> Notice:
    """Note what was found under its key: a new notice, or the one that there is, brought back where it comes again.

    Doing it twice changes nothing. Raises NotPermitted.
    """
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    table = notice_table()
    values = {
        "level": found.level,
        "facts": dict(found.facts),
        "table_version": table.version,
        "first_at": found.first_at,
        "last_at": found.last_at,
        "looked_at": at,
    }
    row, is_new = Notice.objects.select_for_update().get_or_create(
        kind=kind, key=key, defaults={**values, "noticed_at": at}
    )
    if is_new:
        record(subject=f"notice:{row.id}", verb="notice_begun", by=by, at=at, details={"kind": kind})
    else:
        standing = Standing(
            kind=kind,
            state=State(row.state),
            level_then=row.level_then,
            last_at=row.last_at,
            quiet_until=row.quiet_until,
        )
        again = comes_again(standing, level=found.level, last_at=found.last_at, today=local_day(at), again=table.again)
        for name, value in values.items():
            setattr(row, name, value)
        if again:
            _bring_back(row, by=by, at=at)
        row.save()
    _set_members(row, found.report_ids)
    return row


@transaction.atomic
def let_go(*, notice_id: UUID, by: Actor, at: datetime) -> None:
    """Note that a notice does not stand any more, and on which reports it rested is forgotten. Raises NotPermitted."""
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    row = Notice.objects.select_for_update().get(id=notice_id)
    row.members.all().delete()
    if row.state == State.GONE:
        return
    row.state, row.level, row.facts, row.looked_at = State.GONE, 0, {}, at
    row.held_by, row.quiet_until = "", None
    _act(row, NoticeAct.Step.GO, by=by, at=at)
    row.save()


def take_turn(name: str) -> None:
    """Let one transaction at a time look at what has this name, so that two do not begin the same notice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"notice of {name}"])


def _bring_back(row: Notice, *, by: Actor, at: datetime) -> None:
    row.state, row.noticed_at, row.held_by, row.quiet_until = State.OPEN, at, "", None
    row.comebacks += 1
    _act(row, NoticeAct.Step.COME_AGAIN, by=by, at=at)


def _act(row: Notice, step: str, *, by: Actor, at: datetime) -> None:
    row.acts_count += 1
    NoticeAct.objects.create(notice=row, step=step, level=row.level, by=str(by), at=at)
    verb = "notice_gone" if step == NoticeAct.Step.GO else "notice_came_again"
    record(subject=f"notice:{row.id}", verb=verb, by=by, at=at, details={"kind": row.kind})


def _set_members(row: Notice, report_ids: Collection[UUID]) -> None:
    row.members.exclude(report__in=report_ids).delete()
    known = set(row.members.values_list("report", flat=True))
    NoticeReport.objects.bulk_create(
        [NoticeReport(notice=row, report_id=each) for each in report_ids if each not in known], ignore_conflicts=True
    )
