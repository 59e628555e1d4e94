"""The line of messages of a hook: of each case one at a time is due. The caller has locked the hook's row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from referrals.models import HookDelivery, WebHook

State = HookDelivery.State


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is to be told: a change of a case by its position in the feed; a replay may name what it repeats."""

    case_id: UUID | None
    position: int | None
    change: str
    changed_at: datetime
    is_replay: bool = False
    replay_of: UUID | None = None


def queue(hook: WebHook, messages: Sequence[Message], *, at: datetime) -> list[HookDelivery]:
    """Put messages at the end of a hook's line, in this order; the row of the hook is to be saved by the caller.

    A message is due at once, unless one of the same case waits before it.
    """
    cases = {each.case_id for each in messages if each.case_id}
    taken = set(waiting(hook).filter(case__in=cases).values_list("case_id", flat=True).distinct())
    made = []
    for number, each in enumerate(messages, start=hook.last_number + 1):
        not_before = None if each.case_id in taken else at
        made.append(HookDelivery(hook=hook, number=number, due_since=at, not_before=not_before, **vars(each)))
        if each.case_id:
            taken.add(each.case_id)
    HookDelivery.objects.bulk_create(made, batch_size=500)
    hook.last_number += len(made)
    return made


def waiting(hook: WebHook) -> QuerySet[HookDelivery]:
    """Return the messages of a hook that wait."""
    return HookDelivery.objects.filter(hook=hook, state=State.WAITING)


def call_next(hook: WebHook, *, cases: Iterable[UUID], at: datetime) -> None:
    """Make the first waiting message of each of these cases due, where it waited for one that has ended."""
    firsts = waiting(hook).filter(case__in=list(cases)).order_by("case", "number").distinct("case")
    chosen = list(firsts.values_list("id", flat=True))
    HookDelivery.objects.filter(id__in=chosen, not_before__isnull=True).update(not_before=at)


def call_next_of(hook: WebHook, *, case_id: UUID | None, at: datetime) -> None:
    """Do the same for one case, at a cost that does not grow with how many wait."""
    if case_id is None:
        return
    first = waiting(hook).filter(case=case_id).order_by("number").values_list("id", "not_before").first()
    if first is not None and first[1] is None:
        HookDelivery.objects.filter(id=first[0]).update(not_before=at)
