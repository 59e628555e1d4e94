"""Loads a postcode directory into its tables, in the place of the one before."""

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from hatehub.reference.data_files import BadReferenceFile
from hatehub.reference.directory_file import DirectoryFile, digest_of_file, month_in, open_directory
from hatehub.reference.models import Force, Postcode, PostcodeEdition, PostcodePlace
from hatehub.reference.rules.directory_rows import BadDirectory, BadHeader, RowReader, find_columns
from hatehub.reference.table_swap import Replacement, swap_in

BATCH = 50_000  # rows
SMALLEST_SHARE = 0.9  # of the postcodes that stand; postcodes are ended, but never taken out
USUAL = 1_000_000  # postcodes; a file with fewer is part of a directory
LOCK_KEY = 0x70636473  # "pcds", one load at a time

_KEY = re.compile(r"=\((\w+), (\w+)\)")  # how PostgreSQL names what is there twice
_COUNT_SECTORS = """
    INSERT INTO "{places}" (place, force_code, local_authority, live, ended)
    SELECT outward || ' ' || left(inward, 1), force_code, local_authority,
           count(*) FILTER (WHERE is_live), count(*) FILTER (WHERE NOT is_live)
    FROM "{postcodes}" GROUP BY 1, 2, 3
"""
_COUNT_UPWARDS = """
    INSERT INTO "{places}" (place, force_code, local_authority, live, ended)
    SELECT {wider}, force_code, local_authority, sum(live), sum(ended)
    FROM "{places}" WHERE {among} GROUP BY 1, 2, 3
"""


class AnotherLoadIsRunning(Exception):
    """Somebody else is loading a postcode directory into this database."""


class Tell(Protocol):
    """Hears how far a load has come: what is being done, the share of it from 0 to 1, and rows so far."""

    def __call__(self, *, stage: str, share: float, rows: int) -> None: ...


@dataclass(frozen=True, slots=True)
class PostcodeLoad:
    """What a load did. `is_skipped`: the file is the one that stands; `is_part`: too small for a whole directory."""

    edition: PostcodeEdition
    is_skipped: bool = False

    @property
    def is_part(self) -> bool:
        """Tell whether the file can only be a part of a directory."""
        return self.edition.postcodes < USUAL


def load_postcodes(*, path: Path, at: datetime, tell: Tell, is_forced: bool = False) -> PostcodeLoad:
    """Make the tables hold what the file says, and nothing else; lookups go on with the old ones until it is done.

    A file that was loaded last is skipped. All or nothing: raises BadReferenceFile with line and reason, and nothing
    changed, where the file is broken or holds far fewer postcodes than stand; `is_forced` loads a file again, and a
    smaller one. Raises AnotherLoadIsRunning, and TablesInUse where the tables cannot be locked.
    """
    tell(stage="Reading", share=0, rows=0)
    digest = digest_of_file(path=path)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK_KEY])
        if not cursor.fetchone()[0]:
            raise AnotherLoadIsRunning("Another load of postcodes is running")
        standing = PostcodeEdition.objects.first()
        if standing and standing.digest == digest and not is_forced:
            return PostcodeLoad(standing, is_skipped=True)
        with open_directory(path=path) as file:
            reader = _replace(cursor, file, standing=None if is_forced else standing, tell=tell)
        edition, _ = PostcodeEdition.objects.update_or_create(
            id=1,
            defaults={
                "name": file.name[:120],
                "issued": month_in(name=file.name),
                "digest": digest,
                "postcodes": reader.kept,
                "live": reader.live,
                "left_out": reader.left_out,
                "loaded_at": at,
            },
        )
    return PostcodeLoad(edition)


def _replace(cursor: CursorWrapper, file: DirectoryFile, *, standing: PostcodeEdition | None, tell: Tell) -> RowReader:
    """Fill new tables and put them in the place of the live ones; give the reader that counted the rows."""
    postcodes, places = Replacement(cursor, Postcode), Replacement(cursor, PostcodePlace)
    reader = _copy(cursor, file, into=postcodes.name, tell=tell)
    _check_size(file, reader, standing)
    tell(stage="Indexing", share=1, rows=reader.kept)
    _build_indexes(postcodes, file)
    tell(stage="Counting", share=1, rows=reader.kept)
    _count(cursor, postcodes=postcodes.name, places=places.name)
    places.build_indexes()
    tell(stage="Swapping in", share=1, rows=reader.kept)
    swap_in(cursor, replacements=(postcodes, places))
    return reader


def _copy(cursor: CursorWrapper, file: DirectoryFile, *, into: str, tell: Tell) -> RowReader:
    """Stream the rows into the table; give the reader that counted them. Raises BadReferenceFile."""
    rows = file.rows()
    try:
        columns = find_columns(header=next(rows, []))
        reader = RowReader(columns=columns, forces=set(Force.objects.values_list("code", flat=True)))
        lines = _copy_lines(file, rows, reader)
        statement = f'COPY "{into}" (outward, inward, force_code, local_authority, is_live) FROM STDIN (FREEZE)'
        while batch := list(itertools.islice(lines, BATCH)):
            cursor.copy_expert(statement, io.StringIO("".join(batch)))
            tell(stage="Reading", share=file.share_read, rows=reader.rows)
        reader.check()
    except BadHeader as error:
        raise BadReferenceFile(file=file.name, line=1, reason=str(error)) from error
    except BadDirectory as error:
        raise BadReferenceFile(file=file.name, line=error.line, reason=error.reason) from error
    return reader


def _copy_lines(file: DirectoryFile, rows: Iterator[list[str]], reader: RowReader) -> Iterator[str]:
    for cells in rows:
        row = reader.read(line=file.line, cells=cells)
        if row:
            yield f"{row.outward}\t{row.inward}\t{row.force}\t{row.authority}\t{'t' if row.is_live else 'f'}\n"


def _build_indexes(postcodes: Replacement, file: DirectoryFile) -> None:
    try:
        postcodes.build_indexes()
    except IntegrityError as error:
        key = _KEY.search(str(error))
        postcode = f"{key[1]} {key[2]}" if key else "unknown"
        reason = f"the postcode {postcode} is there twice, once on a line before"
        raise BadReferenceFile(file=file.name, line=file.last_line_with(postcode), reason=reason) from error


def _check_size(file: DirectoryFile, reader: RowReader, standing: PostcodeEdition | None) -> None:
    if standing and reader.kept < SMALLEST_SHARE * standing.postcodes:
        reason = f"it ends after {reader.kept:,} postcodes, where {standing.name} has {standing.postcodes:,}"
        raise BadReferenceFile(file=file.name, line=file.line, reason=reason)


def _count(cursor: CursorWrapper, *, postcodes: str, places: str) -> None:
    """Count each sector, from these each district, and from these each area."""
    cursor.execute(_COUNT_SECTORS.format(postcodes=postcodes, places=places))
    by_district, by_area = "split_part(place, ' ', 1)", "substring(place FROM '^[A-Z]+')"
    cursor.execute(_COUNT_UPWARDS.format(places=places, wider=by_district, among="place LIKE '% %'"))
    cursor.execute(_COUNT_UPWARDS.format(places=places, wider=by_area, among="place NOT LIKE '% %'"))
