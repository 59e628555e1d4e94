"""Recognises the columns of a postcode directory, whatever its edition calls them, and reads its rows."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

SCOTLAND, NORTHERN_IRELAND = "S23000009", "N99999999"
NOWHERE = frozenset({"", "E99999999", "W99999999"})  # the directory itself doesn't know the force
MOST_REFUSED = 0.005  # of all rows; more, and the file is not what it seems
MOST_WITHOUT_FORCE = 0.05  # postcodes that ended before they were mapped have none, about one in a hundred

_POSTCODE_COLUMNS = (r"pcds", r"pcd8", r"pcd7", r"pcd2", r"pcd", r"postcode")
_FORCE_COLUMN = r"pfa(\d\d)?(cd)?"
_AUTHORITY_COLUMN = r"(os)?laua(\d\d)?(cd)?|lad(\d\d)?cd|ltla(\d\d)?cd"
_ENDED_COLUMN = r"doterm"
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?) *([0-9][A-Z]{2})")
_CODE = re.compile(r"[A-Z][0-9]{8}")


class BadHeader(ValueError):
    """The first line doesn't name the columns that are needed; the message says which."""


class BadDirectory(ValueError):
    """Too many rows are unusable; `line` is the first of them, and the message says why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


@dataclass(frozen=True, slots=True)
class Columns:
    """How many cells a row has, and which of them are read; None for a column that the file doesn't have."""

    width: int
    postcode: int
    force: int
    authority: int | None
    ended: int | None


class PostcodeRow(NamedTuple):
    """What is kept of a row: `LS6` and `2AB`, the codes of force and local authority, and whether it is in use."""

    outward: str
    inward: str
    force: str
    authority: str
    is_live: bool


def find_columns(*, header: Sequence[str]) -> Columns:
    """Find the columns by name, in any order and case; of several years' codes the latest. Raises BadHeader.

    Source of the names: the user guides of ONSPD and NSPL; their endings change with the edition (`pfa`, `pfa23cd`).
    """
    names = [name.strip().lower() for name in header]
    postcode = next(filter(None, (_named(names, pattern) for pattern in _POSTCODE_COLUMNS)), [])
    force = _named(names, _FORCE_COLUMN)
    wanted = {"postcode (pcds)": postcode, "police force area (pfa)": force}
    missing = [column for column, found in wanted.items() if not found]
    if missing:
        raise BadHeader(f"the header names no column for {' and none for '.join(missing)}")
    authority, ended = _named(names, _AUTHORITY_COLUMN), _named(names, _ENDED_COLUMN)
    return Columns(
        width=len(names),
        postcode=postcode[-1],
        force=force[-1],
        authority=authority[-1] if authority else None,
        ended=ended[-1] if ended else None,
    )


class RowReader:
    """Reads the rows of one directory in their order, and keeps count of what it leaves out, and why."""

    def __init__(self, *, columns: Columns, forces: Collection[str]) -> None:
        """Read for a hub that knows these forces, by code."""
        self._columns, self._known = columns, forces
        self._forces: dict[str, str] = dict.fromkeys(NOWHERE, "")
        self._authorities: dict[str, str] = {}
        self._before: tuple[str | None, ...] = ()
        self._first_refused: BadDirectory | None = None
        self._first_without_force: BadDirectory | None = None
        self.rows = self.kept = self.live = self.refused = self.without_force = 0

    @property
    def left_out(self) -> int:
        """Give how many rows were not kept."""
        return self.rows - self.kept

    def read(self, *, line: int, cells: Sequence[str]) -> PostcodeRow | None:
        """Give what is kept of a row, None where it is left out. Raises BadDirectory.

        Wrong cells are only counted; the wrong number of them, and a postcode twice in a row, end the reading.
        """
        columns = self._columns
        if len(cells) != columns.width:
            raise BadDirectory(line, f"{len(cells)} cells where the header has {columns.width}")
        self.rows += 1
        matched = _POSTCODE.fullmatch(cells[columns.postcode].strip())
        force = self._force(cells[columns.force]) if matched else None
        if matched is None or force is None:
            self._refuse(line, cells)
            return None
        if not force:
            self._pass_over(line)
            return None
        if matched.groups() == self._before:
            raise BadDirectory(line, f"the postcode {matched[1]} {matched[2]} is there twice")
        self._before = matched.groups()
        is_live = columns.ended is None or not cells[columns.ended].strip()
        authority = "" if columns.authority is None else self._authority(cells[columns.authority])
        self.kept += 1
        self.live += is_live
        return PostcodeRow(matched[1], matched[2], force, authority, is_live)

    def check(self) -> None:
        """Raise BadDirectory where there was nothing to keep, or more was left out than a good file has."""
        if self._first_refused and self.refused > MOST_REFUSED * self.rows:
            raise _too_many(self._first_refused, self.refused, self.rows)
        if self._first_without_force and self.without_force > MOST_WITHOUT_FORCE * self.rows:
            raise _too_many(self._first_without_force, self.without_force, self.rows)
        if not self.kept:
            raise BadDirectory(2, "there is no postcode in it")

    def _refuse(self, line: int, cells: Sequence[str]) -> None:
        self.refused += 1
        if self._first_refused is None:
            postcode, force = cells[self._columns.postcode][:20], cells[self._columns.force][:20]
            is_wrong = _POSTCODE.fullmatch(postcode.strip()) is None
            reason = f"'{postcode}' is not a postcode" if is_wrong else f"there is no force {force}"
            self._first_refused = BadDirectory(line, reason)

    def _pass_over(self, line: int) -> None:
        self.without_force += 1
        self._first_without_force = self._first_without_force or BadDirectory(line, "the police force area is blank")

    def _force(self, raw: str) -> str | None:
        """Give the hub's code for the file's, blank where the file has none, None where the hub knows no such force."""
        if raw not in self._forces:
            code = _one_force_of_its_nation(raw.strip().upper())
            if code in NOWHERE:
                code = ""
            elif code not in self._known:
                return None
            self._forces[raw] = code
        return self._forces[raw]

    def _authority(self, raw: str) -> str:
        if raw not in self._authorities:
            code = raw.strip().upper()
            self._authorities[raw] = code if _CODE.fullmatch(code) else ""
        return self._authorities[raw]


def _named(names: Sequence[str], pattern: str) -> list[int]:
    """Give the places of the columns whose whole name matches, in the order of the names: the latest year is last."""
    return sorted((place for place, name in enumerate(names) if re.fullmatch(pattern, name)), key=lambda n: names[n])


def _one_force_of_its_nation(code: str) -> str:
    """Scotland and Northern Ireland have one force each, whatever code an edition gives it or its former areas."""
    if not _CODE.fullmatch(code):
        return code
    return {"S": SCOTLAND, "N": NORTHERN_IRELAND}.get(code[0], code)


def _too_many(first: BadDirectory, count: int, rows: int) -> BadDirectory:
    return BadDirectory(first.line, f"{first.reason}, as in {count - 1:,} more of {rows:,} rows")
