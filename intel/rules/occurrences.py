"""What happened, told by however many reports: five reports of one post are one occurrence. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One report as far as counting needs it: of which case, of which thing, by whom, when. No words, no names.

    `thing` is a key of the post, else of the picture or the words; empty where the report has none. `sender` is equal
    for reports that the same person sent, as far as that can be told. `urgency` is larger, the more urgent its case.
    """

    report_id: UUID
    case_id: UUID
    at: datetime
    thing: str = ""
    sender: str = ""
    urgency: int = 0
    forces: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One thing that happened, and the reports that tell of it, the earliest first."""

    tellings: tuple[Telling, ...]

    @property
    def at(self) -> datetime:
        """When it was first told."""
        return self.tellings[0].at

    @property
    def urgency(self) -> int:
        """How urgent the most urgent case of it is."""
        return max(each.urgency for each in self.tellings)


def occurrences_of(tellings: Iterable[Telling]) -> list[Occurrence]:
    """Return what the reports tell of, the earliest first: those of one case or of one thing tell of the same."""
    ordered = sorted(tellings, key=lambda each: (each.at, each.report_id))
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while parents.setdefault(name, name) != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    for each in ordered:
        if each.thing:
            parents[root(f"thing:{each.thing}")] = root(f"case:{each.case_id}")
    groups: dict[str, list[Telling]] = {}
    for each in ordered:
        groups.setdefault(root(f"case:{each.case_id}"), []).append(each)
    return [Occurrence(tellings=tuple(group)) for group in groups.values()]
