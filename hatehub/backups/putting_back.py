"""Putting a copy back into an empty hub: all of it and checked, or nothing."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from typing import IO, Any, BinaryIO

from django.core.cache import cache
from django.db import connection, transaction
from django.db.utils import DataError, IntegrityError
from redis.exceptions import RedisError

from hatehub.accounts.actors import HUB
from hatehub.accounts.models import User
from hatehub.audit.selectors import verify
from hatehub.audit.services import record
from hatehub.backups import stored_files, tables
from hatehub.backups.envelopes import opened
from hatehub.backups.facts import DoesNotFit, check_ledger, check_secrets
from hatehub.backups.frames import DATA, END, FILE, HEAD, MANIFEST, TABLE, BadCopy, Frame, read_frames
from hatehub.backups.migrating import go_to, go_to_newest, is_newest
from hatehub.vault import erasures, ledger
from hatehub.vault.models import DataKey
from reports.models import Draft, Report


class NotEmpty(Exception):
    """Something is in this hub already, and a restore would mix two."""


def put_back(*, source: BinaryIO, at: datetime, is_ledger_lost: bool = False) -> dict[str, Any]:
    """Fill this hub with what a copy holds, then erase again what was erased since; return what was done.

    Everything is checked before anything holds: each piece is authentic, each table has the rows and the digest that it
    had, each reference leads somewhere, each file in storage has its hash. Whatever fails leaves an empty hub.
    Raises NotEmpty, NoBackupKey, BadCopy, DoesNotFit, StoreAway and LedgerUnreadable.
    """
    check_empty()
    frames = _Frames(read_frames(opened(source)))
    facts = frames.take(HEAD).facts()
    check_secrets(facts)
    check_ledger(facts, is_lost=is_ledger_lost)
    go_to(facts["migrations"])
    with _files_or_none() as kept:
        with transaction.atomic(durable=True):
            done = _put_back(frames, facts, kept)
            again = {} if is_ledger_lost else _destroy_again(facts)
            if is_current := is_newest():
                done |= _finish(again, done, at=at, is_ledger_lost=is_ledger_lost)
        if not is_current:
            done |= _finish_newer(again, done, at=at, is_ledger_lost=is_ledger_lost)
    _look_anew()
    return done


def check_empty() -> None:
    """Raise NotEmpty where there is anybody's data in the database or a file in storage."""
    names = tables.list_tables()
    for model in (Report, Draft, User, DataKey):
        if model._meta.db_table in names and model._default_manager.exists():
            raise NotEmpty(
                "This hub is not empty: a copy is put back only where there is nobody's account, report, draft or key. "
                "Name an empty database in DATABASE_URL."
            )
    if not stored_files.is_empty():
        raise NotEmpty("Storage holds files already: a copy is put back only into an empty folder or bucket.")


def _put_back(frames: "_Frames", facts: dict[str, Any], kept: IO[str]) -> dict[str, Any]:
    """Fill tables and storage, and compare them with the manifest; return what there is now."""
    counted, files = _fill(frames, facts["tables"], kept)
    manifest = frames.take(MANIFEST).facts()
    frames.check_end()
    _compare(manifest, counted, files)
    with connection.cursor() as cursor:
        tables.set_sequences(cursor, manifest["sequences"])
    return {
        "taken_at": facts["taken_at"],
        "tables": len(counted),
        "rows": sum(each.rows for each in counted.values()),
        "files": files[0],
        "missing": len(manifest["missing"]),
    }


def _destroy_again(facts: dict[str, Any]) -> erasures.Again:
    taken_at = datetime.fromisoformat(facts["taken_at"])
    return erasures.destroy_again(erasures=ledger.list_since(since=taken_at.date()))


def _finish(again: erasures.Again, done: dict[str, Any], *, at: datetime, is_ledger_lost: bool) -> dict[str, Any]:
    """Look at the audit as it came, remove what was derived from what is erased, and record the restore."""
    verdict = verify()
    more = {
        "audit_entries": verdict.entries,
        "audit_broken": verdict.first_broken,
        "erased_again": erasures.remove_derived(destroyed=again, at=at),
        "ledger_lost": is_ledger_lost,
    }
    record(subject="hub:copies", verb="restored", by=HUB, at=at, details={**done, **more})
    return more


def _finish_newer(again: erasures.Again, done: dict[str, Any], *, at: datetime, is_ledger_lost: bool) -> dict[str, Any]:
    """Bring a hub that came from an older copy up to date, then finish; where that fails, empty it.

    Migrations don't go into one transaction with the rest. The keys that were erased are destroyed by then.
    """
    try:
        go_to_newest()
        with transaction.atomic(durable=True):
            return _finish(again, done, at=at, is_ledger_lost=is_ledger_lost)
    except BaseException:
        with transaction.atomic(), connection.cursor() as cursor, tables.emptied(cursor, tables.list_tables()):
            pass
        raise


def _fill(frames: "_Frames", names: list[str], kept: IO[str]) -> tuple[dict[str, tables.Counted], tuple[int, str]]:
    """Fill the tables, then storage; return what was counted of the tables, and the number and digest of the files."""
    counted, files, digest = {}, 0, hashlib.sha256()
    with connection.cursor() as cursor:
        mine = {shape.name: shape for shape in tables.shapes(cursor, tables.list_tables())}
        if set(mine) != set(names):
            raise DoesNotFit("The tables of the copy are not those of this version of the software.")
        try:
            with tables.emptied(cursor, names):
                while frames.is_next(TABLE):
                    _fill_table(frames, cursor, mine)
        except (DataError, IntegrityError) as error:
            raise BadCopy(f"The copy holds rows that do not belong together: {type(error).__name__}.") from error
        for name in names:
            counted[name] = tables.read_out(cursor, mine[name])
    while frames.is_next(FILE):
        name, sha256 = _fill_file(frames, kept)
        files += 1
        digest.update(f"{sha256}  {name}\n".encode())
    return counted, (files, digest.hexdigest())


def _fill_table(frames: "_Frames", cursor: Any, mine: dict[str, tables.Shape]) -> None:
    facts = frames.take(TABLE).facts()
    shape = mine.get(facts["name"])
    if shape is None or set(shape.columns) != set(facts["columns"]):
        raise DoesNotFit(f"The table {facts['name']} of the copy has other columns than this version's.")
    given = tables.Shape(shape.name, facts["columns"], shape.order)
    rows = tables.put_back(cursor, given, stored_files.PieceReader(frames.next_data))
    if rows != frames.take(END).facts()["rows"]:
        raise BadCopy(f"The table {shape.name} has not the rows that it had.")


def _fill_file(frames: "_Frames", kept: IO[str]) -> tuple[str, str]:
    name = frames.take(FILE).facts()["name"]
    kept.write(f"{name}\n")
    stored_files.write(name, iter(frames.next_data, b""))
    sha256 = str(frames.take(END).facts()["sha256"])
    if stored_files.digest(name) != sha256:
        raise BadCopy(f"The file {name} is not in storage as it was.")
    return name, sha256


def _compare(manifest: dict[str, Any], counted: dict[str, tables.Counted], files: tuple[int, str]) -> None:
    if set(manifest["tables"]) != set(counted):
        raise BadCopy("The copy does not hold the tables that its manifest names.")
    for name, each in counted.items():
        if asdict(each) != manifest["tables"][name]:
            raise BadCopy(f"The table {name} is not as it was: its rows or their digest differ.")
    if files != (manifest["files"], manifest["files_sha256"]):
        raise BadCopy("The files are not those that the manifest of the copy names.")


@contextmanager
def _files_or_none() -> Iterator[IO[str]]:
    """Note the files that are put into storage, and take them out again where anything fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as kept:
        try:
            yield kept
        except BaseException:
            kept.seek(0)
            for line in kept:
                stored_files.remove(line.rstrip("\n"))
            raise


def _look_anew() -> None:
    """Let nothing be answered from what was cached, and let the database count its rows."""
    with suppress(RedisError):  # the hub comes up without it
        cache.clear()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Frames:
    """The frames of a copy, one ahead."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        self._frames = frames
        self._ahead: Frame | None = next(frames, None)

    def is_next(self, kind: bytes) -> bool:
        return self._ahead is not None and self._ahead.kind == kind

    def take(self, kind: bytes) -> Frame:
        """Return the next frame, which must be of a kind. Raises BadCopy."""
        if self._ahead is None or self._ahead.kind != kind:
            raise BadCopy("The copy is not in the order in which copies are written.")
        taken, self._ahead = self._ahead, next(self._frames, None)
        return taken

    def next_data(self) -> bytes:
        """Return the next bytes of what was begun, and nothing at its end."""
        if self._ahead is None or self._ahead.kind not in DATA:
            return b""
        return self.take(self._ahead.kind).data()

    def check_end(self) -> None:
        """Raise BadCopy where something follows what should be the end."""
        if self._ahead is not None:
            raise BadCopy("The copy goes on after its end.")
