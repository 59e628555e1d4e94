"""Taking a package apart and putting it together again, wrongly where a test wants it so."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable

LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


def members(content: bytes) -> dict[str, bytes]:
    """Return what a ZIP holds, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def zipped(files: Iterable[tuple[str | zipfile.ZipInfo, bytes]], *, compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return a ZIP of these files in this order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a ZIP in which one file was changed, and nothing else: its check sums are right."""
    files = members(content)
    chosen = next(each for each in files if each.endswith("/" + name))
    files[chosen] = change(files[chosen])
    return zipped(files.items())


def flip(content: bytes, place: int = 0) -> bytes:
    """Return the content with one bit of one byte turned."""
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def named(content: bytes, mark: bytes, name: str) -> int:
    """Return where the header of a file begins: its own (LOCAL), or that in the directory (CENTRAL)."""
    wanted, place = name.encode(), content.find(mark)
    while place >= 0:
        begins = place + (30 if mark == LOCAL else 46)
        if content[begins : begins + len(wanted)] == wanted:
            return place
        place = content.find(mark, place + 4)
    raise LookupError(name)


def patched(content: bytes, place: int, form: str, *values: int) -> bytes:
    """Return the content with numbers written over it at a place."""
    packed = struct.pack(form, *values)
    return content[:place] + packed + content[place + len(packed) :]


def moved(content: bytes, by: int) -> bytes:
    """Return the end of a ZIP (its last 22 bytes) with the place of the directory moved."""
    (place,) = struct.unpack("<L", content[-6:-2])
    return patched(content, len(content) - 6, "<L", place + by)
