"""Sanitising an item: what is marked is shown to who may see it, settled, and what may leave the hub is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault.services import KeyDestroyed
from intel.models import IntelligenceItem, IntelligenceReport
from intel.rules.sanitising.finding import Choice, ChoiceRefused, Kept, settle, standing, still_kept, tells_somebody
from intel.rules.sanitising.known import Known
from intel.rules.sanitising.marks import Mark
from intel.services.intelligence import words
from intel.services.intelligence.comparing import known_of
from intel.services.intelligence.frame import drafting, items_of, may_write, note, saved
from intel.services.intelligence.refusals import IntelligenceRefused, NotTheWriter
from intel.services.intelligence.words import Raw, Said
from intel.services.intelligence.writing import ERASED, one_of

PARTS = ("words", "conditions")
Choices = Mapping[tuple[str, int], Choice]


@dataclass(frozen=True, kw_only=True)
class Part:
    """The words of an item, or its conditions, as they read now, with the marks that stand in them."""

    name: str
    text: str
    marks: list[Mark]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """An item as it is sanitised: what the source told, what would leave the hub, and what is kept in it."""

    item: IntelligenceItem
    raw: Raw
    parts: list[Part]
    kept: tuple[Kept, ...]
    is_begun: bool

    @property
    def is_settled(self) -> bool:
        """Whether nothing stands that points back to the source."""
        return self.is_begun and not any(part.marks for part in self.parts)


class MarkRefused(IntelligenceRefused):
    """A mark cannot be settled like that; `part` and `number` say which."""

    def __init__(self, message: str, *, part: str, number: int) -> None:
        super().__init__(message, field=f"{part}-{number}")


@transaction.atomic
def look(*, row: IntelligenceReport, item_id: UUID, by: Actor, at: datetime) -> Sheet:
    """Return an item of a draft with its marks, to who writes it, and record it. Raises NotTheWriter, NotPermitted."""
    require(by=by, action=Action.WRITE_INTELLIGENCE)
    if not may_write(row, by=by):
        raise NotTheWriter
    item = one_of(items_of(row), item_id)
    note(row, verb="read", by=by, at=at, reason="writing the report", details={"what": "raw", "item": item.position})
    return _sheet(item, known_of(row, at=at))


@transaction.atomic
def settle_marks(
    *, reference: str, item_id: UUID, choices: Choices, expected_edits: int, by: Actor, at: datetime
) -> Sheet:
    """Take, replace or keep what is marked, and return what stands then. A mark without a choice stays as it is.

    What tells who somebody is must be settled, or nothing is stored. Raises MarkRefused, IntelligenceRefused.
    """
    row = drafting(reference, expected_edits=expected_edits, by=by)
    item, known = one_of(items_of(row), item_id), known_of(row, at=at)
    sheet = _sheet(item, known)
    texts: dict[str, str] = {}
    kept = list(sheet.kept)
    for part in sheet.parts:
        mine = {number: choice for (name, number), choice in choices.items() if name == part.name}
        try:
            texts[part.name], more = settle(part.text, part.marks, mine)
        except ChoiceRefused as refusal:
            raise MarkRefused(str(refusal), part=part.name, number=refusal.number) from None
        _check_reasons(part, mine, known)
        kept += more
    return _store(item, texts, kept, known, by=by, at=at)


@transaction.atomic
def rewrite(
    *,
    reference: str,
    item_id: UUID,
    texts: Mapping[str, str],
    expected_edits: int,
    by: Actor,
    at: datetime,
) -> Sheet:
    """Write what may leave the hub anew, in one's own words, and return what stands in it. Raises IntelligenceRefused.

    What tells who somebody is is refused, beside its field.
    """
    row = drafting(reference, expected_edits=expected_edits, by=by)
    item, known = one_of(items_of(row), item_id), known_of(row, at=at)
    sheet = _sheet(item, known)
    written = {part.name: texts.get(part.name, part.text).strip() for part in sheet.parts}
    return _store(item, written, list(sheet.kept), known, by=by, at=at)


def sheet_of(item: IntelligenceItem, said: Said, known: Known) -> Sheet:
    """Return a sanitised item with what stands in it, without what its source told."""
    return _drawn(item, Raw(words=""), said, known, is_begun=True)


def _sheet(item: IntelligenceItem, known: Known) -> Sheet:
    raw = words.read_raw([item]).get(item.id)
    if raw is None:
        raise IntelligenceRefused("The source has been erased, and what it told with it: take the item out.")
    said = words.read_said([item]).get(item.id)
    return _drawn(item, raw, said or Said(**vars(raw)), known, is_begun=said is not None)


def _drawn(item: IntelligenceItem, raw: Raw, said: Said, known: Known, *, is_begun: bool) -> Sheet:
    parts = [
        Part(name=name, text=text, marks=standing(text, known, kept=said.kept))
        for name, text in (("words", said.words), ("conditions", said.conditions))
        if name == "words" or item.has_conditions
    ]
    return Sheet(item=item, raw=raw, parts=parts, kept=said.kept, is_begun=is_begun)


def _store(
    item: IntelligenceItem, texts: Mapping[str, str], kept: list[Kept], known: Known, *, by: Actor, at: datetime
) -> Sheet:
    """Store what may leave the hub, where nothing in it tells who somebody is."""
    limits = {"words": words.LONGEST, "conditions": words.LONGEST_CONDITIONS}
    for name, text in texts.items():
        if not text.strip():
            raise IntelligenceRefused("Write something, or take the item out.", field=name)
        if len(text) > limits[name]:
            raise IntelligenceRefused("This is too long.", field=name)
        if found := tells_somebody(text, known):
            raise IntelligenceRefused(f"{found[0].why}: it cannot stay. Write it without.", field=name)
    left = {each for text in texts.values() for each in still_kept(text, known, kept=kept)}
    said = Said(
        words=texts["words"],
        conditions=texts.get("conditions", ""),
        kept=tuple(each for each in dict.fromkeys(kept) if each in left),
    )
    try:
        words.seal_said(item, said)
    except KeyDestroyed:
        raise IntelligenceRefused(ERASED) from None
    item.save(update_fields=["sealed_words"])
    row = item.report
    saved(row, verb="intelligence_item_sanitised", by=by, at=at, details={"item": item.position})
    return _sheet(item, known)


def _check_reasons(part: Part, choices: Mapping[int, Choice], known: Known) -> None:
    """Refuse a reason that tells who somebody is: whoever signs the report off reads it."""
    for number, choice in choices.items():
        if found := tells_somebody(choice.words, known):
            why = found[0].why
            raise MarkRefused(f"Leave this out: {why[:1].lower()}{why[1:]}.", part=part.name, number=number)
