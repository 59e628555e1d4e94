"""Calling an interface: JSON over HTTPS, to public addresses alone, bounded; its refusals told apart."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from referrals.clients.fetching.asking import Asker
from referrals.clients.fetching.bodies import unpacked
from referrals.clients.fetching.budgets import Budget
from referrals.clients.fetching.exchanges import Exchange, FetchFailed
from referrals.clients.fetching.reaching import Reach
from referrals.clients.platforms.protocol import Delayed, NotConfigured, PlatformAway, Refused
from referrals.rules.capture.targets import LinkRefused, read_target

LARGEST_ANSWER = 512 * 1024
LONGEST_WAIT = timedelta(hours=24)
RESETS = ("x-ratelimit-reset", "ratelimit-reset")
SINCE_EPOCH = 10**9
"""A number of seconds from which on it is a moment, and below a time to wait."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an interface said: its status, its headers in small letters, and its JSON, None where it is none."""

    status: int
    headers: Mapping[str, str]
    content: Any = None

    def get(self, *names: str) -> Any:
        """Return what lies under these names, one in the other; None where that is not there."""
        found = self.content
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return found


@dataclass(kw_only=True)
class Caller:
    """Calls interfaces under one name. It follows no redirect: a request with a secret goes where it was sent."""

    user_agent: str
    reach: Reach = field(default_factory=Reach)
    seconds: float = 15

    def get(
        self,
        url: str,
        *,
        asked: Mapping[str, str] | None = None,
        token: str = "",
        more: Mapping[str, str] | None = None,
    ) -> Said:
        """Ask for something. Raises what `judge` does, PlatformAway, and Refused for an address that is not public."""
        return self._call("GET", f"{url}?{urlencode(asked)}" if asked else url, token=token, more=more)

    def post(self, url: str, content: Any, *, token: str = "", more: Mapping[str, str] | None = None) -> Said:
        """Send JSON. Raises as `get` does."""
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        return self.post_bytes(url, body, kind="application/json", token=token, more=more)

    def post_form(
        self, url: str, fields: Mapping[str, str], *, token: str = "", basic: tuple[str, str] | None = None
    ) -> Said:
        """Send a form, signed in by a token or by a name and a password. Raises as `get` does."""
        more = {"Authorization": f"Basic {b64encode(':'.join(basic).encode()).decode()}"} if basic else {}
        body = urlencode(fields).encode()
        return self.post_bytes(url, body, kind="application/x-www-form-urlencoded", token=token, more=more)

    def post_bytes(
        self, url: str, body: bytes, *, kind: str, token: str = "", more: Mapping[str, str] | None = None
    ) -> Said:
        """Send bytes of a kind, just as they are: what was signed arrives as it was signed. Raises as `get` does."""
        return self._call("POST", url, token=token, body=body, more={"Content-Type": kind, **(more or {})})

    def _call(
        self, method: str, url: str, *, token: str, body: bytes = b"", more: Mapping[str, str] | None = None
    ) -> Said:
        headers = {"Accept": "application/json", **(more or {})}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            target = read_target(url)
            if target.scheme != "https":
                raise Refused("not_https")
            budget = Budget(seconds=self.seconds, most_bytes=LARGEST_ANSWER)
            asker = Asker(reach=self.reach, user_agent=self.user_agent)
            said = _read(asker.ask(target, budget=budget, method=method, more=headers.items(), body=body))
        except LinkRefused as error:
            raise Refused("address") from error
        except FetchFailed as error:
            raise PlatformAway(error.failure.value) from error
        judge(said)
        return said


def judge(said: Said) -> None:
    """Return quietly where an interface took what it was sent; else raise what that means.

    By status: 401 and 403 the hub's account is not taken, 429 wait, 408, 425 and 5xx away (503 with Retry-After:
    wait), 3xx and other 4xx refused.
    """
    if 200 <= said.status < 300:
        return
    code = f"status_{said.status}"
    if said.status == 429 or (said.status == 503 and "retry-after" in said.headers):
        raise Delayed(code, after=wait_of(said.headers, now=datetime.now(UTC)), content=said.content)
    if said.status in (401, 403):
        raise NotConfigured(code, content=said.content)
    if said.status in (408, 425) or said.status >= 500:
        raise PlatformAway(code, content=said.content)
    raise Refused(code, content=said.content)


def wait_of(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """Return how long an interface asks to be left alone, at most a day; None where it does not say.

    Retry-After (RFC 9110) in seconds or as a date; the reset of a rate limit in seconds, since 1970 or in ISO 8601.
    """
    for name in ("retry-after", *RESETS):
        wait = _wait(headers.get(name, "").strip(), now=now)
        if wait is not None:
            return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)
    return None


def _wait(value: str, *, now: datetime) -> timedelta | None:
    try:
        seconds = float(value)
    except ValueError:
        moment = _moment(value)
        return moment - now if moment else None
    if not 0 <= seconds < 10**11:
        return None
    return datetime.fromtimestamp(seconds, UTC) - now if seconds > SINCE_EPOCH else timedelta(seconds=seconds)


def _moment(value: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(value)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _read(exchange: Exchange) -> Said:
    """Return what came. Raises PlatformAway for an answer that broke off, FetchFailed for one packed strangely."""
    try:
        if not exchange.status or exchange.truncated:
            raise PlatformAway(exchange.truncated or "broken_answer")
        body = unpacked(exchange, most=LARGEST_ANSWER)
    finally:
        exchange.close()
    return Said(status=exchange.status, headers=dict(exchange.headers), content=_json(body))


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
