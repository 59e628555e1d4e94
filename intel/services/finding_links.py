"""Finding which accounts may be of one owner, as reports come in: looked up by index, whatever the size of the hub."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import Account, AccountLink, AccountPost, Contact, FormerName, Sighting
from intel.rules.account_links import (
    FEW,
    HOURS,
    LEAST_POSTS,
    NUMBERS_LOSS,
    OF_CONTACT,
    Kind,
    Shared,
    hours_shared,
    weigh,
)
from intel.rules.handles import bits_of, numbers_differ
from intel.selectors.names import get_chosen_names
from intel.services.subjects import hold
from triage.models import DuplicateMatch

MATCHES = {
    DuplicateMatch.Kind.SAME_WORDS: Kind.SAME_WORDS,
    DuplicateMatch.Kind.SAME_TEMPLATE: Kind.SAME_WORDS,
    DuplicateMatch.Kind.SAME_FILE: Kind.SAME_PICTURE,
    DuplicateMatch.Kind.SAME_PICTURE: Kind.SAME_PICTURE,
    DuplicateMatch.Kind.SAME_SENDER: Kind.SAME_COMPLAINANT,
}
SEEN_ONCE = frozenset(MATCHES.values())
"""What is found when a report comes in, and not looked up again: it is kept though it may not be enough by itself."""


@dataclass(frozen=True)
class Found:
    """What each other account shares with one, by the other's number and by kind."""

    shared: dict[int, dict[Kind, Shared]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, others: Iterable[int], one: Shared) -> None:
        """Note that all of these share one thing with it."""
        for other in others:
            known = self.shared[other].get(one.kind)
            if known is None or one.held_by < known.held_by:
                self.shared[other][one.kind] = one


@transaction.atomic
def look(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Offer links between the accounts that a report names and others; return how many are new or likelier now.

    What an officer has confirmed or refused stays as it was said. Running it again offers nothing twice.
    """
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    named = list(Account.objects.filter(sightings__report=report_id).order_by("id"))
    by_matches = _by_matches(report_id, named[0]) if len(named) == 1 else {}
    return sum(_offer(account, _find(account, by_matches), at=at) for account in named)


@transaction.atomic
def look_again(*, account_id: int, by: Actor, at: datetime) -> int:
    """Offer links of one account of which something more is known, as `look` does."""
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    account = Account.objects.get(id=account_id)
    return _offer(account, _find(account, {}), at=at)


def _find(account: Account, by_matches: Mapping[Kind, Collection[int]]) -> Found:
    found = Found()
    _add_names(account, found)
    for key, what in Contact.objects.filter(account=account).values_list("key", "kind"):
        holding = Contact.objects.filter(kind=what, key=key).exclude(account=account)
        others = set(holding.values_list("account", flat=True)[: FEW + 1])
        found.add(others, Shared(kind=Kind.SAME_CONTACT, held_by=1 + len(others), bits=OF_CONTACT[what]))
    for kind, accounts in by_matches.items():
        found.add(accounts, Shared(kind=kind, held_by=1 + len(accounts)))
    _add_hours(account, found)
    return found


def _add_hours(account: Account, found: Found) -> None:
    """Compare when those post that share something already; of an account with few posts nothing is said."""
    others = list(found.shared)
    if not others or AccountPost.objects.filter(account=account)[:LEAST_POSTS].count() < LEAST_POSTS:
        return
    days: dict[int, list[int]] = defaultdict(lambda: [0] * HOURS)
    counted = AccountPost.objects.filter(account__in=[account.id, *others]).values_list("account", "hour")
    for owner, hour, posts in counted.annotate(posts=Count("id")):
        days[owner][hour] = posts
    for other in others:
        shared = hours_shared(days[account.id], days[other])
        if shared is not None:
            found.add([other], shared)


def _add_names(account: Account, found: Found) -> None:
    former = FormerName.objects.filter(account=account).values_list("name_key", "bare_key")
    names = {(account.name_key, account.bare_key), *former}
    common = get_chosen_names()
    for key in {name for name, _ in names if name}:
        others = _named(key, "name_key").keys() - {account.id}
        found.add(others, Shared(kind=Kind.SAME_NAME, held_by=1 + len(others), bits=bits_of(key, common=common)))
    for key in {bare for _, bare in names if bare}:
        mine = {name for name, bare in names if bare == key}
        others_named = {other: theirs for other, theirs in _named(key, "bare_key").items() if other != account.id}
        bits = bits_of(key, common=common)
        for other, theirs in others_named.items():
            loss = NUMBERS_LOSS if all(numbers_differ(one, each) for one in mine for each in theirs) else 0.0
            shared = Shared(kind=Kind.LIKE_NAME, held_by=1 + len(others_named), bits=max(bits - loss, 0.0))
            found.add([other], shared)


def _named(key: str, name: str) -> dict[int, set[str]]:
    """Return the accounts that have a name, or had it, with what it is in full; two more than counts at the most."""
    now = Account.objects.filter(**{name: key}).exclude(**{name: ""}).values_list("id", "name_key")
    former = FormerName.objects.filter(**{name: key}).exclude(**{name: ""}).values_list("account", "name_key")
    found: dict[int, set[str]] = defaultdict(set)
    for account, written in (*now[: FEW + 2], *former[: FEW + 2]):
        found[account].add(written)
    return found


def _by_matches(report_id: UUID, account: Account) -> dict[Kind, set[int]]:
    """Return the accounts of reports that match this one, by what is the same.

    Of a report that names several accounts nobody can tell whose words and pictures they are: it is passed over.
    """
    pairs = DuplicateMatch.objects.filter(Q(report=report_id) | Q(other=report_id), kind__in=MATCHES)
    kinds: dict[UUID, set[Kind]] = defaultdict(set)
    for one, other, kind in pairs.values_list("report", "other", "kind"):
        kinds[other if one == report_id else one].add(MATCHES[DuplicateMatch.Kind(kind)])
    alone = Sighting.objects.filter(report__in=kinds).values("report").annotate(n=Count("id")).filter(n=1)
    rows = Sighting.objects.filter(report__in=alone.values("report")).exclude(account=account)
    found: dict[Kind, set[int]] = defaultdict(set)
    for matched, other_account in rows.values_list("report", "account"):
        for kind in kinds[matched]:
            found[kind].add(other_account)
    return found


def _offer(account: Account, found: Found, *, at: datetime) -> int:
    if not found.shared:
        return 0
    pairs = {(min(account.id, other), max(account.id, other)): shared for other, shared in found.shared.items()}
    hold(accounts={each for pair in pairs for each in pair})
    either = Q(account=account, other__in=found.shared) | Q(account__in=found.shared, other=account)
    known = {(row.account_id, row.other_id): row for row in AccountLink.objects.filter(either)}
    accounts = _number_of_accounts()
    rows = [_row(pair, shared, known.get(pair), accounts=accounts, at=at) for pair, shared in pairs.items()]
    changed = [row for row in rows if row is not None]
    AccountLink.objects.bulk_create([row for row in changed if row.pk is None], ignore_conflicts=True)
    AccountLink.objects.bulk_update([row for row in changed if row.pk], ["shared", "score", "is_offered", "found_at"])
    return sum(row.is_offered for row in changed)


def _row(
    pair: tuple[int, int], shared: Mapping[Kind, Shared], known: AccountLink | None, *, accounts: int, at: datetime
) -> AccountLink | None:
    """Return the row of a pair with all that is known of it, or None where nothing is new or it is decided."""
    if known is not None and known.state != AccountLink.State.OFFERED:
        return None
    kept = {kind: {"held_by": one.held_by, "bits": round(one.bits, 2)} for kind, one in shared.items()}
    merged = {**(known.shared if known else {}), **{str(kind): facts for kind, facts in kept.items()}}
    if known is not None and merged == known.shared:
        return None
    verdict = weigh([Shared(kind=Kind(kind), **facts) for kind, facts in merged.items()], accounts=accounts)
    if known is None and not (verdict.is_offered or SEEN_ONCE & shared.keys()):
        return None
    row = known or AccountLink(account_id=pair[0], other_id=pair[1], found_at=at)
    row.shared, row.score, row.is_offered = merged, verdict.score, verdict.is_offered
    return row


def _number_of_accounts() -> int:
    """Return about how many accounts the hub knows: the last number given, which costs nothing to read."""
    return int(Account.objects.order_by("-id").values_list("id", flat=True).first() or 0)
