"""The methods: listed, added on trial, corrected."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, holders_of, staff_only
from intel.forms.methods import CorrectMethodForm, NewMethodForm
from intel.models import EnquiryMethod
from intel.rules.enquiries.steps import Authority
from intel.selectors.enquiry_rows import AUTHORITIES, moment, pounds
from intel.selectors.methods import find_method, list_methods
from intel.services import enquiry_methods
from intel.services.enquiry_methods import MethodRefused, NewMethod
from triage.selectors.queues import names_of


@require_safe
@staff_only
def methods(request: StaffRequest) -> HttpResponse:
    """List the methods, what each needs, and what that rests on."""
    may_edit = is_allowed(role=request.actor.role, action=Action.EDIT_METHODS)
    rows = [_row(each) for each in list_methods(by=request.actor)]
    return render(request, "hub/enquiry_methods.html", {"rows": rows, "may_edit": may_edit})


@require_http_methods(["GET", "HEAD", "POST"])
@holders_of(Action.EDIT_METHODS)
def add(request: StaffRequest) -> HttpResponse:
    """Add a method that is new, on trial."""
    form = NewMethodForm(_sent(request), platforms=platform_choices())
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "authority": Authority(form.cleaned_data["authority"])}
        try:
            enquiry_methods.add(method=NewMethod(**given), by=request.actor, at=timezone.now())
        except MethodRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The method is added, on trial."))
            return redirect("hub_enquiry_methods")
    return _page(request, form, _("Add a new method"))


@require_http_methods(["GET", "HEAD", "POST"])
@holders_of(Action.EDIT_METHODS)
def correct(request: StaffRequest, code: str) -> HttpResponse:
    """Correct what is known of a method."""
    row = find_method(code=code, by=request.actor)
    if row is None:
        raise Http404
    form = CorrectMethodForm(_sent(request), initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        expected = _moment(given.pop("changed_at"))
        try:
            enquiry_methods.correct(code=code, expected_at=expected, by=request.actor, at=timezone.now(), **given)
        except MethodRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Corrected. A load of the shipped methods leaves it as it is."))
            return redirect("hub_enquiry_methods")
    return _page(request, form, row.name)


def platform_choices() -> list[tuple[str, str]]:
    """Return the platforms by name."""
    return sorted(names_of()["platforms"].items(), key=lambda pair: pair[1].casefold())


def _row(row: EnquiryMethod) -> dict[str, Any]:
    return {"row": row, "authority": str(AUTHORITIES[row.authority]), "cost": pounds(row.usual_cost)}


def _initial(row: EnquiryMethod) -> dict[str, Any]:
    names = ("usual_days", "kept_days", "is_trial", "basis")
    known = {name: getattr(row, name) for name in names}
    return {**known, "usual_cost": f"{row.usual_cost / 100:.2f}", "changed_at": moment(row.changed_at)}


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _page(request: StaffRequest, form: Any, title: str) -> HttpResponse:
    context = {"form": form, "title": title}
    return render(request, "hub/enquiry_method.html", context, status=422 if form.errors else 200)


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None
