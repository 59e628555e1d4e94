"""`make bench-package [N=reports]`: what building a package costs: 100 MB of exhibits, and a case of thousands."""

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.benches import stage

MANY = 5_000
MEGABYTES = 100
TIMES = 3
LIMIT = """
Reach: a case of 100 MB of exhibits in at most twice the time of reading, hashing (SHA-256 and SHA-512) and writing the
same bytes; memory under 150 MB; a case of 5,000 reports.
"""
CONDITIONS = """
Conditions: hatehub.settings.production; files on the local disk, sealed; PostgreSQL durable while it is measured. The
baseline, in the same process, is one thread that reads plain files of the same bytes, hashes them twice and writes
them, unsealed. A building reads sealed files, compares their hashes, hashes them for the manifests, seals the ZIP and
hashes that. Seconds are wall time, the best of three; memory is the largest resident set of the building process.
Each building is in a process of its own, which has built the same before, as a worker's has: what a process reads once
(the shapes of the fonts) is not in it.
"""


def main() -> None:
    """Read the command line, make the cases and measure; or, as a child, build one package and print what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=MANY, help="how many reports the large case has")
    parser.add_argument("--megabytes", type=int, default=MEGABYTES, help="how many megabytes of exhibits the other has")
    parser.add_argument("--build", help=argparse.SUPPRESS)
    parser.add_argument("--plain", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        print(json.dumps(_build(options.build, options.plain)))
        return
    try:
        with stage.temporary_folder() as var:
            _run(var, options)
    except stage.TooLittleRoom as error:
        sys.exit(f"Too little room on the disk: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _run(var: Path, options: argparse.Namespace) -> None:
    print(LIMIT, CONDITIONS, sep="")
    print(stage.check_room(var, rows=options.reports))
    print(stage.set_environment(var))
    with stage.servers(var, durable=False):
        import django

        django.setup()
        stage.prepare()
        started = time.perf_counter()
        large, many, size = _make(options)
        print(f"Making the cases (apart): {time.perf_counter() - started:.1f} s", flush=True)
    plain = var / "plain"
    plain.write_bytes(os.urandom(size))
    with stage.servers(var, durable=True):
        _print(f"{size / 1e6:.0f} MB of exhibits", [_child(large, plain) for _ in range(TIMES)])
        _print(f"{options.reports:,} reports", [_child(many, None)])


def _make(options: argparse.Namespace) -> tuple[str, str, int]:
    from django.utils import timezone

    from reports.models import Report
    from tests.benches.big_case_rows import Maker
    from tests.benches.package_rows import attach_large, store_bytes

    maker = Maker(now=timezone.now() - timedelta(days=1), first_number=10)
    large, many = maker.make(4), maker.make(options.reports)
    store_bytes(large)
    size = attach_large(large, megabytes=options.megabytes)
    print(f"{store_bytes(many):,} small exhibits in the case of {options.reports:,}")
    Report.objects.filter(id__in=[large.lead_id, many.lead_id]).update(state="assigned")
    return str(large.id), str(many.id), size


def _child(case: str, plain: Path | None) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benches.package", "--build", case]
    done = subprocess.run(
        command + (["--plain", str(plain)] if plain else []), stdout=subprocess.PIPE, text=True, check=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _build(case_id: str, plain: str | None) -> dict[str, Any]:
    import django

    django.setup()
    from django.utils import timezone

    from hatehub.accounts.actors import HUB
    from referrals.services import packaging
    from tests.benches.package_rows import read_hash_write

    before = _peak_of_this()
    baseline = read_hash_write(plain, f"{plain}-copy") if plain else None
    for _ in range(2 if plain else 1):
        package = packaging.request(case_id=case_id, by=HUB, at=timezone.now())
        started = time.perf_counter()
        is_built = packaging.build(package_id=package.id, at=timezone.now())
        seconds = time.perf_counter() - started
    package.refresh_from_db()
    return {
        "is_built": is_built,
        "error": package.last_error,
        "baseline": baseline,
        "seconds": seconds,
        "size": package.size,
        "memory_before": before,
        "memory": _peak_of_this(),
    }


def _peak_of_this() -> float:
    """Return the largest resident set of this process in MB; what the process was started from does not count."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in told.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def _print(title: str, runs: list[dict[str, Any]]) -> None:
    print(f"\n== {title} ==")
    for run in runs:
        if not run["is_built"]:
            print(f"  could not be built: {run['error']}")
    best = min(runs, key=lambda run: float(run["seconds"]))
    print(f"  built in {best['seconds']:.2f} s, {best['size'] / 1e6:.1f} MB")
    if best["baseline"]:
        baseline = min(run["baseline"] for run in runs)
        print(f"  baseline {baseline:.2f} s, so {best['seconds'] / baseline:.2f} times that")
    memory = max(run["memory"] for run in runs)
    print(f"  memory {memory:.0f} MB ({best['memory_before']:.0f} MB before)")


if __name__ == "__main__":
    main()
