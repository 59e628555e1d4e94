"""What a body sees behind its link when it is asked for advice: the question, what it is shown, and its form."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hatehub.vault.services import KeyDestroyed
from referrals.forms.advice import AdviceForm, LegalAdviceForm
from referrals.models import AnswerLink
from referrals.registries import AnswerKind, register_answer_kind, register_letter
from referrals.services import advice_answers, advice_letters, advice_packages, advising
from referrals.services.advice_showing import NothingToShow
from referrals.web.answer_pages import through_link
from reports.services.diversion import Diverted
from reports.services.files import StorageAway
from reports.services.pictures import BrokenPicture, TooManyFrames, TooManyPixels
from reports.services.quarantine import ExhibitQuarantined
from triage.selectors.queues import names_of

GONE = (NothingToShow, Diverted, ExhibitQuarantined, KeyDestroyed, BrokenPicture, TooManyFrames, TooManyPixels)


def register_all() -> None:
    """Add the answers of advisers and prosecutors, and the letters to them."""
    register_answer_kind(
        AnswerKind(
            code=advising.KIND,
            template="answer/advice.html",
            form=AdviceForm,
            context=shown_context,
            answer=advice_answers.take,
        )
    )
    register_answer_kind(
        AnswerKind(
            code=advising.LEGAL_KIND,
            template="answer/legal_advice.html",
            form=LegalAdviceForm,
            context=package_context,
            answer=advice_answers.take,
        )
    )
    register_letter(advising.LETTER, advice_letters.write_asked, advice_letters.note_failed)
    register_letter(advising.REMINDER, advice_letters.write_reminder, advice_letters.note_failed)


def shown_context(link: AnswerLink) -> dict[str, Any]:
    """Return what an adviser reads and is shown."""
    asked = advice_answers.read(link=link, at=timezone.now())
    names = names_of()["platforms"]
    posts = [{"platform": names.get(post.platform_code, ""), "words": post.words} for post in asked.shown.posts]
    return {
        "talk": asked.opened.talk,
        "reference": link.case.reference,
        "posts": posts,
        "pictures": [
            {"number": number, "is_redacted": picture.is_redacted}
            for number, picture in enumerate(asked.shown.pictures, start=1)
        ],
    }


def package_context(link: AnswerLink) -> dict[str, Any]:
    """Return what a prosecutor reads, and whether the package may be fetched still."""
    asked = advice_answers.read(link=link, at=timezone.now())
    package = asked.opened.row.package
    return {
        "talk": asked.opened.talk,
        "reference": link.case.reference,
        "package": package,
        "may_fetch": package is not None and advice_packages.may_fetch(package=package),
    }


@require_safe
@through_link
def exhibit(request: HttpRequest, link: AnswerLink, number: int) -> HttpResponse:
    """Show one picture, drawn anew."""
    try:
        shown = advice_answers.picture(link=link, number=number, at=timezone.now())
    except GONE:
        raise Http404 from None
    except StorageAway:
        return HttpResponse(status=503)
    return HttpResponse(shown, content_type="image/png")


@require_safe
@through_link
def package(request: HttpRequest, link: AnswerLink) -> HttpResponseBase:
    """Give a prosecutor the package, as often as it takes until the answer is given."""
    try:
        fetched = advice_packages.fetch(link=link, at=timezone.now())
    except (advice_packages.NotGivenOut, KeyDestroyed):
        raise Http404 from None
    except StorageAway:
        away = render(request, "answer/away.html", status=503)
        away["Referrer-Policy"] = "no-referrer"
        return away
    answer = StreamingHttpResponse(fetched.content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{fetched.name}"'
    answer["Content-Length"] = str(fetched.size)
    return answer
