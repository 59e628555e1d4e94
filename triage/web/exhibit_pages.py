"""Looking at an exhibit: a picture is drawn anew, so that only its pixels are shown; words are shown as words."""

import logging
from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from reports.models import Evidence
from reports.rules.file_kinds import DRAWN_TYPES
from reports.services import viewing
from reports.services.diversion import Diverted
from reports.services.subjects import SubjectWithheld
from triage.services import looking
from triage.web import diverted_rows

LONGEST_NUMBER = 19
logger = logging.getLogger(__name__)


ExhibitView = Callable[[StaffRequest, int], HttpResponse]


def or_refused(view: ExhibitView) -> ExhibitView:
    """Answer what cannot be shown with the page that says why, or 404; nothing of it is shown."""

    @wraps(view)
    def answered(request: StaffRequest, evidence_id: int) -> HttpResponse:
        try:
            return view(request, evidence_id)
        except (Evidence.DoesNotExist, viewing.NoSafeView):
            raise Http404 from None
        except SubjectWithheld:
            return render(request, "hub/exhibit_withheld.html", status=403)
        except Diverted:
            return _refused(request, evidence_id)
        except viewing.EvidenceChanged:
            logger.error("evidence_changed", extra={"evidence": evidence_id})
            return render(request, "hub/exhibit_changed.html", status=409)

    return answered


def _refused(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Say that an exhibit is diverted, as what and to whom; nothing of it is shown."""
    item = Evidence.objects.select_related("report__case").get(id=evidence_id)
    notice = diverted_rows.notices_of_exhibits([item]).get(item.id)
    return render(request, "hub/exhibit_diverted.html", {"item": item, "notice": notice}, status=410)


def _reading(request: StaffRequest) -> int | None:
    """Return the second reading that an address says the exhibit is looked at for."""
    asked = request.GET.get("reading", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_NUMBER else None


@require_safe
@staff_only
@or_refused
def look(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Show a picture on a page that veils it until asked, and from which it can be diverted unseen."""
    reading, at = _reading(request), timezone.now()
    item = looking.viewable(evidence_id=evidence_id, reading_id=reading, by=request.actor, at=at)
    if item.content_type not in DRAWN_TYPES:
        return redirect("hub_exhibit_words", item.id)
    return render(request, "hub/exhibit_look.html", {"item": item, "reading": reading})


@require_safe
@staff_only
@or_refused
def exhibit(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Show the safe view of a picture."""
    reading, at = _reading(request), timezone.now()
    view = looking.picture(evidence_id=evidence_id, reading_id=reading, by=request.actor, at=at)
    answer = HttpResponse(view, content_type="image/png")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
@staff_only
@or_refused
def exhibit_words(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Show the words of a text or an e-mail."""
    reading, at = _reading(request), timezone.now()
    words = looking.words(evidence_id=evidence_id, reading_id=reading, by=request.actor, at=at)
    return render(request, "hub/exhibit_words.html", {"words": words, "evidence_id": evidence_id})
