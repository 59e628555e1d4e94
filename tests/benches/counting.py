"""`make bench-statistics [N=reports]`: how long a snapshot takes from nothing and each night, and pages of figures."""

import argparse
import gc
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benches import stage

ROWS = 1_000_000
REBUILD_S, NIGHT_S, PAGE_MS = 600, 60, 200
MEANING = f"""
Reports of four years with decisions, offences, forces, notices, packages, answers, outcomes, requests and referrals.
From nothing: every fact derived, all tables counted, everything counted again by the case tables and compared.
Limit {REBUILD_S} s. A night: the same after a day's work, writing what differs. Limit {NIGHT_S} s.
Pages: each asked for ten times through the whole stack, signed in where it is for officers. Limit {PAGE_MS} ms.
"""


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    rows = parser.parse_args().rows
    try:
        with stage.temporary_folder() as var:
            print(MEANING, stage.check_room(var, rows=rows // 2), sep="", flush=True)
            stage.set_environment(var)
            _measure(var, rows=rows)
    except stage.TooLittleRoom as error:
        sys.exit(f"Too little room on the disk: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _measure(var: Path, *, rows: int) -> None:
    import django

    now = datetime(2026, 6, 30, 23, tzinfo=UTC)
    with stage.servers(var, durable=False):
        django.setup()
        stage.prepare()
        from tests.benches import statistics_rows

        started = time.perf_counter()
        statistics_rows.make(rows=rows, now=now)
        print(f"\nBuilding {rows:,} reports (apart): {time.perf_counter() - started:.0f} s", flush=True)
    with stage.servers(var, durable=True):
        _snapshots(now)
        _release(now + timedelta(days=1))
        _pages(now + timedelta(days=1))


def _snapshots(now: datetime) -> None:
    from tests.benches import statistics_rows

    _snapshot("From nothing", REBUILD_S, at=now, rebuild=True)
    statistics_rows.work_a_day(now=now + timedelta(hours=5))
    _snapshot("A night after a day's work", NIGHT_S, at=now + timedelta(days=1), rebuild=False)


def _snapshot(name: str, limit: int, *, at: datetime, rebuild: bool) -> None:
    from hatehub.accounts.actors import HUB
    from intel.services.statistics import snapshots

    started = time.perf_counter()
    taken = snapshots.take(by=HUB, at=at, rebuild=rebuild)
    seconds = time.perf_counter() - started
    said = f"{taken.written:,} facts written, {taken.differs} of {len(taken.checks)} counts differ"
    print(f"{name}: {seconds:.1f} s (limit {limit} s); {said}", flush=True)
    for check in taken.checks:
        if check["differing"]:
            print(f"    {check['name']}: {check['differing']}", flush=True)


def _release(now: datetime) -> None:
    """Make and publish a release: no limit is set for it; it is made by a worker."""
    from hatehub.accounts.actors import HUB, Actor
    from hatehub.accounts.roles import Role
    from intel.services.statistics import releasing

    one, other = (Actor(role=Role.SUPERVISOR, identifier=name) for name in ("one", "other"))
    release = releasing.ask(note="Of the benchmark.", by=one, at=now)
    started = time.perf_counter()
    releasing.make_due(by=HUB, at=now)
    release.refresh_from_db()
    print(f"A release made safe and attacked: {time.perf_counter() - started:.0f} s; {release.state}", flush=True)
    releasing.publish(number=release.number, by=other, at=now)


def _pages(now: datetime) -> None:
    """Print the median and the slowest of ten answers of each page."""
    from django.core.management import call_command

    from hatehub.accounts.models import User
    from hatehub.accounts.roles import Role
    from hatehub.accounts.services import make_staff
    from tests.benches import statistics_rows
    from tests.benches.workbench import signed_in

    call_command("collectstatic", verbosity=0, interactive=False)
    if not User.objects.filter(username="bench-supervisor").exists():
        make_staff(username="bench-supervisor", role=Role.SUPERVISOR, password="of the bench, for one run")
    client = signed_in("bench-supervisor")
    statistics_rows.claim(officer=User.objects.get(username="bench-supervisor").pk, cases=5_000, now=now)
    report = _built(now)
    gc.collect()
    gc.freeze()  # as hatehub.wsgi does for web processes
    slowest = 0.0
    for path in (
        "/hub/statistics/",
        *(f"/hub/statistics/on/{code}/" for code in _topics()),
        "/hub/statistics/on/where/?by=month&since=2022",
        "/hub/statistics/mine/",
        "/hub/statistics/snapshots/",
        "/hub/statistics/reports/",
        f"/hub/statistics/reports/{report}/",
        "/hub/statistics/releases/",
        "/hub/statistics/releases/1/",
        "/",
        "/statistics/",
        "/statistics/tables/reports-strand-platform/",
        "/statistics/tables/reports-decided-as/?months=1",
        "/statistics/dictionary/",
        "/statistics/files/1.csv",
        "/statistics/files/1.json",
    ):
        times = []
        for _each in range(11):
            started = time.perf_counter()
            answer = client.get(path, secure=True)
            times.append(1000 * (time.perf_counter() - started))
            if answer.status_code != 200:
                sys.exit(f"{path} answers {answer.status_code}")
        median = statistics.median(times[1:])
        slowest = max(slowest, median)
        note = "" if median <= PAGE_MS else f"   over {PAGE_MS} ms"
        print(f"{path:<52} median {median:6.0f} ms   slowest {max(times[1:]):6.0f} ms{note}", flush=True)
    print(f"The slowest median: {slowest:.0f} ms (limit {PAGE_MS} ms)")


def _topics() -> list[str]:
    from intel.rules.statistics.topics import TOPICS

    return list(TOPICS)


def _built(now: datetime) -> str:
    """Build a report of three dimensions over four years, and say how long counting it takes: the page shows it."""
    from hatehub.accounts.actors import Actor
    from hatehub.accounts.roles import Role
    from intel.rules.statistics.plans import Every, Plan
    from intel.rules.statistics.terms import Unit
    from intel.services.statistics import building

    by = Actor(role=Role.SUPERVISOR, identifier="one")
    plan = Plan(
        unit=Unit.REPORT,
        dimensions=("strand", "platform", "decided_as"),
        measures=("reports", "cases", "days_to_decision"),
        back=48,
    )
    started = time.perf_counter()
    report = building.build(title="Of the bench", plan=plan, is_shared=True, every=Every.NEVER, by=by, at=now)
    print(f"Counting a built report of three dimensions, once: {time.perf_counter() - started:.1f} s", flush=True)
    return str(report.id)


if __name__ == "__main__":
    main()
