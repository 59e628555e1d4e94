"""The malware scanner clamd, spoken to over its INSTREAM command."""

import socket
import struct
from collections.abc import Iterable

SECONDS = 30


class ScannerAway(Exception):
    """The scanner cannot be reached, or did not answer in its protocol."""


def scan(chunks: Iterable[bytes], *, address: str) -> bool:
    """Tell whether clamd at `host:port` finds malware in a stream of bytes. Raises ScannerAway."""
    host, _, port = address.rpartition(":")
    if not port.isdecimal():
        raise ScannerAway("CLAMD_ADDRESS is not host:port")
    try:
        with socket.create_connection((host, int(port)), timeout=SECONDS) as connection:
            connection.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
            connection.sendall(struct.pack(">I", 0))
            answer = b""
            while not answer.endswith(b"\0") and (more := connection.recv(4096)):
                answer += more
    except OSError as error:
        raise ScannerAway from error
    verdict = answer.rstrip(b"\0").decode("utf-8", "replace")
    if verdict.endswith("FOUND"):
        return True
    if not verdict.endswith("OK"):
        raise ScannerAway(verdict[:80])
    return False
