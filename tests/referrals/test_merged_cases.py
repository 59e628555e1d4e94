"""What forces see and hear of cases of several: what joins, what leaves, and for contact one report alone."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from hatehub.outbox.models import Delivery
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import EvidencePackage, FeedEntry
from referrals.selectors.feed import list_changes
from referrals.services import bagging, feeding, packaging
from referrals.services.case_detail import read_case
from reports.models import Report, Sharing
from reports.services import following, workflow
from tests.making import reports as making
from triage.models import Responsibility
from triage.rules.responsibility import ABROAD, Facts, at_force, decide
from triage.services import assigning, merging
from triage.services.assessing import latest_assessment

pytest_plugins = ["tests.making.http", "tests.making.force_client"]
KENT = "E23000032"
KENTS_POSTCODE = "CT1 2AB"


def again(report):
    return Report.objects.select_related("case__lead").get(id=report.id)


def merge(report, into, by, at):
    return merging.merge(report_id=report.id, into_case_id=again(into).case_id, by=by, at=at, reason="same post")


def contacts(case):
    rows = Responsibility.objects.filter(case=case, role="victim_contact", replaced_at__isnull=True)
    return {row.report_id: row.force.code if row.force else None for row in rows.select_related("force")}


def build(case, at):
    for package in EvidencePackage.objects.filter(case=case, state="requested"):
        assert packaging.build(package_id=package.id, at=at)


def changes(by):
    feeding.number_entries()
    return [(change.reference, change.change, change.state) for change in list_changes(since=0, by=by).changes]


@pytest.fixture
def assigned(report_at, submit, officer, at):
    """A case of two, with West Yorkshire, one of whose people lives in Kent."""
    lead, member = (
        report_at("assessed_crime", narrative="Told by one."),
        submit(postcode=KENTS_POSTCODE, narrative="Told by the other."),
    )
    merge(member, lead, officer, at)
    facts = Facts(victim=at_force(making.WEST_YORKSHIRE), suspect=at_force(making.WEST_YORKSHIRE))
    assigning.assign(
        case_id=lead.case_id,
        facts=facts,
        decision=decide(facts),
        by=officer,
        at=at,
        expected_version=again(lead).version,
    )
    return lead, member


def test_contact_is_decided_for_each_report_when_a_case_is_assigned(assigned):
    lead, member = assigned
    assert contacts(lead.case) == {lead.id: making.WEST_YORKSHIRE, member.id: KENT}
    rows = Responsibility.objects.filter(case=lead.case).exclude(role="victim_contact")
    assert sorted((row.role, row.report_id) for row in rows) == [("investigating", None), ("recording", None)]


def test_late_joiner_gets_a_contact_which_ends_when_it_leaves(assigned, submit, officer, at):
    lead, member = assigned
    before = contacts(lead.case)
    late, along = submit(postcode=KENTS_POSTCODE), submit(postcode="")
    merge(along, late, officer, at)
    merge(late, lead, officer, at)
    assert contacts(lead.case) == {**before, late.id: KENT, along.id: None}
    merging.unmerge(report_id=late.id, by=officer, at=at + timedelta(hours=1), reason="no")
    assert contacts(lead.case) == before
    ended = Responsibility.objects.filter(case=lead.case, report__in=[late, along])
    assert {row.replaced_at for row in ended} == {at + timedelta(hours=1)}
    assert member.id in before


def test_contact_of_a_joiner_follows_the_facts_of_the_case(report_at, submit, officer, at):
    lead, late = report_at("assessed_crime"), submit(postcode=KENTS_POSTCODE)
    facts = Facts(victim=at_force(making.WEST_YORKSHIRE), suspect=ABROAD, on_railway=True)
    version = again(lead).version
    assigning.assign(
        case_id=lead.case_id, facts=facts, decision=decide(facts), by=officer, at=at, expected_version=version
    )
    merge(late, lead, officer, at)
    assert contacts(lead.case) == {lead.id: "BTP", late.id: "BTP"}
    row = Responsibility.objects.get(report=late)
    assert row.inputs["victim"] == {"where": "force", "force": KENT}


def test_force_that_keeps_in_touch_sees_that_report_alone(assigned, program, at):
    lead, member = assigned
    build(lead.case, at)
    kent, west_yorkshire = program(force=KENT), program()
    seen = kent.get(f"cases/{lead.case.reference}").json()
    assert [report["reference"] for report in seen["reports"]] == [member.reference]
    assert [(row["role"], row["report"]) for row in seen["responsibilities"]] == [
        ("investigating", None),
        ("recording", None),
        ("victim_contact", member.reference),
    ]
    assert seen["package"] is None
    text = json.dumps(seen)
    assert lead.reference not in text
    assert "Told by one." not in text
    whole = west_yorkshire.get(f"cases/{lead.case.reference}").json()
    assert {report["reference"] for report in whole["reports"]} == {lead.reference, member.reference}
    assert len(whole["responsibilities"]) == 4


def test_case_is_read_all_the_same_when_one_of_its_people_was_erased(assigned, west_yorkshire, at):
    lead, member = assigned
    vault.destroy_key(owner=member.id, purpose=Purpose.MATERIAL, at=at)
    found = read_case(reference=again(lead).case.reference, by=west_yorkshire, at=at)
    told = {report["reference"]: report["narrative"] for report in found["reports"]}
    assert told == {lead.reference: "Told by one.", member.reference: ""}


def test_reading_by_a_force_that_keeps_in_touch_is_told_to_that_person_alone(assigned, program):
    lead, member = assigned
    program(force=KENT).get(f"cases/{lead.case.reference}")
    assert list(Sharing.objects.values_list("report", flat=True)) == [member.id]


def test_package_and_decisions_are_refused_to_a_force_that_keeps_in_touch(assigned, program, at):
    lead, _member = assigned
    making.work_off()
    build(lead.case, at)
    kent = program(force=KENT)
    answer = kent.get(f"cases/{lead.case.reference}/package")
    assert (answer.status_code, answer.json()["code"]) == (404, "package_is_for_investigators")
    for action, body in (("accept", {"crime_number": "1"}), ("refuse", {"reason": "r"})):
        answer = kent.post(f"cases/{lead.case.reference}/{action}", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "another_force_asked")
    assert program().get(f"cases/{lead.case.reference}/package").status_code == 200


def test_force_whose_person_left_sees_the_case_no_more(assigned, program, kent, officer, at):
    lead, member = assigned
    making.work_off()
    client = program(force=KENT)
    assert client.get(f"cases/{lead.case.reference}").status_code == 200
    merging.unmerge(report_id=member.id, by=officer, at=at, reason="no")
    making.work_off()
    assert client.get(f"cases/{lead.case.reference}").status_code == 404
    assert changes(kent)[-1] == (lead.case.reference, "report_withdrawn", None)


def test_force_that_keeps_in_touch_does_not_hear_of_other_reports(assigned, kent, west_yorkshire, submit, officer, at):
    lead, _member = assigned
    making.work_off()
    before = changes(kent)
    late = submit()
    merge(late, lead, officer, at + timedelta(hours=1))
    making.work_off()
    merging.unmerge(report_id=late.id, by=officer, at=at + timedelta(hours=2), reason="no")
    making.work_off()
    assert changes(kent) == before
    heard = [change for _, change, _ in changes(west_yorkshire)]
    assert heard[-2:] == ["report_joined", "report_withdrawn"]


def test_case_with_a_force_gets_a_package_when_a_report_joins_and_when_one_leaves(report_at, submit, officer, at):
    lead, late = report_at("with_force", narrative="Told by one."), submit(narrative="Told by the other.")
    making.work_off()
    build(lead.case, at)
    versions = [EvidencePackage.objects.filter(case=lead.case).count()]
    for act in (
        lambda: merge(late, lead, officer, at + timedelta(hours=1)),
        lambda: merging.unmerge(report_id=late.id, by=officer, at=at + timedelta(hours=3), reason="no"),
    ):
        act()
        making.work_off()
        making.work_off()
        versions.append(EvidencePackage.objects.filter(case=lead.case).count())
        if len(versions) == 2:
            build(lead.case, at + timedelta(hours=2))
    assert versions == [versions[0], versions[0] + 1, versions[0] + 2]


def test_package_with_a_report_that_left_is_shared_no_more(report_at, submit, officer, at):
    lead, late = report_at("with_force"), submit()
    merge(late, lead, officer, at)
    making.work_off()
    build(lead.case, at + timedelta(hours=1))
    case = again(lead).case
    assert packaging.latest_to_share(case=case) is not None
    merging.unmerge(report_id=late.id, by=officer, at=at + timedelta(hours=2), reason="no")
    making.work_off()
    assert packaging.latest_to_share(case=case) is None
    build(case, at + timedelta(hours=3))
    assert packaging.latest_to_share(case=case) is not None


def test_package_with_a_report_that_left_while_its_case_was_emptied_is_shared_no_more(report_at, submit, officer, at):
    lead, late, other = report_at("with_force"), submit(), submit()
    merge(late, lead, officer, at)
    making.work_off()
    build(lead.case, at + timedelta(hours=1))
    merge(lead, other, officer, at)
    merging.unmerge(report_id=late.id, by=officer, at=at + timedelta(hours=2), reason="no")
    merging.unmerge(report_id=lead.id, by=officer, at=at + timedelta(hours=2), reason="no")
    assert packaging.latest_to_share(case=again(lead).case) is None


def test_case_that_was_with_a_force_is_gone_and_back(report_at, submit, west_yorkshire, officer, at):
    report, lead = report_at("with_force"), submit()
    making.work_off()
    merge(report, lead, officer, at)
    making.work_off()
    assert changes(west_yorkshire)[-1] == (report.case.reference, "case_merged", None)
    merging.unmerge(report_id=report.id, by=officer, at=at + timedelta(hours=1), reason="no")
    making.work_off()
    assert changes(west_yorkshire)[-1] == (report.case.reference, "case_separated", "with_force")


def test_handling_the_same_events_again_changes_nothing(report_at, submit, officer, at):
    lead, late = report_at("with_force"), submit()
    making.work_off()
    merge(late, lead, officer, at)
    making.work_off()
    counts = FeedEntry.objects.count(), EvidencePackage.objects.count()
    again_due = Delivery.objects.filter(handler__startswith="referrals.")
    again_due.update(state="pending", not_before=timezone.now())
    making.work_off()
    assert (FeedEntry.objects.count(), EvidencePackage.objects.count()) == counts


def test_case_goes_on_to_its_force_under_another_lead(report_at, submit, west_yorkshire, officer, at):
    lead, other = report_at("assigned"), submit()
    merge(other, lead, officer, at)
    package = packaging.request(case_id=lead.case_id, by=officer, at=at)
    merging.change_lead(case_id=lead.case_id, to_report_id=other.id, by=officer, at=at, reason="better told")
    assert packaging.build(package_id=package.id, at=at)
    assert again(other).state == "packaged"
    assert latest_assessment(report=again(other)).outcome == "crime"
    making.work_off()
    assert (lead.case.reference, "mark_packaged", "packaged") in changes(west_yorkshire)


def test_package_that_was_being_built_while_the_lead_changed_moves_the_case_on(
    report_at, submit, officer, at, monkeypatch
):
    lead, other = report_at("assigned"), submit()
    merge(other, lead, officer, at)
    package = packaging.request(case_id=lead.case_id, by=officer, at=at)
    real = bagging.write

    def write(**given):
        written = yield from real(**given)
        merging.change_lead(case_id=lead.case_id, to_report_id=other.id, by=officer, at=at, reason="x")
        return written

    monkeypatch.setattr(bagging, "write", write)
    assert packaging.build(package_id=package.id, at=at)
    assert again(other).state == "packaged"
    package.refresh_from_db()
    assert package.sealed_for == lead.id
    assert b"".join(packaging.export(package=package, by=officer, at=at))


def test_package_of_an_emptied_case_waits_until_it_is_taken_out_again(report_at, submit, officer, at):
    report, lead = report_at("assigned"), submit()
    package = packaging.request(case_id=report.case_id, by=officer, at=at)
    merge(report, lead, officer, at)
    assert not packaging.build(package_id=package.id, at=at)
    merging.unmerge(report_id=report.id, by=officer, at=at, reason="no")
    assert packaging.build(package_id=package.id, at=at)
    assert again(report).state == "packaged"


def test_lead_that_withdraws_from_a_reopened_case_leaves_nothing_with_the_force(report_at, submit, officer, at):
    lead, other = report_at("with_force", narrative="Told by one."), submit()
    merge(other, lead, officer, at)
    making.work_off()
    build(lead.case, at)
    workflow.reopen(report_id=lead.id, by=officer, at=at, reason="new information")
    following.withdraw(report_id=lead.id, at=at)
    making.work_off()
    assert again(lead).outcome == "withdrawn"
    assert packaging.latest_to_share(case=again(other).case) is None
