"""How long a web hook is tried, and how long it waits between tries. Pure."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
SHORTEST_WAIT = timedelta(seconds=1)
PATIENCE = timedelta(days=3)
"""How long a message is tried before it is given up."""
LEAST_ATTEMPTS = 8
"""A message that waited for the one before it, or for the hub, is not given up sooner than after so many tries."""


def wait_after(attempts: int, *, chance: float) -> timedelta:
    """Return how long a message waits after so many tries, at least one: back-off with full jitter.

    The bound doubles from five seconds to an hour; `chance`, from 0 to 1, says where below it the wait lies, so that
    messages that failed together do not come back together.
    """
    bound: timedelta = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    return max(bound * chance, SHORTEST_WAIT)


def is_enough(*, waited: timedelta, attempts: int) -> bool:
    """Tell whether a message that was not taken is given up."""
    return waited >= PATIENCE and attempts >= LEAST_ATTEMPTS
