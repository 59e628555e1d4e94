"""Where GOV.UK Notify tells what became of a message."""

import json
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hatehub.bearer import has_bearer, refused
from reports.services import arrivals


@csrf_exempt  # a program calls, with a token and without a session
@require_POST
def notify(request: HttpRequest) -> HttpResponse:
    """Take one delivery receipt. Notify repeats what is not answered with success, so what is unknown is taken too."""
    if not settings.NOTIFY_CALLBACK_TOKEN:
        raise Http404
    if not has_bearer(request, settings.NOTIFY_CALLBACK_TOKEN):
        return refused()
    try:
        receipt = json.loads(request.body)
        status, provider_reference = str(receipt["status"]), str(receipt["id"])
        reference = receipt["reference"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return HttpResponse(status=400)
    update_id = _uuid(reference)
    if update_id is not None:
        now = timezone.now()
        arrivals.note_status(update_id=update_id, provider_reference=provider_reference, status=status, at=now)
    return HttpResponse(status=204)


def _uuid(reference: object) -> UUID | None:
    """Return the id of a message; None for a reference that the hub did not give."""
    try:
        return UUID(str(reference))
    except ValueError:
        return None
