"""A ZIP written as a stream: what is added comes out piece by piece, and nothing of it is kept. Pure."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime

KEPT = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "video/webm", "audio/mpeg"})
"""Media types that pressing makes no smaller."""


class _Outlet(io.RawIOBase):
    """Takes what the ZIP writes, until it is fetched."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def, override]
        self._held += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken


class ZipStream:
    """Writes a ZIP into an outlet that cannot be rewound. Each method yields bytes that are ready."""

    def __init__(self, *, at: datetime) -> None:
        self._outlet = _Outlet()
        self._zip = zipfile.ZipFile(self._outlet, "w")
        self._stamp = (at.year, at.month, at.day, at.hour, at.minute, at.second)

    def add(self, path: str, pieces: Iterable[bytes], *, media_type: str = "") -> Iterator[bytes]:
        """Add a file, read as it is written."""
        info = zipfile.ZipInfo(path, date_time=self._stamp)
        info.compress_type = zipfile.ZIP_STORED if media_type in KEPT else zipfile.ZIP_DEFLATED
        info.external_attr = 0o100644 << 16
        with self._zip.open(info, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                yield self._outlet.take()
        yield self._outlet.take()

    def close(self) -> Iterator[bytes]:
        """Finish it."""
        self._zip.close()
        yield self._outlet.take()
