"""Whether an OLE compound file ([MS-CFB]) is an Outlook message ([MS-OXMSG]) and not an Office document."""

import os
import re
import struct
from collections.abc import Iterator
from typing import IO

from reports.rules.refusals import Reason, Refusal

HEADER_BYTES = 512
ENTRY_BYTES = 128
LAST_SECTOR = 0xFFFFFFFA
HEADER_TABLE = 109  # how many sectors of the allocation table the header itself names
MOST_SECTORS = 4096  # of the directory: far more than a message of 25 MB has
PROPERTIES = "__properties_version1.0"
MESSAGE_CLASS = re.compile(r"__substg1\.0_001A001[EF]")
DOCUMENTS = frozenset({"worddocument", "workbook", "book", "powerpoint document", "macros", "vba", "_vba_project"})


class _Broken(Exception):
    """The compound file cannot be read."""


def check_outlook(file: IO[bytes]) -> None:
    """Read the directory. Raises Refusal for an office document, and for a message that cannot be read."""
    try:
        names = set(_names(file))
    except _Broken:
        raise Refusal(Reason.MAIL_BROKEN) from None
    is_message = PROPERTIES in names and any(MESSAGE_CLASS.fullmatch(name) for name in names)
    if not is_message or DOCUMENTS.intersection(name.lower() for name in names):
        raise Refusal(Reason.OFFICE)


def _names(file: IO[bytes]) -> Iterator[str]:
    """Give the names in the directory of a compound file."""
    file.seek(0)
    header = file.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES or header[30:32] not in (b"\x09\0", b"\x0c\0"):
        raise _Broken
    sector_bytes = 1 << header[30]
    for sector in _directory_sectors(file, header, sector_bytes):
        data = _read_sector(file, sector, sector_bytes)
        for place in range(0, sector_bytes, ENTRY_BYTES):
            yield _name(data[place : place + ENTRY_BYTES])


def _directory_sectors(file: IO[bytes], header: bytes, sector_bytes: int) -> Iterator[int]:
    """Follow the chain of the directory through the allocation table."""
    (sector,) = struct.unpack_from("<I", header, 48)
    table = struct.unpack_from(f"<{HEADER_TABLE}I", header, 76)
    per_sector = sector_bytes // 4
    for _ in range(MOST_SECTORS):
        if sector >= LAST_SECTOR:
            return
        yield sector
        if sector // per_sector >= HEADER_TABLE:
            raise _Broken
        part = _read_sector(file, table[sector // per_sector], sector_bytes)
        (sector,) = struct.unpack_from("<I", part, 4 * (sector % per_sector))
    raise _Broken


def _read_sector(file: IO[bytes], sector: int, sector_bytes: int) -> bytes:
    file.seek((sector + 1) * sector_bytes, os.SEEK_SET)
    data = file.read(sector_bytes)
    if len(data) < sector_bytes:
        raise _Broken
    return data


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
