"""Where GOV.UK Notify tells what became of a message."""

import hmac
import json
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from reports.services import arrivals


@csrf_exempt  # a program calls, with a token and without a session
@require_POST
def notify(request: HttpRequest) -> HttpResponse:
    """Take one delivery receipt. Notify repeats what is not answered with success, so what is unknown is taken too."""
    if not settings.NOTIFY_CALLBACK_TOKEN:
        raise Http404
    if not _has_token(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
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


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").encode()
    return hmac.compare_digest(given, f"Bearer {settings.NOTIFY_CALLBACK_TOKEN}".encode())


def _uuid(reference: object) -> UUID | None:
    """Return the id of a message; None for a reference that the hub did not give."""
    try:
        return UUID(str(reference))
    except ValueError:
        return None
