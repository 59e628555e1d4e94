"""Sending again what a hook was told before, and a test message."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.audit.services import record
from hatehub.outbox.services import nudge
from referrals.models import FeedEntry, HookDelivery, WebHook
from referrals.services.feeding import HOOKS_TASK
from referrals.services.hooks.keeping import get_locked
from referrals.services.hooks.planning import entries_after, wants
from referrals.services.hooks.queueing import Message, queue

MOST_AT_ONCE = 1000
State = HookDelivery.State


class HookPaused(Exception):
    """Nothing is sent to a hook that is paused."""


class ReplayUnclear(Exception):
    """A replay is of certain messages, of what came after a position, or of all that was given up: one of the three."""


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """How many messages were queued again; `is_all` is false where there are more: ask again, from `up_to` on."""

    count: int
    is_all: bool
    up_to: int | None = None


@transaction.atomic
def send_test(*, hook_id: UUID, by: Actor, at: datetime) -> HookDelivery:
    """Queue a test message, which is sent at once and tried once. Raises HookPaused, HookNotFound, NotPermitted."""
    hook = get_locked(hook_id, by=by)
    if hook.state == WebHook.State.PAUSED:
        raise HookPaused("The web hook is paused. Resume it first.")
    made = queue(hook, [Message(case_id=None, position=None, change="ping", changed_at=at)], at=at)
    hook.save(update_fields=["last_number"])
    record(subject=f"hook:{hook.id}", verb="hook_tested", by=by, at=at)
    transaction.on_commit(lambda: nudge(HOOKS_TASK))
    return made[0]


@transaction.atomic
def replay(
    *,
    hook_id: UUID,
    by: Actor,
    at: datetime,
    deliveries: Sequence[UUID] = (),
    since: int | None = None,
    is_given_up: bool = False,
) -> Replayed:
    """Queue messages again, in the order of the feed and after all that waits, 1,000 at most.

    `deliveries`: these messages, as far as they have ended. `since`: what the feed holds after a position, also from
    before the hook was there, as far as it is planned and wanted. `is_given_up`: all that was given up, the oldest
    first. Each replay has an id of its own and says which message it repeats. Raises ReplayUnclear, HookNotFound,
    NotPermitted.
    """
    hook = get_locked(hook_id, by=by)
    if sum((bool(deliveries), since is not None, is_given_up)) != 1:
        raise ReplayUnclear("Say which messages, from which position on, or all that was given up: one of the three.")
    done = _replay_ended(hook, deliveries, at=at) if since is None else _replay_since(hook, since, at=at)
    hook.save(update_fields=["last_number"])
    details = {"count": done.count, "since": since, "given_up": is_given_up}
    record(subject=f"hook:{hook.id}", verb="hook_replayed", by=by, at=at, details=details)
    transaction.on_commit(lambda: nudge(HOOKS_TASK))
    return done


def _replay_ended(hook: WebHook, deliveries: Sequence[UUID], *, at: datetime) -> Replayed:
    """Repeat messages that have ended; none named: those that were given up."""
    rows = HookDelivery.objects.filter(hook=hook, case__isnull=False)
    if deliveries:
        chosen = rows.filter(id__in=list(deliveries)[:MOST_AT_ONCE]).exclude(state=State.WAITING)
    else:
        chosen = rows.filter(state=State.GIVEN_UP)
    found = list(chosen.order_by("position", "number")[: MOST_AT_ONCE + 1])
    page = found[:MOST_AT_ONCE]
    queue(hook, [_again(each) for each in page], at=at)
    _note_replayed(each.id for each in page)
    return Replayed(count=len(page), is_all=len(found) <= MOST_AT_ONCE)


def _replay_since(hook: WebHook, since: int, *, at: datetime) -> Replayed:
    entries = list(entries_after(hook, position=since).filter(position__lte=hook.position)[: MOST_AT_ONCE + 1])
    page = entries[:MOST_AT_ONCE]
    positions = [entry.position for entry in page]
    planned = HookDelivery.objects.filter(hook=hook, is_replay=False, position__in=positions)
    earlier = dict(planned.values_list("position", "id"))
    queue(hook, [_of_feed(each, earlier.get(each.position)) for each in page if wants(hook, each.change)], at=at)
    _note_replayed(earlier.values())
    up_to = page[-1].position if page else since
    count = sum(wants(hook, each.change) for each in page)
    return Replayed(count=count, is_all=len(entries) <= MOST_AT_ONCE, up_to=up_to)


def _again(delivery: HookDelivery) -> Message:
    return Message(
        case_id=delivery.case_id,
        position=delivery.position,
        change=delivery.change,
        changed_at=delivery.changed_at,
        is_replay=True,
        replay_of=delivery.id,
    )


def _of_feed(entry: FeedEntry, earlier: UUID | None) -> Message:
    return Message(
        case_id=entry.case_id,
        position=entry.position,
        change=entry.change,
        changed_at=entry.at,
        is_replay=True,
        replay_of=earlier,
    )


def _note_replayed(deliveries: Iterable[UUID]) -> None:
    """Mark what was given up as sent again, so that it is not repeated twice."""
    given_up = HookDelivery.objects.filter(id__in=list(deliveries), state=State.GIVEN_UP)
    given_up.update(state=State.REPLAYED)
