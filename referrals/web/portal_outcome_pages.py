"""Recording in the portal how a case ended, and what was charged."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest
from referrals.forms.portal_outcomes import OutcomeForm, charge_rows
from referrals.selectors.force_cases import get_whole_case
from referrals.services import force_outcomes
from referrals.web.portal_act_pages import Act, form_context, guarded, refused, status_of
from referrals.web.portal_frame import for_force, sent, show

RECORD = Act(
    title="Record the outcome",
    button="Record the outcome",
    done="The outcome is recorded. An officer of the hub closes the case and explains it to those who reported it.",
    form=OutcomeForm,
    perform=lambda given, **whose: force_outcomes.record_outcome(
        number=int(given["outcome"]), outcome_date=given["outcome_date"], reason=given["reason"], **whose
    ),
    is_guarded=True,
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_force
def outcome(request: StaffRequest, reference: str) -> HttpResponse:
    """Take an outcome with its charges; another row for a charge is added by a button, without losing anything."""
    case = get_whole_case(reference=reference, by=request.actor)
    if request.method == "POST" and "another" in request.POST:
        rows = charge_rows(request.POST, is_another=True)
        form = OutcomeForm(request.POST)
        for drawn in (form, *rows.forms):
            drawn.errors.clear()
        context = {**form_context(request, case, RECORD, form), "rows": rows, "is_drafting": True}
        return show(request, "outcome", context)
    form, rows, changes = OutcomeForm(sent(request)), charge_rows(sent(request)), None
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        changes = _record(request, case, form, rows)
        if changes is None and not form.errors:
            messages.success(request, RECORD.done)
            return redirect("force_case", reference)
    form.is_overtaken = bool(changes)  # type: ignore[attr-defined]
    context = {**form_context(request, case, RECORD, form), "rows": rows, "changes": changes}
    is_wrong = rows.is_bound and not rows.is_valid()
    return show(request, "outcome", context, status=422 if is_wrong else status_of(form, changes))


def _record(request: StaffRequest, case: Any, form: OutcomeForm, rows: Any) -> list[dict[str, Any]] | None:
    charges = [row.charged() for row in rows.forms if not row.is_empty]
    whose = {"reference": case.reference, "charges": charges, "by": request.actor, "at": timezone.now()}
    given = form.cleaned_data
    return refused(form, lambda: guarded(request, case, RECORD, lambda: RECORD.perform(given, **whose)))
