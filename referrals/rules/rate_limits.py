"""How many requests a program may send, and what it is told about it. Pure: no clock, no Redis."""

from dataclasses import dataclass

WINDOW_SECONDS = 5
"""A short window: a burst of one program never holds the workers for longer."""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What is left to a program in the present window. `resets_in` is in whole seconds, at least one."""

    limit: int
    used: int
    resets_in: int

    @property
    def left(self) -> int:
        """Return how many more requests are answered in this window."""
        return max(0, self.limit - self.used)

    @property
    def is_over(self) -> bool:
        """Tell whether the present request is one too many."""
        return self.used > self.limit


def window_of(seconds: float) -> tuple[int, int]:
    """Return the number of the window that a time lies in, and in how many whole seconds it ends."""
    number = int(seconds // WINDOW_SECONDS)
    return number, max(1, round((number + 1) * WINDOW_SECONDS - seconds))


def limit_of(requests_a_minute: int) -> int:
    """Return the requests of one window that keep to so many a minute; at least one."""
    return max(1, requests_a_minute * WINDOW_SECONDS // 60)


def headers_of(budget: Budget) -> dict[str, str]:
    """Return the fields of the IETF's draft-ietf-httpapi-ratelimit-headers."""
    return {
        "RateLimit-Policy": f'"client";q={budget.limit};w={WINDOW_SECONDS}',
        "RateLimit": f'"client";r={budget.left};t={budget.resets_in}',
    }
