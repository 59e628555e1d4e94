"""When posts are looked at again: after a request was sent, after a claim, when an officer asks; or by an officer."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import nudge
from referrals.models import ReCheck, Takedown, TakedownPost
from referrals.rules.takedowns.rechecks import AFTER_CLAIM, AFTER_SENDING, SECOND_LOOK
from referrals.rules.takedowns.steps import ONCE_SENT, Asked
from referrals.services.capturing.asking import host_of
from referrals.services.takedowns.checking import note_seen
from referrals.services.takedowns.leaving import check_may_leave
from referrals.services.takedowns.reappearing import note_same_post
from referrals.services.takedowns.stepping import lock
from reports.models import Case, Content

TASK = "referrals.run_due_rechecks"
Why = ReCheck.Why
PLANNED = {
    "note_sent": (Why.SENT, AFTER_SENDING),
    "escalate": (Why.SENT, AFTER_SENDING),
    "found_up": (Why.SENT, AFTER_SENDING),
    "note_removed": (Why.CLAIMED, (AFTER_CLAIM,)),
}
"""After which step of a request its posts are looked at, and how long after."""


class CheckRefused(Exception):
    """There is nothing to look at: the request asks for no removal, or was not sent; or the hub fetches nothing."""


@transaction.atomic
def plan(*, takedown_id: UUID, step: str, at: datetime) -> int:
    """Plan the re-checks that follow a step of a request, `at` being when it was taken; return how many are new.

    Only of requests to remove. Planning twice plans once.
    """
    if step not in PLANNED:
        return 0
    takedown = Takedown.objects.get(id=takedown_id)
    if takedown.action != Asked.REMOVE:
        return 0
    why, waits = PLANNED[step]
    posts = list(takedown.posts.exclude(url=""))
    known = ReCheck.objects.filter(post__in=posts, why=why).values_list("post_id", "due_at")
    wanted = {(post.id, at + wait): post for wait in waits for post in posts}
    rows = [_row(post, why=why, due_at=due, by=HUB) for (_id, due), post in wanted.items()]
    fresh = [row for row in rows if (row.post_id, row.due_at) not in set(known)]
    ReCheck.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def may_ask(takedown: Takedown) -> bool:
    """Tell whether the posts of a request can be looked at: a platform was asked to remove them."""
    return takedown.action == Asked.REMOVE and takedown.state in ONCE_SENT


@transaction.atomic
def ask(*, takedown_id: UUID, by: Actor, at: datetime) -> int:
    """Have the posts of a request looked at now; return how many looks are new. One that waits already serves both.

    Raises CheckRefused, PostsDiverted, SubjectWithheld, NotPermitted.
    """
    require(by=by, action=Action.ASK_TAKEDOWN)
    takedown = _checkable(takedown_id)
    if not settings.CAPTURE:
        raise CheckRefused("switched_off")
    waiting = ReCheck.objects.filter(post__takedown=takedown, why=Why.ASKED, done_at__isnull=True)
    posts = takedown.posts.exclude(id__in=waiting.values("post")).order_by("position")
    rows = [_row(post, why=Why.ASKED, due_at=at, by=by) for post in posts]
    ReCheck.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        _record(takedown, "takedown_check_asked", posts=len(rows), by=by, at=at)
        transaction.on_commit(lambda: nudge(TASK))
    return len(rows)


@transaction.atomic
def note_by_hand(*, takedown_id: UUID, seen: str, by: Actor, at: datetime, position: int | None = None) -> Takedown:
    """Note what an officer saw of a post, by its position, or of all of them: up, gone or unknown. They are believed.

    Returns the request as it stands then. Raises CheckRefused, PostsDiverted, SubjectWithheld, NotPermitted, and
    ValueError for anything else that was seen.
    """
    require(by=by, action=Action.ASK_TAKEDOWN)
    takedown, known = _checkable(takedown_id), TakedownPost.Seen(seen)
    chosen = takedown.posts.order_by("position")
    posts = list(chosen.filter(position=position) if position is not None else chosen)
    if not posts:
        raise CheckRefused("no_such_post")
    rows = [_row(post, why=Why.BY_HAND, due_at=at, by=by) for post in posts]
    for row in rows:
        row.done_at, row.seen = at, known
    ReCheck.objects.bulk_create(rows, ignore_conflicts=True)
    _record(takedown, "takedown_looked_at", posts=len(rows), seen=known.value, by=by, at=at)
    for post in posts:
        takedown = note_seen(post_id=post.id, seen=known, by=by, at=at)
    return takedown


@transaction.atomic
def note_reported_again(*, report_id: UUID, at: datetime) -> int:
    """Link a new report to requests about the same post that was seen gone, and look at it once more, now.

    Who reports it may have seen it before it went: the look tells. Of a wave it is looked at once an hour: the next
    look is an hour after the last one. Returns how many requests are newly linked.
    """
    linked = note_same_post(report_id=report_id, at=at)
    keys = Content.objects.filter(report=report_id).values_list("post_key", flat=True)
    posts = TakedownPost.objects.filter(takedown__in=linked, post_key__in=[key for key in keys if key])
    looks = ReCheck.objects.filter(post__in=posts)
    waiting = looks.filter(done_at__isnull=True, not_before__lte=at + AFTER_CLAIM).values("post")
    lately = looks.filter(done_at__gt=at - SECOND_LOOK).values_list("post").annotate(last=Max("done_at"))
    due = {post_id: last + SECOND_LOOK for post_id, last in lately}
    rows = [_row(post, why=Why.AGAIN, due_at=due.get(post.id, at), by=HUB) for post in posts.exclude(id__in=waiting)]
    ReCheck.objects.bulk_create(rows, ignore_conflicts=True)
    return len(linked)


def look_again(posts: Iterable[TakedownPost], *, due_at: datetime) -> None:
    """Plan one more look at posts."""
    rows = [_row(post, why=Why.AGAIN, due_at=due_at, by=HUB) for post in posts]
    ReCheck.objects.bulk_create(rows, ignore_conflicts=True)


def _checkable(takedown_id: UUID) -> Takedown:
    takedown = lock(takedown_id)
    if not may_ask(takedown):
        raise CheckRefused("not_asked")
    check_may_leave(takedown, case=Case.objects.select_related("lead").get(id=takedown.report.case_id))
    return takedown


def _row(post: TakedownPost, *, why: ReCheck.Why, due_at: datetime, by: Actor) -> ReCheck:
    return ReCheck(post=post, why=why, by=str(by), host=host_of(post.url), due_at=due_at, not_before=due_at)


def _record(takedown: Takedown, verb: str, *, by: Actor, at: datetime, **facts: str | int) -> None:
    details = {"takedown": str(takedown.id), "platform": takedown.platform_code, **facts}
    record(subject=f"case:{takedown.report.case.reference}", verb=verb, by=by, at=at, details=details)
