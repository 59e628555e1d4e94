"""What re-checks saw: whether what was asked about is there still, whatever the platform says."""

from datetime import datetime

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import Takedown, TakedownPost
from referrals.rules.takedowns.steps import Asked, State
from referrals.services.takedowns.sending import times
from referrals.services.takedowns.stepping import is_open_for, lock, take_step

Seen = TakedownPost.Seen


@transaction.atomic
def note_seen(*, post_id: int, seen: str, at: datetime, by: Actor = HUB) -> Takedown:
    """Note what a re-check saw of a post: up, gone or unknown; and move its request where that says something.

    Every post gone: removed, whether or not the platform said so, and confirmed. One up that was said to be removed:
    the request is with the platform again, its time running anew; one that had been seen gone: re-appeared. Unknown
    says nothing. Only a request to remove is moved. Raises ValueError for anything else, NotPermitted.
    """
    require(by=by, action=Action.MOVE_TAKEDOWN)
    post = TakedownPost.objects.get(id=post_id)
    takedown = lock(post.takedown_id)
    post.refresh_from_db()
    was_gone = post.gone_at is not None and post.seen != Seen.UP
    post.seen, post.seen_at = Seen(seen), at
    if post.seen == Seen.GONE and post.gone_at is None:
        post.gone_at = at
    post.save(update_fields=["seen", "seen_at", "gone_at"])
    if takedown.action != Asked.REMOVE or post.seen == Seen.UNKNOWN:
        return takedown
    if post.seen == Seen.UP:
        return _up(takedown, post, was_gone=was_gone, by=by, at=at)
    return _gone(takedown, by=by, at=at)


def _up(takedown: Takedown, post: TakedownPost, *, was_gone: bool, by: Actor, at: datetime) -> Takedown:
    if takedown.state != State.REMOVED:
        return takedown
    step, arguments = ("reappear", {"at": at}) if was_gone else ("found_up", {"at": at, **times(takedown, since=at)})
    details = {"post": post.position}
    return take_step(takedown_id=takedown.id, step=step, by=by, at=at, details=details, arguments=arguments)


def _gone(takedown: Takedown, *, by: Actor, at: datetime) -> Takedown:
    if takedown.posts.exclude(seen=Seen.GONE).exists():
        return takedown
    if takedown.state == State.REMOVED:
        if takedown.confirmed_at is None:
            takedown.confirm(at=at)
            takedown.save(update_fields=["confirmed_at", "first_gone_at"])
        return takedown
    if not is_open_for("found_gone", takedown=takedown):
        return takedown
    return take_step(takedown_id=takedown.id, step="found_gone", by=by, at=at, arguments={"at": at})
