"""The layout of an evidence package: a BagIt 1.0 bag (RFC 8493) in a ZIP, the same bytes for the same inputs."""

import zipfile
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import IO, cast

from reports.rules.digests import Digests

ALGORITHMS = ("sha256", "sha512")
VERIFY_TEXT = """How to check this package without the hub

Unpack the package, open a command line in the folder that holds this file, and run the indented lines. They need
openssl 3 and sha256sum and nothing else, and say what is not as it was sealed.

1. The key. Get the hub's public key from the hub itself, never from this package, and save it here as hub.pem. The
   hub lists its keys, the retired ones too, at its address /keys/. This shows 64 letters and digits, which must be
   those of Signing-Key in bag-info.txt.

    openssl pkey -pubin -in hub.pem -outform DER | sha256sum

2. The signature. It covers the list of lists, and through it every file.

    openssl pkeyutl -verify -pubin -inkey hub.pem -rawin -in tagmanifest-sha256.txt -sigfile signature.ed25519

3. The lists, and with them every file.

    sha256sum --strict -c tagmanifest-sha256.txt
    sha256sum --strict -c manifest-sha256.txt

4. Nothing beside them. The folder data must hold as many files as the number behind the dot of Payload-Oxum in
   bag-info.txt says, and beside data there may be only what tagmanifest-sha256.txt names, the two lists of lists,
   and signature.ed25519.

5. The time, where an authority has stamped it (RFC 3161). The token is not in the package: the hub gives it out
   beside it. Save it here as time-stamp-1.tsr, and the certificate of the authority, had from the authority, as
   tsa.pem. The second line shows the moment at which the package was sealed already.

    openssl ts -verify -data tagmanifest-sha256.txt -in time-stamp-1.tsr -CAfile tsa.pem
    openssl ts -reply -in time-stamp-1.tsr -text

Steps 1 to 4 and more, in one program that comes from the hub, for Python 3.11 or newer with the package cryptography:

    python verify_package.py PACKAGE.zip --key hub.pem
"""


class Outlet:
    """A file that only grows: what was written to it is taken off piece by piece, so that it never lies whole."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, content: bytes) -> int:
        """Take bytes."""
        self._held.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Do nothing: what is written waits to be taken off."""

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = b"".join(self._held)
        self._held.clear()
        return taken


class BagWriter:
    """Writes a bag into a ZIP, entry by entry; memory holds a few pieces of a file.

    The digests are worked out in threads beside the writing, which end with the writer.
    """

    def __init__(self, file: IO[bytes] | Outlet, *, name: str, at: datetime) -> None:
        self._zip = zipfile.ZipFile(cast(IO[bytes], file), "w", compression=zipfile.ZIP_STORED, allowZip64=True)
        self._name = name
        self._moment = at.astimezone(UTC)
        self._payload: dict[str, dict[str, str]] = {}
        self._tags: dict[str, dict[str, str]] = {}
        self._sizes: dict[str, int] = {}
        self._threads = ThreadPoolExecutor(max_workers=len(ALGORITHMS))

    def add(self, path: str, chunks: Iterable[bytes]) -> dict[str, str]:
        """Add a payload file at `data/PATH` and return its digests by algorithm."""
        deque(self.adding(path, chunks), maxlen=0)
        return self.digests(path)

    def adding(self, path: str, chunks: Iterable[bytes], *, sha256: str = "") -> Iterator[None]:
        """Add a payload file at `data/PATH`, and let the caller take off what was written after each piece.

        `sha256` is for pieces that are compared with it as they come, and that raise where they differ from it: they
        need not be hashed with it again.
        """
        digests, size = yield from self._writing(f"data/{path}", chunks, known={"sha256": sha256} if sha256 else {})
        self._payload[f"data/{path}"], self._sizes[path] = digests, size

    def digests(self, path: str) -> dict[str, str]:
        """Return the digests of a payload file that was added, by algorithm."""
        return self._payload[f"data/{path}"]

    def size(self, path: str) -> int:
        """Return how many bytes a payload file has that was added."""
        return self._sizes[path]

    def finish(self, *, info: dict[str, str]) -> bytes:
        """Write the tag files and return the bytes that are to be signed: the SHA-256 tag manifest."""
        self._tag("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        facts = {
            **info,
            "Bagging-Date": self._moment.date().isoformat(),
            "Payload-Oxum": f"{sum(self._sizes.values())}.{len(self._payload)}",
        }
        self._tag("bag-info.txt", "".join(f"{name}: {value}\n" for name, value in facts.items()).encode())
        for algorithm in ALGORITHMS:
            self._tag(f"manifest-{algorithm}.txt", _manifest(self._payload, algorithm))
        self._tag("VERIFY.txt", VERIFY_TEXT.encode())
        listed = dict(self._tags)
        for algorithm in reversed(ALGORITHMS):
            lines = _manifest(listed, algorithm)
            self._write(f"tagmanifest-{algorithm}.txt", lines)
        return lines

    def close(self, *, signature: bytes) -> None:
        """Write the signature, and close the ZIP."""
        self._write("signature.ed25519", signature)
        self._zip.close()

    def _tag(self, path: str, content: bytes) -> None:
        self._tags[path] = self._write(path, content)

    def _write(self, path: str, content: bytes) -> dict[str, str]:
        digests = Digests(*ALGORITHMS, threads=self._threads)
        digests.update(content)
        with self._zip.open(self._entry(path), "w", force_zip64=True) as target:
            target.write(content)
        return digests.hexdigests()

    def _writing(
        self, path: str, chunks: Iterable[bytes], *, known: dict[str, str]
    ) -> Generator[None, None, tuple[dict[str, str], int]]:
        unknown = [algorithm for algorithm in ALGORITHMS if algorithm not in known]
        digests, size = Digests(*unknown, threads=self._threads), 0
        with self._zip.open(self._entry(path), "w", force_zip64=True) as target:
            for chunk in chunks:
                size += len(chunk)
                digests.update(chunk)
                target.write(chunk)
                yield
        return known | digests.hexdigests(), size

    def _entry(self, path: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(f"{self._name}/{path}", date_time=self._moment.timetuple()[:6])
        entry.external_attr = 0o644 << 16
        return entry


def _manifest(files: dict[str, dict[str, str]], algorithm: str) -> bytes:
    return "".join(f"{files[path][algorithm]}  {path}\n" for path in sorted(files)).encode()
