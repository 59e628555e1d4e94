"""What the supervisors' overview costs with many reports: `python -m tests.benches.figures_page --reports 1000000`.

One report in five is open, seven in ten are closed, one in ten is merged; they came over a year. Rows hold what is
counted and nothing else: no words, no keys, no foreign keys checked.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benches import stage

TIMES = 9
OFFICERS = 60
PAGES = ("", "workload/", "ageing/", "clocks/", "agreement/", "reopening/", "flow/")
LIMIT = "Limit: 300 ms and 12 statements a page, with 200,000 open reports of 1,000,000."
STATE = """(CASE WHEN n %% 10 < 7 THEN 'closed' WHEN n %% 10 = 7 THEN 'merged' ELSE
    (ARRAY['received','in_triage','assessed_crime','assessed_non_crime','out_of_scope','assigned','packaged',
           'with_force'])[1 + (n / 10) %% 8] END)"""
SENT = "now() - interval '365 days' * (1 - n::float / %(rows)s)"
ID = "md5(n::text)::uuid"
FILL = {
    "cases": f"""INSERT INTO reports_case (id, reference, lead_id, opened_at)
        SELECT {ID}, 'OHC-' || n, {ID}, {SENT} FROM generate_series(1, %(rows)s) AS n""",
    "reports": f"""INSERT INTO reports_report (id, reference, receipt_hash, case_id, state, state_since, due_at,
            version, outcome, outcome_reason, submitted_at, channel, language, is_online, strands, suspect_whereabouts,
            victim_area, is_demonstration, circumstances, queue_terms)
        SELECT {ID}, 'OHR-' || n, '', {ID}, {STATE}, sent,
            CASE WHEN n %% 10 < 8 THEN NULL ELSE sent + interval '1 day' * (n %% 500) END, 4,
            CASE WHEN n %% 10 < 7 THEN 'no_enforcement' ELSE '' END, '', sent, 'web_form', 'en-gb', true, '{{}}',
            'unknown', '{{}}', false, '{{}}', ARRAY['state:x']
        FROM (SELECT n, {SENT} AS sent FROM generate_series(1, %(rows)s) AS n) AS told""",
    "steps": f"""INSERT INTO triage_steptaken (report_id, version, step, stood_at, state, since, due_at, at, by,
            outcome, why, decided_before)
        SELECT {ID}, v, (ARRAY['start_triage','record_crime','close_without_enforcement','reopen'])[v - 1],
            (ARRAY['received','in_triage','assessed_crime','closed'])[v - 1],
            (ARRAY['in_triage','assessed_crime','closed','in_triage'])[v - 1], sent, sent + interval '1 day',
            sent + interval '1 hour' * (n * v %% 60), 'officer:bench-' || n %% {OFFICERS},
            CASE WHEN v > 3 THEN 'no_enforcement' ELSE '' END, CASE WHEN v = 5 THEN 'review' ELSE '' END, ''
        FROM (SELECT n, {SENT} AS sent FROM generate_series(1, %(rows)s) AS n) AS told, generate_series(2, 5) AS v
        WHERE v < 5 OR n %% 20 = 0""",
    "notices": f"""INSERT INTO reports_decisionnotice (report_id, step, report_version, entitlement, decided_at,
            tell_by, told_at, route, entry_id)
        SELECT {ID}, 'record_crime', 3, 'standard', sent, sent + interval '5 days',
            CASE WHEN n %% 50 = 0 THEN NULL ELSE sent + interval '1 hour' * (n %% 130) END,
            CASE WHEN n %% 50 = 0 THEN '' ELSE 'message' END, n
        FROM (SELECT n, {SENT} AS sent FROM generate_series(1, %(rows)s) AS n) AS told""",
    "merges": f"""INSERT INTO triage_merge (report_id, from_case_id, into_case_id, stood_at, evidence, reason,
            merged_by, merged_at, undone_by, undone_reason)
        SELECT {ID}, {ID}, {ID}, 'received', '{{}}', '', 'officer:bench-1', {SENT}, '', ''
        FROM generate_series(7, %(rows)s, 10) AS n""",
    "claims": f"""INSERT INTO triage_claim (case_id, officer_id, claimed_at, claimed_by, ended_by, ended_as, reason)
        SELECT {ID}, (SELECT min(id) FROM accounts_user) + n %% {OFFICERS}, {SENT}, 'x', '', '', ''
        FROM generate_series(9, %(rows)s, 80) AS n""",
    "assessments": f"""INSERT INTO triage_assessment (id, report_id, case_id, policy_version, outcome, path,
            sealed_reasons, decided_by, decided_at)
        SELECT n, {ID}, {ID}, '2023-code.2', 'crime', '[["concerns_crime", "yes"], ["probable", "yes"]]', '', 'x',
            {SENT}
        FROM generate_series(10, %(rows)s, 20) AS n""",
    "readings": f"""INSERT INTO triage_secondreading (assessment_id, case_id, of, why, state, asked_by, asked_at,
            asked_version, reader, read_at, outcome, exit, disposal, path, upheld, settled_by)
        SELECT n, {ID}, 'decision', 'sample', CASE WHEN n %% 100 = 0 THEN 'disagreed' ELSE 'agreed' END, 'x', {SENT}, 3,
            'y', {SENT} + interval '1 day', 'crime', '', '', '[["concerns_crime", "yes"], ["probable", "no"]]', '', ''
        FROM generate_series(10, %(rows)s, 20) AS n""",
}


def main() -> None:
    """Read the command line, fill a database and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    options = parser.parse_args()
    try:
        with stage.temporary_folder() as var:
            _run(var, options.reports)
    except KeyboardInterrupt:
        sys.exit(130)


def _run(var: Path, rows: int) -> None:
    print(LIMIT)
    print(stage.set_environment(var))
    with stage.servers(var, durable=False):
        import django

        django.setup()
        stage.prepare()
        _fill(rows)
        _measure(rows)


def _fill(rows: int) -> None:
    from django.db import connection, transaction

    from hatehub.accounts.models import Team, User
    from tests.benches.stored import settle

    started = time.perf_counter()
    team = Team.objects.create(name="Bench")
    for number in range(OFFICERS):
        User.objects.create_user(username=f"bench-{number}", role="officer", team=team)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in FILL.values():
            cursor.execute(statement, {"rows": rows})
    settle()
    print(f"Building (apart): {time.perf_counter() - started:.0f} s")


def _measure(rows: int) -> None:
    from django.utils import timezone

    from hatehub.accounts.actors import HUB
    from reports.models import Report
    from reports.models.report import OPEN
    from triage.models import FigureDay
    from triage.services import figures

    print(f"{rows:,} reports, {Report.objects.filter(state__in=OPEN).count():,} open")
    again = _seconds(lambda: figures.count_again(by=HUB, at=timezone.now()), times=2)
    now = _seconds(lambda: figures.count_now(by=HUB, at=timezone.now()), times=5)
    print(f"counting 12 weeks {again:.2f} s; counting yesterday, today and what stands {now:.2f} s")
    print(f"{FigureDay.objects.count():,} rows of figures")
    _measure_pages()


def _measure_pages() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.making import http

    client: Client = http.staff.__wrapped__(None)("supervisor")  # type: ignore[attr-defined]
    asked: dict[str, Any] = {"HTTP_HOST": stage.HOST, "secure": True}
    for page in PAGES:
        path = f"/hub/overview/{page}"
        assert client.get(path, **asked).status_code == 200, path
        with CaptureQueriesContext(connection) as captured:
            client.get(path, **asked)
        queries = list(captured.captured_queries)
        spent = sum(float(query["time"]) for query in queries)
        own = [query for query in queries if "figureday" in query["sql"] or "policyversion" in query["sql"]]
        inside = sum(float(query["time"]) for query in own)
        wall = _seconds(lambda path=path: client.get(path, **asked), times=TIMES)  # type: ignore[misc]
        print(
            f"{path:28} {wall * 1000:6.0f} ms, {len(queries)} statements {spent * 1000:.0f} ms, "
            f"of them {len(own)} for figures {inside * 1000:.0f} ms"
        )


def _seconds(act: Callable[[], Any], *, times: int) -> float:
    """Return the median of some runs."""
    spans = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        spans.append(time.perf_counter() - started)
    return statistics.median(spans)


if __name__ == "__main__":
    main()
