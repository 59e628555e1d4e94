"""Beginning a report, and leaving the site: what an earlier visitor of this browser left is not shown to the next."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from reports.services import drafts
from reports.web import draft_cookie, status_cookie
from reports.web.form_pages import stored_answers

FIRST = {"long": "danger", "short": "link"}


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, way: str) -> HttpResponse:
    """Begin a report. Where this browser holds unfinished answers, ask whether to go on with them or to delete them."""
    first = redirect("report_question", FIRST[way])
    draft = draft_cookie.current_draft(request, at=timezone.now())
    if draft is None:
        return first
    if draft.submitted_at is None and stored_answers(draft):
        if request.method != "POST":
            return render(request, "public/begin.html", {"way": way})
        drafts.discard(draft=draft, at=timezone.now())
    draft_cookie.forget(first)
    return first


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Leave for an ordinary page elsewhere, and leave nothing in this browser that opens anything here."""
    response = HttpResponse(status=302, headers={"Location": settings.EXIT_TO})
    draft_cookie.forget(response)
    status_cookie.close(response)
    for name in (settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        response.delete_cookie(name)
    return response
