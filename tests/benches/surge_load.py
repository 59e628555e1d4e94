"""`make bench-load [N=reports]`: a night on which thousands report one post, on a whole hub, with officers at work.

6,000 people in ten minutes, 5,400 of them for one post (aim: 20,000). Each opens every page of the form, as a browser
without scripts, from an address of their own; the flood defence is on, so in loud minutes they are asked to wait, and
do. Officers decide cases meanwhile; at half time one of them merges the surge, and again once everything is handled.
"""

import argparse
import os
import random
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil

from tests.benches import stage
from tests.benches.figures import percentile, tree_cpu_seconds
from tests.deployed.hub import WEB, Hub
from tests.deployed.mail_process import MailServer

REPORTS, MINUTES, SHARE = 6_000, 10.0, 0.9
OFFICERS, OFFICERS_PAUSE = 2, 3.0
THINK = (0.5, 3.0)
LIMIT_MS = 500
DRAIN_SECONDS = 60 * 60
SAY_SECONDS = 30
POST = "https://x.com/everybody_reports/status/1799999999999999999"
LIMIT = """
Limit: nothing refused without a way to try again, p95 of the form under 500 ms, everything handled, the surge one case.
"""
CONDITIONS = """
Conditions: hatehub.settings.production; two gunicorn processes of eight threads, two Celery workers of one process,
beat, PostgreSQL (durable), Valkey and a mail server, and all the people and officers, on this machine. People read each
page for half a second to three; every request has a connection of its own. No time is asserted.
"""


def main() -> None:
    """Read the command line, and have the night."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=REPORTS)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    options = parser.parse_args()
    try:
        with stage.temporary_folder() as var:
            print(LIMIT, CONDITIONS, stage.check_room(var, rows=options.reports), sep="", flush=True)
            _run(var, reports=options.reports, seconds=options.minutes * 60)
    except stage.TooLittleRoom as error:
        sys.exit(f"Too little room on the disk: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _run(var: Path, *, reports: int, seconds: float) -> None:
    stage.set_environment(var)
    os.environ.pop("FLOOD_TABLE_PATH", None)  # the defence is on, as it is shipped
    mail = MailServer(var / "mail")
    os.environ |= {"TRUSTED_PROXIES": "1", "MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(mail.port)}
    with stage.servers(var, durable=True), mail.up():
        import django

        django.setup()
        stage.prepare()
        from tests.deployed.staff import sign_in_officers

        cookies = sign_in_officers(OFFICERS + 1)
        hub = Hub(var)
        with hub.up():
            _night(hub, cookies, reports=reports, seconds=seconds)


def _night(hub: Hub, cookies: list[dict[str, str]], *, reports: int, seconds: float) -> None:
    from tests.deployed import officers, reporters

    told, worked, stop = reporters.Ledger(), officers.Worked(), threading.Event()
    at_work = officers.at_work(hub, cookies, worked=worked, seed=0)
    threads = [
        threading.Thread(target=each.keep_working, args=(stop,), kwargs={"pause": OFFICERS_PAUSE})
        for each in at_work[:OFFICERS]
    ]
    merged: dict[str, Any] = {}
    merging = threading.Timer(seconds / 2, lambda: merged.update(at_work[-1].merge_surge()))
    before, began, spent_before = psutil.cpu_times(), time.monotonic(), _spent(hub)
    for thread in (*threads, merging):
        thread.start()
    _everybody(hub, told, reports=reports, seconds=seconds)
    took = time.monotonic() - began
    stop.set()
    for thread in (*threads, merging):
        thread.join()
    used = psutil.cpu_times()
    busy = 1 - (used.idle - before.idle) / (took * (psutil.cpu_count() or 1))
    _say(told, worked, took=took, reports=reports, busy=busy)
    spent = {name: spent - spent_before[name] for name, spent in _spent(hub).items()}
    each = ", ".join(f"{name} {seconds / reports * 1000:.0f} ms" for name, seconds in spent.items())
    print(f"  processor for a report  {each}", flush=True)
    _come_to_rest("after the last receipt")
    again = at_work[-1].merge_surge()
    _come_to_rest("after the surge was made one case")
    _say_end(told, merged, again)


def _spent(hub: Hub) -> dict[str, float]:
    """Return the seconds of processor that each part of the hub, and the people, have had until now."""
    spent = dict.fromkeys(("web", "workers", "database", "broker", "people"), 0.0)
    for name, member in hub.members.items():
        for process in member.tree()[:1]:
            spent["web" if name in WEB else "workers"] += tree_cpu_seconds(process)
    for kind, name in (("database", "postgres"), ("broker", "valkey")):
        server = hub.server(name)
        spent[kind] = tree_cpu_seconds(server) if server else 0.0
    own = psutil.Process().cpu_times()
    return spent | {"people": own.user + own.system}


def _everybody(hub: Hub, told: Any, *, reports: int, seconds: float) -> None:
    """Let people come at even chances over the time, and return when the last has a receipt or has given up."""
    chance = random.Random(7)
    moments = sorted(chance.uniform(0, seconds) for _ in range(reports))
    began = time.monotonic()
    threading.stack_size(2**19)
    with ThreadPoolExecutor(max_workers=reports) as people:
        for number, moment in enumerate(moments):
            time.sleep(max(0.0, began + moment - time.monotonic()))
            people.submit(_person, hub, told, number)
            if number % (reports // 10) == 0:
                print(f"  {number:,} have come, {len(told.acknowledged):,} have a receipt", flush=True)


def _person(hub: Hub, told: Any, number: int) -> None:
    from tests.deployed import reporters
    from tests.deployed.browsing import Browser

    chance = random.Random(number)
    is_same = chance.random() < SHARE
    story = reporters.Story(
        link=POST if is_same else f"https://x.com/someone{number}/status/{18 * 10**17 + number}",
        words=f"[Invented] They wrote that we should leave, number {number}.",
        email=f"person{number}@load.example",
        picture=reporters.picture(chance) if chance.random() < 0.1 else b"",
        is_short=chance.random() < 0.7,
    )
    address = f"198.{18 + number % 2}.{number // 250 % 250}.{number % 250 + 1}"
    browser = Browser(host=stage.HOST, ports=hub.ports, address=address, timeout=60)
    try:
        seen = reporters.tell(story, browser=browser, ledger=told, think=lambda: chance.uniform(*THINK))
        told.acknowledged.append(seen)
    except reporters.GaveUp:
        told.gave_up += 1
    except Exception as error:  # counted and printed: one person's trouble must not end the night
        told.odd[f"{type(error).__name__}: {error}"[:120]] += 1


def _say(told: Any, worked: Any, *, took: float, reports: int, busy: float) -> None:
    print(f"\n{reports:,} people in {took / 60:.1f} minutes; the processors were busy for {busy:.0%}")
    print(f"  acknowledged            {len(told.acknowledged):,}; gave up {told.gave_up}")
    ms = [percentile(told.seconds, share) * 1000 for share in (0.5, 0.95, 0.99)]
    print(f"  pages of the form       p50 {ms[0]:.0f} ms, p95 {ms[1]:.0f} ms (limit {LIMIT_MS}), p99 {ms[2]:.0f} ms")
    unanswered = sum(told.unreached.values())
    print(f"  answers                 {dict(sorted(told.statuses.items()))}, none came {unanswered} times")
    print(f"  asked to wait           {told.waits:,} by the page, {told.asked_to_wait} after pressing too early")
    print(f"  refused without a way   {told.refused_without_a_way} (must be 0)")
    pages = [percentile(worked.seconds or [0.0], share) * 1000 for share in (0.5, 0.95)]
    print(f"  officers                {len(worked.decided)} cases decided, {len(worked.assigned)} assigned;", end=" ")
    print(f"pages p50 {pages[0]:.0f} ms, p95 {pages[1]:.0f} ms; {dict(sorted(worked.statuses.items()))}")
    if told.odd or worked.odd or worked.left:
        print(f"  odd                     {dict(told.odd)} {dict(worked.odd)} {dict(worked.left)}")


def _come_to_rest(since: str) -> None:
    """Wait until nothing waits any more, and say how long that took."""
    from tests.chaos.judging import come_to_rest

    said = [time.monotonic()]

    def say(words: str) -> None:
        if time.monotonic() - said[0] > SAY_SECONDS:
            said[0] = time.monotonic()
            print(f"  waiting: {words}", flush=True)

    seconds, parked = come_to_rest(say, most=DRAIN_SECONDS, look=2.0)
    print(f"\nEverything was handled {seconds:.0f} s {since}; {parked} parked and retried", flush=True)


def _say_end(told: Any, merged: dict[str, Any], again: dict[str, Any]) -> None:
    """Look at what there is once everything has been handled."""
    from hatehub.outbox.models import Delivery, OutboxEvent
    from reports.models import Report, Update
    from triage.models import Trait, Wave

    print(f"  events {OutboxEvent.objects.count():,}, deliveries {Delivery.objects.count():,}")
    states = Counter(Update.objects.values_list("state", flat=True))
    print(f"  messages to people {dict(states)}")
    known = set(Report.objects.values_list("reference", flat=True))
    lost = [each for each in told.acknowledged if each.reference not in known]
    print(f"  acknowledged reports that are missing: {len(lost)} (must be 0)")
    of_post = sum(each.link == POST for each in told.acknowledged)
    wave = Wave.objects.filter(kind=Trait.Kind.POST).order_by("-reports").first()
    cases = Counter(Report.objects.filter(contents__url__contains="everybody").values_list("case_id", flat=True))
    print(f"  the surge: {of_post:,} reported the post; the hub counts {wave.reports if wave else 0:,} in one wave")
    largest = max(cases.values(), default=0)
    print(f"  merged by an officer: {merged} at half time, {again} at the end; the largest case holds {largest:,}")


if __name__ == "__main__":
    main()
