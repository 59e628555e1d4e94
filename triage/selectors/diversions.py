"""Reading what is diverted: what the bodies are still to be told, and what each thing is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import Diversion

MOST_LISTED = 50


@dataclass(frozen=True, kw_only=True)
class Thing:
    """The same bytes or the same post: one of its rows, how many reports have it, and since when it is marked."""

    row: Diversion
    reports: int
    since: datetime


def things_to_tell(*, by: Actor) -> QuerySet[Diversion, Any]:
    """Return the things of which a body is still to be told, each once. Raises NotPermitted."""
    require(by=by, action=Action.DIVERT)
    return _to_tell().values("thing").distinct()


def list_to_tell(*, by: Actor) -> list[Thing]:
    """Return up to 50 things that a body is to be told of, the longest waiting first. Raises NotPermitted."""
    require(by=by, action=Action.DIVERT)
    return _things(_to_tell(), order="since")


def list_told(*, by: Actor) -> list[Thing]:
    """Return the last 50 things that a body was told of and that are diverted still. Raises NotPermitted."""
    require(by=by, action=Action.DIVERT)
    return _things(Diversion.objects.filter(told_at__isnull=False, lifted_at__isnull=True), order="-since")


def get_diversion(*, diversion_id: int, by: Actor) -> Diversion | None:
    """Return one row, or None. Raises NotPermitted."""
    require(by=by, action=Action.DIVERT)
    return _with_all(Diversion.objects.filter(id=diversion_id)).first()


def list_same(*, diversion: Diversion) -> list[Diversion]:
    """Return up to 50 rows of the thing that one row is about, those not told first, then as they were marked."""
    rows = _with_all(Diversion.objects.filter(thing=diversion.thing, lifted_at=diversion.lifted_at))
    return list(rows.prefetch_related("report__contents").order_by("-told_at", "marked_at", "id")[:MOST_LISTED])


def rows_of_exhibits(*, evidence_ids: Collection[int]) -> dict[int, Diversion]:
    """Return by exhibit the row that holds for it now."""
    rows = Diversion.objects.filter(evidence__in=list(evidence_ids), lifted_at__isnull=True).select_related("body")
    return {row.evidence_id: row for row in rows if row.evidence_id is not None}


def rows_of_posts(*, content_ids: Collection[int]) -> dict[int, Diversion]:
    """Return by post the row that holds for it now."""
    rows = Diversion.objects.filter(content__in=list(content_ids), lifted_at__isnull=True).select_related("body")
    return {row.content_id: row for row in rows if row.content_id is not None}


def _to_tell() -> QuerySet[Diversion]:
    return Diversion.objects.filter(told_at__isnull=True, lifted_at__isnull=True)


def _things(rows: QuerySet[Diversion], *, order: str) -> list[Thing]:
    grouped = rows.values("thing").annotate(first=Min("id"), since=Min("marked_at"), n=Count("report", distinct=True))
    chosen = list(grouped.order_by(order, "first")[:MOST_LISTED])
    by_id = _with_all(Diversion.objects.all()).in_bulk([each["first"] for each in chosen])
    return [Thing(row=by_id[each["first"]], reports=each["n"], since=each["since"]) for each in chosen]


def _with_all(rows: QuerySet[Diversion]) -> QuerySet[Diversion]:
    return rows.select_related("report__case", "evidence", "content", "body")
