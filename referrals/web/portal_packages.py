"""Downloading an evidence package from the portal of forces."""

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hatehub.accounts.staff import StaffRequest
from hatehub.accounts.step_up import asks_again
from hatehub.vault.services import KeyDestroyed
from referrals.services import handing_out
from referrals.services.handing_out import NoPackageYet, PackageReplaced
from referrals.web.portal_frame import for_force, show
from reports.services.files import StorageAway

ZIP = "application/zip"


@require_http_methods(["GET", "POST"])
@for_force
@asks_again("GET")
@require_GET
def download(request: StaffRequest, reference: str, version: int) -> HttpResponseBase:
    """Give one version of the package of a case; the download is recorded. Where it may not be had, say why."""
    by = request.actor
    try:
        package = handing_out.find_package(reference=reference, version=version, by=by)
        given = handing_out.give(package=package, asked="", by=by, at=timezone.now())
    except (NoPackageYet, PackageReplaced) as refusal:
        return show(request, "package_gone", {"reference": reference, "why": str(refusal)}, status=410)
    except KeyDestroyed:
        why = "What the package was made of has been destroyed, and the package with it."
        return show(request, "package_gone", {"reference": reference, "why": why}, status=410)
    except StorageAway:
        why = "The place where packages are kept does not answer now. Try again in a minute."
        return show(request, "package_gone", {"reference": reference, "why": why}, status=503)
    answer = StreamingHttpResponse(given.pieces, content_type=ZIP)
    answer["Content-Length"] = str(package.size or 0)
    answer["Content-Disposition"] = f'attachment; filename="{package.case.reference}-v{package.version}.zip"'
    return answer
