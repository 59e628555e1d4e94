"""Reading what re-checks showed of a request, and what is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import ReCheck, Takedown

SHOWN = 30


@dataclass(frozen=True, kw_only=True)
class Checks:
    """Up to 30 looks, the newest first, and when the next one is due, if one is."""

    done: Sequence[ReCheck]
    next_at: datetime | None


def of_takedown(*, takedown: Takedown, by: Actor) -> Checks:
    """Return the looks at the posts of a request with two queries. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    rows = ReCheck.objects.filter(post__takedown=takedown)
    done = rows.filter(done_at__isnull=False).select_related("post").order_by("-done_at", "-id")
    waiting = rows.filter(done_at__isnull=True).order_by("not_before")
    return Checks(done=list(done[:SHOWN]), next_at=waiting.values_list("not_before", flat=True).first())
