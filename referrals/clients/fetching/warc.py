"""Writing what was asked and answered into a WARC 1.1 file (ISO 28500), byte for byte."""

import hashlib
import io
import threading
import uuid
from collections.abc import Mapping
from typing import IO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from referrals.clients.fetching.exchanges import Exchange

VERSION = "WARC/1.1"
FIELDS = "application/warc-fields"
ALGORITHM = "sha256"
Fields = list[tuple[str, str]]


class Recorder:
    """Adds exchanges to one WARC, as they went over the wire: nothing is unpacked, reordered or left out.

    Threads may share one. Block and payload digests are SHA-256; the payload is all that follows the head.
    """

    def __init__(self, target: IO[bytes]) -> None:
        self._writer = WARCWriter(target, gzip=False, warc_version=VERSION)
        self._target = target
        self._lock = threading.Lock()

    def describe(self, fields: Mapping[str, str], *, at: str) -> None:
        """Write the opening record: who made the file with what, and when it was begun."""
        text = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
        self._write("warcinfo", io.BytesIO(text.encode()), FIELDS, [("WARC-Date", at)])

    def add(self, exchange: Exchange) -> None:
        """Write the response, if any came, and the request."""
        of_both: Fields = [
            ("WARC-Target-URI", exchange.target.url),
            ("WARC-Date", datetime_to_iso_date(exchange.begun_at.replace(tzinfo=None), use_micros=True)),
            ("WARC-IP-Address", exchange.address),
        ]
        identity = _identity()
        with self._lock:
            if exchange.status:
                self._write_response(exchange, [("WARC-Record-ID", identity), *of_both])
            concurrent = [("WARC-Concurrent-To", identity)] if exchange.status else []
            self._write(
                "request",
                io.BytesIO(exchange.request),
                "application/http; msgtype=request",
                [*of_both, *concurrent, ("WARC-Payload-Digest", _digest(io.BytesIO(b"")))],
            )

    def _write_response(self, exchange: Exchange, fields: Fields) -> None:
        exchange.raw.seek(exchange.head_bytes)
        more = [("WARC-Payload-Digest", _digest(exchange.raw))]
        if exchange.truncated:
            more.append(("WARC-Truncated", exchange.truncated))
        self._write("response", exchange.raw, "application/http; msgtype=response", [*fields, *more])

    def _write(self, kind: str, block: IO[bytes], content_type: str, fields: Fields) -> None:
        block.seek(0)
        own = [("WARC-Type", kind), ("WARC-Block-Digest", _digest(block))]
        if not any(name == "WARC-Record-ID" for name, _ in fields):
            own.append(("WARC-Record-ID", _identity()))
        size = block.tell()
        block.seek(0)
        headers = StatusAndHeaders("", [*own, *fields], protocol=VERSION)
        self._writer.write_record(ArcWarcRecord("warc", kind, headers, block, None, content_type, size))


def _digest(block: IO[bytes]) -> str:
    """Return the digest of what is left of a file."""
    digest = hashlib.new(ALGORITHM)
    while piece := block.read(64 * 1024):
        digest.update(piece)
    return f"{ALGORITHM}:{digest.hexdigest()}"


def _identity() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"
