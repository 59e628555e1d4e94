"""The versions of a case's package as an officer sees them."""

from dataclasses import dataclass

from referrals.models import EvidencePackage
from referrals.services import disclosing
from reports.models import Case
from reports.services.subjects import withholds_subject


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a package as an officer sees it.

    `is_kept_back` where nobody is given it any more, `superseded_by` the number of the newest sealed one after it,
    `percent` how far its building is where that is counted.
    """

    row: EvidencePackage
    is_kept_back: bool
    superseded_by: int | None
    percent: int | None


def list_versions(*, case: Case) -> list[Version]:
    """Return the versions of a case's package, newest first, with four queries however many there are."""
    rows = list(EvidencePackage.objects.filter(case=case).order_by("-version"))
    marked, withheld = disclosing.marked_in(case_id=case.id), withholds_subject(case=case)
    newest = next((row.version for row in rows if row.state == EvidencePackage.State.SEALED), None)
    return [_version(row, marked=marked, is_withheld=withheld, newest=newest) for row in rows]


def _version(row: EvidencePackage, *, marked: set[str], is_withheld: bool, newest: int | None) -> Version:
    is_sealed = row.state == EvidencePackage.State.SEALED
    tells = not marked <= set(row.left_out) or (is_withheld and not row.withholds_subject)
    return Version(
        row=row,
        is_kept_back=is_sealed and tells,
        superseded_by=newest if is_sealed and newest is not None and row.version < newest else None,
        percent=100 * row.step_done // row.step_total if row.step_total else None,
    )
