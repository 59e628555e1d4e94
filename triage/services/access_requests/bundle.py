"""What a bundle holds: a page to read, the same for programs, and the person's files, written as one ZIP."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from hatehub.accounts.actors import Actor
from reports.models import Evidence, Report
from triage.models import AccessRequest, AccessSection
from triage.rules.access_requests import GROUND_WORDS, Choice, Ground, Kind
from triage.rules.access_zip import ZipStream
from triage.services.access_requests.frame import open_asker
from triage.services.access_requests.of_reports import what_is_erased
from triage.services.access_requests.others import others_of
from triage.services.access_requests.parts import REPORTS, About, Held, HeldFile, Part, list_parts

FORMAT = "hatehub access bundle 1"
PAGE, DATA = "index.html", "data.json"
TEMPLATE = "access_request/bundle.html"
Note = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section as it is given."""

    code: str
    title: str
    held: Held


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """One section that is held back and listed, with the words of its ground."""

    title: str
    ground: str
    words: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """All that goes into a bundle. `erased` says of which report what is gone."""

    sections: Sequence[Section]
    withheld: Sequence[Withheld]
    erased: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def files(self) -> list[HeldFile]:
        """Return the files, in the order in which they go in."""
        return [each for section in self.sections for each in section.held.files]

    @property
    def exhibits(self) -> list[Evidence]:
        """Return the exhibits that go in."""
        return [each.item for each in self.files]


def collect(*, request: AccessRequest, by: Actor, at: datetime, note: Note) -> Contents:
    """Return what is given and what is held back, as was decided; what is read for it is recorded.

    Must not be called inside a transaction: exhibits are opened as the bundle is written.
    """
    about = _about(request, by=by, at=at)
    decided = {row.code: row for row in request.sections.all()}
    parts = list_parts(Kind(request.kind))
    sections, withheld = [], []
    for number, part in enumerate(parts, start=1):
        note(number, len(parts) + 1)
        row = decided.get(part.code)
        if _is_given(part, row, kind=about.kind):
            sections.append(Section(code=part.code, title=part.title, held=part.write(about)))
        elif not (row and row.is_silent):
            withheld.append(_withheld(part, row))
    return Contents(sections=sections, withheld=withheld, erased=_erased(about.reports))


def _is_given(part: Part, row: AccessSection | None, *, kind: Kind) -> bool:
    """Tell whether a section is given: who is complained of gets what a supervisor has decided to give, and no more."""
    if part.never_given is not None:
        return False
    return row.is_given if row is not None else kind == Kind.COMPLAINANT


def _withheld(part: Part, row: AccessSection | None) -> Withheld:
    ground = Ground(row.ground) if row is not None and row.ground else part.never_given or Ground.OTHERS
    return Withheld(title=part.title, ground=ground.value, words=GROUND_WORDS[ground], why=part.why_never)


def _about(request: AccessRequest, *, by: Actor, at: datetime) -> About:
    keys: dict[str, list[str]] = {}
    for source, key in request.items.filter(choice=Choice.INCLUDED).order_by("id").values_list("source", "key"):
        keys.setdefault(source, []).append(key)
    rows = Report.objects.filter(id__in=keys.get(REPORTS, [])).select_related("case", "complainant")
    reports = list(rows.order_by("submitted_at", "id"))
    asker, kind = open_asker(request), Kind(request.kind)
    others = others_of(reports=reports, asker=asker, kind=kind, by=by, at=at)
    return About(
        kind=kind,
        asker=asker,
        reports=reports,
        keys=keys,
        hide=others.hide,
        shared=others.shared,
        by=by,
        at=at,
    )


def _erased(reports: Sequence[Report]) -> list[tuple[str, str]]:
    gone = what_is_erased(reports)
    return [(report.reference, ", ".join(gone[report.id])) for report in reports if gone.get(report.id)]


def write(*, request: AccessRequest, contents: Contents, at: datetime) -> Iterator[bytes]:
    """Yield the ZIP's bytes. Raises what reading an exhibit raises."""
    stream = ZipStream(at=at)
    yield from stream.add(PAGE, [_page(request, contents, at=at).encode()])
    yield from stream.add(DATA, [json.dumps(_data(request, contents, at=at), ensure_ascii=False, indent=2).encode()])
    for file in contents.files:
        yield from stream.add(file.path, file.read(), media_type=file.media_type)
    yield from stream.close()


def _page(request: AccessRequest, contents: Contents, *, at: datetime) -> str:
    is_subject = request.kind == Kind.SUBJECT
    context = {"request_row": request, "contents": contents, "made_at": at, "is_subject": is_subject}
    return render_to_string(TEMPLATE, context)


def _data(request: AccessRequest, contents: Contents, *, at: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "request": request.reference,
        "received_on": request.received_on.isoformat(),
        "made_at": at.isoformat(),
        "sections": [_section(each) for each in contents.sections],
        "withheld": [
            {"title": each.title, "ground": f"section 45(4)({each.ground})", "words": each.words, "why": each.why}
            for each in contents.withheld
        ],
        "erased": [{"report": reference, "what": words} for reference, words in contents.erased],
    }


def _section(section: Section) -> dict[str, Any]:
    held = section.held
    return {
        "code": section.code,
        "title": section.title,
        "note": held.note,
        "entries": [
            {"title": entry.title, "lines": [{"label": label, "value": value} for label, value in entry.lines]}
            for entry in held.entries
        ],
        "files": [
            {"path": file.path, "name": file.title, "type": file.media_type, "size": file.size, "sha256": file.sha256}
            for file in held.files
        ],
    }
