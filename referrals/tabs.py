"""What referrals adds to the case page."""

from typing import Any

from referrals.models import EvidencePackage, ForceAnswer
from referrals.selectors import stamps
from referrals.services.disclosing import holds_diverted
from reports.models import Case
from triage.registries import Tab, register_tab


def register_all() -> None:
    """Add the tab of packages."""
    register_tab(
        Tab(code="package", title="Package", position=60, template="hub/tabs/package.html", context=package_context)
    )


def package_context(case: Case) -> dict[str, Any]:
    """Return the packages and the force's answers, newest first."""
    packages = list(EvidencePackage.objects.filter(case=case).order_by("-version"))
    stamped = stamps.of_subjects([f"package:{row.id}" for row in packages])
    return {
        "packages": [
            {
                "row": row,
                "holds_diverted": row.state == EvidencePackage.State.SEALED and holds_diverted(package=row),
                "stamps": stamped[f"package:{row.id}"],
            }
            for row in packages
        ],
        "answers": list(ForceAnswer.objects.filter(case=case).select_related("force").order_by("-at")),
    }
