"""Writing a report: begun from a case, its items added, changed and taken out; and dropped where nobody needs it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault.services import KeyDestroyed
from intel.models import IntelligenceItem, IntelligenceReport, IntelligenceSource
from intel.rules.intelligence import grades
from intel.rules.intelligence.grades import BadGrade, SourceKind
from intel.services.intelligence import sources, words
from intel.services.intelligence.emptying import empty
from intel.services.intelligence.frame import drafting, items_of, note, saved, stepping
from intel.services.intelligence.refusals import IntelligenceRefused, NotTheWriter
from intel.services.intelligence.words import Raw
from reports.models import Case
from reports.rules.references import new_reference

PREFIX = "INT"
MOST_ITEMS = 50
ERASED = "What this would be sealed under has been erased."


@dataclass(frozen=True, kw_only=True)
class Told:
    """An item as it is written: what was told, by whom, and its grades.

    `source` is the reference of a source that the report has already, or that of a report of the case where its
    complainant is the source; else `kind` and `identity` say who it is.
    """

    words: str
    source: str = ""
    kind: str = ""
    identity: str = ""
    source_grade: str
    intelligence_grade: str
    handling: str
    conditions: str = ""


@transaction.atomic
def begin(*, case_id: UUID, by: Actor, at: datetime) -> IntelligenceReport:
    """Begin a report from a case. Raises NotPermitted."""
    require(by=by, action=Action.WRITE_INTELLIGENCE)
    case = Case.objects.select_related("lead").get(id=case_id)
    row = IntelligenceReport.objects.create(
        reference=new_reference(PREFIX),
        case=case,
        sealed_for=case.lead,
        writers=[str(by)],
        written_by=str(by),
        written_at=at,
        changed_at=at,
    )
    note(row, verb="intelligence_begun", by=by, at=at, details={"case": case.reference})
    return row


@transaction.atomic
def add_item(*, reference: str, told: Told, expected_edits: int, by: Actor, at: datetime) -> IntelligenceItem:
    """Add an item to a draft, graded by itself; it is still to be sanitised. Raises IntelligenceRefused."""
    row = drafting(reference, expected_edits=expected_edits, by=by)
    items = items_of(row)
    if len(items) >= MOST_ITEMS:
        raise IntelligenceRefused(f"A report has {MOST_ITEMS} items at most: begin another one.")
    item = IntelligenceItem(report=row, position=len(items) + 1)
    _fill(item, told, by=by, at=at)
    item.save(force_insert=True)
    saved(row, verb="intelligence_item_added", by=by, at=at, details=_facts(item))
    return item


@transaction.atomic
def change_item(
    *, reference: str, item_id: UUID, told: Told, expected_edits: int, by: Actor, at: datetime
) -> IntelligenceItem:
    """Change an item of a draft. Where other words are told, they are to be sanitised anew."""
    row = drafting(reference, expected_edits=expected_edits, by=by)
    item = one_of(items_of(row), item_id)
    before = words.read_raw([item]).get(item.id)
    after = _fill(item, told, by=by, at=at)
    if before != after:
        item.sealed_words = None
    item.save()
    saved(row, verb="intelligence_item_changed", by=by, at=at, details=_facts(item))
    return item


@transaction.atomic
def remove_item(*, reference: str, item_id: UUID, expected_edits: int, by: Actor, at: datetime) -> None:
    """Take an item out of a draft; those behind it move up."""
    row = drafting(reference, expected_edits=expected_edits, by=by)
    items = items_of(row)
    gone = one_of(items, item_id)
    for item in items:
        if item.position > gone.position:
            item.position -= 1
            item.save(update_fields=["position"])
    gone.delete()
    saved(row, verb="intelligence_item_removed", by=by, at=at, details={"item": gone.position})


@transaction.atomic
def discard(*, reference: str, expected_edits: int, by: Actor, at: datetime) -> None:
    """Drop a draft that nobody needs: what it said is gone. Raises StepRefused, NotTheWriter."""
    row = stepping(reference, "discard", by=by, expected_edits=expected_edits)
    if not by.is_named(*row.writers):
        raise NotTheWriter
    row.discard(by=str(by), at=at)
    empty(row)
    row.save()
    note(row, verb="intelligence_discarded", by=by, at=at)


def one_of(items: list[IntelligenceItem], item_id: UUID) -> IntelligenceItem:
    """Return one of a report's items. Raises IntelligenceRefused."""
    found = next((item for item in items if item.id == item_id), None)
    if found is None:
        raise IntelligenceRefused("There is no such item any more.")
    return found


def _fill(item: IntelligenceItem, told: Told, *, by: Actor, at: datetime) -> Raw:
    """Put what is told into the row, checked; return what the source told."""
    text, conditions = told.words.strip(), told.conditions.strip()
    if not text:
        raise IntelligenceRefused("Write what the source told.", field="words")
    if len(text) > words.LONGEST or len(conditions) > words.LONGEST_CONDITIONS:
        raise IntelligenceRefused("This is too long for one item: make several of it.", field="words")
    try:
        item.source_grade = grades.check_source_grade(told.source_grade)
        item.intelligence_grade = grades.check_grade(told.intelligence_grade).value
        item.handling = grades.check_handling(told.handling, conditions=conditions).value
    except BadGrade as error:
        raise IntelligenceRefused(str(error), field=error.field) from error
    item.has_conditions = bool(conditions)
    raw = Raw(words=text, conditions=conditions)
    try:
        item.source = _source(item.report, told, by=by, at=at)
        words.seal_raw(item, raw)
    except KeyDestroyed:
        raise IntelligenceRefused(ERASED) from None
    return raw


def _source(row: IntelligenceReport, told: Told, *, by: Actor, at: datetime) -> IntelligenceSource:
    known = next((each for each in sources.known_of(row) if each.reference == told.source), None)
    if known is not None:
        return known
    if told.source or told.kind == SourceKind.COMPLAINANT:
        return sources.of_complainant(row=row, reference=told.source, by=by, at=at)
    return sources.of_another(row=row, kind=told.kind, identity=told.identity, by=by, at=at)


def _facts(item: IntelligenceItem) -> dict[str, object]:
    return {"item": item.position, "grades": item.grading, "source": item.source.reference}
