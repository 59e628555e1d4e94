"""Counts in Redis that vanish by themselves. While Redis is away all counts are 0, so that nobody is held up by it."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def read(names: Sequence[str]) -> list[int]:
    """Return what stands under each name, 0 where nothing does."""
    return add([], by=0, seconds=0, then_read=names)


def add(names: Iterable[str], *, seconds: int, by: int = 1, then_read: Sequence[str] = ()) -> list[int]:
    """Add `by` to each name, kept for `seconds` from its first time; return what then stands under `then_read`.

    One round trip, atomic as a whole.
    """
    try:
        with _redis().pipeline(transaction=True) as pipe:
            for name in names:
                pipe.incrby(_key(name), by)
                pipe.expire(_key(name), seconds, nx=True)
            pipe.mget([_key(name) for name in then_read] or [_key("nothing")])
            values = pipe.execute()[-1]
    except RedisError as error:
        _say_away(error)
        return [0] * len(then_read)
    return [int(value or 0) for value in values[: len(then_read)]]


def keep(values: Mapping[str, int], *, seconds: int) -> None:
    """Keep numbers for so many seconds, over what stood there."""
    try:
        with _redis().pipeline(transaction=True) as pipe:
            for name, value in values.items():
                pipe.set(_key(name), value, ex=seconds)
            pipe.execute()
    except RedisError as error:
        _say_away(error)


def renew(name: str, *, seconds: int) -> None:
    """Keep a count for so many seconds from now."""
    try:
        _redis().expire(_key(name), seconds)
    except RedisError as error:
        _say_away(error)


def claim(name: str, *, seconds: int) -> bool:
    """Take a name that can be taken once in so many seconds; tell whether it was free. It is while Redis is away."""
    try:
        return bool(_redis().set(_key(name), 1, nx=True, ex=seconds))
    except RedisError as error:
        _say_away(error)
        return True


def forget(*names: str) -> None:
    """Take counts back to nothing."""
    try:
        _redis().delete(*[_key(name) for name in names])
    except RedisError as error:
        _say_away(error)


def _redis() -> Any:
    # Django's cache has no way to count several names at once; its client has, and its address and limits hold.
    return cache._cache.get_client(None, write=True)  # type: ignore[attr-defined]


def _key(name: str) -> str:
    return cache.make_key(name)


def _say_away(error: RedisError) -> None:
    logger.warning("limits_without_cache", extra={"error": type(error).__name__})
