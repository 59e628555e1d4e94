"""`make bench-postcodes [N=rows]`: what importing a postcode directory costs, and a lookup beside a bare SELECT."""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.benches import figures, stage

ROWS = 2_700_000
LOOKUPS = 5_000
LIMIT = """
Limit: 2.7 million rows of a postcode directory in less than 3 minutes, put in place while lookups go on.
"""
CONDITIONS = """
Conditions: hatehub.settings.production; PostgreSQL durable; an invented directory in the form of ONSPD, some 530 bytes
a row, read from plain CSV. The rows are made apart. Lookups are find_force in this process, each postcode once, in turn
with a SELECT of one row by its primary key that reads nothing else.
"""


def main() -> None:
    """Read the command line, make the directory and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="how many postcodes the directory has")
    options = parser.parse_args()
    try:
        with stage.temporary_folder() as var:
            _run(var, rows=options.rows)
    except KeyboardInterrupt:
        sys.exit(130)


def _run(var: Path, *, rows: int) -> None:
    print(LIMIT, CONDITIONS, sep="")
    stage.set_environment(var)
    with stage.servers(var, durable=True):
        import django

        django.setup()
        stage.prepare()
        file = _make(var, rows=rows)
        _load(file, rows=rows, words="The first import")
        _load(file, rows=rows, words="A second one over it")
        _look_up()


def _make(var: Path, *, rows: int) -> Path:
    from tests.benches.postcode_rows import write_directory

    file, started = var / "ONSPD_MAY_2026_UK.csv", time.perf_counter()
    write_directory(file, rows=rows)
    print(f"Building (apart): {time.perf_counter() - started:.1f} s, {file.stat().st_size / 1e9:.2f} GB")
    return file


def _load(file: Path, *, rows: int, words: str) -> None:
    from hatehub.reference.management.progress_bar import ProgressBar
    from hatehub.reference.postcode_loading import load_postcodes

    bar, started, own = ProgressBar(sys.stderr), time.perf_counter(), time.process_time()
    load_postcodes(path=file, at=datetime.now(tz=UTC), tell=bar.tell, is_forced=True)
    bar.end()
    seconds = time.perf_counter() - started
    print(
        f"{words}: {seconds:.1f} s, {rows / seconds:,.0f} rows/s; CPU of this process {time.process_time() - own:.1f} s"
    )


def _look_up() -> None:
    from django.db import connection

    from hatehub.reference.models import Postcode
    from hatehub.reference.selectors import find_force

    dice = random.Random(1)
    every = list(Postcode.objects.values_list("outward", "inward"))
    chosen = dice.sample(every, min(LOOKUPS, len(every)))
    bare = "SELECT force_code FROM reference_postcode WHERE outward = %s AND inward = %s"

    def select(outward: str, inward: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(bare, [outward, inward])
            cursor.fetchone()

    asked = {
        "bare SELECT by primary key": select,
        "find_force, a postcode": lambda outward, inward: find_force(f"{outward} {inward}"),
        "find_force, a district": lambda outward, _inward: find_force(outward),
    }
    for words, seconds in _in_turn(asked, chosen).items():
        print(f"  {words:<28} {figures.milliseconds(seconds)}")


def _in_turn(
    asked: dict[str, Callable[[str, str], object]], chosen: Sequence[tuple[str, str]]
) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {words: [] for words in asked}
    for outward, inward in chosen:
        for words, ask in asked.items():
            started = time.perf_counter()
            ask(outward, inward)
            taken[words].append(time.perf_counter() - started)
    return taken


if __name__ == "__main__":
    main()
