"""Laying out a PDF with typst: data goes in as data, never as source, and only bundled fonts are used."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

import typst


def render_pdf(*, package: str, template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """Return a PDF/A-2a and PDF/UA-1 file dated `at`; the same bytes for the same arguments.

    `template` is a typst file among the resources of `package`, and reads `data` with `json(bytes(sys.inputs.data))`.
    A character for which no bundled font has a shape becomes a question mark.
    """
    text = json.dumps(data, ensure_ascii=False)
    try:
        return _compile(package, template, text, at=at)
    except typst.TypstError:
        return _compile(package, template, _with_known_shapes(text), at=at)


def _compile(package: str, template: str, text: str, *, at: datetime) -> bytes:
    with as_file(files(package)) as folder:
        made = typst.compile(
            str(folder / template),
            root=str(folder),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": text},
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(at.astimezone(UTC).timestamp()),
        )
    return bytes(made)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Return the bundled fonts, read once."""
    with as_file(files("hatehub.documents.data").joinpath("fonts")) as folder:
        return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def _with_known_shapes(text: str) -> str:
    """Replace what the bundled Latin, Greek and Cyrillic font has no shape for."""
    return "".join(letter if ord(letter) < 0x530 or letter in "–—‘’“”…€" else "?" for letter in text)
