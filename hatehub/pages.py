"""The pages for what went wrong before a view could answer."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from reports.web import file_answers, file_pages
from reports.web.form_pages import ask_again
from reports.web.post_pages import ask_links_again, ask_post_again
from reports.web.steps import BY_SLUG

FILE_ANSWERS = {
    "report_files": file_pages.ask_again,
    "report_files_add": file_answers.answer_stale,
    "report_files_remove": file_answers.answer_stale,
}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep what was typed on a page of the form; elsewhere say what to do."""
    try:
        match = resolve(request.path)
    except Resolver404:
        return render(request, "403_csrf.html", status=403)
    if match.view_name in FILE_ANSWERS:
        return FILE_ANSWERS[match.view_name](request)
    if match.url_name == "report_question" and match.kwargs["slug"] in BY_SLUG:
        return ask_again(request, match.kwargs["slug"])
    if match.url_name == "report_links":
        return ask_links_again(request)
    if match.url_name == "report_post":
        return ask_post_again(request, match.kwargs["number"])
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense."""
    is_too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return render(request, "400.html", {"is_too_large": is_too_large}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a refusal."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that leads nowhere."""
    return render(request, "404.html", status=404)
