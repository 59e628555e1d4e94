"""Laying out a PDF with typst: data goes in as data, never as source, and only bundled fonts are used."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

import typst
from django.conf import settings

from hatehub.documents.shapes import drawable

logger = logging.getLogger(__name__)


def render_pdf(*, package: str, template: str, data: Mapping[str, Any], at: datetime, language: str) -> bytes:
    """Return a PDF/A-2a and PDF/UA-1 file dated `at`; the same bytes for the same arguments.

    `template` is a typst file among the resources of `package`. It reads `data` with `json(bytes(sys.inputs.data))`,
    and `lang`, `region` (perhaps empty) and `dir` (`ltr` or `rtl`) from `sys.inputs`. A character for which no
    bundled font has a shape becomes a question mark.
    """
    inputs = _written_in(language)
    text = json.dumps(_drawable(data), ensure_ascii=False)
    try:
        return _compile(package, template, {**inputs, "data": text}, at=at)
    except typst.TypstError as error:
        # Never the data of the document: it is about people.
        logger.warning("document_in_ascii", extra={"template": template, "error": type(error).__name__})
        plain = text.encode("ascii", errors="replace").decode("ascii")
        return _compile(package, template, {**inputs, "data": plain}, at=at)


def is_right_to_left(language: str) -> bool:
    """Tell whether a language, such as `ur` or `en-gb`, is written from right to left."""
    return language.partition("-")[0].lower() in settings.LANGUAGES_BIDI


def _written_in(language: str) -> dict[str, str]:
    lang, _, region = language.lower().partition("-")
    return {"lang": lang, "region": region, "dir": "rtl" if is_right_to_left(language) else "ltr"}


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, Mapping):
        return {name: _drawable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(part) for part in value]
    return value


def _compile(package: str, template: str, inputs: dict[str, str], *, at: datetime) -> bytes:
    with as_file(files(package)) as folder:
        made = typst.compile(
            str(folder / template),
            root=str(folder),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=inputs,
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(at.astimezone(UTC).timestamp()),
        )
    return _turned(bytes(made)) if inputs["dir"] == "ltr" else bytes(made)


def _turned(made: bytes) -> bytes:
    """Say that pages turn from left to right: typst takes all Punjabi for the script of Pakistan, ours is Gurmukhi."""
    return made.replace(b"/Direction/R2L", b"/Direction/L2R")


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Return the bundled fonts, read once."""
    with as_file(files("hatehub.documents.data").joinpath("fonts")) as folder:
        return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])
