"""Hashing a stream of bytes beside what is done with them: a large piece is hashed in threads meanwhile."""

import hashlib
from concurrent.futures import Executor, Future

WORTH_A_THREAD = 64 * 1024
"""Bytes from which hashing a piece beside its reading or writing pays."""


class Digests:
    """The digests of one stream, by algorithm as hashlib names them. `threads` are the caller's, who ends them."""

    def __init__(self, *algorithms: str, threads: Executor) -> None:
        self._threads = threads
        self._hashes = {algorithm: hashlib.new(algorithm) for algorithm in algorithms}
        self._running: list[Future[None]] = []

    def update(self, piece: bytes) -> None:
        """Take the next piece, once the one before it is hashed: each algorithm takes its pieces in order."""
        self._wait()
        if len(piece) < WORTH_A_THREAD:
            for each in self._hashes.values():
                each.update(piece)
        else:
            self._running = [self._threads.submit(each.update, piece) for each in self._hashes.values()]

    def hexdigests(self) -> dict[str, str]:
        """Return the digests of all pieces so far in hexadecimal, by algorithm."""
        self._wait()
        return {algorithm: each.hexdigest() for algorithm, each in self._hashes.items()}

    def _wait(self) -> None:
        for each in self._running:
            each.result()
        self._running = []
