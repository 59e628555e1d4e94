"""Noting that somebody was told of a decision in person."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import staff_only
from reports.models import DecisionNotice
from reports.services import notices
from triage.forms.telling import ToldForm
from triage.selectors.late import get_notice
from triage.web import wording
from triage.web.case_pages import frame_context
from triage.web.standing import CaseRequest, labels_of, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def told(request: CaseRequest, notice_id: int) -> HttpResponse:
    """Ask how somebody was told of a decision, and note it."""
    notice = get_notice(notice_id=notice_id, by=request.actor)
    if notice is None:
        raise Http404
    request.standing = standing_of(request, reference=notice.report.case.reference)
    request.standing.watch(notice.report)
    form = ToldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _note(request, notice, form)
    context = {
        **frame_context(notice.report.case, active="overview"),
        "form": form,
        "notice": notice,
        "decision": wording.DECISIONS[notice.step],
        "is_merged": notice.report.case.lead_id != notice.report_id,
    }
    return render(request, "hub/told.html", context, status=422 if form.errors else 200)


def _note(request: CaseRequest, notice: DecisionNotice, form: ToldForm) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    try:
        notices.tell_in_person(notice_id=notice.id, by=request.actor, at=timezone.now(), reason=reason)
    except notices.AlreadyTold as refusal:
        back = reverse("hub_case", args=[notice.report.case.reference])
        return request.standing.gone(str(refusal), back=back, labels=labels_of(form), can_retry=False)
    messages.success(request, _("Recorded: the complainant of %s has been told.") % notice.report.reference)
    if request.GET.get("back") == "late" and is_allowed(role=request.actor.role, action=Action.VIEW_LATE):
        return redirect("hub_late")
    return redirect("hub_case", notice.report.case.reference)
