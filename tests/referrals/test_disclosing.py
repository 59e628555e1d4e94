"""What a force is given of a case is noted for its complainants, and follows their consents."""

import pytest

from referrals.models import EvidencePackage
from referrals.services import packaging
from referrals.services.case_detail import read_case
from reports.models import Report, Sharing
from reports.services import wishes
from tests.making import reports as making

pytestmark = pytest.mark.django_db


@pytest.fixture
def packaged(officer, at):
    report = making.submit(at=at, name="Demo Name", email="a@example.org", identity="named", shares_with_force=True)
    making.walk(report, to="packaged", by=officer, at=at)
    making.work_off()
    return Report.objects.get(id=report.id)


def test_reading_a_case_is_noted_once(packaged, west_yorkshire, at):
    for _ in range(2):
        read_case(reference=packaged.case.reference, by=west_yorkshire, at=at)
    row = Sharing.objects.get(report=packaged)
    assert (row.recipient, row.parts) == ("West Yorkshire Police", ["report", "link"])


def test_fetching_a_package_says_whether_the_name_was_in_it(packaged, west_yorkshire, at):
    package = packaging.latest_sealed(case=packaged.case)
    b"".join(packaging.export(package=package, by=west_yorkshire, at=at))
    assert Sharing.objects.get(report=packaged).parts == ["report", "files", "contact"]


def test_officer_who_fetches_a_package_discloses_nothing(packaged, officer, at):
    package = packaging.latest_sealed(case=packaged.case)
    b"".join(packaging.export(package=package, by=officer, at=at))
    assert not Sharing.objects.exists()


def test_consent_taken_back_renews_the_package(packaged, at):
    wishes.change_consents(report_id=packaged.id, consents={"shares_with_force": False}, at=at)
    making.work_off()
    newer = EvidencePackage.objects.get(case=packaged.case, version=2)
    assert packaging.build(package_id=newer.id, at=newer.not_before)
    assert packaging.latest_sealed(case=packaged.case).version == 2
    assert Report.objects.get(id=packaged.id).state == "packaged"


def test_nothing_is_renewed_before_a_force_is_offered_anything(officer, at):
    report = making.submit(at=at)
    wishes.change_consents(report_id=report.id, consents={"shares_with_experts": True}, at=at)
    making.work_off()
    assert not EvidencePackage.objects.exists()
