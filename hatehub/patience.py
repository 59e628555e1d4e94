"""Refusing, before anything else is done, whoever was told to wait and did not: a refusal has to cost little."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from hatehub.problems import MEDIA_TYPE, body_of

MOST_REMEMBERED = 1000
_lock = threading.Lock()
_waits: dict[str, float] = {}

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


def remember(authorization: str, *, seconds: int) -> None:
    """Refuse this process's next requests with the same `Authorization`, for so many seconds."""
    with _lock:
        if len(_waits) >= MOST_REMEMBERED:
            _waits.clear()
        _waits[_name(authorization)] = time.monotonic() + seconds


def seconds_left(authorization: str) -> int:
    """Return for how many whole seconds, at least one, it is still refused; 0 where it is not."""
    if not _waits or not authorization:
        return 0
    name = _name(authorization)
    left = _waits.get(name, 0.0) - time.monotonic()
    if left <= 0:
        _waits.pop(name, None)
        return 0
    return max(1, round(left))


def with_patience(application: Application) -> Application:
    """Return the application with a door before it that asks nobody, neither the database nor Redis."""

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        seconds = seconds_left(environ.get("HTTP_AUTHORIZATION", ""))
        return _refuse(seconds, start) if seconds else application(environ, start)

    return answer


def _refuse(seconds: int, start: Start) -> Iterable[bytes]:
    detail = f"Too many requests. Wait for {seconds} s, as Retry-After says."
    body = json.dumps(body_of(status=429, code="throttled", detail=detail)).encode()
    headers = [
        ("Content-Type", MEDIA_TYPE),
        ("Content-Length", str(len(body))),
        ("Retry-After", str(seconds)),
        ("Cache-Control", "no-store"),
    ]
    start("429 Too Many Requests", headers)
    return [body]


def _name(authorization: str) -> str:
    return hashlib.sha256(authorization.encode(errors="replace")).hexdigest()
