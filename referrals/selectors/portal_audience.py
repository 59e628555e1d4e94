"""Whom a force would tell something: counted before it is sent, by the language in which they reported."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.selectors.force_cases import visible_reports
from reports.models import Case


@dataclass(frozen=True, kw_only=True)
class Audience:
    """How many reports' people are told; `foreign` are other languages than English with how many use each."""

    people: int
    foreign: list[tuple[str, int]]


def audience_of(*, case: Case, report: str, by: Actor) -> Audience:
    """Return whom words would reach: the sender of one report, or all whose reports the actor's force sees.

    One statement beside those that find what the force sees. Raises NotPermitted.
    """
    require(by=by, action=Action.WRITE_TO_HUB)
    rows = visible_reports(case=case, by=by)
    if report:
        rows = rows.filter(reference=report)
    counted = dict(rows.order_by().values_list("language").annotate(Count("id")))
    names = dict(settings.LANGUAGES)
    foreign = [(str(names.get(code, code)), n) for code, n in counted.items() if not code.startswith("en")]
    return Audience(people=sum(counted.values()), foreign=sorted(foreign, key=lambda pair: (-pair[1], pair[0])))
