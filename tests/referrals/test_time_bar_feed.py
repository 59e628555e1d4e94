from datetime import UTC, date, datetime

from referrals.models import FeedEntry
from referrals.services.case_detail import read_case
from tests.making import reports as making
from triage.services import assessing, time_bars

DAY_BEFORE = datetime(2026, 8, 19, 11, 0, tzinfo=UTC)


def crime(report_at, officer, at, **answers):
    report = report_at("in_triage", happened_on=date(2026, 2, 20), **answers)
    assessing.assess(
        report_id=report.id,
        answers=making.CRIME,
        offence_code="poa-1986-s5",
        by=officer,
        at=at,
        expected_version=report.version,
    )
    return making.assign(report, by=officer, at=at)


def test_forces_of_the_case_hear_once_that_the_limit_is_near(report_at, officer, hub, at):
    report = crime(report_at, officer, at)
    making.work_off(at=DAY_BEFORE)
    before = FeedEntry.objects.count()
    for _ in range(2):
        time_bars.chase(by=hub, at=DAY_BEFORE)
        making.work_off(at=DAY_BEFORE)
    [entry] = FeedEntry.objects.order_by("id")[before:]
    assert (entry.case_id, entry.force.code) == (report.case_id, making.WEST_YORKSHIRE)
    assert entry.change == "time_bar_near"


def test_nobody_hears_of_a_case_that_no_force_has(report_at, officer, hub, at):
    report = report_at("in_triage", happened_on=date(2026, 2, 20))
    making.assess(report, making.CRIME, by=officer, at=at)
    time_bars.chase(by=hub, at=DAY_BEFORE)
    making.work_off(at=DAY_BEFORE)
    assert not FeedEntry.objects.filter(change="time_bar_near").exists()


def test_force_reads_the_last_day_and_how_it_is_counted(report_at, officer, west_yorkshire, at):
    report = crime(report_at, officer, at)
    limit = read_case(reference=report.case.reference, by=west_yorkshire, at=at)["time_limit"]
    assert limit.due_on == date(2026, 8, 20)
    assert "6 months from 20 February 2026" in limit.sentence
