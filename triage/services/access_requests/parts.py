"""What the hub can hold on a person, as each app names it: where candidates are found, and the sections of a bundle.

Apps downstream register theirs as the process starts; nothing here knows of them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from hatehub.accounts.actors import Actor
from reports.models import Evidence, Report
from triage.rules.access_requests import Ground, Kind
from triage.rules.access_taking_out import without_colleagues

REPORTS = "reports"
SEVERAL = "These words are about reports of several people, and are not given."
ERASED = "This has been erased."
OF_SENDER, OF_SUBJECT, BOTH = frozenset({Kind.COMPLAINANT}), frozenset({Kind.SUBJECT}), frozenset(Kind)
"""Of whom a part is: who reported something, whom reports are about, or either."""
Hide = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks, as an officer typed it: a name, addresses, numbers, accounts, and how it was checked who it is."""

    name: str = ""
    emails: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    reach: str = ""
    checked: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Something that may be about the person: its id, and the code of what it was found by."""

    key: str
    how: str


@dataclass(frozen=True, kw_only=True)
class Described:
    """What an officer is shown of something that was found, to decide on it, and the page about it."""

    title: str
    detail: str = ""
    href: str = ""


class Find(Protocol):
    """Looks for what may be about a person."""

    def __call__(self, asker: Asker, *, kind: Kind, by: Actor) -> Iterable[Hit]:
        """Return what is found, with a number of queries that does not grow with it."""
        ...


Describe = Callable[[Collection[str]], Mapping[str, Described]]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One place in which what is about a person is found."""

    code: str
    title: str
    kinds: frozenset[Kind]
    find: Find
    describe: Describe


@dataclass(frozen=True, kw_only=True)
class About:
    """Of whom and of what a bundle is: the reports that were included, opened rows, and ids of other sources.

    `hide` takes whoever else complained out of a text. `shared` are cases that hold, or held, reports of others.
    """

    kind: Kind
    asker: Asker
    reports: Sequence[Report]
    keys: Mapping[str, Sequence[str]]
    hide: Hide
    shared: Collection[UUID]
    by: Actor
    at: datetime

    def officer_words(self, text: str, *, case_id: UUID | None) -> str:
        """Return what an officer or a force wrote about a case, without colleagues; not where others are in it."""
        return SEVERAL if case_id in self.shared else without_colleagues(self.hide(text))

    @property
    def own(self) -> list[UUID]:
        """Return the ids of the reports."""
        return [report.id for report in self.reports]

    @property
    def cases(self) -> list[UUID]:
        """Return the ids of the cases in which the reports are worked."""
        return list(dict.fromkeys(report.case_id for report in self.reports))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A few lines under a title: each a label and what stands there."""

    title: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class HeldFile:
    """An exhibit that is given: where in the bundle, what it is, and its bytes, read only as they are written."""

    path: str
    title: str
    media_type: str
    size: int
    sha256: str
    read: Callable[[], Iterator[bytes]]
    item: Evidence


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a part holds on the person."""

    entries: Sequence[Entry] = ()
    files: Sequence[HeldFile] = ()
    note: str = ""


Write = Callable[[About], Held]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One section of the bundle. One that is `never_given` says so by its ground, whether or not there is anything."""

    code: str
    title: str
    position: int
    kinds: frozenset[Kind]
    write: Write
    never_given: Ground | None = None
    why_never: str = field(default="")


_sources: dict[str, Source] = {}
_parts: dict[str, Part] = {}


def register_source(source: Source) -> None:
    """Add a place to look in; registering the same one again replaces it."""
    _sources[source.code] = source


def register_part(part: Part) -> None:
    """Add a section; registering the same one again replaces it."""
    _parts[part.code] = part


def list_sources(kind: Kind) -> list[Source]:
    """Return where is looked for a person of this kind."""
    return [source for source in _sources.values() if kind in source.kinds]


def list_parts(kind: Kind) -> list[Part]:
    """Return the sections of the bundle of a person of this kind, in their order."""
    return sorted((part for part in _parts.values() if kind in part.kinds), key=lambda part: (part.position, part.code))


def find_part(code: str, *, kind: Kind) -> Part | None:
    """Return a section by its code; None where a person of this kind has no such."""
    part = _parts.get(code)
    return part if part is not None and kind in part.kinds else None


def nothing(about: About) -> Held:
    """Return nothing, for a section that is never given."""
    return Held()
