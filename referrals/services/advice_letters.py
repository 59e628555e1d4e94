"""What the letters say with which a body is asked for advice, and reminded: nothing of the case but its reference."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from referrals.models import AdviceRequest, Letter
from referrals.rules.advice import State
from referrals.rules.letters import LetterText
from referrals.services import advising
from referrals.services.answer_links import address_of

ASKED = """The Online Hate Hub asks for your view on a case.

What is asked, and what you are shown, stands behind this link. You need no account:

{address}

The page shows nothing offensive before you choose to see it. You can answer, ask something back, or decline. The link
takes one reply, until {until}. Please don't pass it on.

Reference: {reference}
"""
REMINDED = """The Online Hate Hub asked for your view on a case and has no answer yet.

The link is the same as before. It takes one reply, until {until}; to say that you cannot help is a reply, too:

{address}

Reference: {reference}
"""


def write_asked(letter: Letter) -> LetterText | None:
    """Return the letter that asks; None where the request is over."""
    return _write(letter, ASKED, "Your view is asked for")


def write_reminder(letter: Letter) -> LetterText | None:
    """Return the letter that reminds; None where the request is over."""
    return _write(letter, REMINDED, "Reminder")


def note_failed(letter: Letter, *, at: datetime) -> None:
    """Give the request back to officers whose first letter did not arrive; a reminder may be lost."""
    if letter.kind == advising.LETTER:
        advising.note_undeliverable(request_id=_id(letter), why=letter.failure, at=at)


def _write(letter: Letter, words: str, title: str) -> LetterText | None:
    row = AdviceRequest.objects.select_related("case").get(id=_id(letter))
    if letter.link is None or row.state != State.ASKED:
        return None
    until = timezone.localtime(letter.link.expires_at)
    body = words.format(
        address=address_of(letter.link), until=f"{until:%-d %B %Y, %H:%M}", reference=row.case.reference
    )
    return LetterText(subject_line=f"{row.case.reference}: {title}", body=body)


def _id(letter: Letter) -> UUID:
    return UUID(letter.subject.removeprefix("advice:"))
