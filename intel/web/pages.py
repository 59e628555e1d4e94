"""Pages of intel on a case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intel.forms import ConsiderForm
from intel.selectors.enquiry_rows import outlook_rows
from intel.selectors.methods import method_names
from intel.services import enquiring, sightings
from reports.models import Case
from reports.services.workflow import StaleReport
from triage.selectors.queues import names_of
from triage.web.case_pages import with_case
from triage.web.standing import CaseRequest


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def consider(request: CaseRequest, case: Case) -> HttpResponse:
    """Record that intelligence was considered."""
    form = ConsiderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        finding = form.cleaned_data["finding"]
        try:
            with request.standing.acting(case):
                sightings.consider(report_id=case.lead_id, finding=finding, by=request.actor, at=timezone.now())
        except StaleReport as refusal:
            request.standing.refuse(refusal, case, form)
        else:
            messages.success(request, _("Recorded."))
            return redirect("hub_case_tab", case.reference, "intelligence")
    left = enquiring.look(case=case, by=request.actor, at=timezone.now())
    rows = outlook_rows(left, names=method_names(), platforms=names_of()["platforms"])
    context = {"form": form, "case": case, "outlook": rows}
    return render(request, "hub/consider.html", context, status=request.standing.status(form))
