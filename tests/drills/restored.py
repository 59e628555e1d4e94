"""Filling a hub for the drill, and comparing another with the copy of it; imported after `django.setup()`."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.files.storage import default_storage
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from hatehub import embedded, launcher
from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.roles import Role
from hatehub.audit.selectors import verify
from hatehub.backups import stored_files, tables
from hatehub.backups.envelopes import opened
from hatehub.backups.frames import MANIFEST, read_frames
from hatehub.backups.taking import FilesTaken
from hatehub.settings.environment import database
from hatehub.vault import erasures
from hatehub.vault.models import DataKey, Purpose
from hatehub.vault.services import KeyDestroyed, unseal
from referrals import verify_package
from referrals.models import EvidencePackage
from referrals.services.signing_keys import take_key
from reports.models import Report
from reports.services import drafts, files
from tests.drills.restoring import Differs
from tests.making import reports as making
from triage.services.forgetting import forget

OFFICER = Actor(role=Role.OFFICER, identifier="drill-officer")
COLOURS = ("navy", "red", "green", "black")
CHANGED = {"audit_entry", "audit_chainhead"}
"""The restore itself is recorded."""


@dataclass(frozen=True)
class Made:
    """What the first hub was filled with: all reports that were acknowledged, and those to be erased after the copy."""

    acknowledged: frozenset[UUID]
    to_erase: tuple[UUID, ...]
    draft: UUID
    said: str


@dataclass(frozen=True)
class Erased:
    """What was erased after the copy."""

    reports: frozenset[UUID]
    draft: UUID
    keys: int


def fill(*, reports: int, is_short: bool, words: str) -> Made:
    """Make a hub with reports, files, a draft and a package."""
    launcher.prepare(demonstration=not is_short)
    made = [_send(number, words=words if number % 3 == 0 else "They wrote this") for number in range(reports)]
    at = timezone.now()
    making.walk(made[1], to="packaged", by=OFFICER, at=at)
    draft, _token = drafts.start(at=at)
    making.work_off()
    everybody = frozenset(Report.objects.values_list("id", flat=True))
    exhibits = sum(1 for _ in default_storage.listdir("material")[0])
    said = f"{len(everybody)} reports, {exhibits} of them with files, {EvidencePackage.objects.count()} packages"
    return Made(everybody, tuple(report.id for report in made[::3]), draft.id, said)


def _send(number: int, *, words: str) -> Report:
    return making.submit(
        at=timezone.now(),
        narrative=f"{words}, number {number}.",
        email=f"person{number}@drill.example",
        url=f"https://x.com/drill/status/17000000000000{number:05}",
        files=[making.picture(colour=COLOURS[number % 4], size=(60 + number % 50, 40))],
    )


def send_reports(written: list[str], stop: threading.Event) -> None:
    """Send reports until told to stop; return with the connection closed."""
    try:
        while not stop.is_set():
            written.append(str(_send(50_000 + len(written), words="Meanwhile").id))
    finally:
        connection.close()


@contextlib.contextmanager
def standing_in(var: Path) -> Iterator[None]:
    """Look at another hub than the first."""
    connection.close()
    usual = dict(connection.settings_dict)
    connection.settings_dict.update(database("NONE", default=embedded.database_url(var)))
    try:
        with override_settings(MEDIA_ROOT=str(var / "media")):
            yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


def manifest_of(copy: Path) -> dict[str, Any]:
    """Read a copy to its end; return its manifest."""
    with open(copy, "rb") as source:
        for frame in read_frames(opened(source)):
            if frame.kind == MANIFEST:
                found = frame.facts()
    return found


def compare_with(manifest: dict[str, Any]) -> tuple[int, int]:
    """Compare every table and the files with a manifest; return how many tables and files there are. Raises Differs."""
    names = tables.list_tables()
    with tables.snapshot(names) as cursor:
        counted = {shape.name: asdict(tables.read_out(cursor, shape)) for shape in tables.shapes(cursor, names)}
        spool = stored_files.spooled_names(names)
    before = manifest["tables"]
    differing = {name for name in counted.keys() | before.keys() if counted.get(name) != before.get(name)}
    if differing != CHANGED:
        raise Differs(f"tables {sorted(differing ^ CHANGED)}")
    entries = counted["audit_entry"]["rows"] - before["audit_entry"]["rows"]
    if entries != 1:
        raise Differs(f"the audit has {entries} entries more than the copy")
    return len(counted), _compare_files(spool, manifest)


def _compare_files(spool: Any, manifest: dict[str, Any]) -> int:
    found = FilesTaken()
    with spool:
        for line in spool:
            name = line.rstrip("\n")
            found.add(name=name, size=default_storage.size(name), sha256=stored_files.digest(name))
    if (found.count, found.sha256) != (manifest["files"], manifest["files_sha256"]):
        raise Differs(f"{found.count} files, and {manifest['files']} in the copy")
    return found.count


def check_audit() -> int:
    """Return how many entries the audit has. Raises Differs where a chain is broken."""
    verdict = verify()
    if verdict.first_broken is not None:
        raise Differs(f"the audit is broken at {verdict.first_broken}")
    return verdict.entries


def check_reports(acknowledged: frozenset[UUID]) -> None:
    """Raise Differs where a report is missing that was acknowledged before the copy began."""
    lost = acknowledged - set(Report.objects.values_list("id", flat=True))
    if lost:
        raise Differs(f"{len(lost)} reports are lost")


def check_packages(folder: Path) -> int:
    """Verify every sealed package with the stand-alone verifier; return how many there are. Raises Differs."""
    key = folder / "public.pem"
    public = take_key(by=HUB, at=timezone.now()).public_key()
    key.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    sealed = [package for package in EvidencePackage.objects.filter(state="sealed") if package.storage_name]
    for package in sealed:
        owner = UUID(package.storage_name.split("/")[1])
        path = folder / "package.zip"
        path.write_bytes(b"".join(files.read(storage_name=package.storage_name, owner=owner)))
        with contextlib.redirect_stdout(None), contextlib.redirect_stderr(None):
            checks = verify_package.verify(str(path), verify_package.load_key(str(key)))
        if not all(check["ok"] for check in checks):
            raise Differs(f"a package does not verify: {[check for check in checks if not check['ok']]}")
    if not sealed:
        raise Differs("there is no package to verify")
    return len(sealed)


def erase(made: Made) -> Erased:
    """Erase reports and a draft in the hub that stands, and have the ledger written."""
    at = timezone.now()
    for report_id in made.to_erase:
        making.erase(Report.objects.get(id=report_id), at=at)
        forget(report_id=report_id, by=HUB, at=at)
    drafts.discard(draft=drafts.Draft.objects.get(id=made.draft), at=at)
    keys = 0
    while count := erasures.write_due(at=at):
        keys += count
    return Erased(frozenset(made.to_erase), made.draft, keys)


def check_erased(erased: Erased, *, words: str) -> None:
    """Raise Differs where anything of what was erased can be had."""
    owners = [*erased.reports, erased.draft]
    if DataKey.objects.filter(owner__in=owners, wrapped__isnull=False).exists():
        raise Differs("a key that was destroyed is back")
    for report in Report.objects.filter(id__in=erased.reports):
        try:
            unseal(report.sealed_narrative, owner=report.id, purpose=Purpose.MATERIAL, field="narrative")
        except KeyDestroyed:
            continue
        raise Differs("a narrative that was erased can be read")
    for owner in owners:
        with contextlib.suppress(FileNotFoundError):
            if default_storage.listdir(f"material/{owner}")[1]:
                raise Differs("files of a report that was erased are back")
    _check_nowhere(words.encode())
    for table in ("triage_textfingerprint", "triage_pictureprint", "triage_searchdocument"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE report_id = ANY(%s)", [list(erased.reports)])
            if cursor.fetchone() != (0,):
                raise Differs(f"{table} still knows what was erased")


def _check_nowhere(words: bytes) -> None:
    found: list[str] = []
    names = tables.list_tables()
    with tables.snapshot(names) as cursor:
        for shape in tables.shapes(cursor, names):
            pieces: list[bytes] = []
            tables.read_out(cursor, shape, pieces.append)
            if words in b"".join(pieces):
                found.append(shape.name)
    if found:
        raise Differs(f"words that were erased stand in {found}")


def check_readable(*, but: frozenset[UUID]) -> int:
    """Return how many reports can be opened; all but those must. Raises KeyDestroyed."""
    others = Report.objects.exclude(id__in=but).exclude(sealed_narrative=None)
    for report in others:
        unseal(report.sealed_narrative, owner=report.id, purpose=Purpose.MATERIAL, field="narrative")
    return len(others)
