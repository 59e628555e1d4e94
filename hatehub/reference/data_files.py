"""Reads the CSV files of the reference data, the shipped ones or an administrator's copy of them."""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from hatehub.reference.rules.force_table import (
    BadTableRow,
    Candidates,
    ForceTable,
    Gather,
    TableRow,
    expand_districts,
    gather_areas,
    gather_districts,
)

DISTRICTS_FILE = "postcode_districts.csv"
AREAS_FILE = "postcode_areas.csv"
UNITS_FILE = "postcode_units.csv"


class BadReferenceFile(Exception):
    """A data file cannot be used; the message names file, line (the header is line 1) and reason."""

    def __init__(self, *, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file} line {line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: its number, and its stripped cells by column name."""

    line: int
    cells: dict[str, str]


def builtin_directory() -> Traversable:
    """Give the directory of the data files that ship with the project."""
    return files("hatehub.reference") / "data"


def digest_of(*, directory: Traversable) -> str:
    """Give the SHA-256 (64 hexadecimal digits) of the names and bytes of all CSV files in the directory."""
    digest = hashlib.sha256()
    for file in sorted(directory.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".csv"):
            content = file.read_bytes()
            digest.update(f"{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def read_rows(*, directory: Traversable, name: str, columns: Sequence[str]) -> list[Row]:
    """Read the rows of a UTF-8 file whose header is exactly `columns`; raises BadReferenceFile."""
    reader = csv.reader(io.StringIO(_text(directory, name), newline=""), strict=True)
    rows: list[Row] = []
    try:
        if next(reader, []) != list(columns):
            raise BadReferenceFile(file=name, line=1, reason=f"the header must be {','.join(columns)}")
        for cells in reader:
            if len(cells) != len(columns):
                reason = f"{len(cells)} cells where {len(columns)} are needed"
                raise BadReferenceFile(file=name, line=reader.line_num, reason=reason)
            stripped = dict(zip(columns, map(str.strip, cells), strict=True))
            rows.append(Row(reader.line_num, stripped))
    except csv.Error as error:
        raise BadReferenceFile(file=name, line=reader.line_num, reason=str(error)) from error
    return rows


def read_force_table(*, directory: Traversable) -> ForceTable:
    """Read the three postcode files. A district cell may hold several districts and ranges: `SY16-SY19 SY21`.

    A place with several forces has a line for each, and their shares add up to 1. Raises BadReferenceFile.
    """
    return ForceTable(
        districts=_gathered(directory, DISTRICTS_FILE, "district", gather_districts),
        areas=_gathered(directory, AREAS_FILE, "area", gather_areas),
        units=_read_units(directory),
    )


@lru_cache(maxsize=1)
def builtin_force_table() -> ForceTable:
    """Give the shipped table of postcode districts and areas, read once a process."""
    return read_force_table(directory=builtin_directory())


def _gathered(directory: Traversable, name: str, place: str, gather: Gather) -> Candidates:
    rows = read_rows(directory=directory, name=name, columns=(place, "force_code", "share", "basis"))
    parts = [(row.line, row.cells[place], row.cells["force_code"], row.cells["share"]) for row in rows]
    try:
        return gather(rows=[TableRow(*part) for part in parts])
    except BadTableRow as error:
        raise BadReferenceFile(file=name, line=error.line, reason=error.reason) from error


def _read_units(directory: Traversable) -> dict[str, str]:
    units: dict[str, str] = {}
    for row in read_rows(directory=directory, name=UNITS_FILE, columns=("district", "unit_code", "basis")):
        try:
            districts = expand_districts(places=row.cells["district"])
        except ValueError as error:
            raise BadReferenceFile(file=UNITS_FILE, line=row.line, reason=str(error)) from error
        twice = [district for district in districts if district in units]
        if twice:
            raise BadReferenceFile(file=UNITS_FILE, line=row.line, reason=f"{twice[0]} is there twice")
        units |= dict.fromkeys(districts, row.cells["unit_code"])
    return units


def _text(directory: Traversable, name: str) -> str:
    try:
        return (directory / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BadReferenceFile(file=name, line=1, reason="the file is missing") from error
    except UnicodeDecodeError as error:
        raise BadReferenceFile(file=name, line=1, reason="the file is not UTF-8 text") from error
