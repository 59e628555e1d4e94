"""Which guidance went with which case, and what its force said of it."""

from collections.abc import Mapping
from typing import Any

from intel.models import GuidanceFeedback, GuidanceGiven
from referrals.models import EvidencePackage
from referrals.services.packaging import latest_sealed
from reports.models import Case


def package_of(case: Case) -> EvidencePackage | None:
    """Return the newest sealed package of a case; None before the first."""
    return latest_sealed(case=case)


def given_with(*, case: Case, package: EvidencePackage | None) -> list[GuidanceGiven]:
    """Return what went with a package of a case, or without one, in its order; one statement."""
    rows = GuidanceGiven.objects.filter(case=case, package=package).select_related("version__guidance")
    return list(rows.order_by("place", "id"))


def said_of(*, case: Case, force_code: str | None) -> Mapping[int, GuidanceFeedback]:
    """Return what a force said of the guidance of a case, by version; one statement."""
    rows = GuidanceFeedback.objects.filter(case=case, force__code=force_code)
    return {row.version_id: row for row in rows}


def feedback_of(versions: list[int], *, most: int) -> list[GuidanceFeedback]:
    """Return the newest things that forces said in words of some versions; one statement."""
    rows: Any = GuidanceFeedback.objects.filter(version__in=versions, sealed_text__isnull=False)
    return list(rows.select_related("force", "case", "version").order_by("-at", "-id")[:most])
