"""Giving a force a sealed package, whole or from where a download stopped, and listing the versions there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.models import Entry
from referrals.models import EvidencePackage
from referrals.selectors.force_cases import get_whole_case
from referrals.services import disclosing, packaging
from reports.rules.byte_ranges import Span, asked_span
from reports.services import files

RESUMED_WITHIN = timedelta(hours=1)
MOST_LISTED = 100


class NoPackageYet(Exception):
    """No package is sealed, or the newest may not be given out and another one is being built."""


class PackageReplaced(Exception):
    """There is no such version, or it may not be given out any more."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is given out. `span` is the part that `pieces` holds; None where it is the whole package."""

    package: EvidencePackage
    span: Span | None
    pieces: Iterator[bytes]


def list_versions(*, reference: str, by: Actor) -> list[EvidencePackage]:
    """Return the sealed packages of a case, the newest first, up to 100; whether one may be had is told on asking.

    Raises CaseNotFound, ContactOnly, NotPermitted.
    """
    case = get_whole_case(reference=reference, by=by)
    sealed = case.packages.filter(state=EvidencePackage.State.SEALED).select_related("case")
    return list(sealed.order_by("-version")[:MOST_LISTED])


def find_package(*, reference: str, version: int | None, by: Actor) -> EvidencePackage:
    """Return a version of a case's package that may be given out, the newest without a number; records nothing.

    Raises CaseNotFound, ContactOnly, NotPermitted, NoPackageYet, and PackageReplaced for a version that is named.
    """
    require(by=by, action=Action.DOWNLOAD_PACKAGE)
    case = get_whole_case(reference=reference, by=by)
    if version is None:
        newest = packaging.latest_to_share(case=case)
        if newest is None:
            raise NoPackageYet("The package is still being built. Try again later.")
        return newest
    sealed = case.packages.filter(state=EvidencePackage.State.SEALED, version=version).select_related("case__lead")
    package = sealed.first()
    if package is None or not disclosing.is_covered(package=package):
        raise PackageReplaced("There is no such version to be given out. Take the newest one.")
    return package


@transaction.atomic
def give(*, package: EvidencePackage, asked: str, by: Actor, at: datetime) -> Given:
    """Return the bytes of a package, or the part that the Range header `asked` names.

    A download that begins is recorded, as is everybody whose report is in it. A part from the middle, which the same
    client asks for within the hour after it began, goes on with that one and adds nothing; nor is anything recorded
    where it cannot be read. Of a package given whole, the last bytes come only if all of it matches its hash; each
    part is authentic by itself. Raises byte_ranges.Unsatisfiable, NoPackageYet, NotPermitted, StorageAway, and
    PackageChanged also as it is read.
    """
    size = package.size or 0
    span = asked_span(asked, size=size)
    try:
        if span is None:
            return Given(package=package, span=None, pieces=packaging.export(package=package, by=by, at=at))
        if not span.start or not _has_begun(package, by=by, at=at):
            packaging.note_export(package=package, by=by, at=at)
    except packaging.HoldsDiverted:
        raise NoPackageYet("A newer version of the package is being built. Try again later.") from None
    return Given(package=package, span=span, pieces=files.begun(_part(package, span)))


def _has_begun(package: EvidencePackage, *, by: Actor, at: datetime) -> bool:
    """Tell whether this client began to fetch this version within the last hour."""
    begun = Entry.objects.filter(subject=f"case:{package.case.reference}", verb="package_exported", actor=str(by))
    return begun.filter(at__gte=at - RESUMED_WITHIN, details__version=package.version).exists()


def _part(package: EvidencePackage, span: Span) -> Iterator[bytes]:
    assert package.sealed_for is not None  # noqa: S101 - the table's constraint says so
    return files.read_slice(
        storage_name=package.storage_name,
        owner=package.sealed_for,
        size=package.size or 0,
        start=span.start,
        stop=span.stop,
    )
