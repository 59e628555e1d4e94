"""The malware scanner clamd, spoken to over its INSTREAM command."""

import contextlib
import socket
import struct
from collections.abc import Iterable

SECONDS = 30
LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """The scanner cannot be reached, or did not answer in its protocol."""


class ScannerLimit(Exception):
    """The file is larger than the scanner's StreamMaxLength."""


def scan(chunks: Iterable[bytes], *, address: str) -> bool:
    """Tell whether clamd at `host:port` finds malware in a stream of bytes. Raises ScannerAway, ScannerLimit."""
    host, _, port = address.rpartition(":")
    if not port.isdecimal():
        raise ScannerAway("CLAMD_ADDRESS is not host:port")
    try:
        with socket.create_connection((host, int(port)), timeout=SECONDS) as connection:
            # A scanner that has seen enough answers and hangs up while it is still being sent to.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                _send(connection, chunks)
            answer = _receive(connection)
    except (OSError, OverflowError) as error:
        raise ScannerAway(type(error).__name__) from error
    return _verdict(answer)


def _send(connection: socket.socket, chunks: Iterable[bytes]) -> None:
    connection.sendall(b"zINSTREAM\0")
    for chunk in chunks:
        connection.sendall(struct.pack(">I", len(chunk)) + chunk)
    connection.sendall(struct.pack(">I", 0))


def _receive(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        more = connection.recv(LONGEST_ANSWER)
        if not more:
            break
        answer += more
    return answer


def _verdict(answer: bytes) -> bool:
    words = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    if words.endswith("FOUND"):
        return True
    if "size limit exceeded" in words:
        raise ScannerLimit
    if words != "stream: OK":
        raise ScannerAway(words[:80])
    return False
