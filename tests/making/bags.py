"""Looking into packages: their members, and every way in which a text could lie in bytes."""

import base64
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.roles import Role
from referrals.models import EvidencePackage
from referrals.services import packaging
from reports.models import Report

READER = Actor(role=Role.OFFICER, identifier="reader")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def built(report: Report, *, at: datetime) -> EvidencePackage:
    """Ask for a package of a report's case, build it and return it."""
    package = packaging.request(case_id=report.case_id, by=HUB, at=at)
    is_built = packaging.build(package_id=package.id, at=at)
    package.refresh_from_db()
    assert is_built, package.last_error
    return package


def content_of(package: EvidencePackage, *, at: datetime) -> bytes:
    """Return the bytes of a sealed package."""
    return b"".join(packaging.export(package=package, by=READER, at=at))


def members(content: bytes) -> dict[str, bytes]:
    """Return the files of a package by their path in the bag."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def data(content: bytes, name: str) -> Any:
    """Return one of the JSON files under data/."""
    return json.loads(members(content)[f"data/{name}"])


def layers(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the ZIP, its names, each file, and what is packed inside of PDFs and pictures; each with where it lies."""
    yield "zip", content
    for path, inside in members(content).items():
        yield "names", path.encode()
        yield path, inside
        packed = [match[1] for match in STREAM.finditer(inside)] if inside.startswith(b"%PDF") else []
        packed += list(_png_texts(inside)) if inside.startswith(b"\x89PNG") else []
        for piece in packed:
            yield f"{path}, unpacked", _inflated(piece)


def shapes(text: str) -> Iterator[bytes]:
    """Yield how a text may lie in bytes, in small letters: in each encoding, and in base64 wherever it begins."""
    yield text.casefold().encode()
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le"):
        yield text.casefold().encode(encoding)
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + text.encode())
        yield whole[4 if shift else 0 : -4].lower()


def found(content: bytes, texts: list[str]) -> list[tuple[str, str]]:
    """Return which of some texts lie in a package, and where."""
    wanted = [(text, shape) for text in texts for shape in shapes(text) if len(shape) >= 5]
    return sorted(
        {(text, place) for place, layer in layers(content) for text, shape in wanted if shape in layer.lower()}
    )


def _png_texts(content: bytes) -> Iterator[bytes]:
    for kind in (b"iTXt", b"zTXt", b"tEXt", b"eXIf"):
        place = content.find(kind)
        if place >= 0:
            yield content[place : place + 4096].partition(b"\0\0")[2]


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed)
    except zlib.error:
        return packed
