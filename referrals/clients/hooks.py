"""Sending one web hook: HTTPS to a public address, no redirect, a bounded time, and an answer that nobody keeps."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from referrals.clients.fetching.asking import Asker
from referrals.clients.fetching.budgets import Budget
from referrals.clients.fetching.exchanges import Exchange, FetchFailed
from referrals.clients.fetching.reaching import Reach
from referrals.clients.platforms.calling import wait_of
from referrals.rules.capture.targets import LinkRefused, read_target
from referrals.rules.hooks.answers import Answer

MOST_BYTES = 16 * 1024
"""How much of an answer is read, its head and its body together."""
SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class HookSender:
    """Sends messages under one name. What is connected to is the address that was judged, so no name leads inside."""

    user_agent: str
    reach: Reach = field(default_factory=Reach)
    seconds: float = SECONDS

    def send(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a message; return what came of it, whatever that is: it raises nothing."""
        began = time.monotonic()
        status, code, said = self._ask(url, body, headers)
        after = wait_of(said, now=datetime.now(UTC)) if "retry-after" in said else None
        milliseconds = round((time.monotonic() - began) * 1000)
        return Answer(status=status, code=code, milliseconds=milliseconds, after=after)

    def _ask(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, dict[str, str]]:
        more = {"Content-Type": "application/json", **headers}
        budget = Budget(seconds=self.seconds, most_bytes=MOST_BYTES)
        try:
            target = read_target(url)
            asker = Asker(reach=self.reach, user_agent=self.user_agent)
            exchange = asker.ask(target, budget=budget, method="POST", more=more.items(), body=body)
        except LinkRefused:
            return 0, "refused_address", {}
        except FetchFailed as error:
            return 0, error.failure.value, {}
        return _judged(exchange)


def _judged(exchange: Exchange) -> tuple[int, str, dict[str, str]]:
    """Return the status, a code and the headers: a head that came whole counts, whatever became of the body."""
    exchange.close()
    if not exchange.status:
        return 0, exchange.truncated or "broken_answer", {}
    is_taken = 200 <= exchange.status < 300
    return exchange.status, "" if is_taken else f"status_{exchange.status}", dict(exchange.headers)
