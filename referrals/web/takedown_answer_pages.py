"""What a platform sees and says behind its link, and what the hub writes to it."""

from datetime import datetime
from typing import Any

from hatehub.vault.services import KeyDestroyed
from referrals.forms.takedown_answers import TakedownAnswerForm
from referrals.models import AnswerLink
from referrals.registries import AnswerKind, register_answer_kind, register_letter
from referrals.rules.takedowns.notice_text import WHAT
from referrals.rules.takedowns.steps import Asked
from referrals.services import takedowns
from referrals.services.takedowns import writing
from referrals.services.takedowns.taking import Said, take, takedown_of_link
from reports.services.subjects import SubjectWithheld

KIND = "takedown"


def register_all() -> None:
    """Add the answer of platforms, and the letters to them."""
    register_answer_kind(
        AnswerKind(
            code=KIND,
            template="answer/takedown.html",
            form=TakedownAnswerForm,
            context=shown_to_platform,
            answer=answer,
        )
    )
    failed, unwanted = writing.note_letter_failed, writing.note_letter_unwanted
    register_letter(KIND, writing.write_notice, failed, writing.note_letter_sent, unwanted)
    register_letter(f"{KIND}_again", writing.write_again, failed)
    register_letter(f"{KIND}_answer", writing.write_answer, failed)


def shown_to_platform(link: AnswerLink) -> dict[str, Any]:
    """Return what the page repeats of a request: of one that may not leave the hub any more, its reference alone."""
    takedown = takedown_of_link(link)
    known = {"reference": link.case.reference, "what": WHAT[Asked(takedown.action)]}
    try:
        return {**known, "notice": takedowns.notice_of(takedown), "answer": writing.answer_given(takedown)}
    except (takedowns.PostsDiverted, SubjectWithheld, KeyDestroyed):
        return known


def answer(*, link: AnswerLink, data: dict[str, Any], at: datetime) -> AnswerLink | None:
    """Take what a platform has filled in."""
    return take(
        link=link,
        said=Said(data["said"]),
        reason=data["reason"],
        words=data["words"],
        reference=data["reference"],
        at=at,
    )
