"""Pages of intel on a case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest
from intel.forms import ConsiderForm
from intel.services import sightings
from reports.models import Case
from triage.web.case_pages import with_case


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def consider(request: StaffRequest, case: Case) -> HttpResponse:
    """Record that intelligence was considered."""
    form = ConsiderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sightings.consider(
            report_id=case.lead_id, finding=form.cleaned_data["finding"], by=request.actor, at=timezone.now()
        )
        messages.success(request, _("Recorded."))
        return redirect("hub_case_tab", case.reference, "intelligence")
    return render(request, "hub/consider.html", {"form": form, "case": case}, status=422 if form.errors else 200)
