"""A scanner that speaks INSTREAM as clamd does, on a real socket."""

import contextlib
import io
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest


class Scanner:
    """A clamd on a free port. `answer` is what it says; after `most` bytes it says that its limit is exceeded."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.answer: bytes | None = b"stream: OK\0"
        self.most: int | None = None
        self.hangs_up_after: int | None = None
        self.got = b""
        self._is_over = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as source, contextlib.suppress(OSError):
                self._answer(connection, source)

    def _answer(self, connection: socket.socket, source: io.BufferedReader) -> None:
        assert source.read(10) == b"zINSTREAM\0"
        while size := struct.unpack(">I", source.read(4))[0]:
            self.got += source.read(size)
            if self.hangs_up_after is not None and len(self.got) > self.hangs_up_after:
                return
            if self.most is not None and len(self.got) > self.most:
                connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        if self.answer is None:
            self._is_over.wait(5)
        else:
            connection.sendall(self.answer)

    def close(self) -> None:
        self._is_over.set()
        self._listening.close()


@pytest.fixture
def scanner(settings: Any) -> Iterator[Scanner]:
    """Run a scanner that finds nothing, and configure it."""
    running = Scanner()
    settings.CLAMD_ADDRESS = running.address
    yield running
    running.close()
