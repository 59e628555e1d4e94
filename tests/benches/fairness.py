"""One greedy program beside a polite one: how much longer does the polite one wait? Also the load, as a process."""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.benches.figures import percentile

ROOT = Path(__file__).resolve().parents[2]
SECONDS, GREEDY_THREADS, PAUSE = 60, 16, 0.35
# As the image ships it. The polite program stays within its budget, and a whole window of the budgets is measured.
THREADS = 8
# An address for each, as two machines have: ports that one has used up are not the other's trouble.
POLITE, GREEDY = "127.0.0.2", "127.0.0.3"
PATH = "/api/v1/cases?since=0&limit=100"


def measure(var: Path, tokens: tuple[str, str]) -> list[str]:
    """Return the lines: the polite program alone, and beside one that asks in a closed loop of sixteen threads."""
    from tests.benches.stage import HOST
    from tests.benches.sustained import WORKERS, web_server

    polite_token, greedy_token = tokens
    with web_server(var, threads=THREADS) as (_web, port):
        order = {"host": HOST, "port": port, "seconds": SECONDS}
        polite = {**order, "from": POLITE, "token": polite_token, "threads": 1, "pause": PAUSE}
        greedy = {**order, "from": GREEDY, "token": greedy_token, "threads": GREEDY_THREADS, "pause": 0}
        greedy["seconds"] = SECONDS + 2
        _finish(_begin({**polite, "seconds": 3}))
        alone = _finish(_begin(polite))
        beside = _begin(greedy)
        time.sleep(1)
        together = _finish(_begin(polite))
        wanted = _finish(beside)
    before, after = (percentile(each["taken"], 0.95) * 1000 for each in (alone, together))
    setting = f"a page each {PAUSE:g} s; {WORKERS} workers, {THREADS} threads"
    return [
        f"  {before:8.1f} ms  p95 of a polite program alone ({setting})",
        f"  {after:8.1f} ms  beside {GREEDY_THREADS} threads in a closed loop: {after / before:.2f} times (reach 1.5)",
        f"            the polite one was answered {together['statuses']}, the greedy one {wanted['statuses']}",
    ]


def _begin(order: dict[str, Any]) -> "subprocess.Popen[str]":
    # At the lowest priority: a greedy program would have a machine of its own, and take no time of the hub's.
    command = [*(["nice", "-n", "19"] if order["threads"] > 1 else []), sys.executable, "-m", "tests.benches.fairness"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(json.dumps(order))
    process.stdin.close()
    return process


def _finish(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    answer = json.loads(process.stdout.read())
    process.wait(timeout=60)
    return dict(answer)


def load(order: dict[str, Any]) -> dict[str, Any]:
    """Ask until the time is over; return the seconds of each answered request and how often each status came."""
    taken: list[float] = []
    statuses: Counter[str] = Counter()
    until = time.monotonic() + order["seconds"]
    headers = {
        "Host": order["host"],
        "Authorization": f"Bearer {order['token']}",
        "X-Forwarded-Proto": "https",
        "Connection": "close",
    }

    def ask() -> None:
        while time.monotonic() < until:
            started = time.perf_counter()
            connection = http.client.HTTPConnection(
                "127.0.0.1", order["port"], timeout=60, source_address=(order["from"], 0)
            )
            try:
                connection.request("GET", PATH, headers=headers)
                answer = connection.getresponse()
                answer.read()
                statuses[str(answer.status)] += 1
                if answer.status == 200:
                    taken.append(time.perf_counter() - started)
            except OSError as error:
                statuses[type(error).__name__] += 1
            finally:
                connection.close()
            time.sleep(order["pause"])

    threads = [threading.Thread(target=ask) for _ in range(order["threads"])]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return {"taken": taken, "statuses": dict(statuses)}


if __name__ == "__main__":
    print(json.dumps(load(json.load(sys.stdin))))
