"""Looking at an exhibit: a picture is drawn anew, so that only its pixels are shown."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from reports.models import Evidence
from reports.services import viewing


@require_safe
@staff_only
def exhibit(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Show the safe view of a picture."""
    try:
        view = viewing.safe_picture(evidence_id=evidence_id, by=request.actor, at=timezone.now())
    except (Evidence.DoesNotExist, viewing.NoSafeView):
        raise Http404 from None
    answer = HttpResponse(view, content_type="image/png")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
