"""Intelligence reports as pages show them: words for codes, texts with their marks, who did what."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from intel.models import Dissemination, IntelligenceItem, IntelligenceReport, IntelligenceReview
from intel.rules.intelligence.grades import KIND_WORDS, SourceKind, in_words
from intel.rules.sanitising.finding import Kept
from intel.rules.sanitising.marks import WHY, Kind
from intel.selectors.intelligence_rows import who
from intel.services.intelligence.sanitising import Part, Sheet
from intel.services.intelligence.words import Said, read_of_reports


def item_rows(items: Sequence[IntelligenceItem], said: Mapping[UUID, Said]) -> list[dict[str, Any]]:
    """Return the items with what may leave the hub; nothing of what a source told."""
    return [_item_row(item, said.get(item.id)) for item in items]


def _item_row(item: IntelligenceItem, said: Said | None) -> dict[str, Any]:
    source, grade, handling = in_words(
        source_grade=item.source_grade, grade=item.intelligence_grade, handling=item.handling
    )
    return {
        "item": item,
        "grading": item.grading,
        "grades": [
            ("Source", f"{item.source_grade}: {source}"),
            ("Intelligence", f"{item.intelligence_grade}: {grade}"),
            ("Handling", f"{item.handling}: {handling}"),
        ],
        "source": item.source.reference,
        "kind": KIND_WORDS[SourceKind(item.source.kind)],
        "words": said.words if said else "",
        "conditions": said.conditions if said else "",
        "kept": kept_rows(said.kept) if said else [],
        "is_sanitised": said is not None,
    }


def kept_rows(kept: Sequence[Kept]) -> list[dict[str, str]]:
    """Return what was marked and stays, and why."""
    return [{"said": each.said, "what": WHY[Kind(each.kind)], "reason": each.reason} for each in kept]


def sheet_parts(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the texts of an item cut at their marks, numbered through both."""
    rows, first = [], 1
    for part in sheet.parts:
        rows.append({"name": part.name, "pieces": _pieces(part, first=first)})
        first += len(part.marks)
    return rows


def _pieces(part: Part, *, first: int) -> list[dict[str, Any]]:
    pieces: list[dict[str, Any]] = []
    at = 0
    for number, each in enumerate(part.marks, start=first):
        pieces += [{"text": part.text[at : each.start]}, {"text": each.said, "number": number, "mark": each}]
        at = each.end
    return [piece for piece in [*pieces, {"text": part.text[at:]}] if piece["text"]]


def given_rows(row: IntelligenceReport, given: Sequence[Dissemination]) -> list[dict[str, Any]]:
    """Return to whom a report was given, and why."""
    why = read_of_reports([(row.sealed_for_id, each.field, each.sealed_why) for each in given])
    return [{"given": each, "who": who(each.by), "why": said} for each, said in zip(given, why, strict=True)]


def review_rows(row: IntelligenceReport, reviews: Sequence[IntelligenceReview]) -> list[dict[str, Any]]:
    """Return how a report was reviewed, and why it was kept or weeded."""
    told = [each for each in reviews if each.sealed_why]
    said = read_of_reports([(row.sealed_for_id, f"{row.field}:review", each.sealed_why) for each in told])
    why = {each.id: text for each, text in zip(told, said, strict=True)}
    return [{"review": each, "who": who(each.by), "why": why.get(each.id, "")} for each in reviews]


def returned_why(row: IntelligenceReport) -> str:
    """Return why a draft was given back; empty where it was not."""
    if row.sealed_returned_why is None:
        return ""
    return read_of_reports([(row.sealed_for_id, row.field, row.sealed_returned_why)])[0]
