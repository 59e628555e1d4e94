"""Films and sounds in a player, copies of originals for a reason, and the answers of the cookie-less path."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.accounts.step_up import asks_again
from hatehub.vault.services import KeyDestroyed
from reports.models import Evidence
from reports.rules.byte_ranges import Unsatisfiable
from reports.rules.file_kinds import Family, kind_of
from reports.services.diversion import Diverted
from reports.services.files import StorageAway
from reports.services.quarantine import ExhibitQuarantined
from reports.services.subjects import SubjectWithheld
from triage.forms.copying import CopyForm
from triage.services import exhibit_files, looking
from triage.services.file_addresses import AddressUseless
from triage.web.exhibit_pages import or_refused, reading_of

FILES_PATH = "/files/"
REFUSED = (NotPermitted, Diverted, SubjectWithheld, ExhibitQuarantined)
GONE = "This address is no longer good. Go back to the exhibit and ask for it again.\n"
CLOSED = "The exhibit is not given out. The page about it says why.\n"
AWAY = "The place where files are kept does not answer. Try again in a few minutes.\n"
NO_SUCH_PART = "The file is shorter than that.\n"


@require_safe
@staff_only
@or_refused
def play(request: StaffRequest, evidence_id: int) -> HttpResponseBase:
    """Show a film or a sound in a player, covered and silent until asked; nothing of it is fetched before."""
    reading, at = reading_of(request), timezone.now()
    item = looking.viewable(evidence_id=evidence_id, reading_id=reading, by=request.actor, at=at)
    try:
        address = exhibit_files.address_to_play(evidence_id=item.id, reading_id=reading, by=request.actor, at=at)
    except AddressUseless:
        raise Http404 from None
    context = {
        "item": item,
        "reading": reading,
        "source": _whole(request, address),
        "is_film": kind_of(item.content_type).family == Family.VIDEO,
    }
    answer = render(request, "hub/exhibit_play.html", context)
    return _allowing(request, answer, directive="media-src", source=_origin(request) + FILES_PATH)


def _leading_to_files(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let the forms of a view lead to where the files are: a browser follows only where the form's page allows it."""

    @wraps(view)
    def allowed(request: StaffRequest, *args: Any, **known: Any) -> HttpResponseBase:
        answer = view(request, *args, **known)
        return _allowing(request, answer, directive="form-action", source=_origin(request))

    return allowed


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
@_leading_to_files
@asks_again("POST")
@or_refused
def copy(request: StaffRequest, evidence_id: int) -> HttpResponseBase:
    """Ask what an original is needed for, and lead to the address that gives it out."""
    reading, at = reading_of(request), timezone.now()
    item = looking.viewable(evidence_id=evidence_id, reading_id=reading, by=request.actor, at=at)
    form = CopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        address = exhibit_files.address_of_copy(
            evidence_id=item.id, why=why, reading_id=reading, by=request.actor, at=at
        )
        return redirect(_whole(request, address))
    context = {"form": form, "item": item, "reading": reading, "seconds": settings.FILES_SECONDS}
    return render(request, "hub/exhibit_copy.html", context, status=422 if form.errors else 200)


@require_GET
def give(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Give out the file that an address stands for, as an attachment; nothing but the address says who asks."""
    try:
        given = exhibit_files.fetch(token=token, name=name, asked=request.headers.get("Range", ""), at=timezone.now())
    except (AddressUseless, Evidence.DoesNotExist, KeyDestroyed):
        return _words(GONE, HTTPStatus.GONE)
    except REFUSED:
        return _words(CLOSED, HTTPStatus.FORBIDDEN)
    except StorageAway:
        return _words(AWAY, HTTPStatus.SERVICE_UNAVAILABLE)
    except Unsatisfiable as error:
        answer = _words(NO_SUCH_PART, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        answer["Content-Range"] = f"bytes */{error.size}"
        return answer
    return _attachment(given)


def _attachment(given: exhibit_files.Given) -> HttpResponseBase:
    status = HTTPStatus.PARTIAL_CONTENT if given.span else HTTPStatus.OK
    answer = StreamingHttpResponse(given.pieces, content_type=given.content_type, status=status)
    answer["Content-Disposition"] = f'attachment; filename="{given.name}"'
    answer["Content-Length"] = str(given.span.length if given.span else given.size)
    answer["Accept-Ranges"] = "bytes" if given.takes_ranges else "none"
    if given.span:
        answer["Content-Range"] = f"bytes {given.span.start}-{given.span.stop - 1}/{given.size}"
    return answer


def _words(text: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)


def _allowing(request: HttpRequest, answer: HttpResponseBase, *, directive: str, source: str) -> HttpResponseBase:
    """Return an answer whose page may use one more source."""
    return csp_update({directive: [source]})(lambda _request: answer)(request)


def _origin(request: HttpRequest) -> str:
    return str(settings.FILES_ORIGIN) or f"{request.scheme}://{request.get_host()}"


def _whole(request: HttpRequest, address: exhibit_files.Address) -> str:
    return _origin(request) + reverse("exhibit_file", args=[address.token, address.name])
