"""Trials: chance chooses once, before anything is known; observed and drawn are never mixed."""

from datetime import timedelta

import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from intel.models import Allocation, Enquiry
from intel.rules.enquiries.steps import Result
from intel.rules.trial_shares import Arm, Verdict
from intel.selectors import trials as reading
from intel.selectors import what_works
from intel.services import enquiring, trials
from intel.services.enquiring import About
from intel.services.enquiry_refusals import EnquiryRefused
from intel.services.trials import TrialRefused

ON_X = About(platform="x")
POST = "https://x.com/somebody/status/17000000000000001{:02}"


@pytest.fixture
def trial(db, supervisor, at):
    return a_trial(supervisor, at)


def a_trial(by, at, **changed):
    known = {"method_code": "account_linking", "against_code": "open_source", "platforms": (), "question": "Better?"}
    return trials.begin(**{**known, **changed}, by=by, at=at)


def draw(report, trial, by, at):
    known = {"case_id": report.case_id, "trial_id": trial.id, "about": ON_X, "why": "Needed."}
    return trials.plan_by_chance(**known, by=by, at=at)


def finish(row, result, by, at):
    enquiring.begin(enquiry_id=row.id, by=by, at=at)
    return enquiring.end(enquiry_id=row.id, result=result, cost=200, words="x", by=by, at=at + timedelta(days=2))


def chosen(report, code, result, by, at):
    row = enquiring.plan(case_id=report.case_id, method_code=code, about=ON_X, why="Needed.", by=by, at=at)
    return finish(row, result, by, at)


def test_chance_chooses_and_what_it_chose_is_written_down_first(report_at, trial, officer, at, monkeypatch):
    monkeypatch.setattr("intel.services.trials.draw_arm", lambda: Arm.NEW)
    report = report_at("assessed_crime")
    row = draw(report, trial, officer, at)
    assert row.method.code == "account_linking"
    assert (row.allocation.arm, row.allocation.drawn_at, row.planned_at) == (Arm.NEW, at, at)
    order = Entry.objects.filter(subject=f"case:{report.case.reference}").order_by("-sequence")
    assert list(order.values_list("verb", flat=True)[:2]) == ["enquiry_planned", "enquiry_drawn"]


def test_both_methods_are_drawn(report_at, trial, officer, at):
    report = report_at("in_triage")
    found = set()
    for _ in range(64):
        found.add(draw(report, trial, officer, at).method.code)
        Enquiry.objects.all().delete()
        Allocation.objects.all().delete()
        if len(found) == 2:
            break
    assert found == {"account_linking", "open_source"}


def test_case_is_never_drawn_for_twice(report_at, trial, officer, at):
    report = report_at("in_triage")
    row = draw(report, trial, officer, at)
    enquiring.abandon(enquiry_id=row.id, words="I wanted the other one.", by=officer, at=at)
    with pytest.raises(EnquiryRefused, match="not drawn again"):
        draw(report, trial, officer, at)


def test_case_on_which_either_was_followed_is_not_drawn_for(report_at, trial, officer, at):
    report = report_at("in_triage")
    chosen(report, "open_source", Result.NOTHING, officer, at)
    with pytest.raises(EnquiryRefused, match="cannot choose any more"):
        draw(report, trial, officer, at)
    assert not Allocation.objects.exists()


def test_case_to_which_either_method_is_not_open_is_not_drawn_for(report_at, supervisor, officer, at):
    trial = a_trial(supervisor, at, against_code="platform_disclosure", platforms=("x",))
    with pytest.raises(EnquiryRefused, match="Decide first"):
        draw(report_at("in_triage"), trial, officer, at)
    assert not Allocation.objects.exists()


def test_trial_of_other_platforms_or_one_that_ended_draws_nothing(report_at, supervisor, officer, at):
    trial = a_trial(supervisor, at, platforms=("reddit",))
    report = report_at("in_triage")
    with pytest.raises(EnquiryRefused, match="other platforms"):
        draw(report, trial, officer, at)
    trials.end(trial_id=trial.id, finding="Nothing.", by=supervisor, at=at)
    with pytest.raises(EnquiryRefused, match="has ended"):
        draw(report, trial, officer, at)


@pytest.mark.parametrize(
    "changed",
    [
        {"against_code": "account_linking"},
        {"method_code": "preservation_request"},
        {"against_code": "platform_disclosure"},
    ],
)
def test_trial_that_compares_nothing_is_not_begun(db, supervisor, at, changed):
    with pytest.raises(TrialRefused):
        a_trial(supervisor, at, **changed)


def test_trial_runs_once_and_ends_once_with_a_finding(trial, supervisor, officer, at):
    with pytest.raises(TrialRefused, match="already"):
        a_trial(supervisor, at)
    with pytest.raises(NotPermitted):
        a_trial(officer, at, against_code="victim_account")
    with pytest.raises(TrialRefused, match="what was found"):
        trials.end(trial_id=trial.id, finding=" ", by=supervisor, at=at)
    trials.end(trial_id=trial.id, finding="No.", by=supervisor, at=at)
    with pytest.raises(TrialRefused, match="has ended"):
        trials.end(trial_id=trial.id, finding="No.", by=supervisor, at=at)


def test_drawn_and_observed_are_counted_apart(submit, trial, officer, supervisor, at, monkeypatch):
    arms = iter([Arm.NEW, Arm.USUAL] * 12)
    monkeypatch.setattr("intel.services.trials.draw_arm", lambda: next(arms))
    reports = [submit(url=POST.format(number), strands=("race",)) for number in range(26)]
    for place, report in enumerate(reports[:24]):
        row = draw(report, trial, officer, at)
        if place == 0:
            enquiring.abandon(enquiry_id=row.id, words="x", by=officer, at=at)
        elif place < 23:
            is_new = row.allocation.arm == Arm.NEW
            finish(row, Result.IDENTIFIED if is_new else Result.NOTHING, officer, at)
    chosen(reports[24], "open_source", Result.IDENTIFIED, officer, at)
    chosen(reports[25], "account_linking", Result.NOTHING, officer, at)

    found = reading.findings(trial=trial, by=officer)
    assert found.running == 1
    assert (found.by_chance.new.cases, found.by_chance.new.identified) == (12, 11)
    assert (found.by_chance.usual.cases, found.by_chance.usual.identified) == (11, 0)
    assert found.by_chance.verdict is Verdict.BETTER
    assert (found.observed.new.identified, found.observed.usual.identified) == (0, 1)
    assert found.observed.verdict is Verdict.TOO_FEW
    [stratum] = found.by_chance.strata
    assert (stratum.platform, stratum.is_anonymous, stratum.strand) == ("x", True, "race")


def test_what_works_counts_cases_once_with_medians(submit, officer, at, django_assert_num_queries):
    reports = [submit(url=POST.format(number)) for number in range(3)]
    for report in reports[:2]:
        chosen(report, "open_source", Result.NOTHING, officer, at)
    chosen(reports[0], "open_source", Result.IDENTIFIED, officer, at)
    row = enquiring.plan(case_id=reports[2].case_id, method_code="open_source", about=ON_X, why="x", by=officer, at=at)
    enquiring.abandon(enquiry_id=row.id, words="x", by=officer, at=at)
    chosen(reports[2], "preservation_request", Result.OTHER, officer, at)
    with django_assert_num_queries(2):
        found = what_works.count(by=officer)
    [counted] = found.by_method
    assert (counted.code, counted.tally.cases, counted.tally.identified) == ("open_source", 2, 1)
    assert (counted.days, counted.cost) == (2.0, 200)
    assert counted.tally.share is None
    assert set(found.by_platform) == {"x"}
