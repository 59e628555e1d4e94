"""Products in the portal of forces: what was published to a force, and what it did to prevent more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from hatehub.accounts.actors import Actor
from intel.forms.prevention import OutcomeForm, PreventionForm
from intel.models import PreventionAction, Product, ProductVersion
from intel.selectors import products as reading
from intel.selectors.product_words import about, action_row
from intel.services import prevention
from intel.services.prevention import PreventionRefused
from intel.web.product_figures import section_rows
from referrals.registries import ForcePage, Taken, register_force_page
from triage.selectors.queues import names_of

State = ProductVersion.State
THANKS = "Recorded. It stands with the profile, and whoever the profile is for reads it."


def register_all() -> None:
    """Add the list of products; one product and what is recorded against it are reached from there."""
    for page in (
        ForcePage(code="products", title="Assessments and profiles", template="force/products.html", context=listed),
        ForcePage(
            code="product",
            title="Assessment or profile",
            template="force/product.html",
            context=one,
            is_listed=False,
        ),
        ForcePage(
            code="prevention",
            title="What was done to prevent more",
            template="force/prevention.html",
            context=to_record,
            take=take_record,
            is_listed=False,
        ),
        ForcePage(
            code="prevention-outcome",
            title="What came of it",
            template="force/prevention_outcome.html",
            context=to_say,
            take=take_outcome,
            is_listed=False,
        ),
    ):
        register_force_page(page)


def listed(*, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    """Return what was published to the force, the newest first."""
    page = reading.list_for_force(page=asked.get("page"), by=by)
    rows = [{"version": each, "kind": each.product.get_kind_display()} for each in page]
    return {"rows": rows, "found": page}


def one(*, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    """Return one product: the newest version, or the one that is asked for, as far as published to the force."""
    versions = reading.versions_for_force(reference=asked.get("code", ""), by=by)
    if not versions:
        raise Http404
    version = next((each for each in versions if str(each.number) == asked.get("version", "")), versions[0])
    is_profile, names = version.product.kind == Product.Kind.PROFILE, names_of()
    return {
        "version": version,
        "product": version.product,
        "about": about(version.product, names),
        "sections": section_rows(version),
        "recommendations": sorted(version.recommendations.all(), key=lambda row: (row.due_on, row.id)),
        "others": [each for each in versions if each.id != version.id],
        "is_replaced": version.state == State.REPLACED,
        "is_profile": is_profile,
        "actions": _actions(version.product, by) if is_profile else [],
        "file_at": reverse("force_product_file", args=[version.product.reference, version.number]),
    }


def to_record(*, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    """Return the form for what was done about a profile; `code` in the address names it."""
    return {"form": PreventionForm(), "product": _profile(asked, by)}


def take_record(*, asked: Mapping[str, str], sent: Any, by: Actor, at: datetime) -> Taken:
    """Keep what a force did about a profile."""
    product, form = _profile(asked, by), PreventionForm(sent)
    if form.is_valid():
        try:
            prevention.record_action(reference=product.reference, done=form.done(), by=by, at=at)
        except PreventionRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return Taken(leads_to=_address(product), says=THANKS)
    return Taken(context={"form": form, "product": product})


def to_say(*, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    """Return the form for what came of an action of the force; `action` in the address names it."""
    row = _action(asked, by)
    return {"form": OutcomeForm(initial={"outcome": row.outcome}), "actions": [action_row(row)], "product": row.product}


def take_outcome(*, asked: Mapping[str, str], sent: Any, by: Actor, at: datetime) -> Taken:
    """Keep what came of an action of the force."""
    row, form = _action(asked, by), OutcomeForm(sent)
    if form.is_valid():
        try:
            prevention.say_outcome(action_id=row.id, outcome=form.cleaned_data["outcome"], by=by, at=at)
        except PreventionRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return Taken(leads_to=_address(row.product), says=THANKS)
    return Taken(context={"form": form, "actions": [action_row(row)], "product": row.product})


def _actions(product: Product, by: Actor) -> list[dict[str, Any]]:
    page = reverse("force_guidance_page", args=["prevention-outcome"])
    return [
        {
            **action_row(row),
            "says_at": f"{page}?action={row.id}" if row.force and row.force.code == by.force_code else "",
        }
        for row in reading.actions_of(product)
    ]


def _address(product: Product) -> str:
    return f"{reverse('force_guidance_page', args=['product'])}?code={product.reference}"


def _profile(asked: Mapping[str, str], by: Actor) -> Product:
    product = reading.find_for_force(reference=asked.get("code", ""), by=by)
    if product is None or product.kind != Product.Kind.PROFILE:
        raise Http404
    return product


def _action(asked: Mapping[str, str], by: Actor) -> PreventionAction:
    try:
        action_id = UUID(asked.get("action", ""))
    except ValueError:
        raise Http404 from None
    rows = PreventionAction.objects.filter(id=action_id, force__code=by.force_code)
    row = rows.select_related("product", "force").first()
    if row is None or reading.find_for_force(reference=row.product.reference, by=by) is None:
        raise Http404
    return row
