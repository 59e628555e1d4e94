"""Comparing two reports side by side; merging, refusing, un-merging."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.design.flash import flash_with_undo
from reports.models import Report
from reports.rules.workflow import StepRefused
from reports.services.personal import read_narrative, read_words
from triage.forms import MergeForm
from triage.models import DuplicateMatch
from triage.selectors.cases import get_match
from triage.selectors.queues import names_of
from triage.services import duplicates, merging
from triage.web import wording


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def compare(request: StaffRequest, match_id: int) -> HttpResponse:
    """Show both reports side by side, and merge the later into the earlier's case."""
    match = get_match(match_id=match_id, by=request.actor)
    if match is None:
        raise Http404
    form = MergeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _merge(request, match, reason=form.cleaned_data["reason"])
        except (merging.MergeRefused, StepRefused) as refusal:
            form.add_error(None, str(refusal))
    names = names_of()
    context = {
        "match": match,
        "form": form,
        "reason": wording.reason_of(match, platforms=names["platforms"]),
        "rows": _rows(match, names=names),
        "will_tell": Report.objects.filter(id=match.report_id, complainant__wants_updates=True).count(),
    }
    return render(request, "hub/compare.html", context, status=422 if form.errors else 200)


@require_POST
@staff_only
def refuse(request: StaffRequest, match_id: int) -> HttpResponse:
    """Remember that these are not duplicates."""
    match = get_match(match_id=match_id, by=request.actor)
    if match is None:
        raise Http404
    duplicates.refuse(match_id=match.id, by=request.actor, at=timezone.now())
    messages.success(request, _("Remembered: these are not duplicates."))
    return redirect("hub_case_tab", match.report.case.reference, "duplicates")


@require_POST
@staff_only
def unmerge(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Take a report out of the case it was merged into."""
    try:
        report = merging.unmerge(report_id=report_id, by=request.actor, at=timezone.now(), reason=_("undone"))
    except merging.MergeRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("hub_queue")
    messages.success(request, _("The report stands by itself again, where it stood before."))
    return redirect("hub_case", report.case.reference)


def _merge(request: StaffRequest, match: DuplicateMatch, *, reason: str) -> HttpResponse:
    merging.merge(
        report_id=match.report_id, into_case_id=match.other.case_id, by=request.actor, at=timezone.now(), reason=reason
    )
    flash_with_undo(request, _("Merged."), undo_url=reverse("hub_unmerge", args=[match.report_id]))
    return redirect("hub_case_tab", match.other.case.reference, "reports")


def _rows(match: DuplicateMatch, *, names: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    always = (_("Case"), _("Received"), _("State"))
    left, right = _column(match.other, names=names), _column(match.report, names=names)
    return [
        {
            "label": label,
            "left": left[label],
            "right": right[label],
            "differs": label not in always and left[label] != right[label],
        }
        for label in left
    ]


def _column(report: Report, *, names: dict[str, dict[str, str]]) -> dict[str, str]:
    post = report.contents.order_by("position").first()
    return {
        _("Case"): report.case.reference,
        _("Received"): formats.date_format(timezone.localtime(report.submitted_at), "j F Y, H:i"),
        _("State"): str(wording.STATES[report.state]),
        _("Link"): post.url if post else "",
        _("Account"): post.account_handle if post else "",
        _("Words of the post"): read_words(content=post) if post else "",
        _("What happened"): read_narrative(report=report),
        _("Strands"): ", ".join(names["strands"].get(code, code) for code in report.strands),
        _("Victim's force"): names["forces"].get(report.victim_area.get("force") or "", ""),
    }
