"""A real hub for the journeys: web server, worker and clock as `make run` starts them, a mail server, a browser."""

import contextlib
import fcntl
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from hatehub import embedded
from tests.servers import MADE_BY

NO_BROWSER = "no browser was found"
ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
UP_SECONDS = 240
UNNUMBERED = "SELECT count(*) FROM outbox_outboxevent WHERE position IS NULL"
UNFINISHED = "SELECT count(*) FROM outbox_delivery WHERE state <> 'done'"
WAITING = (
    "SELECT e.name, d.handler, d.state, max(d.attempts), count(*), min(d.not_before) - now() FROM outbox_delivery d"
    " JOIN outbox_outboxevent e ON e.id = d.event_id WHERE d.state <> 'done' GROUP BY 1, 2, 3 ORDER BY 5 DESC"
)
LOG_LINES = 20
CODES = {"West Yorkshire Police": "E23000010", "Kent Police": "E23000032"}
Answer = Callable[..., dict[str, Any]]

PATIENCE = 40_000
"""Milliseconds that a page may take on a busy machine: no journey measures anything."""
expect.set_options(timeout=PATIENCE)


class Mailbox(MessageHandler):
    """Keeps every message that the SMTP server takes."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)

    def to(self, address: str) -> list[Message]:
        return [message for message in self.messages if message["To"] == address]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], Any], *, seconds: float = 180) -> Any:
    """Wait until something is true, and return it."""
    deadline, pause = time.monotonic() + seconds, 0.2
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(pause)
        pause = min(1, 1.2 * pause)  # asking a busy hub ever more often makes it no quicker, and an API refuses it


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """Say what the hub had not done yet where a journey failed: it may have waited for just that."""
    report = yield
    if report.failed and isinstance(hub := item.funcargs.get("hub"), RunningHub):
        with contextlib.suppress(psycopg2.Error, OSError):
            report.sections.append(("what the hub had not done", hub.unfinished()))
    return report


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server on a free port."""
    handler = Mailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.port = controller.port
    yield handler
    controller.stop()


class RunningHub:
    """A hub that was started as `make run` starts it."""

    def __init__(self, *, var: Path, port: int, environment: dict[str, str]) -> None:
        self.var = var
        self.site = f"http://127.0.0.1:{port}"
        self.environment = environment
        self._command = [sys.executable, "-m", "hatehub.launcher", "--port", str(port)]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and return the seconds until the first page answered."""
        begun = time.monotonic()
        with open(self.var / "launcher.log", "ab") as log:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        until(self.answers, seconds=UP_SECONDS)
        return time.monotonic() - begun

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.var / "launcher.log").read_text()
        try:
            with urllib.request.urlopen(f"{self.site}/", timeout=2):
                return True
        except OSError:
            return False

    def stop(self) -> int:
        """Send Ctrl-C and return the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)

    def count(self, query: str) -> int:
        """Ask the hub's database for a number."""
        connected = contextlib.closing(psycopg2.connect(embedded.database_url(self.var)))
        with connected as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return int(cursor.fetchone()[0])

    def unfinished(self) -> str:
        """Return what waits in the outbox, a line for each kind of work, and the end of the hub's log."""
        connected = contextlib.closing(psycopg2.connect(embedded.database_url(self.var)))
        with connected as connection, connection.cursor() as cursor:
            cursor.execute(WAITING)
            rows = [" ".join(map(str, row)) for row in cursor.fetchall()]
        log = (self.var / "launcher.log").read_text(errors="replace").splitlines()
        return "\n".join([f"{self.count(UNNUMBERED)} events not handed out", *rows, *log[-LOG_LINES:]])

    def has_worked_off(self) -> bool:
        """Tell whether every event was handed out and every delivery is done."""
        return not self.count(UNNUMBERED) and not self.count(UNFINISHED)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command beside the running hub."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )


def started_on(var: Path, **environment: str) -> RunningHub:
    """Return a hub that keeps its servers and data in a folder; nothing runs yet."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HATEHUB_TEST")}
    for name in ("DJANGO_SETTINGS_MODULE", "LOG_LEVEL"):  # the test run's own
        inherited.pop(name, None)
    port = free_port()
    own = {"HATEHUB_VAR": str(var), "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    own["WORKER_NICENESS"] = "0"  # the rest of the tests, at work beside it, are no page that anybody waits for
    every = {**inherited, **own, **environment}
    return RunningHub(var=var, port=port, environment=every)


def stopped_hub() -> Path:
    """Return the folder of a hub that was started once in this run, did what its demonstration set going, and stopped.

    A copy of it starts as a hub does on its second day, without half a minute of migrations and demonstration.
    """
    folder = Path(os.environ[MADE_BY]) / "stopped-hub"
    with open(folder.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            var = Path(tempfile.mkdtemp(prefix="starting-", dir=folder.parent))
            var.chmod(0o755)
            hub = started_on(var)
            hub.start()
            until(hub.has_worked_off, seconds=UP_SECONDS)
            assert hub.stop() == 0
            var.rename(folder)
    return folder


@pytest.fixture(scope="session")
def make_hub() -> Iterator[Callable[..., RunningHub]]:
    """Make hubs with servers and data of their own; whatever still runs at the end is stopped.

    `make_hub(is_new=True)` begins with nothing, as `make run` does the first time.
    """
    made: list[RunningHub] = []
    with tempfile.TemporaryDirectory(prefix="hub-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)

        def make(*, is_new: bool = False, **environment: str) -> RunningHub:
            var = Path(folder) / f"var{len(made)}"
            if is_new:
                var.mkdir()
            else:
                subprocess.run(["cp", "-a", str(stopped_hub()), str(var)], check=True)
            made.append(started_on(var, **environment))
            return made[-1]

        yield make
        for hub in made:
            if hub.process is not None and hub.process.poll() is None:
                hub.stop()


@pytest.fixture(scope="session")
def hub(make_hub: Callable[..., RunningHub], mailbox: Mailbox) -> RunningHub:
    """One hub for all journeys of a test process, with the real mail server, where every decision is read again."""
    mail = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(mailbox.port)}
    running = make_hub(is_new=True, HATEHUB_SECOND_READING_SHARE="1", **mail)
    running.start()
    return running


@pytest.fixture(scope="module")
def playwright_driver() -> Iterator[Playwright]:
    """Playwright for one module: while it is up its event loop runs, and nothing else in the process can run one."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    """Chromium, headless."""
    path = next((candidate for candidate in CHROMIUM if Path(candidate).exists()), None)
    if path is None and os.environ.get("HATEHUB_REQUIRE_BROWSER"):
        pytest.fail("no browser was found, and the journeys must be walked here")
    if path is None:
        pytest.skip(NO_BROWSER)
    found = playwright_driver.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield found
    found.close()


@pytest.fixture
def page(browser: Browser, hub: RunningHub) -> Iterator[Page]:
    """A fresh browser context on the running hub. A script error or a blocked resource fails the test."""
    context = browser.new_context(base_url=hub.site, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda line: complaints.append(line.text) if _is_bad(line) else None)
    yield tab
    context.close()
    assert not complaints, complaints


def _is_bad(line: Any) -> bool:
    return line.type == "error" and not re.search(r"status of (4\d\d)", line.text)


@pytest.fixture
def answer(hub: RunningHub) -> Answer:
    """Answer as a force's program does: `answer("Kent Police", "accept", crime_number="46/1/26")`."""
    tokens: dict[str, str] = {}

    def call(force: str, path: str, **body: str) -> dict[str, Any]:
        if force not in tokens:
            tokens[force] = token_of(hub, CODES[force])
        request = urllib.request.Request(
            f"{hub.site}/api/v1/{path}",
            data=json.dumps(body).encode() if body or "/transfer/" in path else None,
            headers={"Authorization": f"Bearer {tokens[force]}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answered:
            found: dict[str, Any] = json.load(answered)
        return found

    return call


def token_of(hub: RunningHub, code: str) -> str:
    """Make a client of a force and return a token."""
    made = (
        "from oauth2_provider.models import AccessToken\n"
        "from django.utils import timezone\n"
        "from datetime import timedelta\n"
        "from hatehub.accounts.models import ApiClient\n"
        "from hatehub.reference.models import Force\n"
        f"name = 'journey-{code}-{secrets.token_hex(4)}'\n"
        "scope = 'cases:read cases:act packages:read'\n"
        "client = ApiClient.objects.create(name=name, client_id=name, client_type='confidential',\n"
        f"    authorization_grant_type='client-credentials', force=Force.objects.get(code='{code}'))\n"
        "AccessToken.objects.create(application=client, token=name, scope=scope,\n"
        "    expires=timezone.now() + timedelta(hours=1))\n"
        "print(name)"
    )
    return hub.manage("shell", "-v", "0", "-c", made).stdout.split()[-1]
