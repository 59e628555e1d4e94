"""The hard limits of a network, at the doors where a draft begins or files come in; and waits in words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.models import Draft
from reports.rules.flood import Kind
from reports.services import drafts, flood, guessing
from reports.web.network import network_of

MINUTE = 60
View = Callable[..., HttpResponse]


def start_draft(request: HttpRequest) -> tuple[Draft, str]:
    """Start a draft, unless its network has started too many. Raises LimitReached."""
    at = timezone.now()
    flood.take(kind=Kind.DRAFTS, network=network_of(request, at=at), at=at)
    return drafts.start(at=at)


def count_files(request: HttpRequest, *, number: int) -> None:
    """Count files that are about to be added. Raises LimitReached where a network has added too many."""
    at = timezone.now()
    if number:
        flood.take(kind=Kind.FILES, network=network_of(request, at=at), at=at, number=number)


def says_when_full(view: View) -> View:
    """Let a view answer a reached limit with a page that says what is going on and when to try again."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *arguments, **named)
        except flood.LimitReached as limit:
            return limit_page(request, limit)

    return answer


def limit_page(request: HttpRequest, limit: flood.LimitReached) -> HttpResponse:
    """Return the page for a reached limit."""
    context = {"wait": in_words(limit.seconds), "is_files": limit.kind is Kind.FILES}
    return retry_after(render(request, "public/limit.html", context, status=429), limit.seconds)


def full_in_words(limit: flood.LimitReached) -> str:
    """Return the sentence for a reached limit, where there is no room for a page."""
    return _("Very much has come from your network in the last hour. Try again in %s.") % in_words(limit.seconds)


def too_many_tries(refusal: guessing.TooManyTries) -> str:
    """Return the sentence for somebody who has tried too many codes."""
    return _("There were too many tries that were not right. Wait %s and try again.") % in_words(refusal.seconds)


def retry_after(response: HttpResponse, seconds: int) -> HttpResponse:
    """Tell a machine, too, when to try again."""
    response["Retry-After"] = str(seconds)
    return response


def in_words(seconds: int) -> str:
    """Return a wait as people say it: seconds up to two minutes, then whole minutes, then an hour."""
    if seconds >= 59 * MINUTE:
        return _("an hour")
    if seconds > 2 * MINUTE:
        minutes = -(-seconds // MINUTE)
        return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
    return ngettext("%(seconds)s second", "%(seconds)s seconds", seconds) % {"seconds": seconds}
