"""Opens a postcode directory as it is published (CSV, gzip or ZIP) and streams its rows with their line numbers."""

import contextlib
import csv
import gzip
import hashlib
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO

from hatehub.reference.data_files import BadReferenceFile

CHUNK = 1 << 20
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_ENDINGS = "(?:UARY|RUARY|CH|IL|E|Y|UST|T|TEMBER|OBER|EMBER)?"  # of the months' names
_ISSUED = re.compile(rf"(?<![A-Z])({'|'.join(_MONTHS)}){_ENDINGS}[ _-]?(20[0-9]{{2}})(?![0-9])")
_DAMAGED = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, NotImplementedError, RuntimeError)


class DirectoryFile:
    """The rows of an open file. `name` is that of the CSV without its ending, `line` that of the row given last."""

    def __init__(self, *, raw: IO[bytes], binary: IO[bytes], size: int, name: str) -> None:
        """Read `binary`, which is what unpacks the `size` bytes of `raw`."""
        self._raw, self._size, self._lines = raw, size, map(bytes.decode, binary)
        self._reader = csv.reader(self._lines, strict=True)
        self.name = name

    @property
    def line(self) -> int:
        """Give the line of the row given last, the header being line 1."""
        return self._reader.line_num

    @property
    def share_read(self) -> float:
        """Give how much of the file has been read, from 0 to 1."""
        return min(1.0, self._raw.tell() / self._size) if self._size else 1.0

    def rows(self) -> Iterator[list[str]]:
        """Give the cells of each line, the header's first, blank lines left out. Raises BadReferenceFile."""
        try:
            first = next(self._lines, "").removeprefix("\ufeff")
            self._reader = csv.reader(itertools.chain([first], self._lines), strict=True)
            yield from filter(None, self._reader)
        except UnicodeDecodeError as error:
            raise self._bad("the line is not UTF-8 text") from error
        except csv.Error as error:
            raise BadReferenceFile(file=self.name, line=self.line, reason=str(error)) from error
        except (*_DAMAGED, OSError) as error:
            raise self._bad(f"the file is cut off or damaged ({error})") from error

    def last_line_with(self, postcode: str) -> int:
        """Read the file again, and give the last line that has the postcode in it, spaced or not; 1 for none."""
        self._raw.seek(0)
        wanted = re.compile(rf"(?<![A-Z]){postcode.replace(' ', ' *')}(?![A-Z])".encode())
        with contextlib.ExitStack() as stack:
            lines = enumerate(_unpacked(self._raw, Path(self.name), stack)[0], start=1)
            return max((number for number, line in lines if wanted.search(line)), default=1)

    def _bad(self, reason: str) -> BadReferenceFile:
        return BadReferenceFile(file=self.name, line=self.line + 1, reason=reason)


@contextlib.contextmanager
def open_directory(*, path: Path) -> Iterator[DirectoryFile]:
    """Open a file by what it holds, not by its name; of a ZIP the largest CSV. Raises BadReferenceFile."""
    with contextlib.ExitStack() as stack:
        try:
            raw = stack.enter_context(path.open("rb"))
            binary, name = _unpacked(raw, path, stack)
        except UnicodeDecodeError as error:
            reason = "it cannot be opened (the name of a file in it is not UTF-8)"
            raise BadReferenceFile(file=path.name, line=1, reason=reason) from error
        except (*_DAMAGED, OSError) as error:
            raise BadReferenceFile(file=path.name, line=1, reason=f"it cannot be opened ({error})") from error
        yield DirectoryFile(raw=raw, binary=binary, size=path.stat().st_size, name=name)


def digest_of_file(*, path: Path) -> str:
    """Give the SHA-256 (64 hexadecimal digits) of a file's bytes. Raises BadReferenceFile."""
    try:
        with path.open("rb") as raw:
            return hashlib.file_digest(raw, "sha256").hexdigest()
    except OSError as error:
        raise BadReferenceFile(file=path.name, line=1, reason=f"it cannot be read ({error.strerror})") from error


def month_in(*, name: str) -> date | None:
    """Read the month of issue out of a name such as `ONSPD_MAY_2025_UK`, as its first day; None without one."""
    found = _ISSUED.search(name.upper())
    return date(int(found[2]), _MONTHS.index(found[1]) + 1, 1) if found else None


def _unpacked(raw: IO[bytes], path: Path, stack: contextlib.ExitStack) -> tuple[IO[bytes], str]:
    """Give the text's bytes, and the name of the CSV without its ending."""
    start = raw.read(4)
    raw.seek(0)
    if start.startswith(b"\x1f\x8b"):
        packed = gzip.GzipFile(fileobj=raw)
        return stack.enter_context(io.BufferedReader(packed, CHUNK)), path.name.removesuffix(".gz").removesuffix(".csv")
    if start != b"PK\x03\x04":
        return raw, path.stem
    archive = stack.enter_context(zipfile.ZipFile(raw))
    files = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".csv")]
    if not files:
        raise zipfile.BadZipFile("there is no CSV in it")
    largest = max(files, key=lambda entry: entry.file_size)
    unpacked = io.BufferedReader(stack.enter_context(archive.open(largest)), CHUNK)  # type: ignore[type-var]
    return stack.enter_context(unpacked), Path(largest.filename).stem
