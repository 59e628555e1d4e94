from datetime import UTC, date, datetime, timedelta

import pytest
from celery.signals import beat_init
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Case, Report
from reports.services import workflow
from tests.making import reports as making
from triage import tasks
from triage.models import TimeBar, TimeBarWarning
from triage.rules.time_bar import How
from triage.selectors import time_bars as selectors
from triage.services import assessing, merging, time_bars
from triage.services.act_days import earliest_told
from triage.tasks import time_bars as time_bar_tasks

pytest_plugins = ["tests.making.committing"]

HARASSMENT, NETWORK, ALARM = "pha-1997-s2", "ca-2003-s127-1", "poa-1986-s5"
HAPPENED = date(2026, 2, 20)
DUE = date(2026, 8, 20)
DAY = timedelta(days=1)


def decide(report, officer, at, *, offence=ALARM, answers=making.CRIME):
    report = Report.objects.get(id=report.id)
    return assessing.assess(
        report_id=report.id,
        answers=answers,
        offence_code=offence if answers is making.CRIME else None,
        by=officer,
        at=at,
        expected_version=report.version,
    )


@pytest.fixture
def crime(report_at, officer, at):
    """Make a case that is a crime: `crime(offence=..., happened_on=...)`."""

    def make(*, offence=ALARM, **answers):
        report = report_at("in_triage", **{"happened_on": HAPPENED, **answers})
        decide(report, officer, at, offence=offence)
        return Report.objects.get(id=report.id)

    return make


def bar_of(report):
    return TimeBar.objects.filter(case=report.case_id).first()


def before(days):
    return datetime(DUE.year, DUE.month, DUE.day, 11, 0, tzinfo=UTC) - days * DAY


# The limit -----------------------------------------------------------------------------------------
def test_deciding_that_it_is_a_crime_gives_the_case_its_limit(crime, officer):
    report = crime()
    bar = bar_of(report)
    assert (bar.due_on, bar.offence.code) == (DUE, ALARM)
    assert "6 months from 20 February 2026, the earliest day on which it is said to have happened" in bar.sentence
    entry = Entry.objects.get(verb="time_bar_settled")
    assert (entry.subject, entry.actor) == (f"case:{report.case.reference}", str(officer))
    assert entry.details == {"due_on": "2026-08-20", "offence": ALARM}


@pytest.mark.parametrize(
    ("offence", "due"), [(NETWORK, DUE - DAY), (HARASSMENT, DUE), (ALARM, DUE), ("oapa-1861-s16", None)]
)
def test_limit_is_that_of_the_offence(crime, offence, due):
    assert bar_of(crime(offence=offence)).due_on == due


@pytest.mark.parametrize(
    ("happened_on", "posted", "earliest"),
    [
        (None, "", date(2026, 3, 2)),
        (None, "3 January 2026", date(2026, 1, 3)),
        (None, "last week", date(2026, 3, 2)),
        (HAPPENED, "3 January 2026", HAPPENED),
    ],
)
def test_earliest_act_is_when_it_happened_else_when_it_was_posted_else_when_it_was_reported(
    report_at, officer, at, happened_on, posted, earliest
):
    report = report_at("in_triage", happened_on=happened_on)
    tell_when_posted(report, posted)
    decide(report, officer, at)
    assert bar_of(report).earliest_act_on == earliest


def test_post_whose_details_are_erased_tells_no_day(report_at, submit, officer, at):
    lead, member = report_at("in_triage", happened_on=None), submit(happened_on=None)
    for report in (lead, member):
        tell_when_posted(report, "3 January 2026")
        vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    told = earliest_told(reports=Q(id__in=[lead.id, member.id]))
    assert (told.known.day, told.known.how) == (date(2026, 3, 2), How.REPORTED)


def tell_when_posted(report, text):
    sealed = vault.seal({"posted": text}, owner=report.id, purpose=Purpose.MATERIAL, field="post:1")
    report.contents.update(sealed_details=sealed)


def test_day_of_the_report_is_the_day_where_the_hub_is(db, officer, at):
    report = making.submit(at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC), happened_on=None)
    making.walk(report, to="in_triage", by=officer, at=at)
    decide(report, officer, at)
    assert bar_of(report).earliest_act_on == date(2026, 7, 1)


@pytest.mark.parametrize("answers", [making.NON_CRIME, making.OUT_OF_SCOPE])
def test_what_is_no_crime_has_no_limit_and_loses_the_one_it_had(crime, officer, at, answers):
    report = crime()
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="review")
    assert bar_of(report) is not None
    decide(report, officer, at + DAY, answers=answers)
    assert bar_of(report) is None
    assert Entry.objects.filter(verb="time_bar_lifted").count() == 1


def test_computing_it_again_changes_nothing_and_is_not_audited(crime, officer, at):
    report = crime()
    before, entries = bar_of(report), Entry.objects.count()
    after = time_bars.settle(case_id=report.case_id, by=officer, at=at)
    assert (after.id, after.due_on, after.sentence) == (before.id, before.due_on, before.sentence)
    assert Entry.objects.count() == entries


def test_nobody_else_settles_or_chases(crime, west_yorkshire, officer, at):
    report = crime()
    for call in (
        lambda: time_bars.settle(case_id=report.case_id, by=west_yorkshire, at=at),
        lambda: time_bars.settle_joined(case_id=report.case_id, reports=[], by=west_yorkshire, at=at),
        lambda: time_bars.settle_parted(cases=[report.case_id], by=west_yorkshire, at=at),
        lambda: time_bars.chase(by=west_yorkshire, at=at),
        lambda: selectors.list_near(by=west_yorkshire, at=at, after=""),
        lambda: selectors.near_bars(by=west_yorkshire, at=at),
    ):
        with pytest.raises(NotPermitted):
            call()


# Merging and separating ----------------------------------------------------------------------------
def test_report_that_joins_with_an_earlier_day_brings_the_limit_forward_and_taking_it_out_puts_it_back(
    crime, submit, officer, at
):
    report, joiner = crime(), submit(happened_on=date(2026, 1, 10))
    whole = TimeBar.objects.values("due_on", "sentence", "earliest_act_on", "earliest_report").get()
    merging.merge(report_id=joiner.id, into_case_id=report.case_id, by=officer, at=at, reason="same")
    bar = bar_of(report)
    assert (bar.due_on, bar.earliest_report_id) == (date(2026, 7, 10), joiner.id)
    merging.unmerge(report_id=joiner.id, by=officer, at=at, reason="not the same")
    assert TimeBar.objects.values("due_on", "sentence", "earliest_act_on", "earliest_report").get() == whole


def test_report_that_joins_with_a_later_day_changes_nothing(crime, submit, officer, at):
    report, joiner = crime(), submit(happened_on=date(2026, 2, 21))
    before = TimeBar.objects.values().get()
    merging.merge(report_id=joiner.id, into_case_id=report.case_id, by=officer, at=at, reason="same")
    merging.unmerge(report_id=joiner.id, by=officer, at=at, reason="not the same")
    assert TimeBar.objects.values().get() == before


def test_decision_on_a_case_of_many_counts_the_earliest_of_all(report_at, submit, officer, at):
    lead, member = report_at("in_triage", happened_on=HAPPENED), submit(happened_on=date(2026, 1, 10))
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    decide(lead, officer, at)
    assert bar_of(lead).earliest_report_id == member.id


def test_case_that_was_merged_away_is_not_chased_and_comes_back_as_it_was(crime, submit, officer, hub, at):
    lead, report = submit(), crime()
    merging.merge(report_id=report.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    assert time_bars.chase(by=hub, at=before(5)) == 0
    merging.unmerge(report_id=report.id, by=officer, at=before(5), reason="not the same")
    assert time_bars.chase(by=hub, at=before(5)) == 1


def test_joining_and_leaving_cost_no_more_with_many_in_the_case(crime, submit, officer, at):
    report = crime()

    def cost():
        joiner = submit(happened_on=date(2026, 2, 25))
        with CaptureQueriesContext(connection) as queries:
            time_bars.settle_joined(case_id=report.case_id, reports=[joiner.id], by=officer, at=at)
            time_bars.settle_parted(cases=[report.case_id], by=officer, at=at)
        merging.merge(report_id=joiner.id, into_case_id=report.case_id, by=officer, at=at, reason="same")
        return len(queries)

    few = cost()
    for _ in range(4):
        cost()
    assert cost() == few


# Reading -------------------------------------------------------------------------------------------
def test_limits_of_many_cases_are_read_with_one_query(crime, submit, django_assert_num_queries):
    first, second, third = crime(), crime(offence="oapa-1861-s16"), submit()
    with django_assert_num_queries(1):
        found = selectors.time_bars_of([first.case_id, second.case_id, third.case_id])
    assert found == {first.case_id: DUE}


def test_near_limits_come_by_date_with_who_investigates_and_those_closed_are_left_out(
    report_at, crime, officer, hub, at, django_assert_num_queries
):
    later, first, closed, far = (
        crime(happened_on=date(2026, 2, 25)),
        crime(),
        crime(),
        crime(happened_on=date(2026, 3, 1)),
    )
    making.assign(first, by=officer, at=at)
    making.close(closed, by=officer, at=at)
    day = before(53)
    with django_assert_num_queries(3):
        page = selectors.list_near(by=officer, at=day, after="")
    assert [bar.case_id for bar in page.bars] == [first.case_id, later.case_id]
    assert page.investigating[first.case_id].code == making.WEST_YORKSHIRE
    assert later.case_id not in page.investigating
    assert (page.later, page.following) == (1, None)
    assert selectors.near_bars(by=officer, at=day).count() == 0
    assert selectors.near_bars(by=officer, at=before(30)).count() == 1
    assert selectors.near_bars(by=officer, at=before(-1)).count() == 3
    assert far.case_id in selectors.time_bars_of([far.case_id])


def test_pages_skip_nothing_and_a_cursor_that_cannot_be_read_starts_anew(crime, officer, monkeypatch):
    monkeypatch.setattr(selectors, "PAGE", 2)
    cases = {crime().case_id for _ in range(5)}
    seen, after = [], ""
    while after is not None:
        page = selectors.list_near(by=officer, at=before(1), after=after)
        seen += [bar.case_id for bar in page.bars]
        after = page.following
    assert (len(seen), set(seen)) == (5, cases)
    for odd in ("x", "2026-13-01_5", "2026-01-01_", "2026-01-01_" + "9" * 40, "_"):
        assert len(selectors.list_near(by=officer, at=before(1), after=odd).bars) in (0, 2)


# Chasing -------------------------------------------------------------------------------------------
def warnings():
    return list(TimeBarWarning.objects.order_by("id").values_list("days", flat=True))


def test_each_warning_is_given_once_on_its_day(crime, hub):
    crime()
    for left in range(65, -5, -1):
        for hour in (0, 6):
            time_bars.chase(by=hub, at=before(left) + timedelta(hours=hour))
    assert warnings() == [60, 30, 14, 7, -1]
    events = OutboxEvent.objects.filter(name="triage.time_bar_near").order_by("sequence")
    assert [event.payload["days"] for event in events] == [60, 30, 14, 7, -1]


@pytest.mark.parametrize(("left", "days"), [(45, 60), (20, 30), (3, 7), (0, 7), (-10, -1)])
def test_after_downtime_one_warning_makes_up_for_all_that_were_missed(crime, hub, left, days):
    report = crime()
    assert time_bars.chase(by=hub, at=before(left)) == 1
    assert time_bars.chase(by=hub, at=before(left)) == 0
    assert warnings() == [days]
    event = OutboxEvent.objects.get(name="triage.time_bar_near")
    assert event.payload == {"case_id": str(report.case_id), "days": left, "due_on": "2026-08-20"}
    assert event.stream == str(report.case_id)
    entry = Entry.objects.get(verb="time_bar_near")
    assert entry.details == {"due_on": "2026-08-20", "days_left": left, "warning": days, "offence": ALARM}


def test_another_date_is_chased_anew(crime, submit, officer, hub, at):
    report, joiner = crime(), submit(happened_on=date(2026, 2, 18))
    assert time_bars.chase(by=hub, at=before(20)) == 1
    merging.merge(report_id=joiner.id, into_case_id=report.case_id, by=officer, at=at, reason="same")
    assert time_bars.chase(by=hub, at=before(20)) == 1
    assert set(TimeBarWarning.objects.values_list("due_on", "days")) == {(DUE, 30), (DUE - 2 * DAY, 30)}


def test_closed_case_is_not_chased(crime, officer, hub, at):
    making.close(crime(), by=officer, at=at)
    assert time_bars.chase(by=hub, at=before(5)) == 0


def test_case_of_an_older_release_gets_its_limit_first(crime, hub):
    crime()
    TimeBar.objects.all().delete()
    assert time_bars.chase(by=hub, at=before(5)) == 1
    assert TimeBar.objects.get().due_on == DUE


def test_two_who_chase_at_once_warn_once(together, officer, hub, at):
    report = making.submit(at=at, happened_on=HAPPENED)
    making.walk(report, to="in_triage", by=officer, at=at)
    decide(report, officer, at)
    done = together(*[lambda: time_bars.chase(by=hub, at=before(5))] * 4)
    assert sorted(done) == [0, 0, 0, 1]
    assert warnings() == [7]


def test_task_chases_as_the_hub(crime):
    crime(happened_on=date(2020, 1, 1))
    tasks.chase_time_bars()
    assert Entry.objects.get(verb="time_bar_near").actor == "hub:hub"


def test_limit_of_a_case_survives_a_change_of_lead(crime, submit, officer, at):
    report, member = crime(), submit(happened_on=date(2026, 2, 25))
    merging.merge(report_id=member.id, into_case_id=report.case_id, by=officer, at=at, reason="same")
    merging.change_lead(case_id=report.case_id, to_report_id=member.id, by=officer, at=at, reason="knows more")
    assert TimeBar.objects.get(case=Case.objects.get(id=report.case_id)).due_on == DUE


def test_clock_process_asks_for_a_chase_as_it_starts(monkeypatch):
    asked = []
    monkeypatch.setattr(time_bar_tasks, "nudge", asked.append)
    beat_init.send(sender=None)
    assert asked == ["triage.chase_time_bars"]
