"""Taking a copy: the tables as they stand at one moment, then every file that they name."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import IO, Any

from hatehub.backups import stored_files, tables
from hatehub.backups.envelopes import begin
from hatehub.backups.facts import head
from hatehub.backups.frames import END, FILE, HEAD, MANIFEST, TABLE, FrameWriter


@dataclass
class FilesTaken:
    """The files of a copy: how many, how long, and one digest over their names and hashes.

    `missing` are named by the database and not in storage; `gone` were removed by the hub while the copy was taken.
    """

    count: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, *, name: str, size: int, sha256: str) -> None:
        """Count one file."""
        self.count, self.size = self.count + 1, self.size + size
        self._digest.update(f"{sha256}  {name}\n".encode())

    @property
    def sha256(self) -> str:
        """The digest over the files so far."""
        return self._digest.hexdigest()


class NothingToCopy(Exception):
    """The database has no tables."""


def take(*, write: Callable[[bytes], object], at: datetime) -> dict[str, Any]:
    """Write a sealed copy of the whole hub; return its manifest, in which missing files are named.

    Memory holds a few pieces, whatever the size. Nobody else sees a copy end well that was not finished: without its
    last piece it cannot be opened to the end. Raises NoBackupKey, NothingToCopy, StoreAway.
    """
    names = tables.list_tables()
    if not names:
        raise NothingToCopy("The database has no tables yet: there is nothing to copy.")
    sealer = begin(write)
    frames = FrameWriter(sealer.update)
    with tables.snapshot(names) as cursor:
        frames.facts(HEAD, head(tables=names, at=at))
        counted = {shape.name: _take_table(frames, cursor, shape) for shape in tables.shapes(cursor, names)}
        sequences = tables.read_sequences(cursor)
        spool = stored_files.spooled_names(names)
    with spool:
        files = _take_files(frames, spool)
    manifest = {
        "taken_at": at.isoformat(),
        "tables": {name: asdict(each) for name, each in counted.items()},
        "rows": sum(each.rows for each in counted.values()),
        "sequences": sequences,
        "files": files.count,
        "file_bytes": files.size,
        "files_sha256": files.sha256,
        "missing": files.missing,
        "gone": files.gone,
        "left_out": sorted(tables.LEFT_OUT),
    }
    frames.facts(MANIFEST, manifest)
    sealer.finish()
    return manifest


def _take_table(frames: FrameWriter, cursor: Any, shape: tables.Shape) -> tables.Counted:
    frames.facts(TABLE, {"name": shape.name, "columns": shape.columns})
    counted = tables.read_out(cursor, shape, lambda data: frames.data(data, is_packed=True))
    frames.facts(END, asdict(counted))
    return counted


def _take_files(frames: FrameWriter, spool: IO[str]) -> FilesTaken:
    files = FilesTaken()
    for line in spool:
        name = line.rstrip("\n")
        try:
            pieces = stored_files.read(name)
            first = next(pieces, b"")
        except FileNotFoundError:
            (files.missing if stored_files.is_named(name) else files.gone).append(name)
            continue
        frames.facts(FILE, {"name": name})
        meter = tables.Meter(lambda data: frames.data(data, is_packed=False))
        meter.write(first)
        for piece in pieces:
            meter.write(piece)
        frames.facts(END, {"size": meter.size, "sha256": meter.sha256})
        files.add(name=name, size=meter.size, sha256=meter.sha256)
    return files
