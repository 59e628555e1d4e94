import io
import json
import zipfile

import pytest

from hatehub.accounts.actors import HUB
from hatehub.reference.models import Material
from referrals.models import EvidencePackage
from referrals.services import bagging, packaging
from referrals.services.case_detail import read_case
from reports.models import Report
from reports.services import diversion
from tests.making import reports as making
from triage.services import diverting

CHILD = Material.CHILD_SEXUAL_ABUSE
NAVY, RED = making.picture(), making.picture(colour="red")
URL = "https://x.com/somebody/status/1700000000000000001"


def divert(report, by, at):
    item = report.evidence.order_by("id").first()
    return diverting.divert_exhibit(evidence_id=item.id, material=CHILD, by=by, at=at)


def divert_post(report, by, at):
    return diverting.divert_post(content_id=report.contents.get().id, material=Material.TERRORIST, by=by, at=at)


def build_all(at):
    making.work_off()
    for package in EvidencePackage.objects.filter(state="requested").order_by("version"):
        assert packaging.build(package_id=package.id, at=at), package.last_error


def opened(report, by, at):
    package = packaging.latest_sealed(case=report.case)
    return zipfile.ZipFile(io.BytesIO(b"".join(packaging.export(package=package, by=by, at=at))))


def read(bag, name):
    [path] = [each for each in bag.namelist() if each.endswith(f"data/{name}")]
    return bag.read(path)


@pytest.fixture
def with_force(report_at):
    return report_at("packaged", files=[NAVY, RED], words="Those people must burn.")


def test_diverted_exhibit_goes_into_no_package_and_is_named_by_number_and_kind_alone(report_at, officer, at):
    report = report_at("assessed_crime", files=[NAVY, RED])
    item = report.evidence.order_by("id").first()
    divert(report, officer, at)
    making.assign(report, by=officer, at=at)
    build_all(at)
    bag = opened(report, officer, at)
    pictures = [name for name in bag.namelist() if "/exhibits/" in name]
    assert [name.rpartition("/")[2] for name in pictures] == [f"{report.reference}-2.png"]
    [left] = json.loads(read(bag, "disclosure.json"))
    assert {"what": f"exhibit {item.exhibit}", "why": WHY} in left["left_out"]
    whole = b"".join(bag.read(name) for name in bag.namelist())
    assert item.sha256.encode() not in whole
    assert NAVY not in whole


WHY = "child sexual abuse material, diverted to the body that deals with it"


def test_diverted_post_is_left_out_with_words_and_address(report_at, officer, at):
    report = report_at("assessed_crime", words="Those people must burn.")
    divert_post(report, officer, at)
    making.assign(report, by=officer, at=at)
    build_all(at)
    bag = opened(report, officer, at)
    [told] = json.loads(read(bag, "reports.json"))
    assert told["posts"] == []
    [left] = json.loads(read(bag, "disclosure.json"))
    assert any(each["what"] == "post 1" for each in left["left_out"])
    whole = b"".join(bag.read(name) for name in bag.namelist())
    assert b"must burn" not in whole
    assert URL.encode() not in whole


@pytest.mark.parametrize("mark", [divert, divert_post])
def test_package_that_was_built_before_is_renewed_without_it(with_force, officer, west_yorkshire, at, mark):
    report = with_force
    first = packaging.latest_sealed(case=report.case)
    mark(report, officer, at)
    for by in (officer, west_yorkshire):
        with pytest.raises(packaging.HoldsDiverted):
            packaging.export(package=first, by=by, at=at)
    assert packaging.latest_to_share(case=report.case) is None
    build_all(at)
    second = packaging.latest_to_share(case=report.case)
    assert second.version == first.version + 1
    with pytest.raises(packaging.HoldsDiverted):
        packaging.export(package=EvidencePackage.objects.get(id=first.id), by=officer, at=at)
    assert len([name for name in opened(report, officer, at).namelist() if "/exhibits/" in name]) == (
        1 if mark is divert else 2
    )


def test_what_is_diverted_while_a_package_is_built_is_not_given_out_with_it(report_at, officer, at, monkeypatch):
    report = report_at("assigned", files=[NAVY])
    real = bagging.summary.render

    def render_slowly(**given):
        divert(report, officer, at)
        return real(**given)

    monkeypatch.setattr(bagging.summary, "render", render_slowly)
    package = packaging.request(case_id=report.case_id, by=HUB, at=at)
    assert packaging.build(package_id=package.id, at=at)
    with pytest.raises(packaging.HoldsDiverted):
        packaging.export(package=EvidencePackage.objects.get(id=package.id), by=officer, at=at)
    monkeypatch.undo()
    build_all(at)
    assert packaging.latest_to_share(case=report.case).left_out


def test_api_gives_no_address_of_a_diverted_post(with_force, officer, west_yorkshire, at):
    report = Report.objects.select_related("case").get(id=with_force.id)
    assert read_case(reference=report.case.reference, by=west_yorkshire, at=at)["reports"][0]["urls"] == [URL]
    divert_post(report, officer, at)
    assert read_case(reference=report.case.reference, by=west_yorkshire, at=at)["reports"][0]["urls"] == []


def test_same_file_in_another_reports_package_is_taken_back_too(report_at, submit, officer, at):
    report, other = report_at("packaged", files=[NAVY]), submit(files=[NAVY], minutes=3)
    divert(other, officer, at)
    assert packaging.latest_to_share(case=report.case) is None
    build_all(at)
    assert [name for name in opened(report, officer, at).namelist() if "/exhibits/" in name] == []


def test_exhibit_is_packaged_again_once_the_mark_is_lifted(with_force, officer, supervisor, at):
    row = divert(with_force, officer, at)
    build_all(at)
    diverting.lift(diversion_id=row.id, by=supervisor, at=at, reason="A drawing.")
    build_all(at)
    assert len([name for name in opened(with_force, officer, at).namelist() if "/exhibits/" in name]) == 2


def test_mark_alone_without_triage_is_enough_to_leave_it_out(report_at, officer, at):
    report = report_at("assigned", files=[NAVY])
    diversion.mark_exhibit(evidence_id=report.evidence.get().id, material=CHILD, by=officer, at=at)
    package = packaging.request(case_id=report.case_id, by=HUB, at=at)
    assert packaging.build(package_id=package.id, at=at)
    assert [name for name in opened(report, officer, at).namelist() if "/exhibits/" in name] == []
