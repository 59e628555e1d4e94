"""What every channel to a platform is: it cuts a notice into parts, and sends them one at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from referrals.rules.takedowns.notice import Notice, Post

Values = Mapping[str, str]
"""What a platform gave the hub to sign in with, by the names of `rules.takedowns.credential_fields`."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one call of an interface can carry. `key` is the same whenever the same notice is cut again."""

    key: str
    posts: tuple[Post, ...]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The platform has a part: its own number for it, empty where it gives none."""

    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a platform says that a notice stands with it: acknowledged, removed, restricted or refused, and why."""

    state: str
    reason: str = ""


class NotSent(Exception):
    """A part did not go; `code` says why in one word, for the log and for officers.

    `content` is the JSON that came with the refusal: for the channel alone, never for a log or a page.
    """

    def __init__(self, code: str, *, content: Any = None) -> None:
        super().__init__(code)
        self.code = code
        self.content = content

    def said(self, name: str) -> str:
        """Return a word out of the refusal by its name; empty where it is not there."""
        found = self.content.get(name) if isinstance(self.content, dict) else None
        return found if isinstance(found, str) else ""


class PlatformAway(NotSent):
    """It cannot be reached, is too slow, or says that something broke: tried again, and counted by the breaker."""


class Delayed(NotSent):
    """It is there and asks for patience: a rate limit. `after` is how long, where it says so."""

    def __init__(self, code: str, *, after: timedelta | None = None, content: Any = None) -> None:
        super().__init__(code, content=content)
        self.after = after


class Refused(NotSent):
    """It does not take this: trying again would change nothing, and an officer has to look."""


class NotConfigured(Refused):
    """The hub has nothing to sign in with, or what it has is not taken any more: on which server, where it has many."""

    server = ""


class PlatformChannel(Protocol):
    """One platform's interface. It holds no state but what it was signed in with; a thread has one of its own."""

    def parts(self, notice: Notice) -> list[Part]:
        """Cut a notice into what one call can carry each. Raises Refused where a post cannot be asked about so."""
        ...

    def send(self, notice: Notice, part: Part) -> Receipt:
        """Send one part. Raises PlatformAway, Delayed, Refused, NotConfigured."""
        ...
