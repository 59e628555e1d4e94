"""Pages of intel on a case."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest, staff_only
from intel.forms import ConsiderForm
from intel.services import sightings
from triage.selectors.cases import CaseNotFound, get_case


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def consider(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that intelligence was considered."""
    try:
        case = get_case(reference=reference, by=request.actor)
    except CaseNotFound:
        raise Http404 from None
    form = ConsiderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sightings.consider(
            report_id=case.lead_id, finding=form.cleaned_data["finding"], by=request.actor, at=timezone.now()
        )
        messages.success(request, _("Recorded."))
        return redirect("hub_case_tab", case.reference, "intelligence")
    return render(request, "hub/consider.html", {"form": form, "case": case}, status=422 if form.errors else 200)
