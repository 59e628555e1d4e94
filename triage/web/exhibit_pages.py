"""Looking at an exhibit: a picture is drawn anew, so that only its pixels are shown; words are shown as words."""

import logging

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from reports.models import Evidence
from reports.services import viewing
from reports.services.subjects import SubjectWithheld

logger = logging.getLogger(__name__)


@require_safe
@staff_only
def exhibit(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Show the safe view of a picture."""
    try:
        view = viewing.safe_picture(evidence_id=evidence_id, by=request.actor, at=timezone.now())
    except (Evidence.DoesNotExist, viewing.NoSafeView):
        raise Http404 from None
    except SubjectWithheld:
        return render(request, "hub/exhibit_withheld.html", status=403)
    except viewing.EvidenceChanged:
        logger.error("evidence_changed", extra={"evidence": evidence_id})
        return render(request, "hub/exhibit_changed.html", status=409)
    answer = HttpResponse(view, content_type="image/png")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
@staff_only
def exhibit_words(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Show the words of a text or an e-mail."""
    try:
        words = viewing.safe_words(evidence_id=evidence_id, by=request.actor, at=timezone.now())
    except (Evidence.DoesNotExist, viewing.NoSafeView):
        raise Http404 from None
    except SubjectWithheld:
        return render(request, "hub/exhibit_withheld.html", status=403)
    except viewing.EvidenceChanged:
        logger.error("evidence_changed", extra={"evidence": evidence_id})
        return render(request, "hub/exhibit_changed.html", status=409)
    return render(request, "hub/exhibit_words.html", {"words": words})
