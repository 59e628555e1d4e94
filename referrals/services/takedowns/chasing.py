"""Deadlines: reminders, what is not answered in time, and asking one level up."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from referrals.models import Takedown
from referrals.rules.takedowns.steps import WITH_PLATFORM, State
from referrals.services import letters
from referrals.services.takedowns.leaving import KIND, platform_of, subject_of
from referrals.services.takedowns.sending import make_link, times
from referrals.services.takedowns.stepping import lock, note, take_step

logger = logging.getLogger(__name__)

BATCH = 100
WAITING = sorted(state.value for state in WITH_PLATFORM)


def chase(*, at: datetime) -> int:
    """Remind of what was not answered, and note what is not answered in time; return how many requests were touched.

    At most 100 of each kind, each in a transaction of its own, which looks again under the lock: doing it twice, or in
    two processes at once, changes nothing more.
    """
    waiting = Takedown.objects.filter(state__in=WAITING)
    late = waiting.filter(answer_due_at__lte=at, question_open_at__isnull=True).order_by("answer_due_at", "id")
    silent = waiting.filter(state=State.SENT)
    to_remind = silent.filter(remind_at__lte=at, answer_due_at__gt=at).order_by("remind_at", "id")
    touched = sum(_note_silence(each, at=at) for each in late.values_list("id", flat=True)[:BATCH])
    return touched + sum(_remind(each, at=at) for each in to_remind.values_list("id", flat=True)[:BATCH])


@transaction.atomic
def escalate(*, takedown_id: UUID, at: datetime, by: Actor = HUB, why: str = "") -> Takedown:
    """Ask again, one level up: at the platform's second address, with a new link; its time runs anew.

    Where no such address is known an officer does it, and says how in `why`. Raises StepRefused, NotPermitted.
    """
    arguments = {"at": at, **times(lock(takedown_id), since=at)}
    moved = take_step(takedown_id=takedown_id, step="escalate", by=by, at=at, words=why, arguments=arguments)
    platform = platform_of(moved)
    if platform.escalation_address:
        _write(moved, to=platform.escalation_address, key=f"escalated:{moved.escalations}", by=by, at=at)
    return moved


@transaction.atomic
def _note_silence(takedown_id: UUID, *, at: datetime) -> bool:
    """Note that a platform's time has passed, and ask one level up where there is an address for that, once."""
    takedown = lock(takedown_id)
    if takedown.state not in WITH_PLATFORM or takedown.answer_due_at is None or takedown.answer_due_at > at:
        return False
    if takedown.question_open_at is not None:
        return False
    take_step(takedown_id=takedown_id, step="note_no_answer", by=HUB, at=at)
    logger.warning("takedown_unanswered", extra={"takedown": str(takedown_id), "platform": takedown.platform_code})
    if not takedown.escalations and platform_of(takedown).escalation_address:
        escalate(takedown_id=takedown_id, at=at)
    return True


@transaction.atomic
def _remind(takedown_id: UUID, *, at: datetime) -> bool:
    """Remind a platform that has said nothing, by letter where it has an address; else it stands for an officer."""
    takedown = lock(takedown_id)
    if takedown.state != State.SENT or takedown.remind_at is None or takedown.remind_at > at:
        return False
    takedown.remind_at = None
    takedown.save(update_fields=["remind_at"])
    note(takedown, step="remind", verb="takedown_reminded", by=HUB, at=at)
    platform = platform_of(takedown)
    if "@" in platform.takedown_address:
        _write(takedown, to=platform.takedown_address, key=f"reminder:{takedown.version}", by=HUB, at=at)
    return True


def _write(takedown: Takedown, *, to: str, key: str, by: Actor, at: datetime) -> None:
    link = make_link(takedown, platform=platform_of(takedown), by=by, at=at)
    case_id = takedown.report.case_id
    letters.queue(kind=f"{KIND}_again", subject=subject_of(takedown), case_id=case_id, to=to, at=at, link=link, key=key)
