"""Checks an evidence package without the hub: one file, standard library and `cryptography` only.

    python verify_package.py PACKAGE.zip --key hub.pem

Prints {"ok": ..., "checks": [{"name", "ok", "detail"}]}; the first failing check also as one line on standard
error. Exit status 0 whole, 1 a named failure, 2 misuse. The key is the hub's public key, had from the hub: the one
thing that must not come out of the package.

The ZIP is read by this program itself and strictly: its entries must fill the file from the first byte to the last,
and say the same of themselves in both places. Nothing is written, and nothing is held whole but the lists.
"""

import argparse
import hashlib
import io
import json
import os
import re
import struct
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

LARGEST_DIRECTORY = 64 * 1024 * 1024
LARGEST_TAG_FILE = 32 * 1024 * 1024
LARGEST_JSON = 64 * 1024 * 1024
LONGEST_LINE = 8192
MOST_ENTRIES = 200_000
LARGEST_RATIO = 200
LARGEST_TOTAL_RATIO = 60
ALWAYS_ALLOWED = 64 * 1024 * 1024
READ_BYTES = 256 * 1024
ALGORITHMS = {"sha256": 64, "sha512": 128}
NEEDED = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt", "VERIFY.txt")
UNLISTED = {"tagmanifest-sha256.txt", "tagmanifest-sha512.txt", "signature.ed25519"}
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
STORED, DEFLATED = 0, 8
ENCRYPTED, DESCRIBED_AFTER, UTF8_NAME = 0x1, 0x8, 0x800
KNOWN_FLAGS = DESCRIBED_AFTER | UTF8_NAME | 0x6
FULL16, FULL32 = 0xFFFF, 0xFFFFFFFF


class Failed(Exception):
    """A check failed; the message says which file and how."""


@dataclass(slots=True)
class Entry:
    """One file of the ZIP as its directory describes it; `start` is where its bytes begin."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    mode: int
    start: int = 0


def shown(name: str) -> str:
    """Return a name as it can be printed on one line."""
    return name if name.isprintable() else ascii(name)


# The ZIP ------------------------------------------------------------------------------------------


def read_entries(file: BinaryIO) -> list[Entry]:
    """Return the entries in their order in the file. Raises Failed unless they fill it wholly, each once."""
    offset, size, count = _find_directory(file)
    entries = sorted(_read_directory(file, offset, size, count), key=lambda entry: entry.offset)
    expected = 0
    for entry in entries:
        if entry.offset != expected:
            where = "overlaps the file before it" if entry.offset < expected else "stands behind bytes of no file"
            raise Failed(f"{shown(entry.name)} {where}")
        expected = _check_local(file, entry, until=offset)
    if expected != offset:
        raise Failed("bytes of no file stand before the directory")
    return entries


def _find_directory(file: BinaryIO) -> tuple[int, int, int]:
    """Return where the directory begins, its size and its entries; whatever follows it must be the end."""
    length = file.seek(0, os.SEEK_END)
    end = _bytes_at(file, max(0, length - 22), 22)
    if end[:4] != b"PK\5\6":
        raise Failed("the file does not end as a ZIP does: it is cut off, or something was added behind it")
    disk, first_disk, here, count, size, offset, comment = struct.unpack("<4H2LH", end[4:])
    if comment or disk or first_disk or here != count:
        raise Failed("the end of the file is not that of a package")
    stop, told = length - 22, (count, size, offset)
    locator = _bytes_at(file, stop - 20, 20) if stop >= 20 else b""
    if locator[:4] == b"PK\6\7":
        stop = length - 22 - 20 - 56
        count, size, offset = _read_long_end(file, locator, stop)
        for short, long, full in zip(told, (count, size, offset), (FULL16, FULL32, FULL32), strict=True):
            if short not in (full, long):
                raise Failed("the two ends of the file contradict each other")
    if offset + size != stop:
        raise Failed("the directory is not where the end of the file says: bytes were added or removed")
    if size > LARGEST_DIRECTORY or count > MOST_ENTRIES:
        raise Failed(f"{count} entries are more than {MOST_ENTRIES}")
    return offset, size, count


def _read_long_end(file: BinaryIO, locator: bytes, stop: int) -> tuple[int, int, int]:
    disk, place, disks = struct.unpack("<LQL", locator[4:])
    record = _bytes_at(file, stop, 56) if stop >= 0 else b""
    if disk or disks != 1 or place != stop or record[:4] != b"PK\6\6":
        raise Failed("the end of the file contradicts itself")
    size, _, _, disk, first_disk, here, count, directory_size, offset = struct.unpack("<QHHLLQQQQ", record[4:])
    if size != 44 or disk or first_disk or here != count:
        raise Failed("the end of the file contradicts itself")
    return count, directory_size, offset


def _read_directory(file: BinaryIO, offset: int, size: int, count: int) -> Iterator[Entry]:
    directory, place = memoryview(_bytes_at(file, offset, size)), 0
    for _ in range(count):
        if directory[place : place + 4] != b"PK\1\2" or place + 46 > size:
            raise Failed("the directory of the ZIP is damaged")
        fields = struct.unpack("<6H3L5H2L", directory[place + 4 : place + 46])
        _, _, flags, method, _, _, crc, packed, full, name_size, extra_size, comment_size = fields[:12]
        disk, _, attributes, begins = fields[12:]
        place += 46
        name, extra = bytes(directory[place : place + name_size]), bytes(directory[place + name_size :][:extra_size])
        place += name_size + extra_size + comment_size
        if place > size:
            raise Failed("the directory of the ZIP is damaged")
        if disk or comment_size:
            raise Failed(f"{shown(name.decode('ascii', 'replace'))} carries what a package does not")
        full, packed, begins = _lengthen(extra, [full, packed, begins])
        yield Entry(
            *(_decoded(name, flags), name, flags, method, crc, packed, full, begins, attributes >> 16),
        )
    if place != size:
        raise Failed("the directory of the ZIP holds more than its entries")


def _lengthen(extra: bytes, values: list[int]) -> list[int]:
    """Return sizes and places with those that need 64 bits taken from the field that holds them."""
    if FULL32 not in values:
        return values
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        held, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == 1:
            numbers = iter(struct.unpack(f"<{len(held) // 8}Q", held[: len(held) // 8 * 8]))
            return [next(numbers, value) if value == FULL32 else value for value in values]
    return values


def _decoded(name: bytes, flags: int) -> str:
    try:
        return name.decode("utf-8" if flags & UTF8_NAME else "ascii")
    except UnicodeDecodeError:
        raise Failed(f"{name!a} is not a name in UTF-8") from None


def _check_local(file: BinaryIO, entry: Entry, *, until: int) -> int:
    """Check that a file says of itself what the directory says of it; return where it ends."""
    header = _bytes_at(file, entry.offset, 30)
    if header[:4] != b"PK\3\4":
        raise Failed(f"{shown(entry.name)} is not where the directory says")
    _, flags, method, _, _, crc, packed, size, name_size, extra_size = struct.unpack("<5H3L2H", header[4:])
    name, extra = _bytes_at(file, entry.offset + 30, name_size), _bytes_at(file, -1, extra_size)
    size, packed, _ = _lengthen(extra, [size, packed, 0])
    if flags & ENCRYPTED or entry.flags & ENCRYPTED:
        raise Failed(f"{shown(entry.name)} is encrypted")
    is_later = bool(flags & DESCRIBED_AFTER)
    own, known = (name, flags, method), (entry.raw_name, entry.flags, entry.method)
    sizes = (crc, packed, size)
    if own != known or sizes not in ((entry.crc, entry.packed, entry.size), *([(0, 0, 0)] if is_later else [])):
        raise Failed(f"{shown(entry.name)} says otherwise of itself than the directory does")
    if entry.flags & ~KNOWN_FLAGS or entry.method not in (STORED, DEFLATED):
        raise Failed(f"{shown(entry.name)} is packed in a way that a package is not")
    entry.start = entry.offset + 30 + name_size + extra_size
    ends = entry.start + entry.packed
    if ends > until:
        raise Failed(f"{shown(entry.name)} reaches into the directory")
    return ends + (_size_of_description(file, entry, ends) if is_later else 0)


def _size_of_description(file: BinaryIO, entry: Entry, place: int) -> int:
    """Return the length of what stands behind a file that was written without going back."""
    shapes = ("<LQQ", "<LLL") if max(entry.packed, entry.size) <= FULL32 else ("<LQQ",)
    bare = [struct.pack(shape, entry.crc, entry.packed, entry.size) for shape in shapes]
    for told in (*(b"PK\7\x08" + each for each in bare), *bare):
        if _bytes_at(file, place, len(told), is_needed=False) == told:
            return len(told)
    raise Failed(f"{shown(entry.name)} says otherwise of itself than the directory does")


def _bytes_at(file: BinaryIO, place: int, size: int, *, is_needed: bool = True) -> bytes:
    """Return bytes at a place; -1 goes on where the last reading ended."""
    if place >= 0:
        file.seek(place)
    found = file.read(size)
    if is_needed and len(found) != size:
        raise Failed("the file is cut off")
    return found


# The bag ------------------------------------------------------------------------------------------


class Package:
    """An opened package: its one top folder taken off."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.length = file.seek(0, os.SEEK_END)
        self.all = read_entries(file)
        self.entries = {entry.name.partition("/")[2]: entry for entry in self.all if not entry.name.endswith("/")}

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield one file piece by piece; fails where its size or its check sum is another."""
        entry, crc, size = self.entries[path], 0, 0
        for piece in self._unpacked(path, entry):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            if size > entry.size:
                break
            yield piece
        if (crc, size) != (entry.crc, entry.size):
            raise Failed(f"{shown(path)} cannot be read from the ZIP: its bytes are not those that were packed")

    def _unpacked(self, path: str, entry: Entry) -> Iterator[bytes]:
        self.file.seek(entry.start)
        inflater = zlib.decompressobj(-15) if entry.method == DEFLATED else None
        left = entry.packed
        while left and (raw := self.file.read(min(left, READ_BYTES))):
            left -= len(raw)
            try:
                yield from _inflated(inflater, raw) if inflater else (raw,)
            except zlib.error:
                raise Failed(f"{shown(path)} cannot be read from the ZIP: it cannot be unpacked") from None
        if inflater and (not inflater.eof or inflater.unused_data):
            raise Failed(f"{shown(path)} cannot be read from the ZIP: it is packed wrongly")

    def read(self, path: str, *, most: int = 0) -> bytes:
        """Return a small file whole, of at most that many bytes; a list may be as large as any."""
        if path not in self.entries:
            raise Failed(f"{shown(path)} is missing")
        if self.entries[path].size > (most or LARGEST_TAG_FILE):
            raise Failed(f"{shown(path)} is too large: {self.entries[path].size} bytes")
        return b"".join(self.pieces(path))

    def digests(self, path: str) -> dict[str, str]:
        """Return the digests of one file, read once."""
        hashes = {algorithm: hashlib.new(algorithm) for algorithm in ALGORITHMS}
        for piece in self.pieces(path):
            for each in hashes.values():
                each.update(piece)
        return {algorithm: each.hexdigest() for algorithm, each in hashes.items()}

    def manifest(self, path: str, algorithm: str) -> dict[str, bytes]:
        """Return {file: digest} of a list. It must be written as the hub writes it: sorted, each file once."""
        listed: dict[str, bytes] = {}
        before = ""
        for number, line in enumerate(_lines(path, self.read(path)), start=1):
            match = re.fullmatch(rf"([0-9a-f]{{{ALGORITHMS[algorithm]}}})  (.+)", line)
            if not match or match[2] <= before:
                raise Failed(f"{path}: line {number} is not as it should be, a digest and the next file")
            before = match[2]
            listed[before] = bytes.fromhex(match[1])
        return listed


def _inflated(inflater: Any, raw: bytes) -> Iterator[bytes]:
    while raw:
        yield inflater.decompress(raw, READ_BYTES)
        raw = inflater.unconsumed_tail


def _lines(path: str, content: bytes) -> Iterator[str]:
    if content and not content.endswith(b"\n"):
        raise Failed(f"{path} is cut off in its last line")
    for line in io.BytesIO(content):
        try:
            yield line[:LONGEST_LINE].removesuffix(b"\n").decode("utf-8")
        except UnicodeDecodeError:
            raise Failed(f"{path} is not in UTF-8") from None


def check_names(package: Package) -> str:
    """No entry climbs out, is absolute, stands twice, is a link, or would unpack to a bomb."""
    seen: dict[str, str] = {}
    folders: set[str] = set()
    top = _top(package)
    for entry in package.all:
        _check_name(entry, top=top)
        plain = _plain(entry.name)
        if plain in seen:
            how = f"is the same file as {shown(seen[plain])} where capitals or accents do not count"
            raise Failed(f"{shown(entry.name)} {'stands twice in the ZIP' if seen[plain] == entry.name else how}")
        seen[plain] = entry.name
        folders |= {plain[: match.start()] for match in re.finditer("/", plain)}
    for both in sorted(folders & set(seen)):
        if not seen[both].endswith("/"):
            raise Failed(f"{shown(seen[both])} is a file and a folder")
    _check_sizes(package)
    return f"{len(package.all)} entries"


def _top(package: Package) -> str:
    """Return the one folder that everything must stand in: that of the declaration."""
    tops = [entry.name.partition("/") for entry in package.all]
    return next((top for top, _, path in tops if path == "bagit.txt"), tops[0][0] if tops else "")


def _check_name(entry: Entry, *, top: str) -> None:
    name, parts = entry.name, entry.name.rstrip("/").split("/")
    if not all(parts) or "." in parts or ".." in parts or "\\" in name or ":" in name:
        raise Failed(f"{shown(name)} climbs out of the package")
    if parts[0] != top or (len(parts) == 1 and not name.endswith("/")):
        raise Failed(f"{shown(name)} stands outside the one folder of the package")
    if not name.isprintable() or any(part[-1] in ". " for part in parts):
        raise Failed(f"{shown(name)} is no name for a file everywhere")
    if (entry.mode & 0o170000) not in (0, 0o100000, 0o040000):
        raise Failed(f"{shown(name)} is a link, and no file")
    if name.endswith("/") and entry.size:
        raise Failed(f"{shown(name)} is a folder with bytes of its own")


def _plain(name: str) -> str:
    """Return a name as the file systems see it that tell neither capitals nor ways of writing an accent apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).rstrip("/")


def _check_sizes(package: Package) -> None:
    total = 0
    for entry in package.all:
        total += entry.size
        if entry.method == STORED and entry.size != entry.packed:
            raise Failed(f"{shown(entry.name)} states two sizes")
        if entry.size > LARGEST_RATIO * max(entry.packed, 1024):
            raise Failed(f"{shown(entry.name)} would unpack to {entry.size} bytes, more than any file of a package")
    if total > max(ALWAYS_ALLOWED, LARGEST_TOTAL_RATIO * package.length):
        raise Failed(f"the package would unpack to {total} bytes, more than one of its size holds")


def check_bag(package: Package) -> str:
    """The declaration of BagIt 1.0 is there."""
    if package.read("bagit.txt", most=1024) != DECLARATION:
        raise Failed("bagit.txt does not declare BagIt 1.0 in UTF-8")
    return "BagIt 1.0"


def check_key(package: Package, key: "Key") -> str:
    """The key was not taken out of the package, and is the one that the package names."""
    for path, entry in package.entries.items():
        if entry.size == len(key.pem) and package.read(path) == key.pem:
            raise Failed(f"{shown(path)} in the package is the key that was given: it must come from the hub")
    named = _info(package).get("Signing-Key", "")
    if named and named != key.id:
        raise Failed(f"bag-info.txt names the key {shown(named)}, and the one given is {key.id}")
    return key.id


def check_signature(package: Package, key: "Key") -> str:
    """The signature over the SHA-256 tag manifest was made with the hub's key."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - the one dependency, when needed

    try:
        key.public.verify(package.read("signature.ed25519", most=4096), package.read("tagmanifest-sha256.txt"))
    except InvalidSignature:
        raise Failed("signature.ed25519 was not made over tagmanifest-sha256.txt with this key") from None
    return "Ed25519"


def check_tag_manifests(package: Package) -> str:
    """Every file beside data/ is listed, in both algorithms, and matches; nothing listed is missing."""
    present = {path for path in package.entries if not path.startswith("data/")} - UNLISTED
    for algorithm in ALGORITHMS:
        path = f"tagmanifest-{algorithm}.txt"
        listed = package.manifest(path, algorithm)
        for needed in NEEDED:
            if needed not in listed:
                raise Failed(f"{needed} is not listed in {path}")
        for extra in sorted(present - set(listed)):
            hint = ": a key that came with a package proves nothing" if extra.endswith((".pem", ".pub", ".key")) else ""
            raise Failed(f"{shown(extra)} is not listed in {path} and does not belong in a package{hint}")
        _check_listed(package, listed, algorithm)
    return f"{len(present)} tag files match"


def check_payload(package: Package) -> str:
    """Every file under data/ is listed and matches, in both algorithms, and nothing listed is missing."""
    present = {path for path in package.entries if path.startswith("data/")}
    lists = {algorithm: package.manifest(f"manifest-{algorithm}.txt", algorithm) for algorithm in ALGORITHMS}
    for algorithm, listed in lists.items():
        for extra in sorted(present - set(listed)):
            raise Failed(f"{shown(extra)} is not listed in manifest-{algorithm}.txt")
        for missing in sorted(set(listed) - present):
            raise Failed(f"{shown(missing)} is listed in manifest-{algorithm}.txt but missing")
    for path in sorted(present):
        for algorithm, digest in package.digests(path).items():
            if bytes.fromhex(digest) != lists[algorithm][path]:
                raise Failed(f"{shown(path)} does not match its {algorithm} in manifest-{algorithm}.txt")
    return f"{len(present)} files match"


def check_info(package: Package) -> str:
    """What bag-info.txt says of the number and size of the files is so."""
    files = [entry.size for path, entry in package.entries.items() if path.startswith("data/")]
    told, actual = _info(package).get("Payload-Oxum", ""), f"{sum(files)}.{len(files)}"
    if told != actual:
        raise Failed(f"bag-info.txt says Payload-Oxum {shown(told)}, and it is {actual}")
    return actual


def check_exhibits(package: Package) -> str:
    """What the machine-readable files say of an exhibit's hash is what the list says of the file."""
    listed = {path: digest.hex() for path, digest in package.manifest("manifest-sha256.txt", "sha256").items()}
    by_stem = {path.rpartition("/")[2].partition(".")[0]: path for path in listed if path.count("/") > 1}
    compared = 0
    for source, stated in (("data/reports.json", _of_reports), ("data/case.jsonld", _of_graph)):
        if source not in package.entries or package.entries[source].size > LARGEST_JSON:
            continue
        try:
            whole = json.loads(package.read(source, most=LARGEST_JSON))
        except (ValueError, RecursionError):
            raise Failed(f"{source} is not JSON") from None
        for name, digest in stated(whole):
            path = f"data/{name.removeprefix('data/')}" if "/" in name else by_stem.get(name.partition(".")[0], "")
            if path and path not in listed:
                raise Failed(f"{source} names {shown(path)}, which is missing")
            if path and listed[path] != digest.lower():
                raise Failed(f"{source} states another SHA-256 for {shown(path)} than manifest-sha256.txt")
            compared += bool(path)
    return f"{compared} statements agree"


def _of_reports(whole: Any) -> Iterator[tuple[str, str]]:
    """Yield what a list of reports states: the path of each exhibit, or else its name, and its SHA-256."""
    for node in _dicts(whole):
        if isinstance(node.get("exhibit"), str) and isinstance(node.get("sha256"), str):
            yield _text(node.get("path")) or node["exhibit"].replace("/", "-"), node["sha256"]


def _of_graph(whole: Any) -> Iterator[tuple[str, str]]:
    """Yield what a graph of CASE/UCO states: the path of each file, or else its name, and its SHA-256."""
    for node in _dicts(whole):
        facets = [each for each in _listed(node.get("uco-core:hasFacet")) if isinstance(each, dict)]
        names = [_text(each.get(f"uco-observable:{kind}")) for kind in ("filePath", "fileName") for each in facets]
        values = [
            _text(each.get("uco-types:hashValue"))
            for facet in facets
            for each in _dicts(facet.get("uco-observable:hash"))
        ]
        for name in list(filter(None, names))[:1]:
            yield from ((name, value) for value in values if len(value) == ALGORITHMS["sha256"])


def _dicts(whole: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a document, however deep, without calling itself."""
    waiting = [whole]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    value = value.get("@value") if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""


def _info(package: Package) -> dict[str, str]:
    """Return what bag-info.txt says, by label; a label that stands twice counts as nothing."""
    found: dict[str, str] = {}
    for line in _lines("bag-info.txt", package.read("bag-info.txt")):
        label, _, value = line.partition(": ")
        found[label] = "" if label in found else value
    return found


def _check_listed(package: Package, listed: dict[str, bytes], algorithm: str) -> None:
    for path, digest in listed.items():
        if path not in package.entries:
            raise Failed(f"{shown(path)} is listed in tagmanifest-{algorithm}.txt but missing")
        if bytes.fromhex(package.digests(path)[algorithm]) != digest:
            raise Failed(f"{shown(path)} does not match its {algorithm} in tagmanifest-{algorithm}.txt")


# The program --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """The hub's public key, the bytes of its file, and its id: the SHA-256 of its DER form."""

    public: Any
    pem: bytes
    id: str


def verify(path: str, key: Key) -> list[dict[str, object]]:
    """Run every check on the package at a path until one fails; return them in order."""
    checks: list[dict[str, object]] = []
    with open(path, "rb") as file:
        try:
            package = Package(file)
        except Failed as failure:
            return [{"name": "zip", "ok": False, "detail": str(failure)}]
        steps: list[tuple[str, Callable[[], str]]] = [
            ("zip", lambda: f"{package.length} bytes"),
            ("names", lambda: check_names(package)),
            ("bag", lambda: check_bag(package)),
            ("key", lambda: check_key(package, key)),
            ("signature", lambda: check_signature(package, key)),
            ("tag files", lambda: check_tag_manifests(package)),
            ("payload", lambda: check_payload(package)),
            ("bag info", lambda: check_info(package)),
            ("exhibits", lambda: check_exhibits(package)),
        ]
        for name, step in steps:
            try:
                checks.append({"name": name, "ok": True, "detail": step()})
            except Failed as failure:
                return [*checks, {"name": name, "ok": False, "detail": str(failure)}]
    return checks


def load_key(path: str) -> Key:
    """Return the public key in a PEM file. Raises ValueError for anything else."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        PublicFormat,
        load_pem_public_key,
    )

    with open(path, "rb") as file:
        pem = file.read(LONGEST_LINE)
    try:
        public = load_pem_public_key(pem)
    except UnsupportedAlgorithm:
        public = None  # type: ignore[assignment]
    if not isinstance(public, Ed25519PublicKey):
        raise ValueError("the key is not an Ed25519 public key")
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Key(public=public, pem=pem, id=f"sha256:{hashlib.sha256(der).hexdigest()}")


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
    given = parser.parse_args(arguments)
    try:
        key = load_key(given.key)
    except (OSError, ValueError) as error:
        print(f"{given.key} cannot be used as the hub's public key: {error}", file=sys.stderr)
        return 2
    try:
        checks = verify(given.file, key)
    except OSError as error:
        print(f"{given.file} cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    return report(checks)


if __name__ == "__main__":
    sys.exit(main())
