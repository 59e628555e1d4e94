"""Who a non-crime is about: withheld at the decision, destroyed when the time for a review has passed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hatehub.accounts.actors import HUB, actor_for_complainant
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.vault.models import Purpose
from hatehub.vault.services import is_destroyed
from intel.models import Account, Sighting
from reports.models import Case, Report
from reports.services import subjects as withheld
from reports.services import viewing, workflow
from reports.services.personal import read_suspect
from tests.making import bags
from tests.making import reports as making
from triage.models import SecondReading, Trait
from triage.selectors.subject_table import get_review_days
from triage.services import looking, merging, subjects

pytestmark = pytest.mark.django_db
SUSPECT = "A tall man from number nine."


@pytest.fixture
def decided(at, officer):
    def make(answers, **more):
        report = making.submit(at=at, suspect=SUSPECT, files=[making.picture()], **more)
        workflow.start_triage(report_id=report.id, by=officer, at=at)
        making.assess(report, answers, by=officer, at=at)
        making.work_off(at=at)
        return Report.objects.select_related("case__lead").get(id=report.id)

    return make


def verbs(subject):
    return list(Entry.objects.filter(subject=subject).values_list("verb", flat=True))


def test_a_crime_keeps_who_it_is_about(decided, at):
    report = decided(making.CRIME)
    assert not withheld.withholds_subject(case=report.case)
    assert report.case.subject_destroy_at is None
    assert withheld.destroy_due(by=HUB, at=at + timedelta(days=4000)) == 0


@pytest.mark.parametrize("answers", [making.NON_CRIME, making.OUT_OF_SCOPE])
def test_a_non_crime_below_the_threshold_withholds_it_and_says_so_in_the_audit(decided, at, officer, answers):
    report = decided(answers)
    assert withheld.withholds_subject(case=report.case)
    assert report.case.subject_destroy_at == at + timedelta(days=get_review_days())
    assert "subject_restricted" in verbs(f"case:{report.case.reference}")
    with pytest.raises(withheld.SubjectWithheld):
        viewing.safe_picture(evidence_id=report.evidence.get().id, by=officer, at=at)
    with pytest.raises(withheld.SubjectWithheld):
        read_suspect(report=report)


def test_a_package_of_a_withheld_case_says_nothing_of_the_subject(decided, at):
    report = decided(making.NON_CRIME)
    content = bags.content_of(bags.built(report, at=at), at=at)
    [told] = bags.data(content, "reports.json")
    assert told["suspect"] == ""
    assert told["exhibits"] == []
    assert [(post["url"], post["account"], post["post_key"]) for post in told["posts"]] == [("", "", None)]
    assert any("the subject" in item["what"] for item in bags.data(content, "disclosure.json")[0]["left_out"])


def test_threshold_keeps_it(decided, at, officer):
    report = decided(making.NON_CRIME)
    subjects.settle(case_id=report.case_id, outcome="non_crime", is_threshold_met=True, by=officer, at=at)
    report.case.refresh_from_db()
    assert not withheld.withholds_subject(case=report.case)
    assert "subject_kept" in verbs(f"case:{report.case.reference}")


def test_it_is_destroyed_when_the_time_for_a_review_has_passed_and_what_was_derived_goes_too(decided, at):
    report = decided(making.NON_CRIME)
    assert Sighting.objects.filter(report=report).exists()
    due = report.case.subject_destroy_at
    assert withheld.destroy_due(by=HUB, at=due - timedelta(seconds=1)) == 0
    assert withheld.destroy_due(by=HUB, at=due) == 1
    assert withheld.destroy_due(by=HUB, at=due) == 0
    making.work_off(at=due)
    report = Report.objects.select_related("case__lead").get(id=report.id)
    post = report.contents.get()
    assert (post.url, post.account_handle, post.post_key) == ("", "", None)
    assert is_destroyed(owner=report.id, purpose=Purpose.SUBJECT)
    assert not Trait.objects.filter(report=report).exists()
    assert not Sighting.objects.filter(report=report).exists()
    assert not Account.objects.exists()
    assert "subject_destroyed" in verbs(f"report:{report.reference}")


def test_a_review_shows_it_again_and_stops_the_destruction_until_the_next_decision(decided, at, officer):
    report = decided(making.NON_CRIME)
    due = report.case.subject_destroy_at
    workflow.request_review(report_id=report.id, by=actor_for_complainant(report.reference), at=due - timedelta(days=1))
    report = Report.objects.select_related("case__lead").get(id=report.id)
    assert not withheld.withholds_subject(case=report.case)
    assert read_suspect(report=report) == SUSPECT
    assert withheld.destroy_due(by=HUB, at=due + timedelta(days=1)) == 0


def test_a_report_that_joins_is_withheld_and_one_that_leaves_is_not(decided, at, officer):
    lead, other = decided(making.NON_CRIME), making.submit(at=at, suspect=SUSPECT)
    merging.merge(report_id=other.id, into_case_id=lead.case_id, by=officer, at=at, reason="the same")
    member = Report.objects.select_related("case__lead").get(id=other.id)
    assert withheld.withholds_subject(case=member.case)
    merging.unmerge(report_id=other.id, by=officer, at=at, reason="not the same")
    alone = Report.objects.select_related("case__lead").get(id=other.id)
    assert not withheld.withholds_subject(case=alone.case)
    assert withheld.destroy_due(by=HUB, at=lead.case.subject_destroy_at) == 1


def test_nobody_but_an_officer_withholds_and_nobody_but_the_hub_destroys(decided, at, officer):
    report = decided(making.NON_CRIME)
    with pytest.raises(NotPermitted):
        withheld.keep(case_id=report.case_id, by=HUB, at=at, reason="x")
    with pytest.raises(NotPermitted):
        withheld.destroy_due(by=officer, at=report.case.subject_destroy_at)
    assert Case.objects.get(id=report.case_id).subject_restricted_at is not None


def test_a_second_reader_sees_what_the_decision_withholds_and_nobody_else_does(decided, at, officer):
    report = decided(making.NON_CRIME)
    exhibit = report.evidence.get().id
    reading = SecondReading.objects.create(
        assessment=report.assessments.get(),
        case=report.case,
        why="sample",
        asked_by=str(officer),
        asked_at=at,
        asked_version=report.version,
    )
    other = replace(officer, identifier="officer-2")
    assert looking.picture(evidence_id=exhibit, reading_id=reading.id, by=other, at=at)
    assert read_suspect(report=report, is_review=True) == SUSPECT
    for reading_id, by in ((None, other), (reading.id + 1, other), (reading.id, officer)):
        with pytest.raises(withheld.SubjectWithheld):
            looking.picture(evidence_id=exhibit, reading_id=reading_id, by=by, at=at)
    elsewhere = decided(making.NON_CRIME, url="https://x.com/elsewhere/status/1700000000000000777")
    with pytest.raises(withheld.SubjectWithheld):
        looking.picture(evidence_id=elsewhere.evidence.get().id, reading_id=reading.id, by=other, at=at)
