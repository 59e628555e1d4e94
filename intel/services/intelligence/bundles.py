"""An intelligence report as it leaves the hub, in STIX: nothing goes in but what was signed off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from intel.models import IntelligenceItem, IntelligenceReport
from intel.rules.intelligence.stix import StixAccount, StixItem, StixReport, as_object, write_bundle
from intel.services.intelligence.frame import items_of
from intel.services.intelligence.words import Erased, Said, read_said

MEDIA_TYPE = "application/stix+json;version=2.1"


def bundle_of(row: IntelligenceReport, *, modified: datetime | None = None) -> bytes:
    """Return the STIX bundle of a report that is signed off. Raises Erased."""
    items = items_of(row)
    return write_bundle(stix_report(row, items, read_said(items), modified=modified))


def revoked_bundle(row: IntelligenceReport, *, modified: datetime) -> bytes:
    """Return the bundle that says that a report is not to be used any more."""
    return write_bundle(_revoked(row, modified))


def stix_report(
    row: IntelligenceReport,
    items: Sequence[IntelligenceItem],
    said: dict[Any, Said],
    *,
    modified: datetime | None = None,
) -> StixReport:
    """Return what goes into the bundle. Raises Erased where a key of it has been destroyed."""
    if row.signed_off_at is None or any(item.id not in said for item in items):
        raise Erased(row.reference)
    numbers = source_numbers(items)
    return StixReport(
        key=str(row.id),
        reference=row.reference,
        created=row.signed_off_at,
        modified=max(modified or row.signed_off_at, row.signed_off_at),
        items=[_item(item, said[item.id], source=numbers[item.source_id]) for item in items],
    )


def object_of(report: StixReport | None, row: IntelligenceReport, *, modified: datetime) -> dict[str, Any]:
    """Return a report as a feed lists it; revoked where there is nothing of it to be had any more."""
    return as_object(report or _revoked(row, modified))


def source_numbers(items: Sequence[IntelligenceItem]) -> dict[Any, int]:
    """Return the number of each source within its report: what leaves the hub never has its reference."""
    return {source: place for place, source in enumerate(dict.fromkeys(item.source_id for item in items), start=1)}


def _revoked(row: IntelligenceReport, modified: datetime) -> StixReport:
    created = row.signed_off_at or row.written_at
    return StixReport(
        key=str(row.id),
        reference=row.reference,
        created=created,
        modified=max(modified, created),
        is_revoked=True,
    )


def _item(item: IntelligenceItem, said: Said, *, source: int) -> StixItem:
    return StixItem(
        key=str(item.id),
        position=item.position,
        source=source,
        source_grade=item.source_grade,
        grade=item.intelligence_grade,
        handling=item.handling,
        words=said.words,
        conditions=said.conditions,
        accounts=tuple(StixAccount(**vars(each)) for each in said.named),
    )
