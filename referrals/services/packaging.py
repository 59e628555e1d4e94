"""Evidence packages: asked for, built by a worker, sealed, and read again."""

import hashlib
import json
import logging
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import nudge
from referrals.clients.signing import key_id
from referrals.models import EvidencePackage
from referrals.rules.bag import BagWriter
from referrals.services import disclosing, signing_keys, stamping
from referrals.services.contents import gather
from referrals.services.summary import render_pdf
from reports.models import Case, Evidence, Report
from reports.rules.file_kinds import kind_of
from reports.rules.workflow import ON_FORCE_SIDE, State
from reports.services import files, workflow

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)
FIRST_RETRY = timedelta(seconds=30)
MOST_ATTEMPTS = 6
READ_BYTES = 256 * 1024
NOTICE = "This summary belongs to a signed evidence package. VERIFY.txt beside it says how to check every file."


class ExhibitChanged(Exception):
    """An exhibit's bytes no longer match the hash taken at receipt."""


@transaction.atomic
def request(*, case_id: UUID, by: Actor, at: datetime) -> EvidencePackage:
    """Ask for a new version of a case's package. One that nobody has begun to build serves both."""
    require(by=by, action=Action.BUILD_PACKAGE)
    case = Case.objects.select_for_update(no_key=True).get(id=case_id)
    waiting = case.packages.filter(state=EvidencePackage.State.REQUESTED, not_before__lte=at).first()
    if waiting is not None:
        return waiting
    last = case.packages.aggregate(last=Max("version"))["last"] or 0
    transaction.on_commit(lambda: nudge("referrals.build_due_packages"))
    return EvidencePackage.objects.create(case=case, version=last + 1, requested_at=at, not_before=at)


def renew(*, case_id: UUID, by: Actor, at: datetime) -> EvidencePackage | None:
    """Ask for a new version where a force has or is offered one: consents or contents have changed since.

    One that is being built counts: it may have read what held before. Returns None where there is nothing to renew.
    """
    case = Case.objects.select_related("lead").get(id=case_id)
    made = case.packages.exclude(state=EvidencePackage.State.FAILED)
    if case.lead.state not in ON_FORCE_SIDE or not made.exists():
        return None
    return request(case_id=case_id, by=by, at=at)


def lease_due(*, at: datetime) -> list[UUID]:
    """Lease the packages that are to be built; an expired lease is due again."""
    with transaction.atomic():
        due = EvidencePackage.objects.filter(state=EvidencePackage.State.REQUESTED, not_before__lte=at)
        chosen = list(
            due.order_by("requested_at").select_for_update(skip_locked=True).values_list("id", flat=True)[:20]
        )
        EvidencePackage.objects.filter(id__in=chosen).update(not_before=at + LEASE)
    return chosen


def build(*, package_id: UUID, at: datetime) -> bool:
    """Build and seal one package, and mark the case packaged; tell whether it was sealed now.

    A failure is tried again, ever later, and ends as failed, which a supervisor sees. A case that has been merged
    into another waits: there is nothing to pack unless it is taken out again.
    """
    package = EvidencePackage.objects.select_related("case__lead").get(id=package_id)
    if package.state != EvidencePackage.State.REQUESTED or package.case.merged_into_id is not None:
        return False
    try:
        with tempfile.TemporaryFile() as target:
            signed = _write(package, target, at=at)
            return _seal(package, target, signed=signed, at=at)
    except Exception as error:
        _note_failure(package_id=package_id, error=error, at=at)
        return False


def _write(package: EvidencePackage, target: IO[bytes], *, at: datetime) -> str:
    """Write the bag, note on the package what was left out because it is diverted, and return the digest to stamp.

    That is the SHA-256 of what is signed, in hexadecimal: the list of lists.
    """
    case, lead = package.case, package.case.lead
    bag = BagWriter(target, name=f"{case.reference}-v{package.version}", at=at)
    contents = gather(case=case, lead=lead, by=HUB, at=at)
    package.left_out = contents.left_out
    for name, value in contents.files.items():
        bag.add(name, [json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).encode()])
    summary = render_pdf(
        title=f"Evidence package {case.reference}",
        reference=case.reference,
        version=package.version,
        notice=NOTICE,
        sections=contents.sections,
        at=at,
    )
    bag.add("summary.pdf", [summary])
    for item in contents.exhibits:
        _add_exhibit(bag, item)
    key = signing_keys.take_key(by=HUB, at=at)
    info = {
        "Source-Organization": "Online Hate Hub",
        "External-Identifier": f"{case.reference}-v{package.version}",
        "Signing-Key": key_id(key),
    }
    signed = bag.finish(info=info)
    bag.close(signature=key.sign(signed))
    return hashlib.sha256(signed).hexdigest()


def _add_exhibit(bag: BagWriter, item: Evidence) -> None:
    """Copy an exhibit byte for byte, and refuse to go on if it is not what was received."""
    name = item.exhibit.replace("/", "-")
    path = f"exhibits/{name}.{kind_of(item.content_type).ending}"
    digests = bag.add(path, files.read(storage_name=item.storage_name, owner=item.report_id))
    if digests["sha256"] != item.sha256:
        raise ExhibitChanged(item.exhibit)


def _seal(package: EvidencePackage, target: IO[bytes], *, signed: str, at: datetime) -> bool:
    size = target.tell()
    target.seek(0)
    stored = files.store(chunks=iter(lambda: target.read(READ_BYTES), b""), owner=package.case.lead_id)
    try:
        is_sealed = _record_seal(package, stored, size=size, signed=signed, at=at)
    except BaseException:
        files.delete(storage_name=stored.storage_name)
        raise
    if not is_sealed:
        files.delete(storage_name=stored.storage_name)
    return is_sealed


@transaction.atomic
def _record_seal(package: EvidencePackage, stored: files.StoredFile, *, size: int, signed: str, at: datetime) -> bool:
    """Write the seal, ask for time stamps, and move the case on if it is still waiting for its package."""
    case = Case.objects.select_for_update(no_key=True).get(id=package.case_id)
    lead = Report.objects.select_for_update().get(id=case.lead_id)
    locked = EvidencePackage.objects.select_for_update().get(id=package.id)
    if locked.state != EvidencePackage.State.REQUESTED:
        return False
    locked.state, locked.sealed_at, locked.sealed_for = EvidencePackage.State.SEALED, at, package.case.lead_id
    locked.storage_name, locked.size, locked.sha256 = stored.storage_name, size, stored.sha256
    locked.left_out = package.left_out
    locked.save()
    stamping.ask(subject=f"package:{locked.id}", digest=signed, at=at)
    facts = {"version": locked.version, "sha256": locked.sha256, "size": size}
    record(subject=f"case:{package.case.reference}", verb="package_sealed", by=HUB, at=at, details=facts)
    if lead.state == State.ASSIGNED:
        workflow.mark_packaged(report_id=lead.id, by=HUB, at=at, details={"version": locked.version})
    return True


def _note_failure(*, package_id: UUID, error: Exception, at: datetime) -> None:
    with transaction.atomic():
        package = EvidencePackage.objects.select_for_update().get(id=package_id)
        package.attempts += 1
        package.last_error = type(error).__name__[:120]
        package.not_before = at + FIRST_RETRY * 2 ** (package.attempts - 1)
        if package.attempts >= MOST_ATTEMPTS:
            package.state = EvidencePackage.State.FAILED
        package.save(update_fields=["attempts", "last_error", "not_before", "state"])
    logger.error("package_failed", extra={"package": str(package_id), "error": package.last_error})


def latest_sealed(*, case: Case) -> EvidencePackage | None:
    """Return the newest sealed package of a case, or None."""
    return case.packages.filter(state=EvidencePackage.State.SEALED).order_by("-version").first()


def latest_to_share(*, case: Case) -> EvidencePackage | None:
    """Return the newest sealed package; None while it names somebody who has taken that consent back since."""
    package = latest_sealed(case=case)
    return package if package is not None and disclosing.is_covered(package=package) else None


def export(*, package: EvidencePackage, by: Actor, at: datetime) -> Iterator[bytes]:
    """Record the export and return the ZIP's bytes. Raises NotPermitted, and PackageChanged as it is read.

    One that holds what is diverted now is given to nobody: raises HoldsDiverted.
    """
    require(by=by, action=Action.DOWNLOAD_PACKAGE)
    if disclosing.holds_diverted(package=package):
        raise HoldsDiverted(package.case.reference)
    record(
        subject=f"case:{package.case.reference}",
        verb="package_exported",
        by=by,
        at=at,
        details={"version": package.version},
    )
    disclosing.note_package(package=package, by=by, at=at)
    return _checked(package)


class HoldsDiverted(Exception):
    """A package was built before something in it was diverted; a newer version leaves that out."""


class PackageChanged(Exception):
    """A stored package no longer matches the hash taken when it was sealed."""


def _checked(package: EvidencePackage) -> Iterator[bytes]:
    """Yield the ZIP one piece behind, so that a changed package is never served whole."""
    hashed, held = hashlib.sha256(), b""
    assert package.sealed_for is not None  # noqa: S101 - the table's constraint says so
    for piece in files.read(storage_name=package.storage_name, owner=package.sealed_for):
        hashed.update(piece)
        if held:
            yield held
        held = piece
    if hashed.hexdigest() != package.sha256:
        raise PackageChanged(str(package.id))
    yield held
