"""What the letters to support services say: nothing about a person, and of the case its reference alone."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from referrals.models import Letter, SupportReferral
from referrals.rules.letters import LetterText
from referrals.services.answer_links import address_of
from referrals.services.support.sending import ASKED, CHASED, NEXT, REMINDER, TAKEN_BACK, note_undeliverable

SUBJECTS = {
    ASKED: "Can you support somebody?",
    REMINDER: "Reminder: can you support somebody?",
    NEXT: "What we ask next",
    CHASED: "Have you been in touch?",
    TAKEN_BACK: "A referral is taken back",
}
WORDS = {
    ASKED: """The Online Hate Hub asks whether you can support somebody who reported online hate and wants that.

What you need to know to decide stands behind this link, without a name. You need no account:

{address}

Please answer within a working day. The link takes one reply, until {until}. Please don't pass it on.
""",
    REMINDER: """The Online Hate Hub asked whether you can support somebody, and has no answer yet.

The link is the same as before, until {until}; to say that you cannot is an answer, too:

{address}
""",
    NEXT: """Thank you for your answer. What the Online Hate Hub asks next stands behind this link:

{address}

It opens until {until}. Please don't pass it on.
""",
    CHASED: """You took somebody on for support, and the Online Hate Hub has not heard that you have been in touch.

How to reach them, and where to say that you have, stands behind this link, until {until}:

{address}

If you cannot help after all, say so there, and we ask another service.
""",
    TAKEN_BACK: """The Online Hate Hub has taken back a referral for support. Its link opens nothing any more.

There is nothing you need to do.
""",
}
HAD_IT = """
If you have seen who it is, please don't get in touch any more because of us, and destroy what you noted.
"""


def write_letter(letter: Letter) -> LetterText | None:
    """Return the words of a letter; None where its link is gone."""
    row = SupportReferral.objects.select_related("case").get(id=_id(letter))
    if letter.link is None and letter.kind != TAKEN_BACK:
        return None
    words = WORDS[letter.kind] + (HAD_IT if letter.kind == TAKEN_BACK and letter.key else "")
    if letter.link is not None:
        until = timezone.localtime(letter.link.expires_at)
        words = words.format(address=address_of(letter.link), until=f"{until:%-d %B %Y, %H:%M}")
    reference = row.case.reference
    return LetterText(subject_line=f"{reference}: {SUBJECTS[letter.kind]}", body=f"{words}\nReference: {reference}\n")


def note_failed(letter: Letter, *, at: datetime) -> None:
    """Give a referral back to officers whose first letter did not arrive; the others may be lost."""
    if letter.kind == ASKED:
        note_undeliverable(referral_id=_id(letter), at=at)


def _id(letter: Letter) -> UUID:
    return UUID(letter.subject.removeprefix("support:"))
