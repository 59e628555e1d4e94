"""Reading where what was removed is reported again, from both sides."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import Reappearance, Takedown
from reports.models import Case

SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Again:
    """Up to ten reports that show a request's posts again, the newest first, and whether an officer has to look."""

    rows: Sequence[Reappearance]
    is_more: bool
    is_open: bool


def of_takedown(*, takedown: Takedown, by: Actor) -> Again:
    """Return where a request's posts are reported again, with two queries. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    rows = Reappearance.objects.filter(takedown=takedown)
    found = list(_with_cases(rows)[: SHOWN + 1])
    is_open = rows.filter(settled_at__isnull=True).exists()
    return Again(rows=found[:SHOWN], is_more=len(found) > SHOWN, is_open=is_open)


def of_case(*, case: Case, by: Actor) -> list[Reappearance]:
    """Return up to ten requests of other cases that had removed what a case reports, with one query."""
    require(by=by, action=Action.VIEW_CASE)
    rows = Reappearance.objects.filter(report__case=case).exclude(takedown__report__case=case)
    return list(_with_cases(rows)[:SHOWN])


def _with_cases(rows: QuerySet[Reappearance]) -> QuerySet[Reappearance]:
    return rows.select_related("report__case", "takedown__report__case").order_by("-at", "-id")
