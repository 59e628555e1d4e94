"""What a force is given of a case is noted for its complainants, and follows their consents."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referrals.models import EvidencePackage
from referrals.services import disclosing, packaging
from referrals.services.case_detail import read_case
from reports.models import Report, Sharing
from reports.services import added_files, messaging, wishes
from tests.making import reports as making
from triage.services import merging

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


def test_name_that_was_in_a_package_is_noted_whatever_holds_since(packaged, west_yorkshire, at):
    package = packaging.latest_sealed(case=packaged.case)
    wishes.change_consents(report_id=packaged.id, consents={"shares_with_force": False}, at=at)
    b"".join(packaging.export(package=package, by=west_yorkshire, at=at))
    assert Sharing.objects.get(report=packaged).parts == ["report", "files", "contact"]


def test_package_that_names_somebody_against_their_will_waits_for_the_next(packaged, west_yorkshire, at):
    wishes.change_consents(report_id=packaged.id, consents={"shares_with_force": False}, at=at)
    assert packaging.latest_to_share(case=packaged.case) is None
    assert read_case(reference=packaged.case.reference, by=west_yorkshire, at=at)["package"] is None
    making.work_off()
    newer = EvidencePackage.objects.get(case=packaged.case, version=2)
    packaging.build(package_id=newer.id, at=at + timedelta(minutes=1))
    assert packaging.latest_to_share(case=packaged.case).version == 2


def test_consent_taken_back_while_the_first_package_is_built_renews_it(officer, at):
    report = making.submit(at=at, name="Demo Name", identity="named", shares_with_force=True)
    making.walk(report, to="assigned", by=officer, at=at)
    making.work_off()
    (first,) = packaging.lease_due(at=timezone.now())
    wishes.change_consents(report_id=report.id, consents={"shares_with_force": False}, at=timezone.now())
    making.work_off()
    assert list(EvidencePackage.objects.exclude(id=first).values_list("version", "state")) == [(2, "requested")]


def test_words_that_are_added_build_no_package_and_files_do(packaged, at):
    for waiting in packaging.lease_due(at=at):
        packaging.build(package_id=waiting, at=at)
    before = EvidencePackage.objects.count()
    messaging.add_information(report_id=packaged.id, text="There is more.", at=at)
    making.work_off()
    assert EvidencePackage.objects.count() == before
    content = making.picture()
    added_files.add_file(report_id=packaged.id, file=io.BytesIO(content), name="a.png", size=len(content), at=at)
    making.work_off()
    assert EvidencePackage.objects.count() == before + 1


def test_noting_a_package_asks_no_more_for_more_members(packaged, west_yorkshire, officer, at):
    package = packaging.latest_sealed(case=packaged.case)
    with CaptureQueriesContext(connection) as alone:
        disclosing.note_package(package=package, by=west_yorkshire, at=at)
    for _ in range(3):
        merging.merge(
            report_id=making.submit(at=at).id, into_case_id=packaged.case_id, by=officer, at=at, reason="same"
        )
    with CaptureQueriesContext(connection) as together:
        disclosing.note_package(package=package, by=west_yorkshire, at=at)
    assert len(together) <= len(alone) + 3
    assert Sharing.objects.filter(parts=["report", "files"]).count() == 3
