"""The tab of packages: versions, how far a building is, what failed, and asking again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hatehub.audit.models import Entry
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroy_key
from referrals.models import EvidencePackage
from referrals.services import disclosing, packaging
from referrals.services.versions import list_versions
from reports.models import Case, Evidence
from tests.making import bags
from tests.making import reports as making
from triage.services import merging

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def officer_client(staff):
    return staff("officer")


@pytest.fixture
def page(officer_client):
    def get(report):
        return officer_client.get(reverse("hub_case_tab", args=[report.case.reference, "package"])).content.decode()

    return get


def test_tab_says_how_far_a_building_is(report_at, at, page):
    report = report_at("assigned")
    package = packaging.request(case_id=report.case_id, by=packaging.HUB, at=at)
    EvidencePackage.objects.filter(id=package.id).update(step="copying", step_done=40, step_total=120)
    shown = page(report)
    assert "Copying exhibits" in shown
    assert "40 of 120" in shown
    assert "data-progress-running" in shown
    assert 'role="status"' in shown
    assert "Build a new version" not in shown


def test_tab_says_which_version_is_superseded(report_at, at, page):
    report = report_at("packaged")
    assert "Superseded" not in page(report)
    bags.built(report, at=at)
    shown = page(report)
    assert "Version 2 replaces it" in shown
    assert shown.count("Superseded") == 1


def test_failure_is_said_plainly_and_can_be_tried_again(report_at, at, page, officer_client, monkeypatch):
    report = report_at("packaged")
    package = packaging.request(case_id=report.case_id, by=packaging.HUB, at=at)
    failed = {"state": "failed", "last_error": "NothingLeft", "attempts": 6}
    EvidencePackage.objects.filter(id=package.id).update(**failed)
    shown = page(report)
    assert "Every report of the case has been erased." in shown
    assert "Try again" in shown
    address = reverse("hub_package_request", args=[report.case.reference])
    assert officer_client.get(address).status_code == 405
    assert officer_client.post(address).status_code == 302
    assert EvidencePackage.objects.filter(case=report.case, state="requested").count() == 1
    assert Entry.objects.filter(verb="package_requested").count() == 1


def test_nothing_is_built_before_a_force_is_offered_the_case(report_at, page, officer_client, officer):
    report = report_at("assessed_crime")
    assert "Build a new version" not in page(report)
    officer_client.post(reverse("hub_package_request", args=[report.case.reference]))
    assert not EvidencePackage.objects.exists()
    with pytest.raises(packaging.NotOffered):
        packaging.ask(case_id=report.case_id, by=officer, at=timezone.now())


def test_asking_for_versions_costs_the_same_for_many(report_at, at, django_assert_max_num_queries):
    report = report_at("packaged")
    for _ in range(3):
        bags.built(report, at=at)
    case = Case.objects.select_related("lead").get(id=report.case_id)
    with django_assert_max_num_queries(4):
        assert [each.row.version for each in list_versions(case=case)] == [4, 3, 2, 1]


def test_package_built_before_a_withholding_is_given_to_nobody(report_at, at, officer, west_yorkshire, page):
    report = report_at("packaged")
    older = packaging.latest_sealed(case=report.case)
    Case.objects.filter(id=report.case_id).update(subject_restricted_at=at, subject_destroy_at=at)
    older = EvidencePackage.objects.select_related("case__lead").get(id=older.id)
    assert packaging.latest_to_share(case=older.case) is None
    for by in (officer, west_yorkshire):
        with pytest.raises(packaging.HoldsDiverted):
            packaging.export(package=older, by=by, at=at)
    assert "Not given out" in page(report)
    bags.built(report, at=at)
    assert packaging.latest_to_share(case=older.case).withholds_subject


def test_exhibit_in_quarantine_is_left_out_and_listed(report_at, at, officer):
    report = report_at("assigned", files=[making.picture(), making.picture(colour="red")])
    first = report.evidence.order_by("id").first()
    Evidence.objects.filter(id=first.id).update(quarantined_at=at, quarantined_why="malware")
    package = bags.built(report, at=at)
    content = bags.content_of(package, at=at)
    [left] = bags.data(content, "disclosure.json")
    assert any(first.exhibit in each["what"] and "quarantine" in each["why"] for each in left["left_out"])
    assert package.left_out == [f"exhibit:{first.id}"]
    assert disclosing.is_covered(package=package)
    Evidence.objects.exclude(id=first.id).update(quarantined_at=at, quarantined_why="malware")
    assert not disclosing.is_covered(package=package)


def test_exhibits_that_go_out_are_in_the_custody_log_of_the_next_version(report_at, at):
    report = report_at("assigned", files=[making.picture()])
    bags.built(report, at=at)
    content = bags.content_of(bags.built(report, at=at + timedelta(hours=1)), at=at)
    [line] = [each for each in bags.data(content, "custody.json") if each["verb"] == "exported"]
    assert line["exhibit"] == report.evidence.get().exhibit
    assert line["why"].endswith(f"{report.case.reference}-v1")


def test_erased_member_is_listed_and_stops_nothing(report_at, submit, officer, at):
    lead, other = report_at("assigned"), submit(narrative="Me too.", files=[making.picture()], minutes=1)
    merging.merge(report_id=other.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    making.erase(other, at=at)
    content = bags.content_of(bags.built(lead, at=at), at=at)
    told = {each["reference"]: each for each in bags.data(content, "reports.json")}
    assert told[other.reference]["narrative"] == ""
    assert told[other.reference]["erased"] is True
    listed = {each["report"]: each["left_out"] for each in bags.data(content, "disclosure.json")}
    assert any("erased" in each["why"] for each in listed[other.reference])


def test_erased_lead_leaves_a_package_of_the_others(report_at, submit, officer, at):
    lead, other = report_at("assigned"), submit(narrative="Me too.", minutes=1)
    merging.merge(report_id=other.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    destroy_key(owner=lead.id, purpose=Purpose.MATERIAL, at=at)
    package = bags.built(lead, at=at)
    assert package.sealed_for == other.id
    content = bags.content_of(package, at=at)
    assert bags.data(content, "assessment.json")["erased"] is True
