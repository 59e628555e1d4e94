"""The processes of a hub: two web servers, two workers, beat, PostgreSQL, Valkey and a mail server, each kept up.

What falls is started again after a moment, as a container's restart policy does it.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil

from hatehub import embedded
from hatehub.embedded.places import ServerFailed, home_of
from tests.benches.stage import HOST

ROOT = Path(__file__).resolve().parents[2]
RESTART_SECONDS = 1.0
LOOK_SECONDS = 0.2
READY_SECONDS = 180
WEB, WORKERS = ("web1", "web2"), ("worker1", "worker2")
LISTENING = re.compile(r"Listening at: http://127\.0\.0\.1:(\d+)")


class NotUp(Exception):
    """A part of the hub did not come up; the message names its log."""


class Member:
    """One process of the hub's own, with its children."""

    def __init__(self, name: str, command: list[str], *, logs: Path, environment: dict[str, str]) -> None:
        self.name, self.log = name, logs / f"{name}.log"
        self._command, self._environment = command, environment
        self._process: subprocess.Popen[bytes] | None = None
        self._fell_at = 0.0
        self.is_wanted = True
        self.restarts = 0

    def start(self) -> None:
        """Start the process in a session of its own."""
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def keep_up(self) -> None:
        """Start the process again, a moment after it fell."""
        if not self.is_wanted or self._process is None or self._process.poll() is None:
            self._fell_at = 0.0
        elif not self._fell_at:
            self._fell_at = time.monotonic()
        elif time.monotonic() - self._fell_at >= RESTART_SECONDS:
            self._fell_at = 0.0
            self.restarts += 1
            self.start()

    def tree(self) -> list[psutil.Process]:
        """Return the process and its children, the process first; empty where it is down. Raises nothing."""
        if self._process is None or self._process.poll() is not None:
            return []
        with contextlib.suppress(psutil.NoSuchProcess):
            leader = psutil.Process(self._process.pid)
            return [leader, *leader.children(recursive=True)]
        return []

    def end(self) -> None:
        """Ask the process to end, and insist after half a minute."""
        self.is_wanted = False
        everyone = self.tree()
        for process in everyone:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGCONT)
        for process in everyone[:1]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
        _gone, left = psutil.wait_procs(everyone, timeout=30)
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        if self._process is not None:
            self._process.wait(timeout=30)


class Hub:
    """The whole of it. `environments` may add to what a member is started with."""

    def __init__(self, var: Path, *, environments: dict[str, dict[str, str]] | None = None) -> None:
        self.var, self.logs = var, var / "log"
        self.logs.mkdir(exist_ok=True)
        self.members = {
            name: Member(
                name, command, logs=self.logs, environment={**os.environ, **(environments or {}).get(name, {})}
            )
            for name, command in _commands().items()
        }
        self.server_restarts = 0
        self._stop = threading.Event()

    @contextlib.contextmanager
    def up(self) -> Iterator[None]:
        """Keep everything up while the block runs; its servers must be up already. Raises NotUp."""
        for member in self.members.values():
            member.start()
        keeper = threading.Thread(target=self._keep_up, name="keeper")
        keeper.start()
        try:
            self.wait_until_ready()
            yield
        finally:
            self._stop.set()
            keeper.join()
            for member in self.members.values():
                member.end()

    def ports(self) -> list[int]:
        """Return the ports of the web servers, as they last said."""
        found = [LISTENING.findall(self.members[name].log.read_text(errors="replace")) for name in WEB]
        return [int(ports[-1]) for ports in found if ports]

    def faults(self) -> Counter[str]:
        """Count what the web servers noted as faults of their own, by the last line of each."""
        found: Counter[str] = Counter()
        for name in WEB:
            for line in self.members[name].log.read_text(errors="replace").splitlines():
                if "Internal Server Error" in line and line.startswith("{"):
                    found[str(json.loads(line).get("exception", "")).strip().rpartition("\n")[2][:120]] += 1
        return found

    def wait_until_ready(self) -> None:
        """Return once both web servers answer that database and broker do. Raises NotUp."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            ports = self.ports()
            if len(ports) == len(WEB) and all(_is_ready(port) for port in ports):
                return
            time.sleep(0.2)
        ends = [member.log.read_text(errors="replace")[-500:] for member in self.members.values()]
        raise NotUp("The web servers did not become ready.\n" + "\n--\n".join(ends))

    def server(self, name: str) -> psutil.Process | None:
        """Return the leading process of `postgres` or `valkey`; none where it is down."""
        home = home_of(self.var)
        file = home / ("pgdata/postmaster.pid" if name == "postgres" else "redis/redis.pid")
        with contextlib.suppress(OSError, ValueError, psutil.NoSuchProcess):
            return psutil.Process(int(file.read_text().split("\n")[0]))
        return None

    def _keep_up(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            for member in self.members.values():
                member.keep_up()
            if self.server("postgres") is None or self.server("valkey") is None:
                self.server_restarts += 1
                with contextlib.suppress(ServerFailed, OSError):  # the disk may be full: the next look tries again
                    embedded.revive(self.var, postgres=True, redis=True)


def _commands() -> dict[str, list[str]]:
    """Return the commands, as the image and the compose file have them, for one small machine."""
    python, celery = sys.executable, [sys.executable, "-m", "celery", "-A", "hatehub"]
    web = [python, "-m", "gunicorn", "hatehub.wsgi:application", "--bind", "127.0.0.1:0"]
    web += ["--worker-class", "gthread", "--workers", "1", "--threads", "8", "--timeout", "60"]
    web += ["--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
    worker = [*celery, "worker", "--concurrency", "1", "--loglevel", "WARNING", "--without-gossip"]
    return {
        **dict.fromkeys(WEB, web),
        **{name: [*worker, "--hostname", f"{name}@chaos"] for name in WORKERS},
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--pidfile="],
    }


def _is_ready(port: int) -> bool:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": HOST})
    with contextlib.suppress(OSError), urllib.request.urlopen(asked, timeout=5) as answer:
        return bool(answer.status == 200)
    return False
