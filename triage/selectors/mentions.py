"""Reading where colleagues are mentioned: each reads an own list, and nobody's else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import Mention
from triage.selectors.notes import Written, opened

PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Mentioned:
    """One mention, with the note that it is in; `read_at` is None until it is read."""

    id: int
    read_at: datetime | None
    note: Written


@dataclass(frozen=True, kw_only=True)
class MentionsPage:
    """Up to 20 mentions, the unread first and then the newest, and the cursor of the next page or None."""

    mentions: list[Mentioned]
    following: str | None


def list_mentions(*, by: Actor, after: str = "") -> MentionsPage:
    """Return a page of where the actor is mentioned, with at most three queries. Raises NotPermitted.

    `after` is the cursor that the page before gave; anything else starts at the beginning.
    """
    require(by=by, action=Action.VIEW_CASE)
    group, last = _place(after)
    unread = _of(by).filter(read_at__isnull=True)
    read = _of(by).filter(read_at__isnull=False)
    found = list(unread.filter(Q() if last is None else Q(id__lt=last))[: PAGE + 1]) if group == "unread" else []
    if len(found) <= PAGE:
        since = last if group == "read" else None
        found += read.filter(Q() if since is None else Q(id__lt=since))[: PAGE + 1 - len(found)]
    shown = found[:PAGE]
    return MentionsPage(
        mentions=mentioned(shown, opened(row.note for row in shown)),
        following=_cursor(shown[-1]) if len(found) > PAGE else None,
    )


def unread_rows(*, by: Actor, most: int) -> list[Mention]:
    """Return the newest mentions that the actor has not read, with one query. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return list(_of(by).filter(read_at__isnull=True)[:most])


def mentioned(rows: Iterable[Mention], notes: Iterable[Written]) -> list[Mentioned]:
    """Return mentions with their notes."""
    by_id = {note.id: note for note in notes}
    return [Mentioned(id=row.id, read_at=row.read_at, note=by_id[row.note_id]) for row in rows]


def find_mention(*, mention_id: int, by: Actor) -> Mention | None:
    """Return a mention of the actor; None for one of somebody else. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return _of(by).filter(id=mention_id).first()


def _of(actor: Actor) -> QuerySet[Mention]:
    rows = Mention.objects.filter(user=actor.user_id) if actor.user_id is not None else Mention.objects.none()
    return rows.select_related("note__case").order_by("-id")


def _cursor(row: Mention) -> str:
    return f"{'unread' if row.read_at is None else 'read'}_{row.id}"


def _place(cursor: str) -> tuple[str, int | None]:
    """Return the group and the id that a cursor names; the beginning for one that cannot be read."""
    group, _, last = cursor.partition("_")
    if group in ("unread", "read") and last.isascii() and last.isdecimal():
        return group, int(last[:18])
    return "unread", None
