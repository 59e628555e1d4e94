"""`make bench-statistics [N=reports]`: how long a snapshot takes from nothing and each night, and pages of figures."""

import argparse
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


if __name__ == "__main__":
    main()
