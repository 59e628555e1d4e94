"""`make bench-intel [N=reports] [OWNERS=owners]`: how well and how quickly accounts of one owner are found."""

import argparse
import os
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benches import stage

ROWS, ACCOUNTS_SHARE, OWNERS, ROUNDS = 1_000_000, 5, 2_000, 300
LIMIT_MS = 50
MEANING = f"""
Quality: an invented world of owners with known accounts, told report by report. `open`: half of the later accounts
have the same name; `evasive`: one in ten has, six in ten a changed one. Precision: of what is offered, how much is of
one owner. Recall: of all pairs of one owner, how many are offered, those included that share nothing at all.

Time: noting the accounts of a new report and looking for others of the same owner, each with its own commit, on a
database as production has it. Limit {LIMIT_MS} ms.
"""


def main() -> None:
    """Read the command line and measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="how many reports; 0 leaves the times out")
    parser.add_argument("--owners", type=int, default=OWNERS, help="of the invented world; 0 leaves it out")
    options = parser.parse_args()
    try:
        with stage.temporary_folder() as var:
            print(MEANING, stage.check_room(var, rows=options.rows // 3), sep="", flush=True)
            stage.set_environment(var)
            _measure(var, rows=options.rows, owners=options.owners)
    except stage.TooLittleRoom as error:
        sys.exit(f"Too little room on the disk: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _measure(var: Path, *, rows: int, owners: int) -> None:
    import django

    with stage.servers(var, durable=False):
        django.setup()
        stage.prepare()
        if owners:
            _quality(owners)
        if not rows:
            return
        started = time.perf_counter()
        _store(rows)
        taken = time.perf_counter() - started
        print(f"\nBuilding {rows:,} reports, {rows // ACCOUNTS_SHARE:,} accounts (apart): {taken:.0f} s", flush=True)
    with stage.servers(var, durable=True):
        _times()


def _quality(owners: int) -> None:
    from tests.benches import intel_rows, intel_world
    from tests.benches.owners import EVASIVE, OPEN, World

    for name, habits in (("open", OPEN), ("evasive", EVASIVE)):
        world = World(owners=owners, habits=habits, seed=7)
        numbers = intel_world.tell(world)
        intel_world.print_found(name, world, numbers)
        intel_rows.clear()


def _store(rows: int) -> None:
    from hatehub.accounts.models import Team
    from hatehub.reference.models import Force
    from tests.benches import intel_rows
    from tests.benches.workbench_rows import Maker

    team = Team.objects.create(name="North")
    forces = list(Force.objects.order_by("code").values_list("code", flat=True))
    Maker(rows=rows, now=datetime.now(tz=UTC), officers=_Officers(), team=team.pk, forces=forces).store()
    intel_rows.store(accounts=rows // ACCOUNTS_SHARE)


class _Officers(dict[str, int]):
    """Claims are not read here: every officer is the first."""

    def __missing__(self, name: str) -> int:
        return 1


def _times() -> None:
    from django.db import connection

    from tests.benches import intel_rows
    from tests.benches.figures import cpu_seconds

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    for name, reports in intel_rows.new_reports(ROUNDS, seed=3).items():
        before = cpu_seconds(os.getpid()) + cpu_seconds(backend)
        taken = [_time(report) for report in reports]
        busy = 1000 * (cpu_seconds(os.getpid()) + cpu_seconds(backend) - before) / len(reports)
        wall = sorted(each[0] for each in taken)
        print(
            f"  {name:<34} median {statistics.median(wall):5.1f} ms, p95 {wall[int(0.95 * len(wall))]:5.1f}, slowest "
            f"{wall[-1]:5.1f}; CPU of both processes {busy:4.1f}; statements up to {max(each[1] for each in taken)}",
            flush=True,
        )


def _time(report: Any) -> tuple[float, int]:
    from django.db import connection
    from django.utils import timezone

    from hatehub.accounts.actors import HUB
    from intel.services import finding_links, sightings

    asked = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        started = time.perf_counter()
        sightings.note_accounts(report_id=report, by=HUB, at=timezone.now())
        finding_links.look(report_id=report, by=HUB, at=timezone.now())
        return (time.perf_counter() - started) * 1000, len(asked)


if __name__ == "__main__":
    main()
