from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.accounts.models import Team, User
from hatehub.accounts.permissions import NotPermitted
from reports.models import Report
from reports.services import messaging
from tests.making import reports as making
from triage.models import Claim, FurtherTerm
from triage.services import listing, merging, priorities, talking


def terms(report):
    return set(Report.objects.get(id=report.id).queue_terms)


def listed(report, hub):
    listing.refresh(case_ids=[report.case_id], by=hub)
    return terms(report)


def test_case_is_listed_by_what_was_told_of_it(submit, hub):
    report = submit(strands=["religion"], danger="danger", kind="victim")
    assert listed(report, hub) == {
        "strand:religion",
        "platform:x",
        "area:E23000010",
        "owner:nobody",
        "kind:victim",
        "language:en-gb",
        "mark:danger",
    }


def test_case_is_listed_when_it_is_weighed(submit, hub, at):
    report = submit()
    assert terms(report) == set()
    priorities.weigh_cases(case_ids=[report.case_id], by=hub, at=at)
    assert "owner:nobody" in terms(report)


def test_owner_and_team_are_those_of_the_claim_that_holds(submit, hub, at):
    report, team = submit(), Team.objects.create(name="North")
    officer = User.objects.create(username="o1", role="officer", team=team)
    claim = Claim.objects.create(case=report.case, officer=officer, claimed_at=at, claimed_by="officer:o1")
    found = listed(report, hub)
    assert {"owner:o1", f"team:{team.id}"} <= found
    assert "owner:nobody" not in found
    claim.ended_at, claim.ended_as, claim.ended_by = at, "released", "officer:o1"
    claim.save()
    found = listed(report, hub)
    assert "owner:nobody" in found
    assert not {term for term in found if term.startswith("team:")}


def test_case_waits_for_the_complainant_until_the_question_is_answered_or_taken_back(submit, officer, hub, at):
    report = submit()
    question = talking.ask(report_id=report.id, text="[Invented] When was it?", by=officer, at=at)
    assert "waiting:complainant" in terms(report)
    talking.take_back(question_id=question.id, by=officer, at=at, reason="[Invented] Known by now.")
    assert "waiting:complainant" not in terms(report)
    question = talking.ask(report_id=report.id, text="[Invented] Where was it?", by=officer, at=at)
    reply = messaging.reply(report_id=report.id, question_id=question.id, text="[Invented] Here.", at=at)
    making.work_off()
    assert "waiting:complainant" not in terms(report)
    assert "mark:unread" in terms(report)
    talking.mark_read(case=report.case, message_ids=[reply.id], by=officer, at=at)
    assert "mark:unread" not in terms(report)


def test_force_that_investigates_is_listed_with_the_decision(submit, officer, at):
    report = making.walk(submit(), to="assigned", by=officer, at=at)
    assert "force:E23000010" in terms(report)


def test_case_of_several_is_marked_and_taken_apart_it_is_not(submit, officer, hub, at):
    lead, other = submit(), submit(minutes=1)
    merging.merge(report_id=other.id, into_case_id=lead.case_id, by=officer, at=at, reason="the same")
    making.work_off()
    assert "mark:several" in terms(lead)
    merging.unmerge(report_id=other.id, by=officer, at=at, reason="not the same")
    making.work_off()
    assert "mark:several" not in terms(lead)
    assert "mark:several" not in terms(other)


def test_what_is_not_listed_yet_is_listed_in_parts_closed_cases_too(submit, officer, hub, at, monkeypatch):
    monkeypatch.setattr(listing, "BATCH", 2)
    reports = [submit(minutes=number) for number in range(3)]
    closed = making.walk(submit(minutes=9), to="closed", by=officer, at=at)
    Report.objects.update(queue_terms=[])
    assert [listing.list_waiting(by=hub) for _ in range(3)] == [2, 2, 0]
    assert all(terms(report) for report in (*reports, closed))


def test_apps_downstream_tell_terms_and_take_them_back(submit, hub):
    report = submit()
    listing.say(case_id=report.case_id, source="takedowns", terms=["waiting:platform"], by=hub)
    listing.say(case_id=report.case_id, source="support", terms=["support:offered"], by=hub)
    assert {"waiting:platform", "support:offered"} <= terms(report)
    listing.say(case_id=report.case_id, source="takedowns", terms=[], by=hub)
    assert "waiting:platform" not in terms(report)
    assert "support:offered" in terms(report)


@pytest.mark.parametrize("term", ["", "x" * 81])
def test_term_that_does_not_fit_is_refused(submit, hub, term):
    with pytest.raises(ValueError, match="characters"):
        listing.say(case_id=submit().case_id, source="x", terms=[term], by=hub)
    assert not FurtherTerm.objects.exists()


def test_nobody_from_outside_lists_cases(submit, west_yorkshire):
    report = submit()
    for call in (
        lambda: listing.refresh(case_ids=[report.case_id], by=west_yorkshire),
        lambda: listing.say(case_id=report.case_id, source="x", terms=[], by=west_yorkshire),
    ):
        with pytest.raises(NotPermitted):
            call()
    assert terms(report) == set()


def test_cost_does_not_grow_with_the_number_of_cases(submit, hub):
    def statements(cases):
        with CaptureQueriesContext(connection) as seen:
            listing.refresh(case_ids=cases, by=hub)
        return len([each for each in seen if "SAVEPOINT" not in each["sql"]])

    cases = [submit(minutes=number).case_id for number in range(8)]
    assert statements(cases[:1]) == statements(cases[1:]) == 3


def test_what_stays_as_it_is_is_not_written_again(submit, hub):
    report = submit()
    assert listing.refresh(case_ids=[report.case_id], by=hub) == 1
    assert listing.refresh(case_ids=[report.case_id], by=hub) == 0


def test_review_that_is_asked_for_is_marked(submit, hub):
    report = submit()
    Report.objects.filter(id=report.id).update(review_asked_at=timezone.now() - timedelta(days=1))
    assert "mark:review" in listed(report, hub)
