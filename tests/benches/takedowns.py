"""`make bench-takedowns [N=requests]`: requests to ten platforms at once, of which two are down, and none."""

import argparse
import sys
import threading
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.benches import stage

MANY = 1_000
PLATFORMS = 10
DOWN = 2
REPORTS = 50
CONDITIONS = """
Conditions: hatehub.settings.production; PostgreSQL durable; ten web hook platforms, eight of them HTTPS servers of this
machine that answer at once, in the same process. Of the two that are down one answers with an error, and one takes
the request and never answers, so that each try waits for its time to end. The same requests are sent twice, with
nothing down and with two down: the figures of the eight are what a platform that is down costs the others. Counted is
when the hub had noted each request as sent, from the moment at which all became ready.
"""


def main() -> None:
    """Read the command line, and send the requests twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=MANY, help="how many requests there are")
    options = parser.parse_args()
    try:
        with stage.temporary_folder() as var:
            _run(var, options.requests)
    except KeyboardInterrupt:
        sys.exit(130)


def _run(var: Path, requests: int) -> None:
    print(CONDITIONS, stage.set_environment(var), sep="\n")
    with stage.servers(var, durable=True):
        import django

        django.setup()
        stage.prepare()
        reports = _reports()
        for down in (0, DOWN):
            _make(reports, requests)
            _print(down, *_send(down))


def _reports() -> list[Any]:
    from django.utils import timezone

    from tests.making import reports as making

    at = timezone.now() - timedelta(hours=1)
    return [making.submit(at=at, url=f"https://forum.example/thread/{number}") for number in range(REPORTS)]


def _codes() -> list[str]:
    from hatehub.reference.models import Platform

    return list(Platform.objects.order_by("code").values_list("code", flat=True)[:PLATFORMS])


def _make(reports: list[Any], requests: int) -> None:
    """Write requests that are ready, shared out evenly among the platforms."""
    from django.utils import timezone

    from hatehub.vault import services as vault
    from hatehub.vault.models import Purpose
    from referrals.models import Takedown, TakedownDelivery, TakedownPost, TakedownStep
    from referrals.services.takedowns.stepping import words_field
    from tests.making.takedowns import wording

    for model in (TakedownDelivery, TakedownStep, TakedownPost, Takedown):
        model.objects.all().delete()
    at, codes = timezone.now(), _codes()
    made = []
    for number in range(requests):
        report = reports[number % len(reports)]
        row = Takedown(
            case_id=report.case_id, report=report, platform_code=codes[number % PLATFORMS], action="preserve",
            state="ready", state_since=at, drafted_by="officer:bench", drafted_at=at, approved_by="officer:bench",
            approved_at=at, not_before=at,
        )  # fmt: skip
        row.sealed_words = vault.seal(
            wording().texts, owner=report.id, purpose=Purpose.MATERIAL, field=words_field(row.id)
        )
        made.append(row)
    Takedown.objects.bulk_create(made)
    TakedownPost.objects.bulk_create(
        TakedownPost(takedown=row, position=1, url=f"https://forum.example/post/{number}", kind="page")
        for number, row in enumerate(made)
    )


def _send(down: int) -> tuple[dict[str, float], dict[str, float]]:
    """Send all, and return when each platform had its last request, and the longest that one of its requests took."""
    from django.utils import timezone

    from referrals.clients.platforms.webhook import WebhookChannel
    from referrals.models import PlatformStanding, Takedown
    from referrals.rules.takedowns.steps import State
    from referrals.services import dispatching
    from tests.making.platforms import Platforms

    PlatformStanding.objects.all().delete()
    hosts, ended = Platforms(), threading.Event()
    hosts.caller.seconds = 15
    codes = _codes()
    hosts.answer("hooks.example/up", lambda asked: {"reference": asked.content["id"]})
    hosts.answer("hooks.example/fails", _fail)
    hosts.answer("hooks.example/hangs", lambda asked: ended.wait(60))
    addresses = dict.fromkeys(codes, "https://hooks.example/up")
    if down:
        addresses |= {codes[0]: "https://hooks.example/hangs", codes[1]: "https://hooks.example/fails"}
    began = timezone.now()

    def opening(platform: Any) -> WebhookChannel:
        return WebhookChannel([{"key": "k" * 32}], caller=hosts.caller, address=addresses[platform.code])

    _make_hooks(codes)
    working = codes[down:]
    started = time.perf_counter()
    while Takedown.objects.filter(state=State.READY, platform_code__in=working).exists():
        dispatching.drain_all(clock=timezone.now, opening=opening)
    ended.set()
    hosts.close()
    wall = time.perf_counter() - started
    times: dict[str, list[float]] = defaultdict(list)
    for code, sent_at in Takedown.objects.exclude(sent_at=None).values_list("platform_code", "sent_at"):
        times[code].append((sent_at - began).total_seconds())
    print(f"\n(all {len(working)} had everything, and the drain ended, after {wall:.1f} s)")
    return {code: max(times[code]) for code in working}, {code: float(len(times[code])) for code in working}


def _fail(asked: Any) -> None:
    from tests.making.platforms import Says

    raise Says(500)


def _make_hooks(codes: list[str]) -> None:
    from hatehub.reference.models import Platform

    Platform.objects.filter(code__in=codes).update(
        takedown_channel="webhook", takedown_address="https://hooks.example/up", requests_an_hour=0
    )


def _print(down: int, last: dict[str, float], count: dict[str, float]) -> None:
    print(f"== {PLATFORMS} platforms, {down or 'none'} of them down ==")
    for code, seconds in sorted(last.items()):
        print(f"  {code:20} {count[code]:5.0f} sent, the last after {seconds:6.2f} s")


if __name__ == "__main__":
    main()
