import io
import json
import subprocess
import zipfile
from datetime import timedelta

import bagit
import pytest

from hatehub.accounts.actors import PUBLIC, Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroy_key
from referrals.clients.signing import public_pem
from referrals.models import EvidencePackage
from referrals.rules.bag import BagWriter
from referrals.services import bagging, contents, packaging
from referrals.services.summary import render
from reports.models import Evidence, Report
from tests.making import reports as making
from triage.services import merging

NAME, EMAIL, POSTCODE = "Quillfeather Person", "quillfeather@example.org", "LS6 2AB"
READER = Actor(role=Role.OFFICER, identifier="reader")


@pytest.fixture
def packaged(report_at, at):
    """Make a packaged case; return its report and the bytes of the ZIP."""

    def make(**answers):
        report = report_at("packaged", **answers)
        return report, exported(report, at)

    return make


def exported(report, at):
    package = packaging.latest_sealed(case=report.case)
    return b"".join(packaging.export(package=package, by=READER, at=at))


def unpacked(content, folder):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
        return folder / archive.namelist()[0].split("/")[0]


def member(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(next(each for each in archive.namelist() if each.endswith(name)))


def test_package_is_a_valid_bag_with_the_exhibits_byte_for_byte(packaged, tmp_path):
    pictures = [making.picture(), making.picture(colour="red", kind="JPEG")]
    report, content = packaged(files=pictures)
    folder = unpacked(content, tmp_path)
    bag = bagit.Bag(str(folder))
    bag.validate()
    assert set(bag.algorithms) == {"sha256", "sha512"}
    kept = {path.read_bytes() for path in (folder / "data" / "exhibits").iterdir()}
    assert kept == set(pictures)
    assert folder.name == f"{report.case.reference}-v1"


def test_openssl_verifies_the_signature_as_the_instructions_say(packaged, tmp_path):
    _, content = packaged()
    folder = unpacked(content, tmp_path)
    (folder / "hub.pem").write_bytes(public_pem())
    command = (
        "openssl pkeyutl -verify -pubin -inkey hub.pem -rawin -in tagmanifest-sha256.txt -sigfile signature.ed25519"
    )
    assert command in (folder / "VERIFY.txt").read_text()
    done = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for listing in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        subprocess.run(["sha256sum", "--quiet", "-c", listing], cwd=folder, check=True, capture_output=True)
    (folder / "tagmanifest-sha256.txt").write_text("changed")
    assert subprocess.run(command.split(), cwd=folder, capture_output=True, check=False).returncode != 0


def test_case_moves_and_the_sealing_is_recorded(packaged, at):
    report, content = packaged()
    package = EvidencePackage.objects.get()
    assert (package.state, package.size, package.version) == ("sealed", len(content), 1)
    assert Report.objects.get(id=report.id).state == "packaged"
    entry = Entry.objects.get(verb="package_sealed")
    assert entry.details["sha256"] == package.sha256
    assert Entry.objects.filter(verb="package_exported").count() == 1
    assert packaging.build(package_id=package.id, at=at) is False


def test_confidential_complainant_is_nowhere_in_the_package(packaged, monkeypatch):
    laid_out = []
    monkeypatch.setattr(bagging.summary, "render", lambda **given: laid_out.append(str(given)) or render(**given))
    _, content = packaged(name=NAME, email=EMAIL, postcode=POSTCODE, identity="confidential", files=[making.picture()])
    whole = content + laid_out[0].encode()
    for word in (NAME, EMAIL, POSTCODE, "quillfeather", POSTCODE.replace(" ", "")):
        assert word.casefold().encode() not in whole.lower()
    assert b"shot-0.png" not in whole
    left_out = json.loads(member(content, "disclosure.json"))[0]["left_out"]
    assert any("name and contact" in item["what"] for item in left_out)


@pytest.mark.parametrize(
    ("identity", "shares"), [("named", False), ("confidential", True), ("anonymous", True), ("anonymous", False)]
)
def test_name_is_left_out_unless_named_and_consented(packaged, identity, shares):
    _, content = packaged(name=NAME, email=EMAIL, identity=identity, shares_with_force=shares)
    assert NAME.encode() not in content
    assert json.loads(member(content, "reports.json"))[0]["complainant"] is None


def test_named_complainant_who_consented_is_in_it_and_the_reading_is_recorded(packaged):
    _, content = packaged(name=NAME, email=EMAIL, identity="named", shares_with_force=True)
    told = json.loads(member(content, "reports.json"))[0]
    assert told["complainant"]["name"] == NAME
    assert told["complainant"]["email"] == EMAIL
    assert Entry.objects.filter(verb="read", reason__contains="consent").exists()


def test_custody_log_names_roles_and_no_account(packaged):
    _, content = packaged()
    custody = json.loads(member(content, "custody.json"))
    assert {"submitted", "triage_started", "recorded_as_crime", "assigned"} <= {line["verb"] for line in custody}
    assert b"officer-1" not in content


def test_package_holds_every_report_of_the_case(report_at, submit, officer, at):
    lead, other = report_at("assigned"), submit(narrative="Me too.", files=[making.picture(colour="red")])
    merging.merge(report_id=other.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    package = packaging.request(case_id=lead.case_id, by=packaging.HUB, at=at)
    assert packaging.build(package_id=package.id, at=at)
    told = json.loads(member(exported(lead, at), "reports.json"))
    assert {report["reference"] for report in told} == {lead.reference, other.reference}


def test_same_contents_make_the_same_bytes(at):
    def bag():
        target = io.BytesIO()
        writer = BagWriter(target, name="one", at=at)
        writer.add("a.txt", [b"a", b"b"])
        writer.close(signature=writer.finish(info={"External-Identifier": "x"})[:64])
        return target.getvalue()

    assert bag() == bag()


def test_exhibit_that_changed_in_storage_stops_the_package(report_at, at):
    report = report_at("assigned", files=[making.picture()])
    Evidence.objects.update(sha256="0" * 64)
    package = packaging.request(case_id=report.case_id, by=packaging.HUB, at=at)
    assert packaging.build(package_id=package.id, at=at) is False
    package.refresh_from_db()
    assert (package.state, package.last_error) == ("requested", "ExhibitChanged")
    assert Report.objects.get(id=report.id).state == "assigned"


def test_package_that_cannot_be_built_is_tried_again_and_fails_at_last(report_at, at, monkeypatch):
    report = report_at("assigned")
    monkeypatch.setattr(bagging, "list_ids", lambda **given: 1 / 0)
    package = packaging.request(case_id=report.case_id, by=packaging.HUB, at=at)
    now = at
    for _ in range(packaging.MOST_ATTEMPTS):
        assert packaging.lease_due(at=now) == [package.id]
        packaging.build(package_id=package.id, at=now)
        package.refresh_from_db()
        assert package.not_before > now
        now = package.not_before
    assert package.state == "failed"
    assert packaging.lease_due(at=now + timedelta(days=9)) == []


def test_two_requests_are_served_by_one_version_and_a_later_one_by_another(report_at, at):
    report = report_at("assigned")
    first = packaging.request(case_id=report.case_id, by=packaging.HUB, at=at)
    assert packaging.request(case_id=report.case_id, by=packaging.HUB, at=at) == first
    packaging.build(package_id=first.id, at=at)
    assert packaging.request(case_id=report.case_id, by=packaging.HUB, at=at).version == 2


def test_package_changed_in_storage_is_never_served_whole(packaged, officer, at):
    report, content = packaged()
    EvidencePackage.objects.update(sha256="0" * 64)
    served = []
    with pytest.raises(packaging.PackageChanged):
        served.extend(packaging.export(package=packaging.latest_sealed(case=report.case), by=officer, at=at))
    assert len(b"".join(served)) < len(content)


def test_complainant_downloads_no_package(packaged, at):
    report, _ = packaged()
    with pytest.raises(NotPermitted):
        packaging.export(package=packaging.latest_sealed(case=report.case), by=PUBLIC, at=at)


def test_erased_person_stops_only_what_was_shared(packaged, report_at, at):
    report = report_at("assigned", name=NAME, email=EMAIL, identity="confidential")
    destroy_key(owner=report.id, purpose=Purpose.PERSON, at=at)
    package = packaging.request(case_id=report.case_id, by=packaging.HUB, at=at)
    assert packaging.build(package_id=package.id, at=at) is True
    assert contents.is_shared(report.complainant) is False
