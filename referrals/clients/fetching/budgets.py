"""How much one capture may take: time and bytes, counted over all of its requests."""

import threading
import time

from referrals.clients.fetching.exchanges import FetchFailed
from referrals.rules.capture.failures import Failure


class Budget:
    """Seconds until a deadline and bytes that may still come; threads may share one."""

    def __init__(self, *, seconds: float, most_bytes: int) -> None:
        self._ends = time.monotonic() + seconds
        self._left = most_bytes
        self._lock = threading.Lock()

    def seconds_left(self) -> float:
        """Return the seconds that are left. Raises FetchFailed (timed out) where there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise FetchFailed(Failure.TIMED_OUT)
        return left

    def bytes_left(self) -> int:
        """Return how many bytes may still come. Raises FetchFailed (too large) where none may."""
        if self._left <= 0:
            raise FetchFailed(Failure.TOO_LARGE)
        return self._left

    def take(self, size: int) -> None:
        """Count bytes that came. Raises FetchFailed (too large) once they are too many."""
        with self._lock:
            self._left -= size
            if self._left < 0:
                raise FetchFailed(Failure.TOO_LARGE)
