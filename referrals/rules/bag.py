"""The layout of an evidence package: a BagIt 1.0 bag (RFC 8493) in a ZIP, the same bytes for the same inputs."""

import hashlib
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO

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


class BagWriter:
    """Writes a bag into a ZIP file, entry by entry; memory holds one piece of a file."""

    def __init__(self, file: IO[bytes], *, name: str, at: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w", compression=zipfile.ZIP_STORED, allowZip64=True)
        self._name = name
        self._moment = at.astimezone(UTC)
        self._payload: dict[str, dict[str, str]] = {}
        self._tags: dict[str, dict[str, str]] = {}
        self._bytes = 0

    def add(self, path: str, chunks: Iterable[bytes]) -> dict[str, str]:
        """Add a payload file at `data/PATH` and return its digests by algorithm."""
        digests, size = self._write(f"data/{path}", chunks)
        self._payload[f"data/{path}"] = digests
        self._bytes += size
        return digests

    def finish(self, *, info: dict[str, str]) -> bytes:
        """Write the tag files and return the bytes that are to be signed: the SHA-256 tag manifest."""
        self._tag("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        facts = {
            **info,
            "Bagging-Date": self._moment.date().isoformat(),
            "Payload-Oxum": f"{self._bytes}.{len(self._payload)}",
        }
        self._tag("bag-info.txt", "".join(f"{name}: {value}\n" for name, value in facts.items()).encode())
        for algorithm in ALGORITHMS:
            self._tag(f"manifest-{algorithm}.txt", _manifest(self._payload, algorithm))
        self._tag("VERIFY.txt", VERIFY_TEXT.encode())
        listed = dict(self._tags)
        for algorithm in reversed(ALGORITHMS):
            lines = _manifest(listed, algorithm)
            self._write(f"tagmanifest-{algorithm}.txt", [lines])
        return lines

    def close(self, *, signature: bytes) -> None:
        """Write the signature, and close the ZIP."""
        self._write("signature.ed25519", [signature])
        self._zip.close()

    def _tag(self, path: str, content: bytes) -> None:
        self._tags[path] = self._write(path, [content])[0]

    def _write(self, path: str, chunks: Iterable[bytes]) -> tuple[dict[str, str], int]:
        entry = zipfile.ZipInfo(f"{self._name}/{path}", date_time=self._moment.timetuple()[:6])
        entry.external_attr = 0o644 << 16
        hashes = {algorithm: hashlib.new(algorithm) for algorithm in ALGORITHMS}
        size = 0
        with self._zip.open(entry, "w", force_zip64=True) as target:
            for chunk in chunks:
                size += len(chunk)
                target.write(chunk)
                for each in hashes.values():
                    each.update(chunk)
        return {algorithm: each.hexdigest() for algorithm, each in hashes.items()}, size


def _manifest(files: dict[str, dict[str, str]], algorithm: str) -> bytes:
    return "".join(f"{files[path][algorithm]}  {path}\n" for path in sorted(files)).encode()
