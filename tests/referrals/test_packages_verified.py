"""Packages that the hub built for real, checked by everybody who should be able to: ours, openssl, bagit."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import bagit
import pytest
from django.utils import timezone

from referrals import verify_package
from referrals.clients.signing import public_pem
from referrals.selectors import stamps
from referrals.services import packaging, stamping
from referrals.web import navigation
from tests.making import reports as making
from tests.making.zips import changed, flip, members

pytest_plugins = ["tests.making.http", "tests.making.force_client", "tests.making.authorities"]
COMMAND = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)
CLASSES = [
    "bagit.txt",
    "bag-info.txt",
    "manifest-sha256.txt",
    "manifest-sha512.txt",
    "tagmanifest-sha256.txt",
    "tagmanifest-sha512.txt",
    "VERIFY.txt",
    "signature.ed25519",
]
NAMED_ELSEWHERE = {"signature.ed25519": "signature", "tagmanifest-sha256.txt": "signature"}


@pytest.fixture
def built(report_at, officer, tmp_path):
    """Build a package of a report with files; return its report, the path of the ZIP, and the unpacked folder."""

    def build(**answers):
        report = report_at("assigned", narrative="Those people wrote this.", **answers)
        package = packaging.request(case_id=report.case_id, by=packaging.HUB, at=timezone.now())
        assert packaging.build(package_id=package.id, at=timezone.now())
        sealed = packaging.latest_sealed(case=report.case)
        path = tmp_path / "package.zip"
        path.write_bytes(b"".join(packaging.export(package=sealed, by=officer, at=timezone.now())))
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path / "unpacked")
        (folder,) = (tmp_path / "unpacked").iterdir()
        return report, path, folder

    return build


@pytest.fixture
def pictures():
    return [making.picture(), making.picture(colour="red", kind="JPEG")]


@pytest.fixture
def key(tmp_path, db):
    path = tmp_path / "hub-key.pem"
    path.write_bytes(public_pem())
    return verify_package.load_key(str(path))


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one line of VERIFY.txt as somebody would who copies it into a shell."""
    return subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False)


def commands(folder: Path) -> list[str]:
    return COMMAND.findall((folder / "VERIFY.txt").read_text(encoding="utf-8"))


def fetched_stamps(report):
    package = packaging.latest_sealed(case=report.case)
    for stamp in stamps.of_subject(f"package:{package.id}"):
        assert stamping.fetch(stamp_id=stamp.id, at=timezone.now())
    return stamps.of_subject(f"package:{package.id}")


def test_every_command_of_the_instructions_says_yes_as_it_is_written(built, pictures, authority, tmp_path):
    made = authority()
    report, path, folder = built(files=pictures)
    (stamp,) = fetched_stamps(report)
    (folder / "hub.pem").write_bytes(public_pem())
    (folder / "tsa.pem").write_bytes(Path(made.ca_path).read_bytes())
    (folder / "time-stamp-1.tsr").write_bytes(stamp.answer)
    lines = commands(folder)
    assert {line.split()[0] for line in lines} == {"openssl", "sha256sum", "python"}
    by_openssl = [line for line in lines if not line.startswith("python")]
    assert len(by_openssl) == 6
    for line in by_openssl:
        done = run(line, folder)
        assert done.returncode == 0, (line, done.stderr)
    (shown,) = [run(line, folder).stdout for line in lines if "| sha256sum" in line]
    assert f"Signing-Key: sha256:{shown.split()[0]}" in (folder / "bag-info.txt").read_text()
    (program,) = [line for line in lines if line.startswith("python")]
    (folder / "PACKAGE.zip").write_bytes(path.read_bytes())
    source = Path(verify_package.__file__).read_bytes()
    (folder / "verify_package.py").write_bytes(source)
    given = program.split()[2:]
    assert run(f"{sys.executable} -I verify_package.py {' '.join(given)}", folder).returncode == 0


def test_openssl_shows_the_moment_of_the_stamp(built, authority):
    authority()
    report, _, folder = built()
    (stamp,) = fetched_stamps(report)
    (folder / "time-stamp-1.tsr").write_bytes(stamp.answer)
    (line,) = [line for line in commands(folder) if "-text" in line]
    assert f"Time stamp: {stamp.stamped_at:%b %e %H:%M:%S %Y} GMT" in run(line, folder).stdout


def test_changed_seal_fails_the_commands(built, authority):
    made = authority()
    report, _, folder = built()
    (stamp,) = fetched_stamps(report)
    (folder / "hub.pem").write_bytes(public_pem())
    (folder / "tsa.pem").write_bytes(Path(made.ca_path).read_bytes())
    (folder / "time-stamp-1.tsr").write_bytes(stamp.answer)
    seal = folder / "tagmanifest-sha256.txt"
    seal.write_bytes(flip(seal.read_bytes()))
    failing = [line for line in commands(folder) if "tagmanifest" in line]
    assert len(failing) == 3
    for line in failing:
        assert run(line, folder).returncode != 0, line


def test_bagit_of_the_library_of_congress_accepts_it(built, pictures):
    _, _, folder = built(files=pictures)
    bag = bagit.Bag(str(folder))
    assert bag.validate() is True
    assert set(bag.algorithms) == {"sha256", "sha512"}


def test_the_verifier_passes_it_and_compares_its_exhibits(built, pictures, key):
    _, path, _ = built(files=pictures)
    checks = verify_package.verify(str(path), key)
    assert [check["ok"] for check in checks] == [True] * 9
    assert int(str(checks[-1]["detail"]).split()[0]) >= len(pictures)


def test_flipped_byte_in_every_file_of_a_real_package_is_named(built, pictures, key, tmp_path):
    _, path, folder = built(files=pictures)
    whole = path.read_bytes()
    names = [name.partition("/")[2] for name in members(whole)]
    assert set(CLASSES) <= set(names)
    for name in names:
        size = len(members(whole)[f"{folder.name}/{name}"])
        for place in {0, size // 2, size - 1}:
            path.write_bytes(changed(whole, name, lambda content, place=place: flip(content, place)))
            last = verify_package.verify(str(path), key)[-1]
            assert last["ok"] is False, (name, place)
            assert name in last["detail"] or last["name"] == NAMED_ELSEWHERE.get(name), (name, place, last)


def test_flipped_byte_of_a_side_car_fails_at_openssl(built, authority):
    made = authority()
    report, _, folder = built()
    (stamp,) = fetched_stamps(report)
    (folder / "tsa.pem").write_bytes(Path(made.ca_path).read_bytes())
    (line,) = [line for line in commands(folder) if "ts -verify" in line]
    answer = bytes(stamp.answer)
    inside = answer.index(bytes.fromhex(stamp.digest))
    for place in (inside, inside + 31, len(answer) - 1, len(answer) - 100):
        (folder / "time-stamp-1.tsr").write_bytes(flip(answer, place))
        assert run(line, folder).returncode != 0
    (folder / "time-stamp-1.tsr").write_bytes(answer)
    assert run(line, folder).returncode == 0


def test_hash_that_a_machine_readable_file_states_wrongly_is_named(built, pictures, key, monkeypatch, tmp_path):
    _, path, folder = built(files=pictures)
    reports = json.loads((folder / "data" / "reports.json").read_text())
    reports[0]["exhibits"][0]["sha256"] = "0" * 64
    graph = {
        "uco-core:hasFacet": [
            {"uco-observable:filePath": "data/summary.pdf"},
            {"uco-observable:hash": [{"uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": "0" * 64}}]},
        ]
    }
    for name, content in (("data/reports.json", reports), ("data/case.jsonld", {"@graph": [graph]})):
        package = Stated(path, {name: json.dumps(content).encode()})
        with pytest.raises(verify_package.Failed, match=rf"{name} states another SHA-256 for data/"):
            verify_package.check_exhibits(package)


class Stated(verify_package.Package):
    """A package of which some files say otherwise: what its signature holds cannot be forged here."""

    def __init__(self, path, instead):
        super().__init__(path.open("rb"))
        self.instead = instead
        for name in instead:
            self.entries.setdefault(name, self.entries["data/summary.pdf"])

    def read(self, path, *, most=0):
        return self.instead.get(path) or super().read(path, most=most)


def test_officer_and_force_are_given_the_side_car(built, authority, program, staff):
    authority()
    report, _, _ = built()
    mine, reference = program(), report.case.reference
    listed = mine.get(f"cases/{reference}/package/time-stamps").json()
    assert [each["stamped_at"] for each in listed["time_stamps"]] == [None]
    waiting = mine.get(f"cases/{reference}/package/time-stamps/1")
    assert (waiting.status_code, waiting.json()["code"]) == (404, "no_time_stamp")
    (stamp,) = fetched_stamps(report)
    listed = mine.get(f"cases/{reference}/package/time-stamps").json()
    assert listed["digest"] == stamp.digest
    assert listed["time_stamps"][0]["stamped_at"] is not None
    for answer in (
        mine.get(f"cases/{reference}/package/time-stamps/1"),
        staff("officer").get(f"/hub/cases/{reference}/package/1/time-stamps/1.tsr"),
    ):
        assert answer.content == bytes(stamp.answer)
        assert answer["Content-Type"] == "application/timestamp-reply"
        assert answer["Content-Disposition"].endswith(f'{reference}-v1-time-stamp-1.tsr"')
    page = staff("officer").get(f"/hub/cases/{reference}/tab/package/").content.decode()
    assert f"/hub/cases/{reference}/package/1/time-stamps/1.tsr" in page


def test_other_forces_and_other_places_get_no_side_car(built, authority, program, staff):
    authority()
    report, _, _ = built()
    fetched_stamps(report)
    reference = report.case.reference
    other = program(force="E23000032")
    for path in ("time-stamps", "time-stamps/1"):
        assert other.get(f"cases/{reference}/package/{path}").json()["code"] == "case_not_found"
    assert program(scope="cases:read").get(f"cases/{reference}/package/time-stamps/1").status_code == 403
    officer = staff("officer")
    for version, number in ((2, 1), (1, 2), (1, 0)):
        assert officer.get(f"/hub/cases/{reference}/package/{version}/time-stamps/{number}.tsr").status_code == 404


def test_supervisor_sees_late_time_stamps_and_an_officer_does_not(built, authority, staff, settings):
    made = authority()
    made.faults += [503] * 9
    report, _, _ = built()
    package = packaging.latest_sealed(case=report.case)
    (stamp,) = stamps.of_subject(f"package:{package.id}")
    supervisor = staff("supervisor")
    page = supervisor.get("/hub/time-stamps/")
    assert (page.status_code, report.case.reference in page.content.decode()) == (200, False)
    type(stamp).objects.update(asked_at=timezone.now() - stamps.OVERDUE_AFTER)
    stamping.fetch(stamp_id=stamp.id, at=timezone.now())
    page = supervisor.get("/hub/time-stamps/").content.decode()
    assert f"/hub/cases/{report.case.reference}/tab/package/" in page
    assert "http 503" in page
    assert staff("officer").get("/hub/time-stamps/").status_code == 403


def test_navigation_has_late_time_stamps_only_where_there_is_an_authority(authority, settings, monkeypatch):
    added = []
    monkeypatch.setattr(navigation, "register_entry", added.append)
    navigation.register_all()
    without = [entry.url_name for entry in added]
    added.clear()
    authority()
    navigation.register_all()
    assert [entry.url_name for entry in added] == [*without, "hub_late_stamps"]
