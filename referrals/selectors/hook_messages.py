"""What a web hook says: what one change of the feed does, as it stands when it is sent."""

import json
from datetime import UTC, datetime
from typing import Any

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from referrals.models import HookDelivery
from referrals.selectors.feed import standing_of

CHANGED = "case.changed"
PING = "ping"


def body_of(delivery: HookDelivery) -> bytes:
    """Return the body of a message as JSON; nothing in it is about a person.

    `state` and `unit` are those of the moment of sending, null where the case is no longer the force's: of a case
    that it does not have, a force learns no more than its feed tells. Costs at most three statements.
    """
    return json.dumps(_content(delivery), ensure_ascii=False, separators=(",", ":")).encode()


def _content(delivery: HookDelivery) -> dict[str, Any]:
    if delivery.case is None:
        return {"id": str(delivery.id), "type": PING, "at": _moment(delivery.changed_at)}
    force = Actor(role=Role.FORCE, identifier=f"hook:{delivery.hook_id}", force_code=delivery.hook.force.code)
    standing = standing_of(case_id=delivery.case.id, by=force)
    return {
        "id": str(delivery.id),
        "type": CHANGED,
        "position": delivery.position,
        "case": delivery.case.reference,
        "change": delivery.change,
        "state": standing.state if standing else None,
        "unit": standing.unit if standing else None,
        "at": _moment(delivery.changed_at),
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
