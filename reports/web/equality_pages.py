"""The optional questions about the person, asked after a report was sent and kept apart from it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reports.forms.equality import EqualityForm
from reports.services import equality
from reports.web.draft_cookie import current_draft


@require_http_methods(["GET", "HEAD", "POST"])
def about_you(request: HttpRequest) -> HttpResponse:
    """Ask four questions, and keep the answers without the report."""
    draft = current_draft(request, at=timezone.now())
    if draft is None or draft.submitted_at is None:
        return redirect("report_sent")
    form = EqualityForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "public/equality.html", {"form": form}, status=422 if form.errors else 200)
    equality.keep(given=form.cleaned_data, draft_id=draft.id, at=timezone.now())
    if any(form.cleaned_data.values()):
        messages.success(request, _("Thank you. Your answers are not linked to your report."))
    return redirect("report_sent")
