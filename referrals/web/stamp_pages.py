"""Time stamps in the workbench: one to download beside its package, and those that do not come."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from referrals.models import EvidencePackage
from referrals.selectors import stamps

SHOWN = 100


@require_safe
@staff_only
def time_stamp(request: StaffRequest, reference: str, version: int, number: int) -> HttpResponse:
    """Give an officer one time stamp of a version of a package, as the authority answered."""
    found = EvidencePackage.objects.filter(case__reference=reference, version=version).first()
    answer = stamps.answer_of(subject=f"package:{found.id}", number=number, by=request.actor) if found else None
    if answer is None:
        raise Http404
    given = HttpResponse(answer, content_type="application/timestamp-reply")
    given["Content-Disposition"] = f'attachment; filename="{reference}-v{version}-time-stamp-{number}.tsr"'
    return given


@require_safe
@staff_only
def late_stamps(request: StaffRequest) -> HttpResponse:
    """Show a supervisor the time stamps that have been waited for for three days."""
    overdue = stamps.overdue(by=request.actor, at=timezone.now())
    found = list(overdue[: SHOWN + 1])
    packages = stamps.packages_of(found)
    rows = [{"stamp": stamp, "package": packages.get(stamp.subject)} for stamp in found[:SHOWN]]
    return render(request, "hub/late_stamps.html", {"rows": rows, "has_more": len(found) > SHOWN})
