"""Starting, stopping and surviving: what `make run` promises."""

import http.cookiejar
import os
import re
import signal
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable

import psutil
import pytest

from tests.journeys.conftest import UNFINISHED, UNNUMBERED, RunningHub, until

pytestmark = [pytest.mark.deployment, pytest.mark.xdist_group("running")]


def processes_of(hub: RunningHub) -> list[psutil.Process]:
    """Every live process that works for this hub, by its folder in the command line or the environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            mine = process.environ().get("HATEHUB_VAR") == str(hub.var)
            if mine or any(str(hub.var) in part for part in process.cmdline()):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def server_named(hub: RunningHub, name: str) -> psutil.Process:
    return min((each for each in processes_of(hub) if name in each.name()), key=lambda each: each.create_time())


def send_a_link(hub: RunningHub, link: str) -> str:
    """Send just a link, as a browser without JavaScript would, and return the page that confirms it."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def post(path: str, **fields: str) -> str:
        page = opener.open(hub.site + path, timeout=30).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token.group(1), **fields}).encode()
        return str(opener.open(hub.site + path, data=body, timeout=30).read().decode())

    post("/report/link/", url=link)
    post("/report/hear/")
    return post("/report/check/")


def refuse_a_second_run(hub: RunningHub) -> None:
    done = hub.manage("shell", "-c", "from hatehub.launcher import main; import sys; sys.argv[1:] = []; main()")
    assert done.returncode == 1
    assert "running already" in done.stderr


def test_it_starts_once_stops_and_starts_again_faster(make_hub: Callable[..., RunningHub]) -> None:
    hub = make_hub(is_new=True)
    hub.start()
    refuse_a_second_run(hub)
    send_a_link(hub, "https://x.com/a/status/1711111111111111111")
    assert hub.stop() == 0
    assert processes_of(hub) == []
    assert hub.start() < 30
    assert hub.count("SELECT count(*) FROM reports_content WHERE post_key = 'x:post:1711111111111111111'") == 1
    assert hub.stop() == 0
    assert processes_of(hub) == []


def test_the_next_run_clears_up_after_a_killed_one(make_hub: Callable[..., RunningHub]) -> None:
    hub = make_hub()
    hub.start()
    send_a_link(hub, "https://x.com/a/status/1722222222222222222")
    assert hub.process is not None
    hub.process.send_signal(signal.SIGKILL)
    hub.process.wait()
    left = {process.pid for process in processes_of(hub) if "python" in process.name()}
    assert left, "nothing was left to clear up, so this test shows nothing"
    hub.start()
    until(lambda: not left & {process.pid for process in processes_of(hub)})
    until(hub.answers)
    assert hub.count("SELECT count(*) FROM reports_content WHERE post_key = 'x:post:1722222222222222222'") == 1
    assert hub.stop() == 0
    assert processes_of(hub) == []


def test_reports_are_taken_while_the_broker_is_away_and_worked_when_it_is_back(
    make_hub: Callable[..., RunningHub],
) -> None:
    hub = make_hub()
    hub.start()
    until(lambda: hub.count(UNNUMBERED) == 0)
    assert hub.process is not None
    hub.process.send_signal(signal.SIGSTOP)  # so that nobody starts the broker again
    server_named(hub, "valkey").kill()
    page = send_a_link(hub, "https://x.com/a/status/1733333333333333333")
    assert "We have your report" in page
    assert hub.count(UNNUMBERED) > 0
    hub.process.send_signal(signal.SIGCONT)
    until(lambda: hub.count(UNNUMBERED) == 0, seconds=240)
    until(lambda: hub.count(UNFINISHED) == 0, seconds=240)
    assert hub.stop() == 0


def test_it_comes_back_when_its_database_is_killed(make_hub: Callable[..., RunningHub]) -> None:
    hub = make_hub()
    hub.start()
    send_a_link(hub, "https://x.com/a/status/1744444444444444444")
    server_named(hub, "postgres").kill()

    statuses = set()

    def is_taken() -> bool:
        try:
            return "We have your report" in send_a_link(hub, "https://x.com/a/status/1755555555555555555")
        except urllib.error.HTTPError as error:
            statuses.add(error.code)
            return False

    until(is_taken, seconds=60)
    assert statuses <= {503}, "an answer that does not say what is wrong"
    for number in ("1744444444444444444", "1755555555555555555"):
        assert hub.count(f"SELECT count(*) FROM reports_content WHERE post_key = 'x:post:{number}'") >= 1
    assert hub.stop() == 0
