"""The page behind an answer link: no account, no cookie but the one against forged requests, used up by answering."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from referrals.models import AnswerLink
from referrals.registries import AnswerKind, find_answer_kind
from referrals.services import answer_links
from referrals.services.answer_links import LinkRefused, Why
from reports.services.guessing import TooManyTries
from reports.web.limits import retry_after
from reports.web.network import network_of

GONE, NOT_FOUND, TOO_MANY = 410, 404, 429
LinkView = Callable[..., HttpResponseBase]


def through_link(view: LinkView) -> Callable[..., HttpResponseBase]:
    """Give a view the link that the address opens, or say why it opens nothing; in English, for no search engine."""

    @wraps(view)
    def opened(request: HttpRequest, token: str, **arguments: Any) -> HttpResponseBase:
        at = timezone.now()
        with translation.override(settings.LANGUAGE_CODE):
            try:
                link = answer_links.open_page(token=token, network=network_of(request, at=at), at=at)
                answer = view(request, link, **arguments)
            except LinkRefused as refusal:
                answer = _refuse(request, refusal)
            except TooManyTries as refusal:
                page = _without_form(request, "answer/wait.html", {"seconds": refusal.seconds}, status=TOO_MANY)
                answer = retry_after(page, refusal.seconds)
        answer["Content-Language"] = settings.LANGUAGE_CODE
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return opened


@require_http_methods(["GET", "HEAD", "POST"])
@through_link
def answer(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    """Show what is asked, which uses nothing up, and take the answer, which does."""
    kind = find_answer_kind(link.kind)
    if request.method != "POST":
        return _page(request, link, kind, form=kind.form())
    form = kind.form(request.POST)
    if not form.is_valid():
        return _page(request, link, kind, form=form, status=422)
    at = timezone.now()
    following = answer_links.take_answer(
        link=link, give=lambda: kind.answer(link=link, data=form.cleaned_data, at=at), at=at
    )
    context = {
        "following": following,
        "following_address": answer_links.address_of(following) if following else "",
    }
    return _without_form(request, "answer/done.html", context)


def _page(request: HttpRequest, link: AnswerLink, kind: AnswerKind, *, form: Any, status: int = 200) -> HttpResponse:
    """Return the page with its form. It keeps the policy `same-origin`: with no referrer CSRF refuses the form."""
    context = {"link": link, "form": form, "asked": kind.context(link)}
    return render(request, kind.template, context, status=status)


def _refuse(request: HttpRequest, refusal: LinkRefused) -> HttpResponse:
    status = NOT_FOUND if refusal.why is Why.UNKNOWN else GONE
    return _without_form(request, "answer/refused.html", {"why": refusal.why.value}, status=status)


def _without_form(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    answer = render(request, template, context, status=status)
    answer["Referrer-Policy"] = "no-referrer"
    return answer
