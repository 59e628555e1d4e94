"""`make bench-api [N=cases]`: what pulling 10,000 cases in pages of 100 costs, and one case, as the hub grows."""

import argparse
import base64
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benches import fairness, stage
from tests.benches.figures import percentile

SIZES = (20_000, 1_000_000)
FORCE = "E23000010"
SECRET = "a secret of the bench"
PAGE = 100
ROUNDS, TIMES = 3, 15
LARGE = 5_000
REACH = 1_500
LIMITS = f"""
Reach: at least {REACH:,} feed cases a second a worker; a page costs the same at 20 thousand and at a million cases;
a greedy program makes another one's p95 longer by half at most.
"""
CONDITIONS = """
Conditions: hatehub.settings.production, every middleware, a bearer token checked at each request, the audit entry of
each page written, PostgreSQL durable; requests through Django's handler in one process, as one worker has them. The
force that pulls has 10,000 cases, each with one change in its feed: no page has a case twice, which is the dearest
kind. The limit, in the same run, is one hand-written statement a page for the same fields by psycopg2, without an
audit, and the same JSON. Seconds are wall time; of pulling all, the best of three.
"""
PLAIN = """
SELECT e.position, c.reference, e.change, e.at, r.state, p.band, p.carried_band, p.overridden_band,
    ARRAY(SELECT DISTINCT unnest(m.strands) FROM reports_report m WHERE m.case_id = c.id),
    (SELECT max(t.position) FROM referrals_feedentry t WHERE t.force_id = e.force_id AND t.case_id = e.case_id),
    (SELECT u.code FROM triage_responsibility a JOIN reference_forceunit u ON u.id = a.unit_id
     WHERE a.case_id = c.id AND a.force_id = e.force_id AND a.replaced_at IS NULL LIMIT 1)
FROM referrals_feedentry e
JOIN reports_case c ON c.id = e.case_id
JOIN reports_report r ON r.id = c.lead_id
LEFT JOIN triage_priority p ON p.case_id = c.id
WHERE e.force_id = %s AND e.position > %s ORDER BY e.position LIMIT %s
"""


def main() -> None:
    """Read the command line, and measure one size, or each in turn in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, help="how many cases; without it two sizes in turn")
    parser.add_argument("--keep", type=Path, help="a file for the figures of one size")
    options = parser.parse_args()
    if options.rows is not None and options.rows < SIZES[0]:
        parser.error("at least 20,000")
    try:
        _one(options.rows, keep=options.keep) if options.rows else _each()
    except stage.TooLittleRoom as error:
        sys.exit(f"Too little room on the disk: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _each() -> None:
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in SIZES:
            keep = Path(folder) / "figures.json"
            asked = [sys.executable, "-m", "tests.benches.api", "--rows", str(rows), "--keep", str(keep)]
            subprocess.run(asked, check=True)
            found[rows] = json.loads(keep.read_text())
    small, large = (found[rows]["page"] for rows in SIZES)
    print(f"\nA page at {SIZES[1]:,} cases costs {large / small:.2f} times one at {SIZES[0]:,}.")


def _one(rows: int, *, keep: Path | None) -> None:
    os.environ["API_REQUESTS_A_MINUTE"] = "60000"
    with stage.temporary_folder() as var:
        print(LIMITS, CONDITIONS, stage.check_room(var, rows=rows // 6), sep="", flush=True)
        stage.set_environment(var)
        figures = _run(var, rows)
    if keep is not None:
        keep.write_text(json.dumps(figures))


def _run(var: Path, rows: int) -> dict[str, float]:
    import django

    with stage.servers(var, durable=False):
        django.setup()
        stage.prepare()
        from django.utils import timezone

        from tests.benches import api_rows

        started = time.perf_counter()
        api_rows.make(many=rows, force=FORCE, now=timezone.now())
        references = [_case_of(size) for size in (1, LARGE)]
        print(f"Making {rows:,} cases (apart): {time.perf_counter() - started:.1f} s", flush=True)
    with stage.servers(var, durable=True):
        figures = _measure(rows, references)
        for line in fairness.measure(var, (_token("bench"), _token("greedy"))):
            print(line, flush=True)
        return figures


def _case_of(size: int) -> str:
    """Return the reference of a case of so many reports, with its texts really sealed, given to the force."""
    from datetime import timedelta

    from django.utils import timezone

    from hatehub.reference.models import Force
    from reports.models import Report
    from tests.benches.big_case_rows import Maker
    from triage.models import Responsibility

    case = Maker(now=timezone.now() - timedelta(days=1), first_number=10 * size).make(size)
    Report.objects.filter(id=case.lead_id).update(state="assigned")
    force = Force.objects.get(code=FORCE)
    facts = {"force": force, "rule": "S1", "rule_version": "v", "sentence": "Why.", "decided_by": "bench"}
    for role in ("recording", "investigating"):
        Responsibility.objects.create(case=case, role=role, decided_at=timezone.now(), **facts)
    return str(case.reference)


def _measure(rows: int, references: list[str]) -> dict[str, float]:
    ask = _program()
    pulled = min((_pull(ask) for _ in range(ROUNDS)), key=lambda seconds: sum(seconds))
    name, plain = _plain()
    page = statistics.median(pulled)
    cases = len(pulled) * PAGE
    print(f"\n== {rows:,} cases ==")
    print(f"  {cases / sum(pulled):8,.0f} cases a second, {cases:,} in pages of {PAGE} (reach {REACH:,})")
    print(f"  {page * 1000:8.1f} ms  a page (p95 {percentile(pulled, 0.95) * 1000:.1f}), {_statements(ask)} statements")
    print(f"  {cases / sum(plain):8,.0f} cases a second, the limit: psycopg2 and {name}")
    first, last = statistics.median(pulled[:TIMES]), statistics.median(pulled[-TIMES - 1 : -1])
    print(f"  {first * 1000:8.1f} ms  one of the first pages; {last * 1000:.1f} ms one of the last")
    print(f"  {_median(lambda: ask('cases?since=9000000000')) * 1000:8.1f} ms  where there is nothing new")
    for reference, size in zip(references, (1, LARGE), strict=True):
        detail = _median(lambda reference=reference: ask(f"cases/{reference}"))
        print(f"  {detail * 1000:8.1f} ms  a case of {size:,} reports, read", flush=True)
    return {"page": page, "rate": cases / sum(pulled)}


def _token(name: str) -> str:
    """Return a token of a program of the force, which is made where there is none of that name."""
    from django.test import Client

    from hatehub.accounts.models import ApiClient
    from hatehub.reference.models import Force

    os.environ.pop("API_REQUESTS_A_MINUTE", None)  # of the web server that is started next: as it is shipped
    if not ApiClient.objects.filter(client_id=name).exists():
        ApiClient.objects.create(
            name=name,
            client_id=name,
            client_secret=SECRET,
            client_type=ApiClient.CLIENT_CONFIDENTIAL,
            authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
            force=Force.objects.get(code=FORCE),
        )
    basic = base64.b64encode(f"{name}:{SECRET}".encode()).decode()
    asked = {"grant_type": "client_credentials", "scope": "cases:read"}
    answer = Client(headers={"host": stage.HOST}).post(
        "/oauth/token", asked, headers={"authorization": f"Basic {basic}"}, secure=True
    )
    return str(answer.json()["access_token"])


def _program() -> Callable[[str], Any]:
    """Return what asks the API as the force's program, signed in by its secret."""
    from django.test import Client

    http = Client(headers={"host": stage.HOST})
    headers = {"authorization": f"Bearer {_token('bench')}"}

    def ask(path: str) -> Any:
        given = http.get(f"/api/v1/{path}", headers=headers, secure=True)
        assert given.status_code == 200, given.content
        return given

    return ask


def _pull(ask: Callable[[str], Any]) -> list[float]:
    """Pull all that there is of the force, page after page; return the seconds of each."""
    since, taken, seen = 0, [], 0
    while True:
        started = time.perf_counter()
        page = json.loads(ask(f"cases?since={since}&limit={PAGE}").content)
        taken.append(time.perf_counter() - started)
        since, seen = page["next"], seen + len(page["changes"])
        if not page["more"]:
            assert seen == PAGE * len(taken), seen
            return taken


def _plain() -> tuple[str, list[float]]:
    """Read the same rows with one statement a page and write them as JSON; return by what, and the seconds of each."""
    from django.db import connection

    try:
        import orjson

        name, dumps = "orjson", orjson.dumps
    except ImportError:
        name, dumps = "the standard library's json", lambda value: json.dumps(value, default=str).encode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM reference_force WHERE code = %s", [FORCE])
        force, since, taken = cursor.fetchone()[0], 0, []
        while True:
            started = time.perf_counter()
            cursor.execute(PLAIN, [force, since, PAGE])
            rows = cursor.fetchall()
            if not rows:
                return name, taken
            dumps([_told(row) for row in rows])
            since = rows[-1][0]
            taken.append(time.perf_counter() - started)


def _told(row: tuple[Any, ...]) -> dict[str, Any]:
    position, case, change, at, state, band, carried, overridden, strands, version, unit = row
    return {
        "position": position,
        "case": case,
        "change": change,
        "at": at,
        "state": state,
        "unit": unit,
        "priority": overridden or carried or band,
        "strands": strands,
        "version": version,
        "merged_into": None,
    }


def _statements(ask: Callable[[str], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        ask(f"cases?limit={PAGE}")
    return sum(not each["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for each in seen)


def _median(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
