"""Sending a request: an officer says so, and a channel or a hand does it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Platform
from referrals.models import AnswerLink, Takedown
from referrals.rules.takedowns.door import People
from referrals.rules.takedowns.steps import Asked, check_step
from referrals.rules.takedowns.wording import problems_of
from referrals.services import answer_links, letters
from referrals.services.takedowns.door import people_of
from referrals.services.takedowns.drafting import WordingRefused, offered_offences, read_wording
from referrals.services.takedowns.leaving import KIND, check_may_leave, goes_by_letter, platform_of, subject_of
from referrals.services.takedowns.sealing import check_sealed
from referrals.services.takedowns.stepping import lock, note, take_step
from reports.models import Case

ANSWERS_FOR = timedelta(days=60)
"""How long a platform's link for answers opens."""
LONGEST_REFERENCE = 120


def ask_to_send(
    *, takedown_id: UUID, by: Actor, at: datetime, expected_version: int | None = None, by_hand: bool = False
) -> Takedown:
    """Have a draft sent: by its channel as soon as that can, or by hand where the platform has none, or `by_hand` is.

    Everything is checked anew: people may have joined the case since, and evidence may have changed. Afterwards the
    platform has a link to answer by, and what goes by e-mail is queued. Raises NotSealed unless it only asks to
    preserve data, PostsDiverted, WordingRefused, SubjectWithheld, StepRefused, StaleTakedown, NotPermitted.
    """
    require(by=by, action=Action.ASK_TAKEDOWN)
    people = people_of(case=Case.objects.get(reports__takedowns=takedown_id), at=at)  # recorded, whatever comes of it
    return _ask_to_send(takedown_id, people=people, expected_version=expected_version, by_hand=by_hand, by=by, at=at)


@transaction.atomic
def _ask_to_send(
    takedown_id: UUID, *, people: People, expected_version: int | None, by_hand: bool, by: Actor, at: datetime
) -> Takedown:
    takedown = lock(takedown_id)
    check_step("ask_to_send", state=takedown.state)
    case = Case.objects.select_related("lead").get(id=takedown.report.case_id)
    check_may_leave(takedown, case=case)
    _check_door(takedown, case=case, people=people)
    if takedown.action != Asked.PRESERVE:
        check_sealed(takedown=takedown)
    arguments = {"by": str(by), "at": at, "by_hand": by_hand}
    moved = take_step(
        takedown_id=takedown_id,
        step="ask_to_send",
        by=by,
        at=at,
        expected_version=expected_version,
        arguments=arguments,
    )
    platform = platform_of(moved)
    link = make_link(moved, platform=platform, by=by, at=at)
    if goes_by_letter(platform) and not by_hand:
        to, key = platform.takedown_address, f"approved:{moved.version}"
        letters.queue(kind=KIND, subject=subject_of(moved), case_id=case.id, to=to, at=at, link=link, key=key)
    return moved


@transaction.atomic
def note_sent(*, takedown_id: UUID, reference: str, at: datetime, by: Actor = HUB) -> Takedown:
    """Note that the platform has a request, by which reference of its own; its time to answer runs from now.

    Raises StepRefused, NotPermitted.
    """
    arguments = {"at": at, "reference": reference[:LONGEST_REFERENCE], **times(lock(takedown_id), since=at)}
    return take_step(takedown_id=takedown_id, step="note_sent", by=by, at=at, arguments=arguments)


@transaction.atomic
def note_undeliverable(*, takedown_id: UUID, why: str, at: datetime, by: Actor = HUB) -> Takedown:
    """Note that a request cannot be sent as it is, or never arrived: it is a draft again, for an officer to look at.

    `why` is a code. What came back does not count as sent. Raises StepRefused, NotPermitted.
    """
    step, arguments = "note_undeliverable", {"why": why[:60]}
    return take_step(takedown_id=takedown_id, step=step, by=by, at=at, reason=why[:60], arguments=arguments)


@transaction.atomic
def note_unheard(*, takedown_id: UUID, why: str, at: datetime, by: Actor = HUB) -> Takedown:
    """Note that a letter about a request did not arrive, with a code; it stands with what an officer has to do.

    Until the platform is heard, or asked again. Raises NotPermitted.
    """
    require(by=by, action=Action.MOVE_TAKEDOWN)
    takedown = lock(takedown_id)
    takedown.undeliverable = why[:60]
    takedown.save(update_fields=["undeliverable"])
    note(takedown, step="letter_failed", verb="takedown_letter_failed", by=by, at=at, reason=why[:60])
    return takedown


def times(takedown: Takedown, *, since: datetime) -> dict[str, Any]:
    """Return until when a platform is to answer, and when it is reminded, counted from a moment."""
    platform = platform_of(takedown)
    remind = since + timedelta(hours=platform.reminder_hours) if platform.reminder_hours else None
    return {"due_at": since + timedelta(hours=platform.takedown_deadline_hours), "remind_at": remind}


def make_link(takedown: Takedown, *, platform: Platform, by: Actor, at: datetime) -> AnswerLink:
    """Make the link by which a platform answers; one that was made before opens no more."""
    subject = subject_of(takedown)
    answer_links.revoke(subject=subject, by=by, at=at, why="Another link takes its place.")
    case_id, recipient = takedown.report.case_id, platform.name
    return answer_links.make(
        kind=KIND, subject=subject, case_id=case_id, recipient=recipient, lasts=ANSWERS_FOR, by=by, at=at
    )


def _check_door(takedown: Takedown, *, case: Case, people: People) -> None:
    """Raise WordingRefused where words or links tell who complained: somebody may have joined since they were kept."""
    offered = {each.code for each in offered_offences(case=case)}
    problems = problems_of(read_wording(takedown=takedown), offered=offered, people=people)
    told = {kind for url in takedown.posts.values_list("url", flat=True) for kind in people.told_by_link(url)}
    if told:
        problems["posts"] = sorted(told)
    if problems:
        raise WordingRefused(problems)
