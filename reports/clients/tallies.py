"""Counts in Redis that vanish by themselves. While Redis is away all counts are 0, so that nobody is held up by it."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
AWAY_SECONDS = 5
_away_until: dict[str, float] = {}


def read(names: Sequence[str]) -> list[int]:
    """Return what stands under each name, 0 where nothing does."""
    return add([], by=0, seconds=0, then_read=names)


def add(names: Iterable[str], *, seconds: int, by: int = 1, then_read: Sequence[str] = ()) -> list[int]:
    """Add `by` to each name, kept for `seconds` from its first time; return what then stands under `then_read`.

    One round trip, atomic as a whole.
    """

    def do(client: Any) -> list[int]:
        with client.pipeline(transaction=True) as pipe:
            for name in names:
                pipe.incrby(_key(name), by)
                pipe.expire(_key(name), seconds, nx=True)
            pipe.mget([_key(name) for name in then_read] or [_key("nothing")])
            return [int(value or 0) for value in pipe.execute()[-1][: len(then_read)]]

    return _with_redis(do, otherwise=[0] * len(then_read))


def keep(name: str, number: int, *, seconds: int) -> None:
    """Keep a number for so many seconds, over what stood there."""
    _with_redis(lambda client: client.set(_key(name), number, ex=seconds), otherwise=None)


def renew(name: str, *, seconds: int) -> None:
    """Keep a count for so many seconds from now."""
    _with_redis(lambda client: client.expire(_key(name), seconds), otherwise=None)


def claim(name: str, *, seconds: int) -> bool:
    """Take a name that can be taken once in so many seconds; tell whether it was free. It is while Redis is away."""
    return bool(_with_redis(lambda client: client.set(_key(name), 1, nx=True, ex=seconds), otherwise=True))


def gather(name: str, member: str, *, seconds: int) -> list[str]:
    """Put a member among those of the last so many seconds; return them all, the newest last. None while Redis is away.

    One round trip, atomic as a whole.
    """
    now = time.time()

    def do(client: Any) -> list[str]:
        with client.pipeline(transaction=True) as pipe:
            pipe.zadd(_key(name), {member: now})
            pipe.zremrangebyscore(_key(name), 0, now - seconds)
            pipe.expire(_key(name), seconds)
            pipe.zrange(_key(name), 0, -1)
            return [found.decode() for found in pipe.execute()[-1]]

    return list(_with_redis(do, otherwise=[]))


def forget(*names: str) -> None:
    """Take counts back to nothing."""
    _with_redis(lambda client: client.delete(*[_key(name) for name in names]), otherwise=None)


def _with_redis(do: Callable[[Any], Any], *, otherwise: Any) -> Any:
    """Ask Redis. Where it does not answer, it is not asked again for five seconds: nobody waits for it twice."""
    # Django's cache has no way to count several names at once; its client has, and its address and timeouts hold.
    backend = cache._cache  # type: ignore[attr-defined]
    address = str(backend._servers[0])
    if time.monotonic() < _away_until.get(address, 0):
        return otherwise
    try:
        return do(backend.get_client(None, write=True))
    except RedisError as error:
        _away_until[address] = time.monotonic() + AWAY_SECONDS
        logger.warning("limits_without_cache", extra={"error": type(error).__name__})
        return otherwise


def _key(name: str) -> str:
    return cache.make_key(name)
