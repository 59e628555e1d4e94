"""Pages of prevention for officers, and products as files for officers and forces."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from intel.forms.prevention import OutcomeForm, PreventionForm
from intel.models import PreventionAction, Product, ProductVersion
from intel.selectors import products as reading
from intel.selectors.product_words import action_row
from intel.services import prevention, product_files
from intel.services.prevention import PreventionRefused

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@holders_of(Action.WRITE_PRODUCT)
def record(request: StaffRequest, reference: str) -> HttpResponse:
    """Record what was done to prevent more of what a profile describes."""
    product = _profile(request, reference)
    form = PreventionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            prevention.record_action(reference=reference, done=form.done(), by=request.actor, at=timezone.now())
        except PreventionRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Recorded. Say what came of it once the days after it are over."))
            return redirect("hub_product", reference)
    return _page(request, form, "hub/prevention_record.html", product=product)


@require_http_methods(METHODS)
@holders_of(Action.WRITE_PRODUCT)
def outcome(request: StaffRequest, reference: str, action_id: UUID) -> HttpResponse:
    """Say what came of an action."""
    product = _profile(request, reference)
    row = PreventionAction.objects.filter(product=product, id=action_id).select_related("force").first()
    if row is None:
        raise Http404
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial={"outcome": row.outcome})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["outcome"]
        try:
            prevention.say_outcome(action_id=row.id, outcome=said, by=request.actor, at=timezone.now())
        except PreventionRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Recorded, with the figure after it."))
            return redirect("hub_product", reference)
    return _page(request, form, "hub/prevention_outcome.html", product=product, actions=[action_row(row)])


@require_safe
@holders_of(Action.WRITE_PRODUCT)
def as_file(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Give a version as PDF."""
    product = reading.find_product(reference=reference, by=request.actor)
    versions = reading.versions_of(product) if product else []
    return _file(request, versions, number)


@require_safe
@holders_of(Action.READ_FORCE_CASES)
def as_file_for_force(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Give a force a version that was published to it, as PDF."""
    return _file(request, reading.versions_for_force(reference=reference, by=request.actor), number)


def _file(request: StaffRequest, versions: list[ProductVersion], number: int) -> HttpResponse:
    version = next((each for each in versions if each.number == number), None)
    if version is None:
        raise Http404
    made = product_files.make_file(version=version, by=request.actor, at=timezone.now())
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{version.product.reference}-{number}.pdf"'
    return answer


def _profile(request: StaffRequest, reference: str) -> Product:
    product = reading.find_product(reference=reference, by=request.actor)
    if product is None or product.kind != Product.Kind.PROFILE:
        raise Http404
    return product


def _page(request: StaffRequest, form: Any, template: str, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)
