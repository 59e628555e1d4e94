"""A kind of answer and a kind of letter for tests, and links for it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from hatehub.accounts.actors import HUB
from referrals.models import AnswerLink
from referrals.rules.letters import LetterText
from referrals.services import answer_links

KIND = "for-tests"
given: list[dict[str, Any]] = []
failed: list[Any] = []


class WordForm(forms.Form):
    word = forms.CharField(label="Word", max_length=40)


def take(*, link: AnswerLink, data: dict[str, Any], at: Any) -> AnswerLink | None:
    given.append(data)
    if data["word"] == "later":
        return make_link(link.case, subject=link.subject, at=at)
    if data["word"] == "break":
        raise RuntimeError
    return None


def write(letter: Any) -> LetterText | None:
    if letter.key == "unwanted":
        return None
    where = answer_links.address_of(letter.link) if letter.link else "nowhere"
    return LetterText(subject_line=f"Case {letter.case.reference}", body=f"Please answer: {where}")


def note_failed(letter: Any, *, at: Any) -> None:
    failed.append((letter.id, letter.failure, at))


def make_link(case: Any, *, subject: str = "thing:1", at: Any = None, days: int = 7, kind: str = KIND) -> AnswerLink:
    return answer_links.make(
        kind=kind,
        subject=subject,
        case_id=case.id,
        recipient="A body",
        lasts=timedelta(days=days),
        by=HUB,
        at=at or timezone.now(),
    )
