"""Sustained submissions over HTTP: gunicorn as the image starts it, and a count afterwards of what was promised."""

import contextlib
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from django.db import connections
from django.utils import timezone

from hatehub.outbox.models import OutboxEvent
from reports.events import ReportSubmitted
from reports.models import Report
from reports.services import drafts
from tests.benches.figures import percentile, tree_cpu_seconds
from tests.benches.stage import HOST

ROOT = Path(__file__).resolve().parents[2]
WORKERS, THREADS, CLIENTS, SECONDS = 2, 4, 8, 20
DRAFTS_A_SECOND = 100
WARM_UP_SECONDS, READY_SECONDS = 3, 30


class NotUp(Exception):
    """The web server did not answer; the message names its log."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run under load came to. Times in seconds; `lost` counts acknowledged reports that are not whole."""

    sent: int
    took: float
    final: list[float]
    errors: list[str]
    web_cpu: float
    database_cpu: float
    lost: int

    def lines(self) -> list[str]:
        """Return the figures in words."""
        each = 1000 / max(1, self.sent)
        final = f"p50 {percentile(self.final, 0.5) * 1000:.1f} ms   p95 {percentile(self.final, 0.95) * 1000:.1f} ms"
        return [
            f"    submissions a second {self.sent / self.took:7.1f}   ({self.sent} in {self.took:.1f} s)",
            f"    final POST           {final}",
            f"    CPU a report         web {self.web_cpu * each:.2f} ms   PostgreSQL {self.database_cpu * each:.2f} ms",
            f"    errors               {len(self.errors)} (must be 0) {'; '.join(sorted(set(self.errors))[:3])}",
            f"    acknowledged, but report or event missing: {self.lost} (must be 0)",
        ]


@contextlib.contextmanager
def web_server(var: Path, *, threads: int = THREADS) -> Iterator[tuple[psutil.Process, int]]:
    """Keep gunicorn up on a free port; give its leading process and the port. Raises NotUp."""
    command = [sys.executable, "-m", "gunicorn", "hatehub.wsgi:application", "--bind", "127.0.0.1:0"]
    command += ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(threads), "--preload"]
    command += ["--timeout", "60", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
    log = var / "web.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        yield psutil.Process(process.pid), _port_of(log)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _port_of(log: Path) -> int:
    """Return the port that gunicorn chose, once a worker answers on it."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        found = re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", log.read_text())
        if found:
            asked = urllib.request.Request(f"http://127.0.0.1:{found.group(1)}/livez", headers={"Host": HOST})
            with contextlib.suppress(OSError), urllib.request.urlopen(asked, timeout=10):
                return int(found.group(1))
        time.sleep(0.1)
    raise NotUp(log.read_text()[-2000:])


def whole_way(var: Path, *, postgres: psutil.Process) -> Outcome:
    """Have every client go the whole short way, report after report."""
    return _run(var, tokens=[], postgres=postgres)


def last_click(var: Path, *, postgres: psutil.Process) -> Outcome:
    """Have every client send nothing but the final POST of drafts that are made beforehand, through the services."""
    tokens = [_draft() for _ in range(DRAFTS_A_SECOND * SECONDS)]
    return _run(var, tokens=tokens, postgres=postgres)


def _draft() -> str:
    draft, token = drafts.start(at=timezone.now())
    link = f"https://x.com/someone/status/{draft.id.int % 10**15}"
    drafts.save_answer(draft=draft, step="link", answer={"url": link})
    drafts.save_answer(draft=draft, step="hear", answer={"email": "invented@example.org", "details_in_mail": False})
    return token


def _run(var: Path, *, tokens: list[str], postgres: psutil.Process) -> Outcome:
    connections.close_all()
    with web_server(var) as (web, port):
        order = {"host": HOST, "port": port, "seconds": SECONDS, "threads": CLIENTS, "tokens": tokens}
        _load({**order, "seconds": WARM_UP_SECONDS, "tokens": []})
        before = tree_cpu_seconds(web), tree_cpu_seconds(postgres)
        answer = _load(order)
        after = tree_cpu_seconds(web), tree_cpu_seconds(postgres)
    return Outcome(
        sent=len(answer["acknowledged"]),
        took=answer["took"],
        final=answer["final"],
        errors=answer["errors"],
        web_cpu=after[0] - before[0],
        database_cpu=after[1] - before[1],
        lost=_count_lost(answer["acknowledged"]),
    )


def _load(order: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benches.load"]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(order), capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _count_lost(tokens: list[str]) -> int:
    """Return how many acknowledged reports are missing, or have no event waiting to be numbered."""
    ids = {drafts.find(token=token, at=timezone.now()).id for token in tokens}
    stored = {report_id for (report_id,) in Report.objects.filter(id__in=ids).values_list("id")}
    waiting = OutboxEvent.objects.filter(position__isnull=True, name=ReportSubmitted.name)
    announced = {payload["report_id"] for payload in waiting.values_list("payload", flat=True)}
    return len(tokens) - sum(each in stored and str(each) in announced for each in ids)
