"""The table of entitlements in force, and what it says of a complainant."""

import json
from functools import lru_cache
from importlib.resources import files

from reports.models import Complainant
from reports.rules.entitlements import Entitlements, Facts, entitlement_of, read_entitlements


@lru_cache(maxsize=1)
def get_entitlements() -> Entitlements:
    """Return the table that ships with this release, checked. Raises BadEntitlements."""
    text = files("reports.data").joinpath("entitlements.json").read_text(encoding="utf-8")
    return read_entitlements(json.loads(text))


def entitlement_for(complainant: Complainant) -> str:
    """Return the entitlement of a complainant, whose report has been fetched with them."""
    report = complainant.report
    under_18 = str(report.circumstances.get("under_18", ""))
    return entitlement_of(get_entitlements(), Facts(kind=complainant.kind, under_18=under_18, danger=report.danger))
