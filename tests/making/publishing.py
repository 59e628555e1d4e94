"""Publishing products for tests through the services."""

from datetime import datetime, timedelta
from typing import Any

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from intel.models import Product, ProductVersion
from intel.services import prevention, products
from intel.services.prevention import Done
from intel.services.products import Subject

ANALYST = Actor(role=Role.OFFICER, identifier="analyst")
REVIEWER = Actor(role=Role.SUPERVISOR, identifier="reviewer")


def profile(*, at: datetime, days: int = 28, **about: Any) -> Product:
    """Begin a profile of the days before."""
    until = at.date() - timedelta(days=1)
    facts = {
        "title": "Pile-ons on players",
        "strand": "race",
        "since": until - timedelta(days=days - 1),
        "until": until,
    }
    return products.begin_profile(about=Subject(**{**facts, **about}), by=ANALYST, at=at)


def publish(product: Product, *, at: datetime, forces: tuple[str, ...] = ()) -> ProductVersion:
    """Have another person publish the draft of a product, to all forces or to some."""
    draft = product.versions.get(state="draft")
    return products.publish(
        reference=product.reference,
        expected_edits=draft.edits,
        for_all=not forces,
        forces=forces,
        by=REVIEWER,
        at=at,
    )


def done(at: datetime, **more: Any) -> Done:
    """Return an action that began on the day."""
    known = {"what": "Moderators were briefed.", "who": "A club", "for_whom": "Players", "aim": "Fewer posts"}
    return Done(**{**known, "began_on": at.date(), "measure": "reports", "days": 7, **more})


def for_a_force(force: str, *, at: datetime) -> dict[str, Any]:
    """Publish a profile to one force, which records an action; return how both are addressed."""
    product = profile(at=at)
    publish(product, at=at, forces=(force,))
    person = Actor(role=Role.FORCE, identifier="person", force_code=force)
    row = prevention.record_action(reference=product.reference, done=done(at), by=person, at=at)
    return {"product": product.reference, "prevention": row.id}
