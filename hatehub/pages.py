"""The pages for what went wrong before a view could answer."""

import sys
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve
from django.views import defaults

from hatehub import away, problems
from hatehub.accounts import signed_out
from reports.forms.steps import BY_SLUG
from reports.web import file_answers, file_pages, status_changes
from reports.web.form_pages import ask_again
from reports.web.post_pages import ask_links_again, ask_post_again

Again = Callable[[HttpRequest, ResolverMatch], HttpResponse]
SHOWN_AGAIN: dict[str, Again] = {
    "report_question": lambda request, match: ask_again(request, match.kwargs["slug"]),
    "report_links": lambda request, match: ask_links_again(request),
    "report_post": lambda request, match: ask_post_again(request, match.kwargs["number"]),
    "report_files": lambda request, match: file_pages.ask_again(request),
    "report_files_add": lambda request, match: file_answers.answer_stale(request),
    "report_files_remove": lambda request, match: file_answers.answer_stale(request),
    **dict.fromkeys(
        ("status_add", "status_answer", "status_contact", "status_consents", "status_support"),
        lambda request, match: status_changes.ask_again(request, match.func, **match.kwargs),
    ),
}
"""The pages that hold what somebody typed, and how each is shown again with it."""
SAID = {
    "bad_request": "The request cannot be read.",
    "too_large": "What was sent is larger than this address takes.",
    "not_permitted": "Your client may not do this.",
    "fault": "The hub has made a mistake, and has noted it. What you asked for may not have been done.",
    "not_found": "There is no such address; /api/docs/ lists those that there are.",
}
"""What programs are told where no view of the API has answered."""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep what was typed on a page of the form, or by staff; elsewhere say what to do."""
    try:
        match = resolve(request.path)
    except Resolver404:
        return render(request, "403_csrf.html", status=403)
    if held := signed_out.hold(request):
        return held
    again = SHOWN_AGAIN.get(match.url_name or "")
    is_question = match.url_name != "report_question" or match.kwargs["slug"] in BY_SLUG
    if again is None or not is_question:
        return render(request, "403_csrf.html", status=403)
    return again(request, match)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense."""
    is_too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    if problems.is_for_program(request):
        status, code = (413, "too_large") if is_too_large else (400, "bad_request")
        return problems.problem(request, status=status, code=code, detail=SAID[code])
    return render(request, "400.html", {"is_too_large": is_too_large}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a refusal."""
    if problems.is_for_program(request):
        return problems.problem(request, status=403, code="not_permitted", detail=SAID["not_permitted"])
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that leads nowhere."""
    if problems.is_for_program(request):
        return problems.problem(request, status=404, code="not_found", detail=SAID["not_found"])
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for a fault; one that the database's absence caused before or after any view says so, as a view's does.

    Django calls this while the error is still being handled.
    """
    error = sys.exc_info()[1]
    if error is not None and away.is_away(error):
        return away.answer(request, error)
    if problems.is_for_program(request):
        return problems.problem(request, status=500, code="fault", detail=SAID["fault"])
    return defaults.server_error(request)
