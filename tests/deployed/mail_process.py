"""The mail server as a process of its own, started and started again."""

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


class MailServer:
    """One on a free port; what it took stands in `taken`, how it behaves in `mode` (tests.deployed.mail_taker)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.taken = folder / "taken"
        self.taken.touch()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    @contextlib.contextmanager
    def up(self) -> Iterator[None]:
        """Keep it up while the block runs."""
        self.start()
        try:
            yield
        finally:
            self.kill()

    def start(self) -> None:
        """Start it; one that runs is killed first."""
        self.kill()
        command = [sys.executable, "-m", "tests.deployed.mail_taker", str(self.port), str(self.folder)]
        self._process = subprocess.Popen(command)

    def kill(self) -> None:
        """Kill it, whatever it is at."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
