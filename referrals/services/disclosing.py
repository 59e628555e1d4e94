"""Noting for the complainants of a case what a force was given of it."""

from datetime import datetime

from hatehub.accounts.actors import HUB, Actor
from hatehub.reference.selectors import get_force
from referrals.models import EvidencePackage
from referrals.services.contents import is_shared
from reports.models import Case
from reports.services.sharing import note_sharing


def note_reading(*, case: Case, by: Actor, at: datetime) -> None:
    """Note that a force has read a case: what was told, and the links. Reading it again adds nothing."""
    force = get_force(str(by.force_code))
    note_sharing(
        reports=case.reports.all(),
        key=f"read:{force.code}",
        recipient=force.name,
        parts=("report", "link"),
        purpose="investigation",
        by=HUB,
        at=at,
    )


def note_package(*, package: EvidencePackage, by: Actor, at: datetime) -> None:
    """Note that a force has fetched a package; who agreed to be named was named in it."""
    if by.force_code is None:
        return
    force = get_force(by.force_code)
    for report in package.case.reports.select_related("complainant"):
        parts = ("report", "files", "contact") if is_shared(report.complainant) else ("report", "files")
        note_sharing(
            reports=[report],
            key=f"package:{force.code}:{package.version}",
            recipient=force.name,
            parts=parts,
            purpose="investigation",
            by=HUB,
            at=at,
        )
