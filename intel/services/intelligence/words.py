"""What intelligence reports say: sealed, what a source told under its own key, what may leave under the case's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from intel.models import IntelligenceItem, IntelligenceReport
from intel.rules.sanitising.finding import Kept

LONGEST, LONGEST_CONDITIONS, LONGEST_REASON = 4000, 1000, 1000


class Erased(Exception):
    """What a report said cannot be read any more: the keys of its case have been destroyed."""


@dataclass(frozen=True, kw_only=True)
class Raw:
    """What a source told, and the conditions as they were typed."""

    words: str
    conditions: str = ""


@dataclass(frozen=True, kw_only=True)
class Named:
    """An account complained of that an item names, as it was when the report was signed off."""

    platform: str
    handle: str
    number: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """What may leave the hub, what was kept in it and why, and which accounts it names."""

    words: str
    conditions: str = ""
    kept: tuple[Kept, ...] = ()
    named: tuple[Named, ...] = field(default_factory=tuple)


def seal_raw(item: IntelligenceItem, raw: Raw) -> None:
    """Put what the source told into the row, under the key of its source; the caller stores it. Raises KeyDestroyed."""
    source = item.source
    value = {"words": raw.words, "conditions": raw.conditions}
    item.sealed_raw = vault.seal(value, owner=source.report_id, purpose=source.purpose, field=item.raw_field)


def seal_said(item: IntelligenceItem, said: Said) -> None:
    """Put what may leave the hub into the row; the caller stores it. Raises KeyDestroyed."""
    value = {
        "words": said.words,
        "conditions": said.conditions,
        "kept": [vars(each) for each in said.kept],
        "named": [vars(each) for each in said.named],
    }
    item.sealed_words = seal_of_report(value, report=item.report, field=item.words_field)


def seal_of_report(value: Any, *, report: IntelligenceReport, field: str) -> bytes:
    """Return a value sealed under the report's material key. Raises KeyDestroyed."""
    return vault.seal(value, owner=report.sealed_for_id, purpose=Purpose.MATERIAL, field=field)


def read_raw(items: Iterable[IntelligenceItem]) -> dict[UUID, Raw]:
    """Return what sources told, by item, with two queries; those whose key is destroyed are left out."""
    rows = [item for item in items if item.sealed_raw is not None]
    found: dict[UUID, Raw] = {}
    for purpose in (Purpose.PERSON, Purpose.MATERIAL):
        sealed = {
            item.id: (item.source.report_id, item.raw_field, item.sealed_raw)
            for item in rows
            if item.source.purpose == purpose and item.sealed_raw is not None
        }
        opened = vault.unseal_each(sealed, purpose=purpose) if sealed else {}
        found |= {item: Raw(**value) for item, value in opened.items()}
    return found


def read_said(items: Iterable[IntelligenceItem]) -> dict[UUID, Said]:
    """Return what may leave the hub, by item, with one query; those whose key is destroyed are left out."""
    sealed = {
        item.id: (item.report.sealed_for_id, item.words_field, item.sealed_words)
        for item in items
        if item.sealed_words is not None
    }
    opened = vault.unseal_each(sealed, purpose=Purpose.MATERIAL) if sealed else {}
    return {item: _said(value) for item, value in opened.items()}


def read_of_reports(values: Sequence[tuple[UUID, str, bytes | memoryview]]) -> list[str]:
    """Return reasons that lie under material keys, given as owner, field and what was sealed; empty where erased."""
    named = dict(enumerate(values))
    opened = vault.unseal_each(named, purpose=Purpose.MATERIAL) if named else {}
    return [str(opened.get(number, "")) for number in named]


def _said(value: dict[str, Any]) -> Said:
    return Said(
        words=value["words"],
        conditions=value["conditions"],
        kept=tuple(Kept(**each) for each in value["kept"]),
        named=tuple(Named(**each) for each in value["named"]),
    )
