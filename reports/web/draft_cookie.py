"""The cookie that ties a browser to its draft: it goes with the browser, and tells nothing."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from reports.models import Draft
from reports.services import drafts

NAME = "hub-draft"


def current_draft(request: HttpRequest, *, at: datetime) -> Draft | None:
    """Return the draft of this browser, or None where it has none or its time is over."""
    token = request.COOKIES.get(NAME, "")
    if not token:
        return None
    try:
        return drafts.find(token=token, at=at)
    except drafts.DraftGone:
        return None


def current_token(request: HttpRequest) -> str:
    """Return the token that the browser holds."""
    return request.COOKIES.get(NAME, "")


def remember(response: HttpResponse, *, token: str) -> None:
    """Give the browser its token until it is closed."""
    response.set_cookie(
        NAME, token, path="/report/", httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def forget(response: HttpResponse) -> None:
    """Take the token away."""
    response.delete_cookie(NAME, path="/report/")
