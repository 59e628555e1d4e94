"""Put first on PYTHONPATH, this lets the clock of a process be moved while it runs, as a wrong time server does.

The file named by HUB_CLOCK says by how many seconds. It is the wall clock that goes wrong, `time.time` and Django's
`timezone.now`, which all of the hub reads; the clock that only counts on (`time.monotonic`) is right, as it would be.
"""

import os
import time
from datetime import datetime, timedelta

from django.utils import timezone

LOOK_SECONDS = 0.5
_right, _count, _zoned = time.time, time.monotonic, timezone.now
_seen: list[float] = [-1.0, 0.0]


def _off() -> float:
    """Return by how many seconds the clock is off, read twice a second."""
    if _count() - _seen[0] >= LOOK_SECONDS:
        _seen[0] = _count()
        try:
            with open(os.environ["HUB_CLOCK"], encoding="utf-8") as file:
                _seen[1] = float(file.read() or 0)
        except (OSError, ValueError):
            pass
    return _seen[1]


def _time() -> float:
    return _right() + _off()


def _now() -> datetime:
    return _zoned() + timedelta(seconds=_off())


time.time = _time
timezone.now = _now
