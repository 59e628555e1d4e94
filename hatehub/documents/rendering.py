"""Laying out a PDF with typst: data goes in as data, never as source, and only bundled fonts are used."""

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from django.conf import settings

from hatehub.documents import typesetter
from hatehub.documents.shapes import drawable, families_of

logger = logging.getLogger(__name__)

PLAIN = ("a-2a", "ua-1")
WITH_ATTACHMENTS = ("a-3a", "ua-1")
MOST_SECONDS = 180

Job = dict[str, Any]
LayOut = Callable[[Job], bytes]


class NotLaidOut(Exception):
    """The process that lays documents out ended without a document, or took too long."""


def render_pdf(*, package: str, template: str, data: Mapping[str, Any], at: datetime, language: str) -> bytes:
    """Return a PDF/A-2a and PDF/UA-1 file dated `at`; the same bytes for the same arguments.

    `template` is a typst file among the resources of `package`. It reads `data` with `json(bytes(sys.inputs.data))`,
    the families to set it in with `json(bytes(sys.inputs.fonts))`, and `lang`, `region` (perhaps empty) and `dir`
    (`ltr` or `rtl`) from `sys.inputs`. A character for which no bundled font has a shape becomes a question mark.
    """
    with as_file(files(package)) as folder:
        job = _job(folder, template, _drawable(data), at=at, language=language, standards=PLAIN)
        return _turned(_attempt(job, typesetter.lay_out), job)


def render_apart(
    *,
    package: str,
    template: str,
    data: Mapping[str, Any],
    at: datetime,
    language: str,
    beside: Mapping[str, bytes] | None = None,
    lay_out: LayOut | None = None,
) -> bytes:
    """Return a PDF/A-3a and PDF/UA-1 file as `render_pdf` does, laid out in a process of its own.

    What typst needs of memory is gone with that process. `beside` are files by name that lie beside the template, to be
    drawn or attached. `lay_out` is what `started_ahead` gave.
    Raises NotLaidOut where even plain letters cannot be laid out.
    """
    with _beside(package, beside or {}) as folder:
        job = _job(folder, template, _drawable(data), at=at, language=language, standards=WITH_ATTACHMENTS)
        return _turned(_attempt(job, lay_out or _in_a_process), job)


@contextmanager
def started_ahead() -> Iterator[LayOut]:
    """Start the process that will lay a document out, so that it is ready when the document is; give what asks it.

    It lays out one document; a second is laid out in a process started for it. One that nothing was asked of ends.
    """
    with _start() as process:
        waiting = [process]
        try:
            yield lambda job: _asked(waiting.pop(), job) if waiting else _in_a_process(job)
        finally:
            process.kill()


def is_right_to_left(language: str) -> bool:
    """Tell whether a language, such as `ur` or `en-gb`, is written from right to left."""
    return language.partition("-")[0].lower() in settings.LANGUAGES_BIDI


@contextmanager
def _beside(package: str, others: Mapping[str, bytes]) -> Iterator[Path]:
    """Yield a folder with the package's typst files and others."""
    with tempfile.TemporaryDirectory() as made, as_file(files(package)) as source:
        folder = Path(made)
        for each in source.glob("*.typ"):
            shutil.copyfile(each, folder / each.name)
        for name, content in others.items():
            (folder / name).write_bytes(content)
        yield folder


def _job(folder: Path, template: str, data: Any, *, at: datetime, language: str, standards: tuple[str, ...]) -> Job:
    lang, _, region = language.lower().partition("-")
    with as_file(files("hatehub.documents.data").joinpath("fonts")) as fonts:
        return {
            "template": str(folder / template),
            "root": str(folder),
            "fonts": str(fonts),
            "inputs": {
                "lang": lang,
                "region": region,
                "dir": "rtl" if is_right_to_left(language) else "ltr",
                "fonts": json.dumps(families_of(_texts(data))),
                "data": json.dumps(data, ensure_ascii=False),
            },
            "standards": list(standards),
            "seconds": int(at.astimezone(UTC).timestamp()),
        }


def _attempt(job: Job, lay_out: LayOut) -> bytes:
    """Lay a document out; where that fails, once more in plain letters alone."""
    try:
        return lay_out(job)
    except (typesetter.NotTypeset, NotLaidOut) as error:
        # Never the data of the document: it is about people.
        name = Path(job["template"]).name
        logger.warning("document_in_ascii", extra={"template": name, "error": type(error).__name__})
        plain = job["inputs"]["data"].encode("ascii", errors="replace").decode("ascii")
        return lay_out({**job, "inputs": {**job["inputs"], "data": plain}})


def _in_a_process(job: Job) -> bytes:
    """Lay a document out in a child process, which starts without the hub's settings and gets nothing but the job."""
    with _start() as process:
        try:
            return _asked(process, job)
        finally:
            process.kill()


def _start() -> "subprocess.Popen[bytes]":
    command, pipe = [sys.executable, "-I", typesetter.__file__], subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env={})


def _asked(process: "subprocess.Popen[bytes]", job: Job) -> bytes:
    try:
        made, _ = process.communicate(json.dumps(job).encode(), timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise NotLaidOut("timeout") from error
    if process.returncode:
        raise NotLaidOut(f"status {process.returncode}")
    return made


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, Mapping):
        return {name: _drawable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(part) for part in value]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _turned(made: bytes, job: Job) -> bytes:
    """Say that pages turn from left to right: typst takes all Punjabi for the script of Pakistan, ours is Gurmukhi."""
    return made if job["inputs"]["dir"] == "rtl" else made.replace(b"/Direction/R2L", b"/Direction/L2R")
