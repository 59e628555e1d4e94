"""`make bench-intake [N=rows]`: what the final submit costs beside many stored reports, and how many go in a second."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from tests.benches import stage

SIZES = (20_000, 200_000, 1_000_000)
LIMIT = """
Reach: final submit at most 50 ms of CPU at a million stored reports (aim 30), and at most 1.2 times its cost at 20,000.
Peer:  a comparable government portal measured 340 ms at 20,000 and 14 s at a million.
"""
CONDITIONS = """
Conditions: hatehub.settings.production, every middleware, the CSRF check on, templates cached; PostgreSQL and Valkey on
this machine, PostgreSQL durable while it is measured (each commit waits for the disk) and not while rows are loaded.
Valkey is up, so that every nudge() is really sent; no Celery worker runs, so that nothing is handled meanwhile. The CPU
of the web process includes Django's test client; no time is asserted.
Rows: loaded with COPY, foreign keys not looked up while loading (tests/benches_smoke proves the same rows with every
check on); the audit's triggers let rows in as always, its hashes are invented: `verify_audit` would not pass here.
"""


def main() -> None:
    """Read the command line, and measure at each size in turn on one growing database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, action="append", help="one size; without it 20,000, 200,000 and 1,000,000")
    parser.add_argument("--plans", action="store_true", help="print the whole plan of every statement")
    parser.add_argument("--skip-load", action="store_true", help="leave out the runs over HTTP")
    options = parser.parse_args()
    try:
        with stage.temporary_folder() as var:
            _run(var, sizes=tuple(options.rows or SIZES), options=options)
    except stage.TooLittleRoom as error:
        sys.exit(f"Too little room on the disk: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _run(var: Path, *, sizes: tuple[int, ...], options: argparse.Namespace) -> None:
    print(LIMIT, CONDITIONS, sep="")
    print(stage.check_room(var, rows=max(sizes)))
    print(stage.set_environment(var))
    with stage.servers(var, durable=False):
        import django

        django.setup()
        stage.prepare()
        from django.utils import timezone

        from tests.benches.stored import Store

        store = Store(now=timezone.now())
    costs = {}
    for size in sizes:
        _grow(var, store, to=size)
        with stage.servers(var, durable=True):
            costs[size] = _measure(var, options=options)
    _compare(costs)


def _grow(var: Path, store: Any, *, to: int) -> None:
    from tests.benches import stored

    with stage.servers(var, durable=False):
        started = time.perf_counter()
        store.grow_quickly(to=to)
        loaded = time.perf_counter() - started
        stored.settle()
        settled = time.perf_counter() - started - loaded
        size = stored.database_bytes()
    print(f"\n== {to:,} stored reports ==")
    print(f"  Building (apart): COPY {loaded:.1f} s, VACUUM ANALYZE {settled:.1f} s; database {size / 1e9:.2f} GB")
    print("  Rows: " + ", ".join(f"{table} {count:,}" for table, count in store.rows.items()), flush=True)


def _measure(var: Path, *, options: argparse.Namespace) -> float:
    """Return the median CPU of the full report's final submit in milliseconds, everything being printed."""
    from tests.benches import final_submit, people, statements

    full = final_submit.measure(people.with_everything)
    _print("Final submit: 2 posts with words, story, strands, postcode, e-mail, picture", full.lines())
    _print("Final submit: bare link", final_submit.measure(people.with_a_bare_link).lines())
    print("  Statements of the final submit, each with its planning and execution time:")
    statements.print_plans(is_long=options.plans)
    if not options.skip_load:
        _measure_load(var)
    return full.median_ms


def _measure_load(var: Path) -> None:
    from tests.benches import sustained

    postgres = stage.postgres(var)
    shape = f"{sustained.CLIENTS} clients, gunicorn {sustained.WORKERS} workers x {sustained.THREADS} threads"
    for way, run in {
        "whole short way (6 requests)": sustained.whole_way,
        "final POST alone": sustained.last_click,
    }.items():
        _print(f"Sustained, the {way}: {shape}", run(var, postgres=postgres).lines())


def _print(title: str, lines: list[str]) -> None:
    print(f"  {title}", *lines, sep="\n", flush=True)


def _compare(costs: dict[int, float]) -> None:
    """Print the limit beside what was measured."""
    print("\n== Final submit, CPU of both processes, median ==")
    least = min(costs)
    for size, cost in costs.items():
        print(f"  {size:>9,} stored reports: {cost:6.2f} ms   {cost / costs[least]:.2f} times the cost at {least:,}")
    print(LIMIT)


if __name__ == "__main__":
    main()
