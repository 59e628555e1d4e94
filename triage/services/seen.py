"""Counting how much somebody has seen: a number a day, and how long without a break; never what."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import SeenDay
from triage.rules.wellbeing import Stretch, gone_on
from triage.selectors.wellbeing import own_account
from triage.selectors.wellbeing_table import get_wellbeing

MOST_AT_ONCE = 50


@transaction.atomic
def note_seen(*, by: Actor, at: datetime, words: int = 0, pictures: int = 0, files: int = 0) -> None:
    """Add what somebody has just seen to their own count of the day; at most 50 of each at once.

    A program has no count. Raises NotPermitted.
    """
    if by.user_id is None:
        return
    account = own_account(by)
    added = {
        name: min(max(number, 0), MOST_AT_ONCE)
        for name, number in (("words", words), ("pictures", pictures), ("files", files))
    }
    if not any(added.values()):
        return
    row = _lock(account, at=at)
    before = Stretch(began_at=row.stretch_began_at, last_at=row.stretch_last_at, seen=row.stretch_seen)
    for name, number in added.items():
        setattr(row, name, getattr(row, name) + number)
    _set_stretch(row, gone_on(before, at=at, seen=sum(added.values()), rule=get_wellbeing().rule))
    row.save()


@transaction.atomic
def note_break(*, by: Actor, at: datetime) -> None:
    """Begin to count anew towards the next suggestion: somebody takes a break, or does not want one now.

    Raises NotPermitted.
    """
    row = _lock(own_account(by), at=at)
    _set_stretch(row, Stretch(began_at=at, last_at=at, seen=0))
    row.save()


@transaction.atomic
def forget(*, by: Actor, at: datetime) -> int:
    """Destroy the counts of days that are older than the table keeps them; return how many. Raises NotPermitted."""
    require(by=by, action=Action.FORGET_SEEN)
    oldest = timezone.localdate(at) - timedelta(days=get_wellbeing().kept_days)
    return SeenDay.objects.filter(day__lt=oldest).delete()[0]


def _lock(account: int, *, at: datetime) -> SeenDay:
    """Lock the row of today, which the first thing seen makes; the stretch of a night goes on in it."""
    day = timezone.localdate(at)
    own = SeenDay.objects.select_for_update().filter(user=account)
    found = own.filter(day=day).first()
    if found:
        return found
    made = SeenDay(user_id=account, day=day)
    last = SeenDay.objects.filter(user=account, day=day - timedelta(days=1)).first()
    began = last.stretch_began_at if last else at
    _set_stretch(
        made,
        Stretch(began_at=began, last_at=last.stretch_last_at if last else began, seen=last.stretch_seen if last else 0),
    )
    SeenDay.objects.bulk_create([made], ignore_conflicts=True)
    return own.get(day=day)


def _set_stretch(row: SeenDay, stretch: Stretch) -> None:
    row.stretch_began_at, row.stretch_last_at, row.stretch_seen = stretch.began_at, stretch.last_at, stretch.seen
