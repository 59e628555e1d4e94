"""Checks an evidence package without the hub: one file, standard library and `cryptography` only.

    python verify_package.py PACKAGE.zip --key hub.pem

Prints {"ok": ..., "checks": [{"name", "ok", "detail"}]}; the first failing check also as one line on standard
error. Exit status 0 whole, 1 a named failure, 2 misuse. The key is the hub's public key, had from the hub: the one
thing that must not come out of the package.
"""

import argparse
import hashlib
import json
import lzma
import sys
import zipfile
import zlib
from collections.abc import Callable

LARGEST_TAG_FILE = 64 * 1024 * 1024
MOST_ENTRIES = 200_000
LARGEST_RATIO = 200
READ_BYTES = 1024 * 1024
ALGORITHMS = ("sha256", "sha512")
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    NotImplementedError,
    RuntimeError,
    EOFError,
)


class Failed(Exception):
    """A check failed; the message says which file and how."""


class Package:
    """An opened package: its one top folder taken off, its names checked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.entries: dict[str, zipfile.ZipInfo] = {}
        for entry in archive.infolist():
            top, _, path = entry.filename.partition("/")
            if path and not entry.is_dir():
                self.entries[path] = entry
            self.top = top

    def read(self, path: str) -> bytes:
        """Return a small tag file whole."""
        if path not in self.entries:
            raise Failed(f"{path} is missing")
        if self.entries[path].file_size > LARGEST_TAG_FILE:
            raise Failed(f"{path} is too large for a tag file")
        return self.archive.read(self.entries[path])

    def digest(self, path: str, algorithm: str) -> str:
        """Return the digest of one file, read piece by piece."""
        hashed = hashlib.new(algorithm)
        with self.archive.open(self.entries[path]) as file:
            while piece := file.read(READ_BYTES):
                hashed.update(piece)
        return hashed.hexdigest()

    def manifest(self, path: str) -> dict[str, str]:
        """Return {file: digest} of a manifest."""
        listed = {}
        for line in self.read(path).decode("utf-8").splitlines():
            digest, _, name = line.partition("  ")
            listed[name] = digest
        return listed


def check_names(package: Package) -> str:
    """No entry climbs out, is absolute, stands twice, is a link, or would unpack to a bomb."""
    names = [entry.filename for entry in package.archive.infolist()]
    if len(names) > MOST_ENTRIES:
        raise Failed(f"{len(names)} entries are more than {MOST_ENTRIES}")
    if len(set(names)) != len(names):
        raise Failed("a name stands twice in the ZIP")
    for entry in package.archive.infolist():
        parts = entry.filename.split("/")
        if ".." in parts or entry.filename.startswith("/") or "\\" in entry.filename or parts[0] != package.top:
            raise Failed(f"{entry.filename} climbs out of the package")
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            raise Failed(f"{entry.filename} is a link")
        if entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1024):
            raise Failed(f"{entry.filename} would unpack to {entry.file_size} bytes")
    return f"{len(names)} entries"


def check_bag(package: Package) -> str:
    """The declaration of BagIt 1.0 is there."""
    if not package.read("bagit.txt").decode("utf-8").startswith("BagIt-Version: 1.0\n"):
        raise Failed("bagit.txt does not declare BagIt 1.0")
    return "BagIt 1.0"


def check_signature(package: Package, key: object) -> str:
    """The signature over the SHA-256 tag manifest was made with the hub's key."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - the one dependency, when needed

    try:
        key.verify(package.read("signature.ed25519"), package.read("tagmanifest-sha256.txt"))  # type: ignore[attr-defined]
    except InvalidSignature:
        raise Failed("signature.ed25519 was not made over tagmanifest-sha256.txt with this key") from None
    return "Ed25519"


def check_tag_manifests(package: Package) -> str:
    """Every tag file is listed and matches; the SHA-512 list covers the same files."""
    for algorithm in ALGORITHMS:
        listed = package.manifest(f"tagmanifest-{algorithm}.txt")
        for needed in ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt", "VERIFY.txt"):
            if needed not in listed:
                raise Failed(f"{needed} is not listed in tagmanifest-{algorithm}.txt")
        _compare(package, listed, algorithm)
    return "tag files match"


def check_payload(package: Package) -> str:
    """Every file under data/ is listed and matches, in both algorithms, and nothing listed is missing."""
    present = {path for path in package.entries if path.startswith("data/")}
    for algorithm in ALGORITHMS:
        listed = package.manifest(f"manifest-{algorithm}.txt")
        for extra in sorted(present - set(listed)):
            raise Failed(f"{extra} is not listed in manifest-{algorithm}.txt")
        _compare(package, listed, algorithm)
    return f"{len(present)} files match"


def check_extras(package: Package) -> str:
    """Nothing stands beside data/ but what a package has."""
    allowed = set(package.manifest("tagmanifest-sha256.txt")) | {
        "tagmanifest-sha256.txt",
        "tagmanifest-sha512.txt",
        "signature.ed25519",
    }
    for path in sorted(package.entries):
        if not path.startswith("data/") and path not in allowed:
            raise Failed(f"{path} does not belong in a package")
    return "nothing else"


def _compare(package: Package, listed: dict[str, str], algorithm: str) -> None:
    for path, digest in listed.items():
        if path not in package.entries:
            raise Failed(f"{path} is listed but missing")
        try:
            actual = package.digest(path, algorithm)
        except UNREADABLE:
            raise Failed(f"{path} cannot be read from the ZIP") from None
        if actual != digest:
            raise Failed(f"{path} does not match its {algorithm}")


def verify(file: str, key: object) -> list[dict[str, object]]:
    """Run every check on the package at the path `file` until one fails; return them in order."""
    checks: list[dict[str, object]] = []
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        return [{"name": "zip", "ok": False, "detail": f"the file is not a whole ZIP: {error}"}]
    with archive:
        package = Package(archive)
        steps: list[tuple[str, Callable[[], str]]] = [
            ("names", lambda: check_names(package)),
            ("bag", lambda: check_bag(package)),
            ("signature", lambda: check_signature(package, key)),
            ("tag files", lambda: check_tag_manifests(package)),
            ("payload", lambda: check_payload(package)),
            ("extras", lambda: check_extras(package)),
        ]
        for name, step in steps:
            try:
                checks.append({"name": name, "ok": True, "detail": step()})
            except Failed as failure:
                return [*checks, {"name": name, "ok": False, "detail": str(failure)}]
            except (*UNREADABLE, UnicodeDecodeError):
                return [*checks, {"name": name, "ok": False, "detail": "a file cannot be read from the ZIP"}]
    return checks


def load_key(path: str) -> object:
    """Return the public key in a PEM file. Raises ValueError for anything else."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    with open(path, "rb") as file:
        key = load_pem_public_key(file.read())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("the key is not an Ed25519 public key")
    return key


def report(checks: list[dict[str, object]]) -> int:
    """Print the answer and return the exit status."""
    failed = [check for check in checks if not check["ok"]]
    print(json.dumps({"ok": not failed, "checks": checks}))
    if failed:
        print(f"{failed[0]['name']}: {failed[0]['detail']}", file=sys.stderr)
    return 1 if failed else 0


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Check an evidence package of the Online Hate Hub.")
    parser.add_argument("file")
    parser.add_argument("--key", required=True, help="the hub's public key, a PEM file had from the hub")
    options = parser.parse_args(arguments)
    try:
        key = load_key(options.key)
    except (OSError, ValueError) as error:
        print(f"The key cannot be used: {error}", file=sys.stderr)
        return 2
    return report(verify(options.file, key))


if __name__ == "__main__":
    sys.exit(main())
