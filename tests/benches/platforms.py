"""`make bench-platforms [N=requests]`: what counting, re-checking and linking cost beside many requests."""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.benches import stage

MANY = 100_000
REPORTS = 20_000
TIMES = 9
CONDITIONS = """
Conditions: hatehub.settings.production; PostgreSQL durable while it is measured, after VACUUM ANALYZE. Requests are
spread over a year and 25 platforms; one in ten is open, most are removed. Each has one post and three re-checks, of
which one in ten waits.
Milliseconds are wall time in one process: the middle of nine runs, and the slowest.
"""
TAKEDOWNS = """
INSERT INTO referrals_takedown (id, case_id, report_id, platform_code, action, state, state_since, version, offences,
    sealed_words, drafted_by, drafted_at, approved_by, approved_at, attempts, undeliverable, reference, sent_at,
    answer_due_at, answered_at, first_answer_at, claimed_at, confirmed_at, first_gone_at, belied_at, escalations,
    polled_state)
SELECT gen_random_uuid(), r.case_id, r.id, p.code, 'remove',
    CASE WHEN n %% 40 < 4 THEN (ARRAY['sent', 'acknowledged', 'refused', 'no_answer'])[1 + n %% 4]
        WHEN n %% 40 < 10 THEN 'restricted' ELSE 'removed' END,
    s.sent, 4, '{}', '\\x00', 'officer:bench', s.sent, 'officer:bench', s.sent, 0, '', '', s.sent,
    s.sent + interval '400 days', s.answer, s.answer, s.answer,
    CASE WHEN n %% 40 >= 12 THEN s.answer + interval '1 hour' END,
    CASE WHEN n %% 40 >= 12 THEN s.answer + interval '1 hour' END,
    CASE WHEN n %% 40 = 20 THEN s.answer END, 0, ''
FROM generate_series(1, %(many)s) AS n
JOIN (SELECT id, case_id, row_number() OVER () AS number FROM reports_report) AS r
    ON r.number = 1 + n %% %(reports)s
JOIN (SELECT code, row_number() OVER (ORDER BY code) AS number FROM reference_platform LIMIT 25) AS p
    ON p.number = 1 + n %% 25
CROSS JOIN LATERAL (SELECT %(now)s::timestamptz - (n %% 365) * interval '1 day' AS at) AS d
CROSS JOIN LATERAL (SELECT d.at AS sent, d.at + (n %% 60) * interval '1 hour' AS answer) AS s
"""
POSTS = """
INSERT INTO referrals_takedownpost
    (takedown_id, position, post_key, url, kind, post_id, account, seen, seen_at, gone_at)
SELECT id, 1, 'bench:' || id, 'https://x.com/a/status/1', 'post', '1', 'a',
    CASE WHEN confirmed_at IS NULL THEN '' ELSE 'gone' END, confirmed_at, confirmed_at
FROM referrals_takedown
"""
CHECKS = """
INSERT INTO referrals_recheck (post_id, why, by, host, due_at, not_before, attempts, done_at, seen, reason)
SELECT p.id, 'sent', 'hub:hub', 'host-' || (p.id %% 500) || '.example', t.sent_at + k * interval '1 day',
    t.sent_at + k * interval '1 day', 1,
    CASE WHEN p.id %% 10 = 0 AND k = 3 THEN NULL ELSE t.sent_at + k * interval '1 day' END,
    CASE WHEN p.id %% 10 = 0 AND k = 3 THEN '' ELSE 'unknown' END, ''
FROM referrals_takedownpost AS p JOIN referrals_takedown AS t ON t.id = p.takedown_id
CROSS JOIN generate_series(1, 3) AS k
"""


def main() -> None:
    """Read the command line, make the requests and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=MANY, help="how many requests there are")
    options = parser.parse_args()
    try:
        with stage.temporary_folder() as var:
            _run(var, many=options.requests)
    except stage.TooLittleRoom as error:
        sys.exit(f"Too little room on the disk: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _run(var: Path, *, many: int) -> None:
    print(CONDITIONS)
    print(stage.check_room(var, rows=REPORTS))
    print(stage.set_environment(var))
    with stage.servers(var, durable=False):
        import django

        django.setup()
        stage.prepare()
        started = time.perf_counter()
        _make(many)
        print(f"Making {many:,} requests (apart): {time.perf_counter() - started:.1f} s", flush=True)
    with stage.servers(var, durable=True):
        _measure()


def _make(many: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from tests.benches.stored import Store

    now = timezone.now()
    Store(now=now).grow_quickly(to=REPORTS)
    with connection.cursor() as cursor:
        cursor.execute(TAKEDOWNS, {"many": many, "reports": REPORTS, "now": now})
        for statement in (POSTS, CHECKS):
            cursor.execute(statement, {})
        cursor.execute("VACUUM ANALYZE")


def _measure() -> None:
    from django.utils import timezone

    from hatehub.accounts.actors import Actor
    from hatehub.accounts.roles import Role
    from referrals.models import ReCheck, Takedown, TakedownPost
    from referrals.selectors.league import count
    from referrals.selectors.takedowns import Worklist, list_takedowns
    from referrals.services import rechecking, takedowns
    from reports.models import Content, Report

    at, by = timezone.now(), Actor(role=Role.OFFICER, identifier="bench")
    for name, days in (("month", 30), ("quarter", 91), ("year", 365)):
        _say(f"count the requests of a {name}", lambda days=days: count(since=at - timedelta(days=days), by=by, at=at))
    _say("count all requests", lambda: count(since=None, by=by, at=at))
    for worklist in (Worklist.TO_DO, Worklist.FOUND_UP, Worklist.UNSEEN):
        _say(
            f"first page of the worklist {worklist.value}",
            lambda worklist=worklist: list_takedowns(worklist=worklist, platform="", after="", by=by, at=at),
        )
    waiting = ReCheck.objects.filter(done_at=None).count()
    _say(f"lease what is due of {waiting:,} waiting re-checks", lambda: rechecking.lease_due(at=timezone.now()))
    takedown = Takedown.objects.filter(state="sent").first()
    assert takedown is not None
    _say("plan the re-checks of a request", lambda: _plan(rechecking, takedown.id))
    gone = TakedownPost.objects.exclude(gone_at=None).first()
    report = Report.objects.order_by("-submitted_at").first()
    assert gone is not None
    assert report is not None
    _say("look whether a new report shows anything again", lambda: takedowns.note_same_post(report_id=report.id, at=at))
    Content.objects.filter(report=report).update(post_key=gone.post_key)
    started = time.perf_counter()
    linked = takedowns.note_same_post(report_id=report.id, at=at)
    print(f"  {(time.perf_counter() - started) * 1000:8.1f} ms  link a new report to {len(linked)} request")


def _plan(rechecking: Any, takedown_id: Any) -> None:
    from django.utils import timezone

    rechecking.plan(takedown_id=takedown_id, step="note_sent", at=timezone.now())


def _say(what: str, act: Callable[[], object]) -> None:
    taken = []
    for _ in range(TIMES):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    print(f"  {statistics.median(taken):8.1f} ms  {what} (slowest {max(taken):.1f})", flush=True)


if __name__ == "__main__":
    main()
