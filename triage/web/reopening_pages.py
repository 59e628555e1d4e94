"""Looking at a closed case again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reports.models import Case
from reports.rules.workflow import StepRefused
from reports.services import workflow
from triage.forms.reasons import ReasonForm
from triage.web.case_pages import frame_context, with_case
from triage.web.standing import CaseRequest


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def reopen(request: CaseRequest, case: Case) -> HttpResponse:
    """Reopen a case, for a reason: it is in triage again, and its complainants are told."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with request.standing.acting(case):
                workflow.reopen(
                    report_id=case.lead_id, by=request.actor, at=timezone.now(), reason=form.cleaned_data["reason"]
                )
        except workflow.StaleReport as refusal:
            request.standing.refuse(refusal, case, form)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The case is open again."))
            return redirect("hub_case", case.reference)
    context = {**frame_context(case, active="overview"), "form": form}
    return render(request, "hub/reopen.html", context, status=request.standing.status(form))
