from datetime import date, timedelta

import pytest
from django.utils import timezone

from hatehub.accounts.actors import HUB
from hatehub.accounts.permissions import NotPermitted
from reports.models import Report
from reports.services import following, workflow
from tests.making import readings
from tests.making import reports as making
from triage.models import Claim, FigureDay, SecondReading, StepTaken
from triage.rules.figures import STANDING, Measure
from triage.services import figures, merging, steps_taken

pytest_plugins = ["tests.making.http"]


def numbers(measure, **of):
    rows = FigureDay.objects.filter(measure=measure, **of).values_list("group", "part", "number")
    return {(group, part): number for group, part, number in rows}


def happened():
    rows = FigureDay.objects.exclude(measure__in=STANDING)
    return sorted(rows.values_list("day", "measure", "group", "part", "number"))


# Noting steps --------------------------------------------------------------------------------------
def test_step_is_noted_with_the_clock_it_left(report_at, officer, at):
    report = report_at("received")
    due = report.due_at
    workflow.start_triage(report_id=report.id, by=officer, at=at + timedelta(hours=30))
    making.work_off()
    noted = StepTaken.objects.get(report=report)
    assert (noted.step, noted.stood_at, noted.state, noted.version) == ("start_triage", "received", "in_triage", 2)
    assert (noted.since, noted.due_at, noted.at) == (at, due, at + timedelta(hours=30))
    assert (noted.by, noted.why, noted.decided_before) == ("officer:officer-1", "", "")


def test_step_is_noted_once(report_at):
    report_at("in_triage")
    making.work_off()
    kept = StepTaken.objects.values().get()
    again = {"state": "received", "since": kept["since"].isoformat(), "due_at": "", "outcome": "", "by": "hub:hub"}
    of = {"report_id": kept["report_id"], "case_id": Report.objects.get().case_id, "version": 2, "facts": {}}
    steps_taken.note(**of, step="start_triage", state="in_triage", before=again, by=HUB, at=kept["at"])
    assert StepTaken.objects.values().get() == kept


def test_event_of_an_earlier_release_leaves_nothing(report_at, at):
    report = report_at("received")
    of = {"report_id": report.id, "case_id": report.case_id, "version": 2, "facts": {}}
    assert not steps_taken.note(**of, step="start_triage", state="in_triage", before={}, by=HUB, at=at)
    assert not StepTaken.objects.exists()


def test_merging_is_no_step_of_a_clock(submit, officer, at):
    report, into = submit(), submit(minutes=1)
    merging.merge(report_id=report.id, into_case_id=into.case_id, by=officer, at=at, reason="one post")
    merging.unmerge(report_id=report.id, by=officer, at=at, reason="not one post")
    making.work_off()
    assert not StepTaken.objects.exists()


@pytest.mark.parametrize("act", [figures.count_now, figures.count_again])
def test_only_the_hub_counts(db, supervisor, at, act):
    with pytest.raises(NotPermitted):
        act(by=supervisor, at=at)


def test_only_the_hub_notes_steps(report_at, officer, at):
    report = report_at("received")
    of = {"report_id": report.id, "case_id": report.case_id, "version": 2, "facts": {}, "before": {}}
    with pytest.raises(NotPermitted):
        steps_taken.note(**of, step="start_triage", state="in_triage", by=officer, at=at)


# What happened -------------------------------------------------------------------------------------
def test_arrivals_and_decisions_are_of_their_day_where_the_hub_is(submit, officer, at):
    summer = at.replace(month=7, day=1, hour=23, minute=30)
    report = making.submit(at=summer)
    making.walk(report, to="assessed_crime", by=officer, at=summer + timedelta(hours=4))
    making.work_off()
    figures.count_now(by=HUB, at=summer + timedelta(hours=5))
    assert FigureDay.objects.get(measure=Measure.ARRIVED).day == date(2026, 7, 2)
    assert numbers(Measure.DECIDED, day=date(2026, 7, 2)) == {("crime", ""): 1}
    assert numbers(Measure.WAITED, day=date(2026, 6, 29)) == {
        ("", "number"): 1,
        ("", "median"): 240,
        ("", "ninth"): 240,
    }
    assert numbers(Measure.OFFICER) == {("officer:officer-1", "decided"): 1}


def test_clocks_are_met_or_missed_by_so_much(submit, officer, at):
    for hours in (1, 24, 30, 50, 200):
        workflow.start_triage(report_id=submit().id, by=officer, at=at + timedelta(hours=hours))
    making.work_off()
    figures.count_again(by=HUB, at=at + timedelta(days=10))
    rows = FigureDay.objects.filter(measure=Measure.CLOCK).values_list("group", "part", "number")
    assert sorted(rows) == [
        ("received", "0", 1),
        ("received", "1", 1),
        ("received", "3", 1),
        ("received", "met", 1),
        ("received", "met", 1),
    ]


def test_reopening_is_counted_with_reason_and_outcome(report_at, officer, at):
    asked, opened, wrote = (making.close(report_at("assessed_crime"), by=officer, at=at) for _ in range(3))
    later = at + timedelta(days=10)
    following.request_review(report_id=asked.id, at=later)
    workflow.reopen(report_id=opened.id, by=officer, at=later, reason="Somebody rang.")
    following.look_again(report_id=wrote.id, by=HUB, at=later)
    making.work_off()
    figures.count_now(by=HUB, at=later)
    outcome = asked.outcome
    assert numbers(Measure.REOPENED) == {
        ("review", outcome): 1,
        ("officer", outcome): 1,
        ("new_information", outcome): 1,
    }
    assert numbers(Measure.AFTER) == {("7", ""): 3}
    making.assess(Report.objects.get(id=opened.id), making.NON_CRIME, by=officer, at=later)
    making.work_off()
    figures.count_now(by=HUB, at=later)
    assert numbers(Measure.REVIEWED) == {("changed", ""): 1}


def test_readings_are_counted_with_their_questions(report_at, settings, at):
    settings.SECOND_READING_SHARE = 1.0
    report_at("assessed_crime")
    reading = SecondReading.objects.get()
    readings.read(reading, dict(making.CRIME), acts=True, at=at + timedelta(hours=1))
    figures.count_now(by=HUB, at=at + timedelta(hours=2))
    assert numbers(Measure.READING) == {("agreed", ""): 1}
    asked = numbers(Measure.QUESTION)
    assert len(asked) == len(reading.assessment.path)
    assert {part for _, part in asked} == {"same"}


def test_merges_are_counted_when_made_and_when_undone(submit, officer, at):
    report, into = submit(), submit(minutes=1)
    merging.merge(report_id=report.id, into_case_id=into.case_id, by=officer, at=at, reason="one post")
    merging.unmerge(report_id=report.id, by=officer, at=at + timedelta(days=1), reason="not one post")
    figures.count_now(by=HUB, at=at + timedelta(days=1))
    assert numbers(Measure.MERGE, day=at.date()) == {("made", ""): 1}
    assert numbers(Measure.MERGE, day=at.date() + timedelta(days=1)) == {("undone", ""): 1}


# What stands ---------------------------------------------------------------------------------------
def test_open_cases_are_counted_by_age_and_clock(submit, officer, at):
    for days in (0, 2, 40):
        making.submit(at=at - timedelta(days=days))
    making.walk(making.submit(at=at), to="in_triage", by=officer, at=at)
    figures.count_now(by=HUB, at=at)
    assert numbers(Measure.OPEN) == {
        ("all", ""): 4,
        ("received", "0"): 1,
        ("received", "1"): 1,
        ("received", "28"): 1,
        ("in_triage", "0"): 1,
    }
    assert numbers(Measure.DUE) == {
        ("received", "late"): 2,
        ("received", "week"): 1,
        ("in_triage", "week"): 1,
    }


def test_what_officers_hold_is_counted_while_it_is_open(report_at, staff, at):
    staff("officer")
    officer_user = _user()
    for report in (report_at("received"), report_at("in_triage")):
        Claim.objects.create(case=report.case, officer=officer_user, claimed_at=at, claimed_by="officer:x")
    figures.count_now(by=HUB, at=at)
    name = officer_user.username
    assert numbers(Measure.HELD) == {(name, "received"): 1, (name, "in_triage"): 1}


def _user():
    from hatehub.accounts.models import User

    return User.objects.latest("id")


def test_what_stood_is_replaced_and_what_is_empty_is_counted_as_such(report_at, officer, at):
    report = report_at("assessed_crime")
    figures.count_now(by=HUB, at=at)
    making.close(report, by=officer, at=at)
    figures.count_now(by=HUB, at=at + timedelta(minutes=10))
    assert numbers(Measure.OPEN) == {("all", ""): 0}


# Increments and rebuilding -------------------------------------------------------------------------
def test_counting_all_again_gives_what_was_counted_bit_by_bit(submit, officer, at, settings):
    settings.SECOND_READING_SHARE = 1.0
    begun = at.replace(hour=22)
    for step in range(24):
        moment = begun + timedelta(hours=7 * step)
        state = ("received", "in_triage", "assessed_crime", "assessed_non_crime", "assigned")[step % 5]
        report = making.walk(making.submit(at=moment), to=state, by=officer, at=moment + timedelta(hours=2))
        if state == "assessed_crime":
            making.close(report, by=officer, at=moment + timedelta(hours=3))
            if step % 2:
                following.request_review(report_id=report.id, at=moment + timedelta(hours=4))
        making.work_off()
        figures.count_now(by=HUB, at=moment + timedelta(hours=5))
    bit_by_bit = happened()
    assert len({day for day, *_ in bit_by_bit}) > 6
    FigureDay.objects.all().delete()
    figures.count_again(by=HUB, at=moment + timedelta(hours=5))
    assert happened() == bit_by_bit
    figures.count_again(by=HUB, at=moment + timedelta(hours=5))
    assert happened() == bit_by_bit


def test_numbers_of_officers_are_forgotten_after_four_weeks(report_at, at):
    report_at("assessed_crime")
    making.work_off()
    figures.count_now(by=HUB, at=at)
    figures.count_again(by=HUB, at=at + timedelta(days=28))
    assert numbers(Measure.OFFICER)
    figures.count_again(by=HUB, at=at + timedelta(days=29))
    assert not numbers(Measure.OFFICER)
    assert numbers(Measure.DECIDED)


def test_task_counts(db):
    from triage.tasks import count_figures, count_figures_again

    count_figures()
    count_figures_again()
    assert FigureDay.objects.get(measure=Measure.OPEN).day == timezone.localdate()
