"""Who is behind which accounts: worked out of the confirmed links alone, so that each of them can be taken back."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from intel.models import Account, AccountLink, Subject

MOST_TOGETHER = 2_000


class TooManyTogether(Exception):
    """So many accounts hang together that nobody could look them over: one of the links is wrong."""


def hold(*, accounts: Collection[int]) -> None:
    """Lock accounts until the end of the transaction, in the order in which every writer of their links does."""
    list(Account.objects.filter(id__in=accounts).order_by("id").select_for_update(no_key=True).values_list("id"))


def audited_as(account: Account) -> str:
    """Return under which subject what is done to an account is recorded: its own, whatever it is tied to."""
    return f"subject:{account.own_subject.reference if account.own_subject else account.pk}"


def settle(*, accounts: Collection[int]) -> None:
    """Give these accounts, and all that confirmed links tie to them, the subjects that follow from the links.

    What hangs together has the own subject of its account met first. Raises TooManyTogether.
    """
    groups = _groups(accounts)
    members = {each for group in groups for each in group}
    rows = {row.id: row for row in Account.objects.filter(id__in=members).order_by("id").select_for_update()}
    subjects = Subject.objects.in_bulk({row.own_subject_id for row in rows.values() if row.own_subject_id})
    for group in groups:
        eldest = min((rows[each] for each in group), key=lambda row: (row.first_seen_at, row.id))
        first_seen = min(rows[each].first_seen_at for each in group)
        Account.objects.filter(id__in=group).exclude(subject=eldest.own_subject_id).update(
            subject=eldest.own_subject_id
        )
        own = subjects.get(eldest.own_subject_id) if eldest.own_subject_id else None
        if own and own.first_seen_at != first_seen:
            Subject.objects.filter(id=own.id).update(first_seen_at=first_seen)


def leave(*, account: Account) -> None:
    """Take an account out of whatever it is tied to, before it is forgotten."""
    tied = AccountLink.objects.filter(Q(account=account) | Q(other=account))
    others = {each for pair in tied.values_list("account", "other") for each in pair} - {account.id}
    tied.delete()
    settle(accounts=[account.id, *others])


def _groups(accounts: Collection[int]) -> list[set[int]]:
    """Return what hangs together with each of these accounts, one query for each step away from them."""
    ties: dict[int, set[int]] = defaultdict(set)
    reached, edge = set(accounts), set(accounts)
    while edge:
        confirmed = AccountLink.objects.filter(Q(account__in=edge) | Q(other__in=edge), state="confirmed")
        found: set[int] = set()
        for one, other in confirmed.values_list("account", "other"):
            ties[one].add(other)
            ties[other].add(one)
            found |= {one, other}
        edge = found - reached
        reached |= edge
        if len(reached) > MOST_TOGETHER:
            raise TooManyTogether
    groups: list[set[int]] = []
    left = set(reached)
    while left:
        group, todo = set(), [left.pop()]
        while todo:
            each = todo.pop()
            group.add(each)
            todo += ties[each] - group
        left -= group
        groups.append(group)
    return groups
