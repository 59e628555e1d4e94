"""Putting the summary together: its parts from the files of a package, laid out in a process of its own."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hatehub.documents import rendering
from referrals.services.summary import added, annexes, case_summary, lists, statements, victims
from referrals.services.summary.blocks import Part
from referrals.services.summary.front import front
from referrals.services.summary.given import Given
from referrals.services.summary.ink import Ink
from referrals.services.summary.pictures import Picture, Reduced, reduce

ATTACHED, ADDED = "case.jsonld", "added"
MOST_ATTACHED_BYTES = 2_000_000


def render(
    *,
    contents_files: Mapping[str, Any],
    reference: str,
    version: int,
    at: datetime,
    pictures: Sequence[Picture] = (),
    lay_out: rendering.LayOut | None = None,
) -> bytes:
    """Return the summary as PDF/A-3a and PDF/UA-1, dated `at`; the same bytes for the same arguments.

    `contents_files` are the machine-readable files of a package by name; a missing one leaves its part saying so.
    `pictures` are drawn small, the first 24; only such may be given as go into the package. `lay_out` is what
    rendering.started_ahead gave. case.jsonld is attached up to two megabytes. No text makes it fail: what cannot be
    drawn is a numbered box. Raises rendering.NotLaidOut
    where the process that lays it out fails twice.
    """
    reduced = reduce(pictures)
    data = _document(Given(contents_files), reduced, len(pictures), reference=reference, version=version, at=at)
    beside = {each.file: each.content for each in reduced if each.file}
    attached = _attached(contents_files)
    if attached:
        beside[ATTACHED] = attached
    return rendering.render_apart(
        package="referrals.data",
        template="package.typ",
        data={**data, "attached": ATTACHED if attached else ""},
        at=at,
        language="en-gb",
        beside=beside,
        lay_out=lay_out,
    )


def _document(
    given: Given, reduced: list[Reduced], pictures: int, *, reference: str, version: int, at: datetime
) -> dict[str, Any]:
    parts: list[Part] = [
        victims.part(given),
        case_summary.summary(given),
        case_summary.offences(given),
        case_summary.posts(given),
        statements.part(given),
        lists.exhibits(given),
        lists.enquiries(given),
        lists.disclosure(given),
        lists.others(given),
        *added.parts(given.files.get(ADDED)),
        annexes.hashes(given),
        annexes.custody(given),
    ]
    if reduced:
        parts.append(annexes.shown(reduced, more=pictures - len(reduced)))
    ink = Ink()
    drawn = [ink.draw(_plain(part)) for part in [*parts, annexes.verifying()]]
    first_page = ink.draw(front(given, reference=reference, version=version, at=at))
    footnotes = annexes.characters(ink)
    if footnotes is not None:
        drawn.insert(-1, Ink().draw(_plain(footnotes)))
    return {"front": first_page, "parts": drawn}


def _plain(part: Part) -> dict[str, Any]:
    return {"title": part.title, "use": part.use, "blocks": list(part.blocks)}


def _attached(files: Mapping[str, Any]) -> bytes:
    """Return the graph of the case as bytes; empty where there is none, or it is too large to ride along."""
    graph = files.get(ATTACHED)
    if not graph:
        return b""
    if isinstance(graph, str | bytes):
        content = graph.encode() if isinstance(graph, str) else graph
    else:
        content = json.dumps(graph, ensure_ascii=False, indent=2, sort_keys=True).encode()
    return content if len(content) <= MOST_ATTACHED_BYTES else b""
