"""Writing the glossary: an entry is written, revised in versions, and taken out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from referrals.models import AdviceRequest, GlossaryEntry
from referrals.rules.advice import State
from referrals.rules.glossary import as_searched
from referrals.services import advice_showing

LONGEST_TERM, LONGEST_TEXT, LONGEST_SOURCE = 200, 4000, 300


class GlossaryRefused(Exception):
    """The entry cannot be written; the message says why."""


class EntryOvertaken(GlossaryRefused):
    """Somebody else has revised the entry since the page was opened."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an entry says."""

    term: str
    meaning: str
    context: str
    strands: Collection[str]
    source: str
    source_date: date


@transaction.atomic
def write(*, words: Words, by: Actor, at: datetime, advice_id: UUID | None = None) -> GlossaryEntry:
    """Write an entry; with `advice_id`, out of the answer of a body, whose name and case it then keeps.

    Raises GlossaryRefused where something is missing or would tell who complained, and NotPermitted.
    """
    require(by=by, action=Action.WRITE_GLOSSARY)
    answer = _answer(advice_id)
    _check(words, answer, at=at)
    row = GlossaryEntry(written_by=str(by), written_at=at, advice=answer, case=answer.case if answer else None)
    return _store(row, words, verb="glossary_written", by=by, at=at)


@transaction.atomic
def revise(*, entry: UUID, words: Words, expected_version: int, by: Actor, at: datetime) -> GlossaryEntry:
    """Replace an entry by a new version. Raises EntryOvertaken, GlossaryRefused and NotPermitted."""
    require(by=by, action=Action.WRITE_GLOSSARY)
    old = _close(entry, expected_version=expected_version, by=by, at=at)
    _check(words, old.advice, at=at)
    row = GlossaryEntry(
        entry=entry,
        version=old.version + 1,
        case=old.case,
        advice=old.advice,
        written_by=str(by),
        written_at=at,
    )
    return _store(row, words, verb="glossary_revised", by=by, at=at)


@transaction.atomic
def take_out(*, entry: UUID, why: str, expected_version: int, by: Actor, at: datetime) -> None:
    """Take an entry out: it is found no more, and its versions stay. Raises as `revise`."""
    require(by=by, action=Action.WRITE_GLOSSARY)
    if not why.strip():
        raise GlossaryRefused("Say why.")
    old = _close(entry, expected_version=expected_version, by=by, at=at)
    old.taken_out_why = why.strip()[:LONGEST_SOURCE]
    old.save(update_fields=["taken_out_why"])
    details = {"version": old.version}
    record(
        subject=f"glossary:{entry}", verb="glossary_taken_out", by=by, at=at, reason=old.taken_out_why, details=details
    )


def _answer(advice_id: UUID | None) -> AdviceRequest | None:
    if advice_id is None:
        return None
    rows = AdviceRequest.objects.select_related("case__lead__case")
    row = rows.filter(id=advice_id, state=State.ANSWERED).first()
    if row is None:
        raise GlossaryRefused("There is no such answer.")
    return row


def _check(words: Words, answer: AdviceRequest | None, *, at: datetime) -> None:
    if not all(text.strip() for text in (words.term, words.meaning, words.source)):
        raise GlossaryRefused("An entry needs its term, its meaning and its source.")
    if answer is None:
        return
    mask = advice_showing.mask_for(reports=[answer.case.lead], at=at)
    if any(mask.text(text) != text for text in (words.term, words.meaning, words.context, words.source)):
        raise GlossaryRefused("This would tell who complained, or holds contact details. Leave that out.")


def _close(entry: UUID, *, expected_version: int, by: Actor, at: datetime) -> GlossaryEntry:
    """Lock the version that holds, and replace it. Raises EntryOvertaken."""
    held = GlossaryEntry.objects.select_for_update(of=("self",)).filter(entry=entry, replaced_at__isnull=True)
    row = held.select_related("advice__case__lead__case", "case").first()
    if row is None or row.version != expected_version:
        raise EntryOvertaken("Somebody else has changed this entry since you opened it.")
    row.replaced_by, row.replaced_at = str(by), at
    row.save(update_fields=["replaced_by", "replaced_at"])
    return row


def _store(row: GlossaryEntry, words: Words, *, verb: str, by: Actor, at: datetime) -> GlossaryEntry:
    row.term, row.meaning, row.context = words.term.strip(), words.meaning.strip(), words.context.strip()
    row.strands, row.source, row.source_date = sorted(words.strands), words.source.strip(), words.source_date
    row.searched = as_searched(row.term)
    row.save(force_insert=True)
    rest = as_searched(f"{row.meaning} {row.context}")
    vector = SearchVector(Value(row.searched), weight="A", config="simple") + SearchVector(
        Value(rest), weight="B", config="simple"
    )
    GlossaryEntry.objects.filter(id=row.id).update(search=vector)
    subject, details = f"glossary:{row.entry}", {"version": row.version}
    record(subject=subject, verb=verb, by=by, at=at, details=details)
    return row
