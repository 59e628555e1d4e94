"""The picture of a subject's network, and which forces share it, as the page shows them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from intel.models import Account, AccountLink, Subject
from intel.rules.lead_force import SENTENCES, Ground
from intel.rules.network import MOST_NODES, AccountNode, CaseNode, Tie, draw
from intel.selectors.shared_subjects import find_shared
from intel.services.looking_at_subjects import Seen
from triage.selectors.queues import names_of


def network_of(seen: Seen, *, platforms: Mapping[str, str]) -> dict[str, Any]:
    """Return the picture of all that was found of a subject, and how much of it there was no room for."""
    own = {each.id for each in seen.accounts}
    maybe = {each.other.id: each.other for each in seen.links if each.link.state == AccountLink.State.OFFERED}
    accounts = [_account(each, platforms, is_own=True) for each in seen.accounts]
    accounts += [_account(each, platforms, is_own=False) for id_, each in sorted(maybe.items()) if id_ not in own]
    room = MOST_NODES - len(accounts)
    cases = [
        CaseNode(
            id=str(each.case.id),
            label=each.case.reference,
            forces=", ".join(each.forces) or _("No force yet"),
            people=each.reports,
            is_urgent=each.is_urgent,
        )
        for each in seen.cases[:room]
    ]
    ties = [
        Tie(
            one=each.link.account_id,
            other=each.link.other_id,
            is_confirmed=each.link.state == AccountLink.State.CONFIRMED,
        )
        for each in seen.links
        if each.link.state != AccountLink.State.REFUSED
    ]
    named = {(account, str(case)) for account, case in seen.named}
    picture = draw(accounts=accounts, cases=cases, named=named, ties=ties)
    return {"picture": picture, "left_out": len(seen.cases) - len(cases)}


def shared_of(subject: Subject, seen: Seen) -> dict[str, Any] | None:
    """Return which forces share a subject, how much each has and who leads; None where no two do."""
    row = find_shared(subject=subject)
    if row is None:
        return None
    names = names_of()["forces"]
    shares = [
        {
            "name": names.get(each.force, each.force),
            "cases": each.cases,
            "reports": each.reports,
            "urgent": each.urgent,
            "is_there": each.is_there,
        }
        for each in seen.shares
    ]
    return {"row": row, "shares": shares, "because": row.reason or SENTENCES[Ground(row.ground)]}


def _account(account: Account, platforms: Mapping[str, str], *, is_own: bool) -> AccountNode:
    platform = platforms.get(account.platform_code, account.platform_code)
    return AccountNode(id=account.id, label=f"{account.handle} ({platform})", is_own=is_own)
