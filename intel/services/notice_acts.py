"""What supervisors do with a notice: taken on, noted, dealt with, quietened until a day."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from intel.models import Notice, NoticeAct
from intel.rules.notice_steps import STEPS, State, Step
from intel.selectors.data_files import notice_table
from intel.selectors.notices import NoticeSeen, read_notice
from triage.selectors.time_bars import local_day

VERBS = {
    Step.TAKE_ON: "notice_taken_on",
    Step.NOTE: "notice_noted",
    Step.FINISH: "notice_dealt_with",
    Step.QUIETEN: "notice_quietened",
}
NEEDS_WORDS = frozenset({Step.NOTE, Step.FINISH, Step.QUIETEN})


class NoticeRefused(Exception):
    """This cannot be done with a notice; `field` says what it is about, or is empty."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def look(*, notice_id: UUID, by: Actor, at: datetime) -> NoticeSeen | None:
    """Return a notice with the cases that it rests on, and record that it was read. Raises NotPermitted."""
    require(by=by, action=Action.WORK_NOTICES)
    seen = read_notice(notice_id=notice_id, by=by)
    if seen is not None:
        record(subject=f"notice:{notice_id}", verb="viewed", by=by, at=at)
    return seen


@transaction.atomic
def act(
    *,
    notice_id: UUID,
    step: Step,
    words: str,
    quiet_until: date | None,
    expected_acts: int,
    by: Actor,
    at: datetime,
) -> Notice:
    """Do a step with a notice, in one's own words; `expected_acts` is its count when the page was opened.

    Quiet needs a reason and a last day, and how grave it is now is kept: it comes back where it gets clearly worse.
    Raises NoticeRefused, and NotPermitted.
    """
    require(by=by, action=Action.WORK_NOTICES)
    row = Notice.objects.select_for_update().get(id=notice_id)
    words = words.strip()
    _check(row, step, words, quiet_until, expected_acts, today=local_day(at))
    target = STEPS[step][1]
    if target is not None:
        row.state, row.level_then = target, row.level
        row.held_by = str(by) if target is State.TAKEN else ""
        row.quiet_until = quiet_until if target is State.QUIETENED else None
    row.acts_count += 1
    row.save()
    until = row.quiet_until if step is Step.QUIETEN else None
    NoticeAct.objects.create(notice=row, step=step, words=words, quiet_until=until, level=row.level, by=str(by), at=at)
    details = {"kind": row.kind, **({"until": until.isoformat()} if until else {})}
    record(subject=f"notice:{row.id}", verb=VERBS[step], by=by, at=at, details=details)
    return row


def _check(row: Notice, step: Step, words: str, quiet_until: date | None, expected_acts: int, *, today: date) -> None:
    if row.acts_count != expected_acts:
        raise NoticeRefused("Something was done with this notice since you opened it. Look at it before you act.")
    if step not in VERBS or State(row.state) not in STEPS[step][0]:
        raise NoticeRefused("That cannot be done with a notice that stands so.", field="step")
    if step in NEEDS_WORDS and not words:
        raise NoticeRefused("Say what was done, or why.", field="words")
    if step is not Step.QUIETEN:
        return
    longest = notice_table().quiet_at_most
    if quiet_until is None:
        raise NoticeRefused("Say until when it is to be quiet.", field="quiet_until")
    if not today < quiet_until <= today + longest:
        raise NoticeRefused(f"Choose a day after today and within {longest.days} days.", field="quiet_until")
