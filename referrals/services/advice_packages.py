"""A sealed package in the hands of a prosecutor: fetched through the link, as often as it takes, each time recorded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hatehub.accounts.actors import HUB
from hatehub.accounts.roles import Action
from hatehub.audit.models import Entry
from referrals.models import AdviceRequest, AnswerLink, EvidencePackage
from referrals.services import disclosing, packaging
from referrals.services.advice_answers import body_of, request_of
from reports.models import Evidence
from reports.rules.custody import CustodyVerb
from reports.services import custody


class NotGivenOut(Exception):
    """The package may not be shared, or no longer."""


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A package on its way out: its bytes piece by piece, its size, and its name."""

    content: Iterator[bytes]
    size: int
    name: str


def may_fetch(*, package: EvidencePackage) -> bool:
    """Tell whether a package may be shared still, by the rule that holds for a force."""
    return package.state == EvidencePackage.State.SEALED and disclosing.is_covered(package=package)


def fetch(*, link: AnswerLink, at: datetime) -> Fetched:
    """Return the package that a link hands on, and record that it was fetched: audit, custody, and who was shared.

    Where it cannot be read, nothing is recorded. Raises NotGivenOut, LinkRefused, files.StorageAway, and
    packaging.PackageChanged also as it is read.
    """
    row = request_of(link)
    package = row.package
    if package is None or not may_fetch(package=package):
        raise NotGivenOut(str(row.id))
    try:
        with transaction.atomic():
            content = packaging.export(package=package, by=body_of(row), at=at, action=Action.ADVISE)
            _note(package, row, at=at)
    except packaging.HoldsDiverted:
        raise NotGivenOut(str(row.id)) from None
    name = f"{package.case.reference}-v{package.version}.zip"
    return Fetched(content=content, size=package.size or 0, name=name)


def _note(package: EvidencePackage, row: AdviceRequest, *, at: datetime) -> None:
    """Write into the custody of each exhibit of the package that it went out again, and whose report was shared."""
    disclosing.note_given(package=package, recipient=row.recipient, key=f"advice:{row.id}", purpose="advice", at=at)
    name = f"evidence package {package.case.reference}-v{package.version}"
    subjects = [f"report:{reference}" for reference in package.case.reports.values_list("reference", flat=True)]
    sealed_in = Entry.objects.filter(subject__in=subjects, verb=CustodyVerb.EXPORTED, reason=name)
    exhibits = list(sealed_in.values_list("details__exhibit", flat=True))
    items = Evidence.objects.filter(exhibit__in=exhibits).select_related("report").order_by("id")
    custody.log(items=items, verb=CustodyVerb.EXPORTED, by=HUB, at=at, why=f"{name}, fetched by {row.recipient}")
