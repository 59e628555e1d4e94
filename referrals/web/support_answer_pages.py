"""What a support service sees behind its links: who it is about only once it has accepted, and asks to be shown."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hatehub.vault.services import KeyDestroyed
from referrals.forms.support import ContactMadeForm, OutcomeForm, TakeOnForm
from referrals.models import AnswerLink
from referrals.registries import AnswerKind, register_answer_kind, register_letter
from referrals.rules.support.suggesting import Age
from referrals.selectors.support_words import SAFE_HOURS, WISHES, strand_names
from referrals.services import support
from referrals.services.answer_links import LinkRefused, Why, token_of
from referrals.web.answer_pages import through_link

AGES = {Age.UNDER_18: "Under 18", Age.ADULT: "18 or older", Age.UNKNOWN: "Not known"}
LANGUAGES = dict(settings.LANGUAGES)
LETTERS = (support.ASKED, support.REMINDER, support.NEXT, support.CHASED, support.TAKEN_BACK)


def register_all() -> None:
    """Add what services answer, and the letters to them."""
    kinds = (
        (support.ASKED, "answer/support.html", TakeOnForm),
        (support.CONTACT, "answer/support_contact.html", ContactMadeForm),
        (support.OUTCOME, "answer/support_outcome.html", OutcomeForm),
    )
    for code, template, form in kinds:
        register_answer_kind(
            AnswerKind(code=code, template=template, form=form, context=page_context, answer=support.take)
        )
    for letter in LETTERS:
        register_letter(letter, support.write_letter, support.note_failed)


def page_context(link: AnswerLink) -> dict[str, Any]:
    """Return what a service may know before it asks who it is: nothing that tells that."""
    row = support.referral_of(link)
    known = support.outline(row=row)
    yes_no = "Needed" if known.needs_interpreter else "Not asked for"
    rows = (
        ("Police force area", known.area or "Not known"),
        ("What it was about", ", ".join(strand_names(known.strands)) or "Not said"),
        ("Language", LANGUAGES.get(known.language, known.language)),
        ("Interpreter", yes_no),
        ("Age", AGES[known.age]),
        ("What they hope for", ", ".join(str(WISHES[each]) for each in known.wishes if each in WISHES) or "Not said"),
    )
    return {
        "reference": link.case.reference,
        "row": row,
        "outline": [{"key": key, "value": value} for key, value in rows],
    }


@require_POST
@through_link
def details(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    """Show a service that has accepted who it gets in touch with. Only a POST does: what follows links sends none."""
    try:
        person = support.show_person(link=link, at=timezone.now())
    except (support.NoConsent, KeyDestroyed):
        raise LinkRefused(Why.REVOKED) from None
    rows = (
        ("Name", person.name or "Not given"),
        ("Telephone", person.telephone or "Not given: do not look for one"),
        ("If nobody answers", "You may leave a message" if person.may_leave_messages else "Leave no message"),
        ("E-mail", person.email or "Not given"),
        ("When it is safe", str(SAFE_HOURS[person.safe_hours])),
        ("Language for the interpreter", person.interpreter_language),
        ("Before you get in touch", person.contact_note),
    )
    shown = [{"key": key, "value": value} for key, value in rows if value]
    context = {"link": link, "reference": link.case.reference, "person": shown, "token": token_of(link)}
    answer = render(request, "answer/support_details.html", context)
    answer["Referrer-Policy"] = "no-referrer"
    return answer
