"""Where information comes from: a row with a reference, and who it is sealed."""

from datetime import datetime

from hatehub.accounts.actors import Actor
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from intel.models import IntelligenceReport, IntelligenceSource
from intel.rules.intelligence.grades import SourceKind
from intel.services.intelligence.refusals import IntelligenceRefused
from reports.models import Report
from reports.rules.references import new_reference
from triage.selectors.merges import root_of

PREFIX = "ISR"
LONGEST = 500


def of_complainant(*, row: IntelligenceReport, reference: str, by: Actor, at: datetime) -> IntelligenceSource:
    """Return the source that the complainant of a report of the case is, made where it is not one yet.

    Nothing is copied of who it is. Raises IntelligenceRefused where the report is of another case, or erased.
    """
    worked_in = root_of(case_id=row.case_id)
    report = Report.objects.filter(case=worked_in, reference=reference).first()
    if report is None:
        raise IntelligenceRefused("Choose one of the reports of this case.", field="source")
    if vault.is_destroyed(owner=report.id, purpose=Purpose.PERSON):
        raise IntelligenceRefused("Who sent this report has been erased.", field="source")
    made = {"reference": new_reference(PREFIX), "made_by": str(by), "made_at": at}
    source, _ = IntelligenceSource.objects.get_or_create(
        kind=SourceKind.COMPLAINANT.value, report=report, defaults=made
    )
    return source


def of_another(*, row: IntelligenceReport, kind: str, identity: str, by: Actor, at: datetime) -> IntelligenceSource:
    """Make a source that is not a complainant, with who or what it is. Raises IntelligenceRefused, KeyDestroyed."""
    if kind not in set(SourceKind) - {SourceKind.COMPLAINANT}:
        raise IntelligenceRefused("Choose where it comes from.", field="source")
    if not identity.strip():
        raise IntelligenceRefused("Say who or what the source is. It is sealed.", field="identity")
    source = IntelligenceSource(
        reference=new_reference(PREFIX), kind=kind, report_id=row.sealed_for_id, made_by=str(by), made_at=at
    )
    source.sealed_identity = vault.seal(
        identity.strip()[:LONGEST], owner=source.report_id, purpose=Purpose.MATERIAL, field=source.field
    )
    source.save(force_insert=True)
    return source


def known_of(row: IntelligenceReport) -> list[IntelligenceSource]:
    """Return the sources that a report's items have, in the order of their references."""
    return list(IntelligenceSource.objects.filter(items__report=row).distinct().order_by("reference"))
