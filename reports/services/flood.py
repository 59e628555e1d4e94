"""Counting what comes in, by network and for the whole hub: what it asks of the next one, and the hard limits."""

from collections.abc import Mapping
from datetime import datetime

from reports.clients import tallies
from reports.rules.flood import Kind, Scope, Verdict, is_over, judge
from reports.rules.networks import Network
from reports.rules.windows import BUCKET_SECONDS, BUCKETS, Recent, bucket_numbers, recent
from reports.selectors.limit_tables import get_flood_table

KEPT_SECONDS = (BUCKETS + 1) * BUCKET_SECONDS
WHOLE_HUB = "hub"


class LimitReached(Exception):
    """A network has started more drafts, or added more files, than any honest one does; `seconds` until a new try."""

    def __init__(self, *, kind: Kind, seconds: int) -> None:
        super().__init__(f"too many {kind}")
        self.kind = kind
        self.seconds = seconds


def judge_sending(*, network: Network, at: datetime, is_trapped: bool = False) -> Verdict:
    """Return what is asked of the next report from this network."""
    counts = _counts(Kind.SENT, network, at=at, add=0)
    return judge(get_flood_table(), counts=counts, is_known=network.is_known, is_trapped=is_trapped)


def note_sent(*, network: Network, at: datetime) -> None:
    """Count a report that was sent."""
    _counts(Kind.SENT, network, at=at, add=1)


def take(*, kind: Kind, network: Network, at: datetime, number: int = 1) -> None:
    """Count new drafts or files against the hard limits. Raises LimitReached, and then counts nothing.

    A network that is not known has no hard limit: it may be everybody, behind a proxy that nobody told us of.
    """
    if not network.is_known:
        return
    table = get_flood_table()
    if is_over(table, kind=kind, counts=_counts(kind, network, at=at, add=number)):
        _counts(kind, network, at=at, add=-number)
        raise LimitReached(kind=kind, seconds=table.retry_seconds)


def _counts(kind: Kind, network: Network, *, at: datetime, add: int) -> Mapping[Scope, Recent]:
    """Add to the counts of this moment, and return what the last minutes hold; one round trip."""
    buckets = {
        scope: [f"flood:{kind}:{name}:{number}" for number in bucket_numbers(at)]
        for scope, name in _names(network).items()
    }
    newest = [names[0] for names in buckets.values()] if add else []
    every = [name for names in buckets.values() for name in names]
    values = iter(tallies.add(newest, by=add, seconds=KEPT_SECONDS, then_read=every))
    return {scope: recent([next(values) for _ in names], at=at) for scope, names in buckets.items()}


def _names(network: Network) -> dict[Scope, str]:
    return {Scope.NETWORK: network.near, Scope.WIDER_NETWORK: network.wide, Scope.HUB: WHOLE_HUB}
