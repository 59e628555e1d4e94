"""Letters to platforms: a request that goes by e-mail, a reminder, an escalation, and the answer to a question."""

from datetime import datetime

from django.db import transaction

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from hatehub.vault.services import KeyDestroyed
from referrals.models import Letter, Takedown
from referrals.rules.letters import LetterText
from referrals.rules.takedowns.notice_text import answered, asked_again, subject_line, words_of
from referrals.rules.takedowns.steps import WITH_PLATFORM, State, StepRefused
from referrals.services.takedowns.leaving import KIND, PostsDiverted, notice_of, platform_of
from referrals.services.takedowns.sending import note_sent, note_undeliverable, note_unheard
from referrals.services.takedowns.stepping import is_open_for, lock, step_field
from reports.services.subjects import SubjectWithheld

MAY_NOT_LEAVE = (PostsDiverted, SubjectWithheld, KeyDestroyed)


@transaction.atomic
def write_notice(letter: Letter) -> LetterText | None:
    """Return a request as a letter; None where it is not to be sent any more, or may not leave the hub."""
    takedown = takedown_of(letter)
    if takedown.state != State.READY:
        return None
    return _written(takedown, lead="")


@transaction.atomic
def write_again(letter: Letter) -> LetterText | None:
    """Return a reminder or an escalation, which holds the whole notice again; None where there was an answer."""
    takedown = takedown_of(letter)
    if takedown.state not in WITH_PLATFORM:
        return None
    return _written(takedown, lead=asked_again(asked_on=takedown.sent_at, is_escalated=letter.key.startswith("esc")))


@transaction.atomic
def write_answer(letter: Letter) -> LetterText | None:
    """Return the hub's answer to what a platform asked, with the whole notice; None where it is over."""
    takedown = takedown_of(letter)
    words = answer_given(takedown) if takedown.state in WITH_PLATFORM else ""
    return _written(takedown, lead=answered(words)) if words else None


def answer_given(takedown: Takedown) -> str:
    """Return what the hub last answered a platform; empty where it asked nothing, asks still, or it was erased."""
    row = takedown.steps.filter(step="answer_question").order_by("-id").first()
    if takedown.question_open_at is not None or row is None or row.sealed_words is None:
        return ""
    field = step_field(row.id)
    try:
        return str(vault.unseal(row.sealed_words, owner=takedown.report_id, purpose=Purpose.MATERIAL, field=field))
    except KeyDestroyed:
        return ""


def to_pass_on(takedown: Takedown) -> str:
    """Return what an officer passes on to a platform that no letter reaches: the hub's answer, and the whole notice.

    Empty where letters arrive, where there is nothing to pass on, or where it may not leave the hub any more.
    """
    if takedown.state not in WITH_PLATFORM or takedown.question_open_at is not None:
        return ""
    words = answer_given(takedown)
    if not takedown.undeliverable and (not words or "@" in platform_of(takedown).takedown_address):
        return ""
    text = _written(takedown, lead=answered(words) if words else "")
    return text.body if text is not None else ""


def note_letter_sent(letter: Letter, *, at: datetime) -> None:
    """Note that a request has gone by e-mail; nothing where it was given up in the meantime."""
    try:
        note_sent(takedown_id=takedown_of(letter).id, reference="", at=at)
    except StepRefused:
        return


@transaction.atomic
def note_letter_failed(letter: Letter, *, at: datetime) -> None:
    """Put a request whose letter did not arrive before an officer.

    It is a draft again where nothing about it arrived, and does not count as sent. Nothing follows where it is over,
    or was approved anew since.
    """
    takedown = lock(takedown_of(letter).id)
    if takedown.approved_at is None or letter.asked_at < takedown.approved_at:
        return
    if takedown.state == State.READY or _nothing_arrived(takedown, letter):
        note_undeliverable(takedown_id=takedown.id, why=letter.failure, at=at)
    elif takedown.state in WITH_PLATFORM:
        note_unheard(takedown_id=takedown.id, why=letter.failure, at=at)


@transaction.atomic
def note_letter_unwanted(letter: Letter, *, at: datetime) -> None:
    """Give a request back to officers whose letter is not sent: its link is gone, or it may not leave the hub."""
    takedown = lock(takedown_of(letter).id)
    if takedown.state == State.READY and letter.asked_at == takedown.approved_at:
        note_undeliverable(takedown_id=takedown.id, why=letter.failure, at=at)


def takedown_of(letter: Letter) -> Takedown:
    """Return the request that a letter is about."""
    return Takedown.objects.get(id=letter.subject.partition(":")[2])


def _nothing_arrived(takedown: Takedown, letter: Letter) -> bool:
    """Tell whether a request went by letter alone, every letter about it failed, and nobody has answered it."""
    if not is_open_for("note_undeliverable", takedown=takedown):
        return False
    if takedown.first_answer_at is not None or takedown.escalations or takedown.is_by_hand:
        return False
    letters = Letter.objects.filter(subject=letter.subject, asked_at__gte=takedown.approved_at)
    if not letters.filter(kind=KIND).exists():
        return False
    return not letters.exclude(state=Letter.State.FAILED).exclude(id=letter.id).exists()


def _written(takedown: Takedown, *, lead: str) -> LetterText | None:
    try:
        notice = notice_of(takedown)
    except MAY_NOT_LEAVE:
        return None
    body = words_of(notice)
    return LetterText(subject_line=subject_line(notice), body=f"{lead}\n\n{body}" if lead else body)
