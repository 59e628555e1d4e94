"""Planning messages out of the change feed, hook by hook and in its order."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from referrals.models import FeedEntry, WebHook
from referrals.services.hooks.queueing import Message, queue

BATCH = 500


def plan_all(*, at: datetime) -> int:
    """Plan what the feed holds and hooks have not been given; return how many changes were looked at.

    One statement finds the hooks with news; a hook with none costs nothing more.
    """
    news = FeedEntry.objects.filter(force=OuterRef("force"), position__gt=OuterRef("position"))
    behind = WebHook.objects.exclude(state=WebHook.State.PAUSED).filter(Exists(news))
    looked_at = 0
    for hook_id in behind.order_by("id").values_list("id", flat=True):
        while found := plan(hook_id=hook_id, at=at):
            looked_at += found
    return looked_at


@transaction.atomic
def plan(*, hook_id: UUID, at: datetime) -> int:
    """Plan the next 500 changes at most for one hook; return how many were looked at. Doing it twice adds nothing."""
    hook = WebHook.objects.select_for_update(no_key=True).exclude(state=WebHook.State.PAUSED).filter(id=hook_id).first()
    if hook is None:
        return 0
    entries = list(entries_after(hook, position=hook.position)[:BATCH])
    if entries:
        queue(hook, [message_of(entry) for entry in entries if wants(hook, entry.change)], at=at)
        hook.position = int(entries[-1].position or 0)
        hook.save(update_fields=["position", "last_number"])
    return len(entries)


def entries_after(hook: WebHook, *, position: int) -> QuerySet[FeedEntry]:
    """Return the changes of the hook's force after a position, in their order."""
    return FeedEntry.objects.filter(force_id=hook.force_id, position__gt=position).order_by("position")


def wants(hook: WebHook, change: str) -> bool:
    """Tell whether a hook is told of such a change."""
    return not hook.changes or change in hook.changes


def message_of(entry: FeedEntry) -> Message:
    """Return a change of the feed as a message."""
    return Message(case_id=entry.case_id, position=entry.position, change=entry.change, changed_at=entry.at)
