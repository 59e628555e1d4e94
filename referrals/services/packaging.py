"""Evidence packages: asked for, built by a worker, sealed, and read again."""

import logging
from collections.abc import Generator, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import nudge, publish
from hatehub.vault.models import Purpose
from hatehub.vault.services import KeyDestroyed, destroyed_among, is_destroyed
from referrals.events import PackageRenewed
from referrals.models import EvidencePackage
from referrals.services import bagging, disclosing, stamping
from referrals.services.bagging import Written
from referrals.services.contents.added import note_sealed
from reports.models import Case, Evidence, Report
from reports.rules.custody import CustodyVerb
from reports.rules.workflow import ON_FORCE_SIDE, State
from reports.services import custody, files, workflow

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)
FIRST_RETRY = timedelta(seconds=30)
MOST_ATTEMPTS = 6
NOTES_A_STEP = 50
EXPORTS_AT_ONCE = 1000


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


class NotOffered(Exception):
    """No force is offered the case or has it: there is nobody to build a package for."""


def ask(*, case_id: UUID, by: Actor, at: datetime) -> EvidencePackage:
    """Ask for a new version because an officer wants one, and write down who. Raises NotOffered and NotPermitted."""
    require(by=by, action=Action.BUILD_PACKAGE)
    case = Case.objects.select_related("lead").get(id=case_id)
    if not may_be_asked_for(case=case):
        raise NotOffered(case.reference)
    with transaction.atomic():
        package = request(case_id=case_id, by=by, at=at)
        subject, details = f"case:{case.reference}", {"version": package.version}
        record(subject=subject, verb="package_requested", by=by, at=at, details=details)
    return package


def may_be_asked_for(*, case: Case) -> bool:
    """Tell whether a force is offered a case or has it; before that there is nobody to build a package for."""
    return case.lead.state in ON_FORCE_SIDE and case.merged_into_id is None


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
        return _build(package, at=at)
    except Exception as error:
        _note_failure(package_id=package_id, error=error, at=at)
        return False


def _build(package: EvidencePackage, *, at: datetime) -> bool:
    """Seal a bag on its way into storage, and record it; what cannot be recorded is removed again."""
    owner = _owner(package.case)
    stream = _Stream(bagging.write(package=package, at=at, note=_Progress(package.id)))
    stored = files.store(chunks=stream, owner=owner)
    try:
        is_sealed = _record_seal(package, stored, stream.written, owner=owner, at=at)
    except BaseException:
        files.delete(storage_name=stored.storage_name)
        raise
    if not is_sealed:
        files.delete(storage_name=stored.storage_name)
    return is_sealed


class NothingLeft(Exception):
    """Every report of the case is erased: there is no key to seal a package under, and nothing to put into it."""


def _owner(case: Case) -> UUID:
    """Return the report under whose material key the package is sealed: the lead, or the first that is not erased.

    Raises NothingLeft.
    """
    ids = [case.lead_id, *case.reports.order_by("submitted_at", "id").values_list("id", flat=True)]
    erased = destroyed_among(owners=ids, purpose=Purpose.MATERIAL)
    for report_id in ids:
        if report_id not in erased:
            return report_id
    raise NothingLeft(case.reference)


class _Stream:
    """The bytes of a bag while they are stored; `written` is what the writer returned at the end."""

    def __init__(self, pieces: Generator[bytes, None, Written]) -> None:
        self._pieces = pieces
        self._written: Written | None = None

    def __iter__(self) -> Iterator[bytes]:
        self._written = yield from self._pieces

    @property
    def written(self) -> Written:
        assert self._written is not None  # noqa: S101 - the storage has read to the end
        return self._written


class _Progress:
    """Notes on the row how far the building is, at most some fifty times a step: each is one short statement."""

    def __init__(self, package_id: UUID) -> None:
        self._rows = EvidencePackage.objects.filter(id=package_id)
        self._last: tuple[str, int] | None = None

    def __call__(self, step: EvidencePackage.Step, done: int, total: int) -> None:
        part = done * NOTES_A_STEP // total if total else 0
        if (step, part) != self._last:
            self._last = (step, part)
            self._rows.update(step=step, step_done=done, step_total=total)


@transaction.atomic
def _record_seal(
    package: EvidencePackage, stored: files.StoredFile, written: Written, *, owner: UUID, at: datetime
) -> bool:
    """Write the seal and what was exported, ask for time stamps, and move the case on where it waits for it."""
    case = Case.objects.select_for_update(no_key=True).get(id=package.case_id)
    lead = Report.objects.select_for_update().get(id=case.lead_id)
    locked = EvidencePackage.objects.select_for_update().get(id=package.id)
    if locked.state != EvidencePackage.State.REQUESTED:
        return False
    locked.state, locked.sealed_at, locked.sealed_for = EvidencePackage.State.SEALED, at, owner
    locked.storage_name, locked.size, locked.sha256 = stored.storage_name, stored.size, stored.sha256
    locked.left_out, locked.withholds_subject = written.left_out, written.withholds_subject
    locked.save()
    stamping.ask(subject=f"package:{locked.id}", digest=written.signed, at=at)
    facts = {"version": locked.version, "sha256": locked.sha256, "size": stored.size}
    record(subject=f"case:{package.case.reference}", verb="package_sealed", by=HUB, at=at, details=facts)
    _log_exports(locked, written.exhibits, at=at)
    note_sealed(package=locked, kept=written.kept, at=at)
    if lead.state == State.ASSIGNED:
        workflow.mark_packaged(report_id=lead.id, by=HUB, at=at, details={"version": locked.version})
    else:
        renewed = PackageRenewed(case_id=str(case.id), version=locked.version)
        publish(renewed, stream=str(case.id), at=at)
    return True


def _log_exports(package: EvidencePackage, exhibits: list[int], *, at: datetime) -> None:
    """Write into the custody of each exhibit that it went into this package, a thousand at a time."""
    why = f"evidence package {package.case.reference}-v{package.version}"
    for start in range(0, len(exhibits), EXPORTS_AT_ONCE):
        chosen = Evidence.objects.filter(id__in=exhibits[start : start + EXPORTS_AT_ONCE]).select_related("report")
        custody.log(items=chosen.order_by("id"), verb=CustodyVerb.EXPORTED, by=HUB, at=at, why=why)


def _note_failure(*, package_id: UUID, error: Exception, at: datetime) -> None:
    with transaction.atomic():
        package = EvidencePackage.objects.select_for_update().get(id=package_id)
        package.attempts += 1
        package.last_error = type(error).__name__[:120]
        package.not_before = at + FIRST_RETRY * 2 ** (package.attempts - 1)
        if package.attempts >= MOST_ATTEMPTS:
            package.state = EvidencePackage.State.FAILED
        package.step, package.step_done, package.step_total = EvidencePackage.Step.WAITING, 0, 0
        names = ["attempts", "last_error", "not_before", "state", "step", "step_done", "step_total"]
        package.save(update_fields=names)
    logger.error("package_failed", extra={"package": str(package_id), "error": package.last_error})


def latest_sealed(*, case: Case) -> EvidencePackage | None:
    """Return the newest sealed package of a case, or None."""
    return case.packages.filter(state=EvidencePackage.State.SEALED).order_by("-version").first()


def latest_to_share(*, case: Case) -> EvidencePackage | None:
    """Return the newest sealed package; None while it names somebody who has taken that consent back since."""
    package = latest_sealed(case=case)
    return package if package is not None and disclosing.is_covered(package=package) else None


@transaction.atomic
def export(
    *, package: EvidencePackage, by: Actor, at: datetime, action: Action = Action.DOWNLOAD_PACKAGE
) -> Iterator[bytes]:
    """Record the export and return the ZIP's bytes, begun: one that cannot be read is not recorded as given.

    Raises what `note_export` does, files.StorageAway, and PackageChanged also as it is read.
    """
    note_export(package=package, by=by, at=at, action=action)
    return files.begun(_checked(package))


@transaction.atomic
def note_export(*, package: EvidencePackage, by: Actor, at: datetime, action: Action = Action.DOWNLOAD_PACKAGE) -> None:
    """Record that a package is given out, and whose reports are shared by that. Raises NotPermitted.

    One that holds what is diverted or in quarantine now, or says whom the case is about where that is withheld, is
    given to nobody: raises HoldsDiverted. `action` is another one only for a body
    that a package is handed to by a link. Raises KeyDestroyed where what it was made of, or somebody whom it names,
    has been erased.
    """
    require(by=by, action=action)
    if package.sealed_for and is_destroyed(owner=package.sealed_for, purpose=Purpose.MATERIAL):
        raise KeyDestroyed(f"what package {package.id} was made of was destroyed")
    if disclosing.names_erased(package=package):
        raise KeyDestroyed(f"somebody whom package {package.id} names was erased")
    if disclosing.holds_diverted(package=package) or disclosing.tells_withheld(package=package):
        raise HoldsDiverted(package.case.reference)
    record(
        subject=f"case:{package.case.reference}",
        verb="package_exported",
        by=by,
        at=at,
        details={"version": package.version},
    )
    disclosing.note_package(package=package, by=by, at=at)


class HoldsDiverted(Exception):
    """A package was built before something in it was diverted or withheld; a newer version leaves that out."""


class PackageChanged(Exception):
    """A stored package no longer matches the hash taken when it was sealed."""


def _checked(package: EvidencePackage) -> Iterator[bytes]:
    """Yield the ZIP's bytes, of a changed package never all of them. Raises PackageChanged."""
    assert package.sealed_for is not None  # noqa: S101 - the table's constraint says so
    try:
        yield from files.read_compared(
            storage_name=package.storage_name, owner=package.sealed_for, sha256=package.sha256
        )
    except files.FileChanged as error:
        raise PackageChanged(str(package.id)) from error
