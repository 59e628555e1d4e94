"""What a platform answers: it looks at it, did it, does not, or asks. What it says about removal is a claim."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import Takedown
from referrals.rules.takedowns.door import People
from referrals.services import letters
from referrals.services.takedowns.door import people_of
from referrals.services.takedowns.drafting import WordingRefused
from referrals.services.takedowns.leaving import KIND, has_open_link, platform_of, subject_of
from referrals.services.takedowns.sending import LONGEST_REFERENCE, make_link, times
from referrals.services.takedowns.stepping import LONGEST_WORDS, lock, take_step
from reports.models import Case

REASONS = frozenset({"not_illegal", "not_against_terms", "not_found", "already_gone", "not_ours", "other"})
"""Why a platform does not do what it is asked, as codes."""


class UnknownReason(Exception):
    """A reason for refusing that the hub has no words for."""


@transaction.atomic
def acknowledge(*, takedown_id: UUID, at: datetime, by: Actor = HUB, reference: str = "") -> Takedown:
    """Note that the platform looks at a request; its time to answer runs anew. Raises StepRefused, NotPermitted."""
    due_at = times(lock(takedown_id), since=at)["due_at"]
    arguments = {"at": at, "due_at": due_at, "reference": reference[:LONGEST_REFERENCE]}
    return take_step(takedown_id=takedown_id, step="acknowledge", by=by, at=at, arguments=arguments)


def note_removed(*, takedown_id: UUID, at: datetime, by: Actor = HUB, words: str = "") -> Takedown:
    """Note that the platform says it is removed: a claim, until a re-check has seen it. Raises StepRefused."""
    return _note_answer(takedown_id, "note_removed", by=by, at=at, words=words)


def note_restricted(*, takedown_id: UUID, at: datetime, by: Actor = HUB, words: str = "") -> Takedown:
    """Note that the platform did something else than removing, or keeps what it was asked to. Raises StepRefused."""
    return _note_answer(takedown_id, "note_restricted", by=by, at=at, words=words)


def note_refused(*, takedown_id: UUID, reason: str, at: datetime, by: Actor = HUB, words: str = "") -> Takedown:
    """Note that the platform does not do it, and why: a code of `REASONS`, and its own words, which are sealed.

    Raises UnknownReason, StepRefused, NotPermitted.
    """
    if reason not in REASONS:
        raise UnknownReason(reason)
    return _note_answer(takedown_id, "note_refused", by=by, at=at, words=words, reason=reason)


@transaction.atomic
def note_question(*, takedown_id: UUID, text: str, at: datetime, by: Actor = HUB) -> Takedown:
    """Note what the platform wants to know; it stands in the case until an officer answers. Raises StepRefused."""
    arguments = {"at": at, "due_at": times(lock(takedown_id), since=at)["due_at"]}
    return take_step(takedown_id=takedown_id, step="note_question", by=by, at=at, words=text, arguments=arguments)


def answer_question(*, takedown_id: UUID, text: str, by: Actor, at: datetime) -> Takedown:
    """Answer what a platform asked: it gets a letter with the answer and a new link, where its address is known.

    Through the same door as a request. Where no address is known it keeps the link that it has, whose page shows the
    answer, and the officer can pass both on by hand. Raises WordingRefused, StepRefused, NotPermitted.
    """
    require(by=by, action=Action.ASK_TAKEDOWN)
    people = people_of(case=Case.objects.get(reports__takedowns=takedown_id), at=at)  # recorded, whatever comes of it
    _check_answer(text, people=people)
    return _answer_question(takedown_id, text, by=by, at=at)


@transaction.atomic
def _answer_question(takedown_id: UUID, text: str, *, by: Actor, at: datetime) -> Takedown:
    takedown = lock(takedown_id)
    arguments = {"due_at": times(takedown, since=at)["due_at"]}
    moved = take_step(takedown_id=takedown_id, step="answer_question", by=by, at=at, words=text, arguments=arguments)
    platform = platform_of(moved)
    if "@" not in platform.takedown_address:
        if not has_open_link(moved, at=at):
            make_link(moved, platform=platform, by=by, at=at)
        return moved
    letters.queue(
        kind=f"{KIND}_answer",
        subject=subject_of(moved),
        case_id=moved.report.case_id,
        to=platform.takedown_address,
        at=at,
        link=make_link(moved, platform=platform, by=by, at=at),
        key=f"answer:{moved.version}",
    )
    return moved


def _check_answer(text: str, *, people: People) -> None:
    told = [str(kind) for kind in sorted(people.told_by(text))]
    if not text.strip():
        told = ["needed"]
    elif len(text) > LONGEST_WORDS:
        told.insert(0, "too_long")
    if told:
        raise WordingRefused({"answer": told})


def _note_answer(takedown_id: UUID, step: str, *, by: Actor, at: datetime, words: str, reason: str = "") -> Takedown:
    arguments = {"at": at}
    return take_step(takedown_id=takedown_id, step=step, by=by, at=at, words=words, reason=reason, arguments=arguments)
