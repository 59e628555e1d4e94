"""Where the embedded servers live, which account they run as, and how their programs are run."""

import hashlib
import importlib.util
import os
import pwd
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

LONGEST_SOCKET_FOLDER = 80  # a Unix socket's path may have 107 bytes, its file name included
STOP_SECONDS = 20


class ServerFailed(Exception):
    """An embedded server did not start; the message says where its log is."""


def home_of(var: Path) -> Path:
    """Return where the servers of `var` keep their data.

    That is `var/servers`, unless the path is too long for a Unix socket or (as root, when the servers
    run as another account) lies under a folder which that account cannot enter.
    """
    home = var.absolute() / "servers"
    if len(str(home / "run")) <= LONGEST_SOCKET_FOLDER and (os.geteuid() != 0 or is_open_to_all(home)):
        return home
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    return Path("/var/tmp") / f"hatehub-{os.geteuid()}-{digest}"


def is_open_to_all(path: Path) -> bool:
    """Tell whether every folder above a path can be entered by any account."""
    return all(parent.stat().st_mode & 0o001 for parent in path.parents if parent.exists())


def account() -> dict[str, object]:
    """Return the arguments that make subprocess leave root, since PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def make_folder(home: Path) -> None:
    """Make the servers' folder, and in it the one for their sockets, closed to other accounts. Raises ServerFailed."""
    home.mkdir(parents=True, exist_ok=True, mode=0o755)
    if home.stat().st_uid != os.geteuid():
        raise ServerFailed(f"{home} belongs to another user; remove it and start again.")
    run = home / "run"
    run.mkdir(exist_ok=True, mode=0o700)
    give(run)


def give(path: Path) -> None:
    """Hand a folder to the account that the servers run as."""
    owner = account()
    if owner:
        os.chown(path, owner["user"], owner["group"])  # type: ignore[arg-type]


def run(command: Sequence[object], *, log: Path) -> int:
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
            **account(),  # type: ignore[call-overload]
        ).returncode


def accepts(path: Path) -> bool:
    """Tell whether something answers on a Unix socket; no pid file tells that."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def package_folder(name: str) -> Path:
    """Return the folder of an installed package, without importing it. Raises ServerFailed."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ServerFailed(f"The package {name} is not installed; run make install, or set the server's URL.")
    return Path(spec.origin).parent


def is_alive(pid: int, program: str) -> bool:
    """Tell whether a process of that program lives under a pid; a zombie does not."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and program in process.name()
    except (psutil.NoSuchProcess, ValueError):
        return False


def wait_until(condition: Callable[[], bool], *, seconds: float = STOP_SECONDS) -> bool:
    """Wait until a condition holds; tell whether it came to."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
