"""Fetching what a link leads to: its redirects followed one by one, each judged and recorded."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from referrals.clients.fetching.asking import Asker
from referrals.clients.fetching.budgets import Budget
from referrals.clients.fetching.exchanges import Exchange, FetchFailed
from referrals.clients.fetching.warc import Recorder
from referrals.rules.capture.failures import Failure
from referrals.rules.capture.targets import LinkRefused, Target, follow, read_target

REDIRECTS = frozenset({301, 302, 303, 307, 308})
ACCEPT = [("Accept", "text/html,application/xhtml+xml,image/*;q=0.8,*/*;q=0.5")]


@dataclass(kw_only=True)
class Walk:
    """Every exchange on the way, in order; the last one is the answer."""

    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def last(self) -> Exchange:
        """The exchange that answered."""
        return self.exchanges[-1]


def fetch(link: str, *, asker: Asker, budget: Budget, recorder: Recorder, most_redirects: int, walk: Walk) -> Exchange:
    """Return the exchange that answered a link in the end, whatever its status; `walk` holds those before it too.

    All are recorded, also when this raises FetchFailed: refused link or address, no answer, too many redirects.
    """
    try:
        target = read_target(link)
        while True:
            exchange = asker.ask(target, budget=budget, more=ACCEPT)
            walk.exchanges.append(exchange)
            recorder.add(exchange)
            _check_whole(exchange)
            location = exchange.header("location")
            if exchange.status not in REDIRECTS or not location:
                return exchange
            target = _next(target, location, walk=walk, most_redirects=most_redirects)
    except LinkRefused as refusal:
        raise FetchFailed(Failure.REFUSED_LINK, str(refusal)) from None


def _next(target: Target, location: str, *, walk: Walk, most_redirects: int) -> Target:
    following = follow(target, location)
    if len(walk.exchanges) > most_redirects:
        raise FetchFailed(Failure.TOO_MANY_REDIRECTS)
    if any(exchange.target == following for exchange in walk.exchanges):
        raise FetchFailed(Failure.TOO_MANY_REDIRECTS, "in a circle")
    return following


def _check_whole(exchange: Exchange) -> None:
    failures = {"length": Failure.TOO_LARGE, "time": Failure.TIMED_OUT, "disconnect": Failure.BROKEN_ANSWER}
    if exchange.truncated:
        raise FetchFailed(failures[exchange.truncated])


def retry_after(exchange: Exchange, *, now: datetime) -> timedelta | None:
    """Return how long the site asks to be left alone, as seconds or as a date; None where it does not."""
    text = exchange.header("retry-after").strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=int(text[:9]))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - now, timedelta())
