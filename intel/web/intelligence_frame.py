"""What the pages of intelligence reports have in common: finding the report, and a refusal beside its field."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from intel.models import IntelligenceItem, IntelligenceReport
from intel.rules.intelligence.steps import StepRefused
from intel.selectors.intelligence import NoSuchReport, find_report
from intel.services.intelligence.refusals import IntelligenceRefused

METHODS = ["GET", "HEAD", "POST"]
View = Callable[..., HttpResponseBase]


def of_report(action: Action) -> Callable[[View], View]:
    """Let in staff whose role has an action, and give the view the report that the address names; or answer 404."""

    def guard(view: View) -> View:
        @holders_of(action)
        @wraps(view)
        def found(request: StaffRequest, reference: str, **more: Any) -> HttpResponseBase:
            try:
                row = find_report(reference=reference, by=request.actor)
            except NoSuchReport:
                raise Http404 from None
            return view(request, row, **more)

        return found

    return guard


def item_of(row: IntelligenceReport, item_id: UUID) -> IntelligenceItem:
    """Return one item of a report, or answer 404."""
    item = row.items.select_related("source").filter(id=item_id).first()
    if item is None:
        raise Http404
    item.report = row
    return item


def done(form: Form, act: Callable[[], Any]) -> bool:
    """Call a service; put its refusal beside the field that it is about, and tell whether it was done."""
    try:
        act()
    except IntelligenceRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    except StepRefused as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def page(request: StaffRequest, template: str, row: IntelligenceReport, *forms: Form, **more: Any) -> HttpResponse:
    """Return a page of a report; 422 where a form that was sent has errors."""
    status = 422 if any(form.is_bound and form.errors for form in forms) else 200
    context = {"row": row, "reference": row.reference, "form": forms[0] if forms else None, **more}
    return render(request, template, context, status=status)


def sent(request: StaffRequest) -> Any:
    """Return what a form is filled with: what was typed, or nothing."""
    return request.POST if request.method == "POST" else None
