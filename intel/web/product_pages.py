"""Pages of products: listed, begun, read, written, recommended, published, replaced and withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, holders_of
from intel.forms.products import (
    ProductFilterForm,
    ProfileForm,
    PublishForm,
    RecommendForm,
    WithdrawProductForm,
    WordsOfProductForm,
)
from intel.models import Product, ProductVersion
from intel.selectors import products as reading
from intel.selectors.guidance import offered_names
from intel.selectors.product_words import COLOURS, about, action_row, audience, whose
from intel.services import products
from intel.services.products import ProductRefused, Subject
from intel.web.product_figures import section_rows
from triage.selectors.queues import names_of

State = ProductVersion.State
METHODS = ["GET", "HEAD", "POST"]
writers = holders_of(Action.WRITE_PRODUCT)
reviewers = holders_of(Action.REVIEW_PRODUCT)


@require_safe
@writers
def index(request: StaffRequest) -> HttpResponse:
    """List the products, the newest days first."""
    form = ProductFilterForm(request.GET)
    page = reading.list_products(kind=form.wanted(), page=request.GET.get("page"), by=request.actor)
    rows = [_line(product) for product in page]
    return render(request, "hub/products.html", {"form": form, "rows": rows, "page": page})


@require_http_methods(METHODS)
@writers
def begin(request: StaffRequest) -> HttpResponse:
    """Begin a problem profile: the hub draws its figures and drafts what they allow to be said."""
    form = ProfileForm(_sent(request), choices=_choices(), notice=request.GET.get("notice", ""))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["notice_id"] = str(given.pop("notice") or "")
        at = timezone.now()
        made = _do(form, lambda: products.begin_profile(about=Subject(**given), by=request.actor, at=at))
        if made:
            messages.success(request, _("Drafted. Read what the hub has put together, and say what it means."))
            return redirect("hub_product", made.reference)
    return _page(request, form, "hub/product_begin.html")


@require_safe
@writers
def show(request: StaffRequest, reference: str) -> HttpResponse:
    """Show a product: the draft or what is published, other versions, and what was done to prevent more."""
    product = _found(request, reference)
    versions = reading.versions_of(product)
    asked = request.GET.get("version", "")
    version = next((each for each in versions if str(each.number) == asked), versions[0])
    names = names_of()
    context = {
        **version_context(version, names=names),
        "state": version.get_state_display(),
        "colour": COLOURS[State(version.state)],
        "audience": audience(version, names),
        "writer": whose(version.written_by),
        "reviewer": whose(version.reviewed_by),
        "others": [each for each in versions if each.id != version.id],
        "has_draft": any(each.state == State.DRAFT for each in versions),
        "is_own": request.actor.is_named(version.written_by),
        "may_review": is_allowed(role=request.actor.role, action=Action.REVIEW_PRODUCT),
        "actions": [
            {**action_row(row), "says_at": f"/hub/products/{product.reference}/prevention/{row.id}/"}
            for row in reading.actions_of(product)
        ],
    }
    return render(request, "hub/product.html", context)


@require_http_methods(METHODS)
@writers
def edit(request: StaffRequest, reference: str) -> HttpResponse:
    """Write the words of a draft; the figures stand beside them as they are drawn."""
    version = _draft(request, reference)
    form = WordsOfProductForm(_sent(request), version=version)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        facts = {"title": given["title"], "whats_new": given.get("whats_new", ""), "words": form.words()}
        who = {"reference": reference, "expected_edits": given["edits"], "by": request.actor, "at": timezone.now()}
        if _do(form, lambda: products.edit(**facts, **who)):
            messages.success(request, _("Kept."))
            return redirect("hub_product", reference)
    return _page(request, form, "hub/product_edit.html", version=version, sections=section_rows(version))


@require_POST
@writers
def redraw(request: StaffRequest, reference: str) -> HttpResponse:
    """Count the figures of a draft again."""
    _draft(request, reference)
    _try(request, lambda who: products.redraw(**who), reference, _("The figures are counted anew."))
    return redirect("hub_product", reference)


@require_http_methods(METHODS)
@writers
def recommend(request: StaffRequest, reference: str) -> HttpResponse:
    """Add a recommendation to the draft of a profile, and show those that there are, to take one out."""
    version = _draft(request, reference)
    form = RecommendForm(_sent(request), initial={"edits": version.edits})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        who = {"expected_edits": given.pop("edits"), "by": request.actor, "at": timezone.now()}
        if _do(form, lambda: products.recommend(reference=reference, **given, **who)):
            messages.success(request, _("Added."))
            return redirect("hub_product_recommend", reference)
    rows = sorted(version.recommendations.all(), key=lambda row: (row.due_on, row.id))
    return _page(request, form, "hub/product_recommend.html", version=version, rows=rows)


@require_POST
@writers
def take_back(request: StaffRequest, reference: str, recommendation_id: int) -> HttpResponse:
    """Take a recommendation out of a draft."""
    _draft(request, reference)
    _try(
        request,
        lambda who: products.take_back(recommendation_id=recommendation_id, **who),
        reference,
        _("Taken out."),
    )
    return redirect("hub_product_recommend", reference)


@require_http_methods(METHODS)
@reviewers
def publish(request: StaffRequest, reference: str) -> HttpResponse:
    """Review a draft and publish it to forces."""
    version, names = _draft(request, reference), names_of()
    form = PublishForm(_sent(request), edits=version.edits, forces=sorted(names["forces"].items(), key=_name))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        facts = {"for_all": given["audience"] == "all", "forces": given["forces"], "expected_edits": given["edits"]}
        at = timezone.now()
        if _do(form, lambda: products.publish(reference=reference, **facts, by=request.actor, at=at)):
            messages.success(request, _("Published."))
            return redirect("hub_product", reference)
    context = {**version_context(version, names=names), "writer": whose(version.written_by)}
    return _page(request, form, "hub/product_publish.html", **context)


@require_POST
@writers
def begin_next(request: StaffRequest, reference: str) -> HttpResponse:
    """Begin the next version of a product."""
    _found(request, reference)
    try:
        products.begin_next(reference=reference, by=request.actor, at=timezone.now())
    except ProductRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Begun, with the words of the last version and figures as they stand now."))
    return redirect("hub_product", reference)


@require_http_methods(METHODS)
@reviewers
def withdraw(request: StaffRequest, reference: str) -> HttpResponse:
    """Withdraw what is published."""
    product = _found(request, reference)
    published = product.versions.filter(state=State.PUBLISHED).first()
    if published is None:
        raise Http404
    form = WithdrawProductForm(_sent(request), initial={"number": published.number})
    if request.method == "POST" and form.is_valid():
        number, why, at = form.cleaned_data["number"], form.cleaned_data["why"], timezone.now()
        facts: dict[str, Any] = {"expected_number": number, "why": why, "by": request.actor, "at": at}
        if _do(form, lambda: products.withdraw(reference=reference, **facts)):
            messages.success(request, _("Withdrawn."))
            return redirect("hub_product", reference)
    return _page(request, form, "hub/product_withdraw.html", version=published)


def version_context(version: ProductVersion, *, names: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Return what any page shows of a version."""
    return {
        "product": version.product,
        "version": version,
        "about": about(version.product, names),
        "sections": section_rows(version),
        "recommendations": sorted(version.recommendations.all(), key=lambda row: (row.due_on, row.id)),
    }


def _line(product: Product) -> dict[str, Any]:
    versions = list(product.versions.all())
    return {
        "product": product,
        "title": versions[0].title,
        "kind": product.get_kind_display(),
        "versions": [
            {"row": each, "state": each.get_state_display(), "colour": COLOURS[State(each.state)]}
            for each in versions[:3]
        ],
    }


def _choices() -> dict[str, Any]:
    names, offered = names_of(), offered_names()
    forces = sorted(names["forces"].items(), key=_name)
    return {
        "strand": offered["strands"],
        "platform": offered["platforms"],
        "offence": offered["offences"],
        "force": forces,
    }


def _name(pair: tuple[str, str]) -> str:
    return pair[1].casefold()


def _found(request: StaffRequest, reference: str) -> Product:
    product = reading.find_product(reference=reference, by=request.actor)
    if product is None:
        raise Http404
    return product


def _draft(request: StaffRequest, reference: str) -> ProductVersion:
    versions = reading.versions_of(_found(request, reference))
    if not versions or versions[0].state != State.DRAFT:
        raise Http404
    return versions[0]


def _try(request: StaffRequest, act: Callable[[dict[str, Any]], Any], reference: str, says: str) -> None:
    """Do something with a draft out of a form without fields: the count of edits that it was shown with."""
    sent = request.POST.get("edits", "")
    edits = int(sent) if sent.isdecimal() and len(sent) < 9 else 0
    try:
        act({"reference": reference, "expected_edits": edits, "by": request.actor, "at": timezone.now()})
    except ProductRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, says)


def _do(form: Any, act: Callable[[], Any]) -> Any:
    """Call a service; put its refusal beside the field that it is about."""
    try:
        return act()
    except ProductRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return None


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(request: StaffRequest, form: Any, template: str, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)
