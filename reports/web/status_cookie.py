"""The cookie of an open status page: it names the report, signed, for half an hour."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from reports.models import Report

COOKIE = "hub-status"
PATH = "/status/"
SECONDS = 30 * 60


def open_for(response: HttpResponse, *, report: Report) -> None:
    """Let the browser that gets this answer see the report's pages."""
    response.set_cookie(
        COOKIE,
        _signer().sign(str(report.id)),
        max_age=SECONDS,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def opened_report(request: HttpRequest) -> Report | None:
    """Return the report whose page is open in this browser, or None."""
    try:
        report_id = _signer().unsign(request.COOKIES.get(COOKIE, ""), max_age=SECONDS)
    except BadSignature:
        return None
    return Report.objects.select_related("case__lead").filter(id=UUID(report_id)).first()


def close(response: HttpResponse) -> None:
    """Take the report's pages away from this browser."""
    response.delete_cookie(COOKIE, path=PATH)


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="report status")
