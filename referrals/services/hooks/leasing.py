"""Whose turn it is: one message of a hook is leased at a time, and what came of it is kept."""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from hatehub.accounts.actors import HUB
from hatehub.audit.services import record
from referrals.models import HookAttempt, HookDelivery, WebHook
from referrals.rules.hooks.answers import Answer, Meaning
from referrals.rules.hooks.waiting import PATIENCE, is_enough, wait_after
from referrals.rules.takedowns.breaker import Standing
from referrals.services.hooks.queueing import call_next, call_next_of, waiting

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
MOST_OF_ONE = 4
"""How many messages of one hook are out at once, each of another case."""
MOST_OUT = 64
"""How many messages of all hooks are out at once, in all processes together."""
GIVEN_UP_AT_ONCE = 500
State = HookDelivery.State
BREAKER = ("failures", "away_since", "opens_at", "holds_until", "last_code")


def list_due(*, at: datetime) -> list[UUID]:
    """Return the hooks to which something may be sent now: those that are well first."""
    due = HookDelivery.objects.filter(hook=OuterRef("pk"), state=State.WAITING, not_before__lte=at)
    closed = ~Q(opens_at__gt=at) | Q(opens_at__isnull=True)
    free = ~Q(holds_until__gt=at) | Q(holds_until__isnull=True)
    hooks = WebHook.objects.exclude(state=WebHook.State.PAUSED)
    chosen = hooks.filter(closed & free & Exists(due) | Exists(due.filter(case__isnull=True)))
    return list(chosen.order_by("failures", "id").values_list("id", flat=True))


@transaction.atomic
def lease(*, hook_id: UUID, at: datetime) -> HookDelivery | None:
    """Lease the next message of a hook that may go now, with its hook, force and case; None where none may.

    Nobody else sends it until the lease ends. Where the breaker is open, one message goes as a try; a test message
    goes all the same.
    """
    hook = lock(hook_id)
    if hook is None or hook.state == WebHook.State.PAUSED or not _has_room(hook, at=at):
        return None
    standing = standing_of(hook)
    is_barred = standing.not_before(at, an_hour=0) is not None
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    due = waiting(hook).filter(free, not_before__lte=at)
    if is_barred:
        due = due.filter(case__isnull=True)
    chosen = due.order_by("not_before", "number").select_related("hook__force", "case").first()
    if chosen is None:
        return None
    chosen.leased_until = at + LEASE
    chosen.save(update_fields=["leased_until"])
    if not is_barred:
        save(hook, standing.tried(at))
    return chosen


def _has_room(hook: WebHook, *, at: datetime) -> bool:
    out = HookDelivery.objects.filter(state=State.WAITING, leased_until__gt=at)
    return out.count() < MOST_OUT and out.filter(hook=hook).count() < MOST_OF_ONE


@transaction.atomic
def conclude(*, leased: HookDelivery, answer: Answer, at: datetime, chance: float) -> None:
    """Keep what came of a message that this process leased, and what follows for its hook and its case.

    Where the lease had ended and another process has the message, only an answer that it was taken counts.
    `chance` is from 0 to 1, for the jitter.
    """
    hook = lock(leased.hook_id)
    delivery = HookDelivery.objects.filter(id=leased.id).first() if hook else None
    if hook is None or delivery is None:
        return
    HookAttempt.objects.create(
        delivery=delivery, at=at, status=answer.status, milliseconds=answer.milliseconds, code=answer.code[:60]
    )
    is_mine = delivery.state == State.WAITING and delivery.leased_until == leased.leased_until
    if answer.meaning is Meaning.TAKEN:
        _note_taken(hook, delivery, answer, at=at)
    elif is_mine and answer.meaning is Meaning.GONE:
        _note_gone(hook, delivery, answer, at=at)
    elif is_mine:
        _note_failed(hook, delivery, answer, at=at, chance=chance)


def _note_taken(hook: WebHook, delivery: HookDelivery, answer: Answer, *, at: datetime) -> None:
    if delivery.state == State.WAITING:
        _keep(delivery, answer, state=State.DELIVERED, at=at)
        call_next_of(hook, case_id=delivery.case_id, at=at)
    if hook.state == WebHook.State.FAILING:
        hook.state = WebHook.State.ON
        hook.save(update_fields=["state"])
        record(subject=f"hook:{hook.id}", verb="hook_well_again", by=HUB, at=at)
    save(hook, standing_of(hook).answered())


def _note_gone(hook: WebHook, delivery: HookDelivery, answer: Answer, *, at: datetime) -> None:
    """410 Gone: the receiver wants no more. What waits stays, in case the force resumes the hook."""
    _keep(delivery, answer, state=State.GIVEN_UP if delivery.case_id is None else State.WAITING, at=at)
    hook.state, hook.paused_because = WebHook.State.PAUSED, "gone"
    hook.save(update_fields=["state", "paused_because"])
    record(subject=f"hook:{hook.id}", verb="hook_paused", by=HUB, at=at, details={"because": "gone"})
    logger.error("hook_gone", extra={"hook": str(hook.id)})


def _note_failed(hook: WebHook, delivery: HookDelivery, answer: Answer, *, at: datetime, chance: float) -> None:
    """Later, ever later; after three days given up. A test message is tried once.

    The first try of a message counts for the breaker, and every try while it is open: a single message that a
    receiver never takes does not stop those of other cases.
    """
    standing, is_first = standing_of(hook), delivery.attempts == 0
    until = at + wait_after(delivery.attempts + 1, chance=chance)
    if answer.meaning is Meaning.LATER and answer.after is not None:
        until = max(until, at + answer.after)
        standing = standing.held(at + answer.after, code=answer.code)
    elif delivery.case_id is not None and (is_first or standing.is_open):
        standing = standing.failed(at, code=answer.code, chance=chance)
    save(hook, standing)
    is_over = is_enough(waited=at - delivery.due_since, attempts=delivery.attempts + 1)
    if delivery.case_id is not None and not is_over:
        _keep(delivery, answer, state=State.WAITING, at=at, until=until)
        return
    _keep(delivery, answer, state=State.GIVEN_UP, at=at)
    if delivery.case_id is not None:
        call_next_of(hook, case_id=delivery.case_id, at=at)
        _note_failing(hook, code=answer.code[:60], at=at)


def _keep(delivery: HookDelivery, answer: Answer, *, state: State, at: datetime, until: datetime | None = None) -> None:
    delivery.state, delivery.attempts = state, delivery.attempts + 1
    delivery.last_status, delivery.last_code = answer.status, answer.code[:60]
    delivery.leased_until, delivery.not_before = None, until or at
    delivery.ended_at = None if state == State.WAITING else at
    delivery.save()


def give_up_old(*, at: datetime) -> int:
    """Give up what has waited for three days for a hook that was away all that time; return how many there were."""
    old = HookDelivery.objects.filter(hook=OuterRef("pk"), state=State.WAITING, due_since__lte=at - PATIENCE)
    away = WebHook.objects.exclude(state=WebHook.State.PAUSED).filter(away_since__lte=at - PATIENCE)
    return sum(_give_up_of(hook_id, at=at) for hook_id in away.filter(Exists(old)).values_list("id", flat=True))


@transaction.atomic
def _give_up_of(hook_id: UUID, *, at: datetime) -> int:
    hook = lock(hook_id)
    if hook is None or hook.away_since is None or at - hook.away_since < PATIENCE:
        return 0
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    old = waiting(hook).filter(free, due_since__lte=at - PATIENCE).order_by("number")
    chosen = list(old.values_list("id", "case_id")[:GIVEN_UP_AT_ONCE])
    ended = HookDelivery.objects.filter(id__in=[delivery_id for delivery_id, _case in chosen])
    ended.update(state=State.GIVEN_UP, ended_at=at, leased_until=None, last_code=hook.last_code)
    call_next(hook, cases={case_id for _id, case_id in chosen if case_id}, at=at)
    _note_failing(hook, code=hook.last_code, at=at)
    return len(chosen)


def _note_failing(hook: WebHook, *, code: str, at: datetime) -> None:
    """Mark a hook as failing, once: its force and the hub's officers see it."""
    if hook.state != WebHook.State.ON:
        return
    hook.state, hook.last_code = WebHook.State.FAILING, code
    hook.save(update_fields=["state", "last_code"])
    record(subject=f"hook:{hook.id}", verb="hook_failing", by=HUB, at=at, details={"code": code})
    logger.error("hook_failing", extra={"hook": str(hook.id), "code": code})


def lock(hook_id: UUID) -> WebHook | None:
    """Return a hook, locked in the caller's transaction; None where it was removed."""
    return WebHook.objects.select_for_update(no_key=True).filter(id=hook_id).first()


def standing_of(hook: WebHook) -> Standing:
    """Return how sending to a hook goes, as the rule reads it."""
    return Standing(**{name: getattr(hook, name) for name in BREAKER})


def save(hook: WebHook, standing: Standing) -> None:
    """Keep a standing in the row of a hook that the caller has locked, where it is another."""
    if standing == standing_of(hook):
        return
    for name, value in asdict(standing).items():
        if name in BREAKER:
            setattr(hook, name, value)
    hook.save(update_fields=list(BREAKER))
