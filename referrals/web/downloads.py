"""Downloads: the public key, the verifier, and a package for an officer."""

from datetime import datetime
from importlib.resources import files

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.accounts.step_up import asks_again
from hatehub.vault.services import KeyDestroyed
from referrals.clients.signing import public_pem
from referrals.models import EvidencePackage
from referrals.services import packaging
from referrals.services.signing_keys import get_key, list_keys
from reports.services.files import StorageAway


@require_safe
def signing_key(request: HttpRequest) -> HttpResponse:
    """Give the public key that packages are verified with."""
    return HttpResponse(public_pem(), content_type="application/x-pem-file")


@require_safe
def signing_keys(request: HttpRequest) -> JsonResponse:
    """List every key that packages were ever signed with, the newest first."""
    keys = [
        {"id": key.id, "from": _written(key.since), "until": _written(key.until), "pem": key.pem} for key in list_keys()
    ]
    return JsonResponse({"keys": keys})


@require_safe
def one_signing_key(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """Give one key, also a retired one, by its id without `sha256:`."""
    key = get_key(fingerprint=fingerprint)
    if key is None:
        raise Http404
    return HttpResponse(key.pem, content_type="application/x-pem-file")


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """Give the stand-alone program that verifies a package."""
    text = files("referrals").joinpath("verify_package.py").read_text(encoding="utf-8")
    answer = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify_package.py"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
@asks_again("GET", "HEAD")
@require_safe
def package(request: StaffRequest, reference: str, version: int) -> HttpResponseBase:
    """Give an officer one version of a case's package."""
    sealed = EvidencePackage.objects.select_related("case").filter(
        case__reference=reference, version=version, state=EvidencePackage.State.SEALED
    )
    found = sealed.first()
    if found is None:
        raise Http404
    try:
        content = packaging.export(package=found, by=request.actor, at=timezone.now())
    except packaging.HoldsDiverted:
        return render(request, "hub/package_diverted.html", {"package": found}, status=410)
    except KeyDestroyed:
        return render(request, "hub/package_diverted.html", {"package": found, "is_destroyed": True}, status=410)
    except StorageAway:
        return render(request, "hub/package_diverted.html", {"package": found, "is_away": True}, status=503)
    answer = StreamingHttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{reference}-v{version}.zip"'
    return answer
