"""What officers, and forces, read of products. A force reads only what was published to it."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import PreventionAction, Product, ProductVersion

PAGE = 25
MOST_ACTIONS = 100
State = ProductVersion.State
ONCE_PUBLISHED = (State.PUBLISHED, State.REPLACED, State.WITHDRAWN)


def list_products(*, kind: str, page: Any, by: Actor) -> Page[Product]:
    """Return a page of products with their versions, the newest days first. Raises NotPermitted."""
    require(by=by, action=Action.WRITE_PRODUCT)
    rows = Product.objects.filter(kind=kind) if kind else Product.objects.all()
    rows = rows.prefetch_related(Prefetch("versions", ProductVersion.objects.order_by("-number")))
    return Paginator(rows.order_by("-until", "kind", "id"), PAGE).get_page(page)


def to_review(*, by: Actor) -> QuerySet[ProductVersion]:
    """Return the drafts of others. Raises NotPermitted."""
    require(by=by, action=Action.REVIEW_PRODUCT)
    return ProductVersion.objects.filter(state=State.DRAFT).exclude(written_by=str(by))


def find_product(*, reference: str, by: Actor) -> Product | None:
    """Return a product with its versions, sections and recommendations; None where there is none."""
    require(by=by, action=Action.WRITE_PRODUCT)
    return Product.objects.select_related("notice").filter(reference=reference).first()


def versions_of(product: Product) -> list[ProductVersion]:
    """Return the versions of a product, the newest first, with what they say: three queries."""
    rows = product.versions.order_by("-number").prefetch_related("sections", "recommendations")
    return list(rows)


def actions_of(product: Product) -> list[PreventionAction]:
    """Return what was done about a profile, the newest first, up to a hundred."""
    rows = PreventionAction.objects.filter(product=product).select_related("force")
    return list(rows.order_by("-began_on", "-recorded_at")[:MOST_ACTIONS])


def list_for_force(*, page: Any, by: Actor) -> Page[ProductVersion]:
    """Return a page of the newest version of each product that was published to a force. Raises NotPermitted."""
    require(by=by, action=Action.READ_FORCE_CASES)
    mine = ProductVersion.objects.filter(_is_for(by))
    newer = mine.filter(product=OuterRef("product"), number__gt=OuterRef("number"))
    rows = mine.filter(~Exists(newer)).select_related("product")
    return Paginator(rows.order_by("-published_at", "-id"), PAGE).get_page(page)


def versions_for_force(*, reference: str, by: Actor) -> list[ProductVersion]:
    """Return the versions of a product that were published to a force, the newest first. Raises NotPermitted."""
    require(by=by, action=Action.READ_FORCE_CASES)
    rows = ProductVersion.objects.filter(_is_for(by), product__reference=reference).select_related("product")
    return list(rows.order_by("-number").prefetch_related("sections", "recommendations"))


def find_for_force(*, reference: str, by: Actor) -> Product | None:
    """Return a product of which a version was published to a force and not withdrawn; None where there is none."""
    standing = [each for each in versions_for_force(reference=reference, by=by) if each.state != State.WITHDRAWN]
    return standing[0].product if standing else None


def _is_for(by: Actor) -> Q:
    return Q(state__in=ONCE_PUBLISHED) & (Q(for_all=True) | Q(forces__contains=[by.force_code]))
