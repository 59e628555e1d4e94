"""Who a source is, and what it told word for word: for people who are cleared alone, with a reason, each time noted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from hatehub.vault.services import KeyDestroyed
from intel.models import IntelligenceReport, IntelligenceSource
from intel.rules.intelligence.grades import SourceKind
from intel.services.intelligence import words
from intel.services.intelligence.comparing import check_words
from intel.services.intelligence.frame import items_of, note
from intel.services.intelligence.words import Raw
from intel.services.intelligence.writing import one_of
from reports.services.personal import Contact, read_contact

KEPT_APART = "restricted: the reason is kept where it does not tell who a source is"


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where an item comes from. `report` is the reference of the source's own report, where it is a complainant."""

    source: IntelligenceSource
    report: str
    contact: Contact | None
    identity: str
    raw: Raw | None


@transaction.atomic
def show(*, row: IntelligenceReport, item_id: UUID, why: str, by: Actor, at: datetime) -> Provenance:
    """Return where an item comes from, and record who looked and why.

    Raises NotPermitted for anybody who is not cleared, whatever their rank, and IntelligenceRefused without a reason.
    """
    require(by=by, action=Action.SEE_SOURCES)
    item = one_of(items_of(row), item_id)
    why = check_words(why, row=row, field="why", at=at)
    source = item.source
    details = {"what": "source", "item": item.position, "source": source.reference}
    note(row, verb="source_seen", by=by, at=at, reason=why, details=details)
    raw = words.read_raw([item]).get(item.id)
    if source.kind != SourceKind.COMPLAINANT:
        return Provenance(source=source, report="", contact=None, identity=_identity(source), raw=raw)
    report = source.report
    try:
        contact = read_contact(report=report, by=by, at=at, reason=KEPT_APART)
    except KeyDestroyed:
        contact = None
    return Provenance(source=source, report=report.reference, contact=contact, identity="", raw=raw)


def _identity(source: IntelligenceSource) -> str:
    if source.sealed_identity is None:
        return ""
    try:
        value = vault.unseal(
            source.sealed_identity, owner=source.report_id, purpose=Purpose.MATERIAL, field=source.field
        )
    except KeyDestroyed:
        return ""
    return str(value)
