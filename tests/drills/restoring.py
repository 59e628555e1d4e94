"""`make restore-drill`: a copy of a hub that is being written to, put back into other hubs, and everything compared.

Three hubs with servers of their own, each from nothing. The first has the demonstration, further reports with files,
and a package; a copy of it is taken while reports come in. The second takes the copy in as it is: every table, file and
audit chain must be that of the copy. Then reports are erased in the first, and the third takes in the same copy: what
was erased must be nowhere in it. Prints the counts and times; ends with 0 where all agree, 1 where anything differs.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

KEY = "drill:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="
SECRET_WORDS = "Zinnobergrün-4711 is what they wrote on the wall"
ROOT = Path(__file__).resolve().parent.parent.parent


class Differs(Exception):
    """Something is not as it should be; the message says what."""


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and drill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=60, help="how many reports are made beside the demonstration")
    parser.add_argument("--short", action="store_true", help="without the demonstration, and few reports")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hub-drill-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        _set_environment(Path(folder))
        try:
            _drill(Path(folder), reports=6 if options.short else options.reports, is_short=options.short)
        except Differs as difference:
            print(f"\nDIFFERS: {difference}")
            return 1
    print("\nAll agree.")
    return 0


def _set_environment(folder: Path) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "STORAGE_URL", "ERASURE_LEDGER_URL", "MEDIA_ROOT"):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "hatehub.settings.dev",
        "HATEHUB_VAR": str(folder / "first"),
        "BACKUP_KEY": KEY,
        "ERASURE_LEDGER_ROOT": str(folder / "ledger"),
        "LOG_LEVEL": "ERROR",
        # The secrets are not in a copy: all three hubs have those of the first.
        "VAULT_MASTER_KEYS_PATH": str(folder / "first" / "master-keys.json"),
        "PACKAGE_SIGNING_KEY_PATH": str(folder / "first" / "package-signing-key.pem"),
        "RECEIPT_SIGNING_PATH": str(folder / "first" / "receipt-signing.pem"),
    }


def _drill(folder: Path, *, reports: int, is_short: bool) -> None:
    from hatehub import embedded

    with contextlib.ExitStack() as stack:
        for name in ("first", "second", "third"):
            stack.enter_context(embedded.servers(folder / name, postgres=True, redis=True, durable=False))
        import django

        django.setup()
        from tests.drills import restored

        with _timed("the first hub is made"):
            made = restored.fill(reports=reports, is_short=is_short, words=SECRET_WORDS)
        print(f"  {made.said}")
        with _timed("the copy is taken, while reports come in"), _writing() as written:
            taken = _run(folder / "first", "backup", str(folder / "copy"))
        size = (folder / "copy").stat().st_size
        print(f"  {taken['rows']:,} rows of {taken['tables']} tables, {taken['files']} files; {size:,} bytes sealed")
        idle = _run(folder / "first", "verify_audit")["megabytes"]
        print(f"  at most {taken['megabytes']} MB of memory, where a command that only reads has {idle};", end=" ")
        print(f"{len(written)} reports came in meanwhile")
        _compare_second(folder, made, taken)
        _compare_third(folder, made)


def _compare_second(folder: Path, made: Any, taken: dict[str, Any]) -> None:
    from tests.drills import restored

    with _timed("the second hub takes it in"):
        done = _run(folder / "second", "restore", str(folder / "copy"))
    manifest = restored.manifest_of(folder / "copy")
    with _timed("compared"), restored.standing_in(folder / "second"):
        tables, files = restored.compare_with(manifest)
        audit = restored.check_audit()
        restored.check_reports(made.acknowledged)
        packages = restored.check_packages(folder)
    _same("rows", taken["rows"], done["rows"])
    print(f"  {tables} tables and {files} files are those of the copy; {audit:,} entries of the audit hold")
    print(f"  all {len(made.acknowledged)} reports from before the copy are there; packages that verify: {packages}")


def _compare_third(folder: Path, made: Any) -> None:
    from tests.drills import restored

    with _timed("reports are erased in the first hub"):
        erased = restored.erase(made)
    with _timed("the third hub takes the same copy in"):
        done = _run(folder / "third", "restore", str(folder / "copy"))
    _same("keys erased again", erased.keys, done["erased_again"])
    with _timed("compared"), restored.standing_in(folder / "third"):
        restored.check_erased(erased, words=SECRET_WORDS)
        readable = restored.check_readable(but=erased.reports)
        audit = restored.check_audit()
    print(f"  {erased.keys} keys of {len(erased.reports)} reports were destroyed again, and their words are nowhere")
    print(f"  {readable} other reports open; {audit:,} entries of the audit hold")


def _run(var: Path, *arguments: str) -> dict[str, Any]:
    """Run a command in a hub; return what it printed, and its largest resident set. Raises Differs."""
    environment = {**os.environ, "HATEHUB_VAR": str(var)}
    command = [sys.executable, "manage.py", *arguments]
    largest = 0
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:  # what it prints is one line
            with contextlib.suppress(psutil.Error):
                largest = max(largest, watched.memory_info().rss)
            time.sleep(0.02)
        printed = process.stdout.read() if process.stdout else ""
    if process.returncode != 0:
        raise Differs(f"{arguments[0]} ended with {process.returncode}: {printed}")
    return {**json.loads(printed), "megabytes": largest // 2**20}


@contextlib.contextmanager
def _writing() -> Iterator[list[str]]:
    """Send reports with files one after the other, in a thread of its own, until the block ends."""
    from tests.drills import restored

    written: list[str] = []
    stop = threading.Event()
    thread = threading.Thread(target=restored.send_reports, args=(written, stop))
    thread.start()
    try:
        yield written
    finally:
        stop.set()
        thread.join()


@contextlib.contextmanager
def _timed(what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - begun:.1f} s", flush=True)


def _same(what: str, one: Any, other: Any) -> None:
    if one != other:
        raise Differs(f"{what}: {one} and {other}")


if __name__ == "__main__":
    sys.exit(main())
