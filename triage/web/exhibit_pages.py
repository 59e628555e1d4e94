"""Looking at an exhibit: pictures and pages are drawn anew, so that only pixels are shown; words are shown as words."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.vault.services import KeyDestroyed
from reports.models import Evidence
from reports.rules.file_kinds import DRAWN_TYPES, PDF, PLAYED_TYPES, READ_TYPES
from reports.services import viewing
from reports.services.custody import ExhibitChanged
from reports.services.diversion import Diverted
from reports.services.files import StorageAway
from reports.services.quarantine import ExhibitQuarantined
from reports.services.subjects import SubjectWithheld
from triage.services import looking
from triage.web import diverted_rows

LONGEST_NUMBER = 19
VIEWS = {
    **dict.fromkeys(READ_TYPES, "hub_exhibit_words"),
    **dict.fromkeys(PLAYED_TYPES, "hub_exhibit_play"),
    PDF: "hub_exhibit_pages",
}
"""The page that shows each kind, apart from pictures."""
logger = logging.getLogger(__name__)


ExhibitView = Callable[..., HttpResponseBase]


def or_refused(view: ExhibitView) -> ExhibitView:
    """Answer what cannot be shown with the page that says why, or 404; nothing of it is shown."""

    @wraps(view)
    def answered(request: StaffRequest, evidence_id: int, **more: Any) -> HttpResponseBase:
        try:
            return view(request, evidence_id, **more)
        except (Evidence.DoesNotExist, viewing.NoSafeView):
            raise Http404 from None
        except SubjectWithheld:
            return render(request, "hub/exhibit_withheld.html", status=403)
        except Diverted:
            return _refused(request, evidence_id)
        except ExhibitChanged as error:
            logger.error("evidence_changed", extra={"evidence": evidence_id, "why": error.why})
            return render(request, "hub/exhibit_changed.html", status=409)
        except (ExhibitQuarantined, KeyDestroyed, StorageAway, viewing.NotDrawn) as error:
            return _closed(request, evidence_id, error)

    return answered


def _closed(request: StaffRequest, evidence_id: int, error: Exception) -> HttpResponse:
    """Say why an exhibit is not shown now, or cannot be."""
    item = Evidence.objects.select_related("report__case").get(id=evidence_id)
    statuses: dict[type[Exception], int] = {ExhibitQuarantined: 409, KeyDestroyed: 410, StorageAway: 503}
    context = {"item": item, "error": type(error).__name__, "why": getattr(error, "why", "")}
    return render(request, "hub/exhibit_closed.html", context, status=statuses.get(type(error), 422))


def _refused(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Say that an exhibit is diverted, as what and to whom; nothing of it is shown."""
    item = Evidence.objects.select_related("report__case").get(id=evidence_id)
    notice = diverted_rows.notices_of_exhibits([item]).get(item.id)
    return render(request, "hub/exhibit_diverted.html", {"item": item, "notice": notice}, status=410)


def reading_of(request: StaffRequest) -> int | None:
    """Return the second reading that an address says the exhibit is looked at for."""
    return _number(request, "reading")


def _number(request: StaffRequest, name: str) -> int | None:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_NUMBER else None


@require_safe
@staff_only
@or_refused
def look(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Lead to the page that shows an exhibit of this kind: a veiled picture here, or that there is no view."""
    reading, at = reading_of(request), timezone.now()
    item = looking.viewable(evidence_id=evidence_id, reading_id=reading, by=request.actor, at=at)
    if item.content_type in VIEWS:
        asked = f"?reading={reading}" if reading else ""
        return redirect(reverse(VIEWS[item.content_type], args=[item.id]) + asked)
    page = "hub/exhibit_look.html" if item.content_type in DRAWN_TYPES else "hub/exhibit_unseen.html"
    return render(request, page, {"item": item, "reading": reading})


@require_safe
@staff_only
@or_refused
def exhibit(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Show the safe view of a picture."""
    reading, at = reading_of(request), timezone.now()
    return _picture(looking.picture(evidence_id=evidence_id, reading_id=reading, by=request.actor, at=at))


@require_safe
@staff_only
@or_refused
def exhibit_words(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Show the words of a text or an e-mail, or the source of a capture."""
    reading, at = reading_of(request), timezone.now()
    words = looking.words(evidence_id=evidence_id, reading_id=reading, by=request.actor, at=at)
    context = {"words": words, "evidence_id": evidence_id, "reading": reading}
    return render(request, "hub/exhibit_words.html", context)


@require_safe
@staff_only
@or_refused
def pages(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Show one page of a PDF, veiled until asked, with the way to the next."""
    reading, at = reading_of(request), timezone.now()
    total = looking.pages(evidence_id=evidence_id, reading_id=reading, by=request.actor, at=at)
    item = looking.viewable(evidence_id=evidence_id, reading_id=reading, by=request.actor, at=at)
    number = min(max(_number(request, "page") or 1, 1), total)
    more = f"&reading={reading}" if reading else ""
    context = {
        "item": item,
        "reading": reading,
        "number": number,
        "total": total,
        "previous": f"?page={number - 1}{more}" if number > 1 else "",
        "next": f"?page={number + 1}{more}" if number < total else "",
    }
    return render(request, "hub/exhibit_pages.html", context)


@require_safe
@staff_only
@or_refused
def page(request: StaffRequest, evidence_id: int, number: int) -> HttpResponse:
    """Show one page of a PDF as a picture."""
    reading, at = reading_of(request), timezone.now()
    drawn = looking.page(evidence_id=evidence_id, number=number, reading_id=reading, by=request.actor, at=at)
    return _picture(drawn)


def _picture(content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="image/png")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
