"""`make run`: the whole hub in one terminal, started in order, kept up, and stopped together."""

import argparse
import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import IO

import psutil

READY_SECONDS = 60
STOP_SECONDS = 15
CALM_SECONDS = 2
STOPPING = "stopping"


class CannotStart(Exception):
    """The hub cannot start here; the message says why and what to do."""


class Children:
    """The hub's own processes. They are noted in a file, so that the next run can clear up after a killed one."""

    def __init__(self, *, note: Path, logs: Path) -> None:
        self._note = note
        self._logs = logs
        self._commands: dict[str, list[str]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str]) -> None:
        """Start one process in a session of its own, so that Ctrl-C reaches the launcher alone."""
        self._commands[name] = command
        with open(self._logs / f"{name}.log", "ab") as log:
            self._running[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self._write_note()

    def restart_fallen(self) -> list[str]:
        """Start again what has stopped by itself; return its names."""
        fallen = [name for name, process in self._running.items() if process.poll() is not None]
        for name in fallen:
            self.start(name, self._commands[name])
        return fallen

    def stop(self) -> None:
        """Ask every process to end, and after 15 seconds insist."""
        trees = [process for process in self._running.values() if process.poll() is None]
        end([psutil.Process(process.pid) for process in trees])
        for process in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=1)
        self._note.unlink(missing_ok=True)

    def _write_note(self) -> None:
        pids = [process.pid for process in self._running.values()]
        rows = [[pid, psutil.Process(pid).create_time()] for pid in pids if psutil.pid_exists(pid)]
        self._note.write_text(json.dumps(rows))


def end(processes: list[psutil.Process]) -> None:
    """End processes and all their children."""
    everyone = list(processes)
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            everyone += process.children(recursive=True)
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _gone, left = psutil.wait_procs(everyone, timeout=STOP_SECONDS)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def clear_up(note: Path) -> int:
    """End what a killed run left behind, going by its note; return how many there were."""
    if not note.exists():
        return 0
    left = []
    for pid, created in json.loads(note.read_text() or "[]"):
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            if abs(process.create_time() - created) < 1:
                left.append(process)
    end(left)
    note.unlink()
    return len(left)


@contextlib.contextmanager
def only_one(var: Path) -> Iterator[IO[str]]:
    """Hold the lock of a running hub, once one that is just stopping has let go. Raises CannotStart where one runs."""
    with open(var / "run.lock", "a+") as lock:
        deadline = time.monotonic() + STOP_SECONDS + CALM_SECONDS
        while not _is_taken(lock):
            lock.seek(0)
            if lock.read() != STOPPING or time.monotonic() > deadline:
                raise CannotStart("The hub is running already, from this folder.")
            time.sleep(0.1)
        lock.truncate(0)
        yield lock


def announce_stop(lock: IO[str]) -> None:
    """Tell a run that starts meanwhile to wait for this one's end."""
    lock.write(STOPPING)
    lock.flush()


def _is_taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def commands(*, port: int) -> dict[str, list[str]]:
    """Return the command of each process: web server, worker, and the clock that starts periodic work."""
    python, celery = sys.executable, [sys.executable, "-m", "celery", "-A", "hatehub"]
    gunicorn = [python, "-m", "gunicorn", "hatehub.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    return {
        "web": [*gunicorn, "--workers", "1", "--threads", "8", "--timeout", "60", "--no-control-socket"],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING", "--without-gossip"],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--pidfile="],
    }


def prepare(*, demonstration: bool) -> None:
    """Bring the database up to date: tables, reference data, policies and, in development, the demonstration."""
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    call_command("migrate", verbosity=0, interactive=False)
    with open(os.devnull, "w") as nowhere:
        call_command("load_reference", stderr=nowhere)
        call_command("load_policy", stderr=nowhere)
        call_command("load_enquiry_methods", stderr=nowhere)
        call_command("load_guidance", stderr=nowhere)
        if demonstration:
            call_command("seed_demo", stderr=nowhere)


def wait_until_up(port: int) -> None:
    """Return when the first page answers. Raises CannotStart after a minute."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise CannotStart("The web server did not answer within a minute; var/log/web.log says why.")


def check_port(port: int) -> None:
    """Raise CannotStart where another program has the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(f"Port {port} is in use by another program. Try make run PORT={port + 1}.") from None


def greeting(*, port: int, seconds: float) -> str:
    """Return the addresses and sign-ins."""
    from hatehub.demonstration import invented  # noqa: PLC0415 - after django.setup()

    site = f"http://127.0.0.1:{port}"
    lines = [
        "",
        f"  The hub is up after {seconds:.1f} s. Everything in it is invented. Ctrl-C stops it.",
        "",
        f"  Report online hate   {site}/",
        f"  Follow a report      {site}/status/",
        f"  Workbench            {site}/hub/",
        f"  Portal of a force    {site}/force/",
        f"  Administration       {site}/admin/",
        f"  Mail that went out   {site}/demonstration/mail/",
        f"  For programs         {site}/api/docs/",
        "",
        f"  Sign in as           {', '.join([*invented.STAFF, invented.FORCE_PERSON])}",
        f"  Password             {invented.PASSWORD}   (the page for the second factor shows its code)",
        f"  A force's client     {invented.CLIENT_ID} / {invented.CLIENT_SECRET}",
        "",
    ]
    return "\n".join(lines)


def run(*, port: int) -> None:
    """Start everything, say where it is, and keep it up until told to stop."""
    started = time.monotonic()
    from django.conf import settings  # noqa: PLC0415 - a wrong setting must fail plainly

    from hatehub import embedded  # noqa: PLC0415 - as above

    var, logs = Path(settings.VAR_DIR), Path(settings.VAR_DIR) / "log"
    logs.mkdir(parents=True, exist_ok=True)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with only_one(var) as lock, contextlib.ExitStack() as stack:
        clear_up(var / "run.json")
        check_port(port)
        stack.enter_context(embedded.servers(var, postgres=settings.EMBEDDED_POSTGRES, redis=settings.EMBEDDED_REDIS))
        import django  # noqa: PLC0415

        django.setup()
        prepare(demonstration=settings.DEVELOPMENT)
        children = Children(note=var / "run.json", logs=logs)
        stack.callback(children.stop)
        stack.callback(announce_stop, lock)
        for name, command in commands(port=port).items():
            children.start(name, command)
            if name == "web":  # alone on the processor until it answers: somebody is waiting for the first page
                wait_until_up(port)
        print(greeting(port=port, seconds=time.monotonic() - started), flush=True)
        while True:
            time.sleep(CALM_SECONDS)
            embedded.revive(var, postgres=settings.EMBEDDED_POSTGRES, redis=settings.EMBEDDED_REDIS)
            for name in children.restart_fallen():
                print(f"  {name} had stopped and was started again; see var/log/{name}.log", flush=True)


def main() -> None:
    """Read the command line; turn every anticipated failure into one sentence."""
    from hatehub.embedded import ServerFailed  # noqa: PLC0415
    from hatehub.settings.environment import SettingError  # noqa: PLC0415

    parser = argparse.ArgumentParser(description="Run the whole hub in this terminal.")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hatehub.settings.dev")
    os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{options.port}")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        run(port=options.port)
    except (CannotStart, ServerFailed, SettingError) as error:
        sys.exit(str(error))


def _stop(number: int, frame: FrameType | None) -> None:
    """Leave through every `finally`; a second signal changes nothing."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    print("\n  Stopping.", flush=True)
    sys.exit(0)


if __name__ == "__main__":
    main()
