"""Closing a case, and waiving its gates."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from reports.models import Case
from reports.rules.gates import GATES, GatesOpen
from reports.rules.workflow import StepRefused
from reports.services import gates
from reports.services.workflow import StaleReport
from triage.forms.closing import CloseForm, GateForm, SupportGateForm
from triage.registries import closing_warnings
from triage.services import closing
from triage.web import wording
from triage.web.case_pages import frame_context, with_case
from triage.web.standing import CaseRequest

SUPPORT = "support_offered"
READ_FIRST = gettext_lazy(
    "Not closed yet: this person was a victim before, so another officer reads it first. Close it once that is done."
)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def close(request: CaseRequest, case: Case) -> HttpResponse:
    """Close a case with its outcome, once every gate is met or waived."""
    initial = {"version": case.lead.version, "outcome": request.GET.get("outcome", "")}
    form = CloseForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with request.standing.acting(case):
                waiting = closing.close(
                    case_id=case.id,
                    by=request.actor,
                    at=timezone.now(),
                    outcome=form.cleaned_data["outcome"],
                    reason=form.cleaned_data["reason"],
                    expected_version=form.cleaned_data["version"],
                )
        except StaleReport as refusal:
            request.standing.refuse(refusal, case, form)
        except (GatesOpen, StepRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            if waiting:
                messages.warning(request, str(READ_FIRST))
            else:
                messages.success(request, _("Closed. The complainant is told."))
            return redirect("hub_case", case.reference)
    context = {**frame_context(case, active="overview"), "form": form, "warnings": closing_warnings(case)}
    return render(request, "hub/close.html", context, status=request.standing.status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def gate(request: CaseRequest, case: Case, name: str) -> HttpResponse:
    """Meet a gate, or waive it, with a reason."""
    if name not in GATES:
        raise Http404
    asked = SupportGateForm if name == SUPPORT else GateForm
    form: Form = asked(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        mark = gates.meet if form.cleaned_data["state"] == "met" else gates.waive
        reason = form.cleaned_data["reason"]
        try:
            with request.standing.acting(case):
                mark(report_id=case.lead_id, name=name, by=request.actor, at=timezone.now(), reason=reason)
        except StaleReport as refusal:
            request.standing.refuse(refusal, case, form)
        else:
            messages.success(request, _("Recorded, with your reason."))
            return redirect("hub_case", case.reference)
    context = {**frame_context(case, active="overview"), "form": form, "gate_label": wording.GATES[name], "name": name}
    return render(request, "hub/gate.html", context, status=request.standing.status(form))
