"""The redactions of a case, leaving an exhibit out, and taking a decision back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.staff import StaffRequest
from referrals.forms.redacting import LeaveOutForm, TakeBackForm
from referrals.rules.redaction import Why
from referrals.selectors.redactables import Redactable, ReportParts, count_hidden, list_parts
from referrals.services import blacking_out, redaction_looking
from referrals.services.redactable import Part, find_exhibit, find_part
from referrals.web import redaction_words as words
from referrals.web.redaction_doors import or_refused
from reports.models import Case
from reports.rules.file_kinds import DRAWN_TYPES, READ_TYPES
from triage.services import opening
from triage.web.case_pages import with_case

Row = dict[str, Any]


@require_safe
@with_case
def redactions(request: StaffRequest, case: Case) -> HttpResponse:
    """Show what can be blacked out or left out of a case, and what is."""
    listed, page = list_parts(case=case, page=request.GET.get("page"), by=request.actor)
    opening.note_opening(case=case, tab="redactions", by=request.actor, at=timezone.now())
    context = {
        "case": case,
        "total": count_hidden(case=case, by=request.actor),
        "reports": [{"reference": each.report.reference, "parts": _rows(each)} for each in listed],
        "page": page,
    }
    return render(request, "hub/redactions.html", context)


def _rows(listed: ReportParts) -> list[Row]:
    return [_row(listed, part) for part in listed.parts]


def _row(listed: ReportParts, part: Redactable) -> Row:
    report_id, current = listed.report.id, part.current
    row: Row = {
        "title": words.title_of(part.name, evidence=part.evidence, post=part.post),
        "is_closed": part.is_closed,
        "summary": words.summary_of(current) if current else "",
        "copy": current.copy.exhibit if current and current.copy else "",
        "take_back": reverse("hub_redaction_take_back", args=[report_id, part.name]) if current else "",
    }
    if part.evidence is None:
        return {**row, "href": reverse("hub_redact_text", args=[report_id, part.name])}
    row["leave_out"] = reverse("hub_leave_out", args=[part.evidence.id])
    if part.evidence.content_type in DRAWN_TYPES | READ_TYPES:
        row["href"] = reverse("hub_redact_exhibit", args=[part.evidence.id])
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@or_refused
def leave_out(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Leave an exhibit out of what a force gets, for a reason."""
    part = find_exhibit(evidence_id=evidence_id, by=request.actor)
    form = LeaveOutForm(request.POST or None, initial={"replaces": _current_id(part)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            blacking_out.leave_out(
                evidence_id=evidence_id,
                why=Why(given["why"]),
                words=given["words"],
                replaces=given["replaces"],
                by=request.actor,
                at=timezone.now(),
            )
        except blacking_out.RedactionOvertaken:
            overtaken(form, part)
        else:
            messages.success(request, _("The exhibit is left out of every package from now on."))
            return redirect("hub_redactions", part.report.case.reference)
    return _show(request, "hub/redact_leave_out.html", part, form)


@require_http_methods(["GET", "HEAD", "POST"])
@or_refused
def take_back(request: StaffRequest, report_id: UUID, part: str) -> HttpResponse:
    """Have the original of a part go out again, for a reason."""
    found = find_part(report_id=report_id, part=part, by=request.actor)
    form = TakeBackForm(request.POST or None, initial={"replaces": _current_id(found)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            blacking_out.take_back(
                report_id=report_id,
                part=part,
                words=given["words"],
                replaces=given["replaces"],
                by=request.actor,
                at=timezone.now(),
            )
        except blacking_out.NothingMarked:
            messages.warning(request, _("There is nothing to take back."))
        except blacking_out.RedactionOvertaken:
            overtaken(form, found)
            return _show(request, "hub/redact_take_back.html", found, form)
        else:
            messages.success(request, _("Taken back. The original goes out again from the next package on."))
        return redirect("hub_redactions", found.report.case.reference)
    return _show(request, "hub/redact_take_back.html", found, form)


def overtaken(form: forms.Form, part: Part) -> None:
    """Say on a form that a colleague was faster; sent again, it goes over what they decided."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, which mypy takes for any mapping
    data[form.add_prefix("replaces")] = str(_current_id(part) or "")
    form.data = data
    form.add_error(None, str(words.OVERTAKEN))


def _current_id(part: Part) -> int | None:
    current = blacking_out.current_of(part)
    return current.id if current else None


def _show(request: StaffRequest, template: str, part: Part, form: forms.Form) -> HttpResponse:
    context = {**part_context(part), "form": form}
    return render(request, template, context, status=status_of(form))


def part_context(part: Part) -> Row:
    """Return what every page of one part shows."""
    return {
        "case": part.report.case.reference,
        "part": part,
        "title": words.title_of(part.name, evidence=part.evidence, post=part.post),
        "history": words.history_rows(redaction_looking.history(part)),
    }


def status_of(form: forms.Form) -> int:
    """Return 409 where a colleague was faster, 422 where something is wrong, else 200."""
    if not form.is_bound or not form.errors:
        return 200
    return 409 if str(words.OVERTAKEN) in form.non_field_errors() else 422
