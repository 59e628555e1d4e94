import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.permissions import NotPermitted
from reports.models import Case, Complainant, Report
from reports.models.report import NO_TIME_BAR
from triage.rules.priority import place_of
from triage.rules.priority_table import BANDS, MOST_POINTS, Band
from triage.rules.queue_filter import CLOSED, OPEN, Filter, Order
from triage.selectors import queue_walks, queues

pytest_plugins = ["tests.making.kept"]
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
STRANDS, PLATFORMS, OWNERS = ("religion", "race", "disability"), ("x", "telegram", "reddit"), ("nobody", "o1")
RARE = "platform:rare"


@pytest.fixture
def world(stored, db):
    """The reports that every test looks at."""
    return stored


@pytest.fixture(scope="module")
def stored(kept_rows):
    """Store 240 reports that differ in everything a list asks about, most of them open."""
    chance, made = random.Random(7), []
    for number in range(240):
        state = chance.choice([*sorted(OPEN), "received", "received", "closed", "merged"])
        terms = [f"strand:{chance.choice(STRANDS)}", f"platform:{chance.choice(PLATFORMS)}"]
        terms += [f"owner:{chance.choice(OWNERS)}"] + ([RARE] if number in (17, 133, 201) else [])
        terms += ["mark:danger"] if number % 11 == 0 else []
        band = chance.choice(BANDS)
        made.append(
            Report(
                reference=f"OHR-{number:04d}-XXXX",
                state=state,
                state_since=NOON,
                due_at=None if state in ("closed", "merged") else NOON + timedelta(hours=chance.randrange(-30, 60)),
                submitted_at=NOON - timedelta(hours=number // 2),
                language="en",
                queue_terms=terms,
                queue_place=place_of(band=band, score=chance.randrange(0, 300, 50)),
                time_bar_on=chance.choice([NO_TIME_BAR, date(2026, 12, 1), date(2026, 11, chance.randrange(1, 28))]),
            )
        )
    cases = [Case(reference=f"OHC-{number:04d}-XXXX", opened_at=NOON) for number in range(240)]
    for report, case in zip(made, cases, strict=True):
        report.case, case.lead = case, report
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    Case.objects.bulk_create(cases)
    Report.objects.bulk_create(made)
    Complainant.objects.bulk_create(Complainant(report=report, identity="anonymous", kind="victim") for report in made)
    return made


def fits(report, wanted):
    first, last = wanted.received_from, wanted.received_until
    on = report.submitted_at.date()
    bands = [(place_of(band=band, score=MOST_POINTS), place_of(band=band, score=0)) for band in wanted.bands]
    return (
        report.state in wanted.states
        and all(set(each) & set(report.queue_terms) for each in wanted.any_of)
        and not set(wanted.none_of) & set(report.queue_terms)
        and (not set(wanted.avoided) & set(report.queue_terms) or "mark:danger" in report.queue_terms)
        and (not bands or any(low <= report.queue_place <= high for low, high in bands))
        and (first is None or on >= first)
        and (last is None or on <= last)
        and (wanted.due_before is None or report.due_at < wanted.due_before)
        and (wanted.bar_until is None or report.time_bar_on <= wanted.bar_until)
    )


SORTED_BY = {
    Order.PRIORITY: lambda row: (row.queue_place, row.due_at, row.id),
    Order.CLOCK: lambda row: (row.due_at, row.id),
    Order.TIME_BAR: lambda row: (row.time_bar_on, row.due_at, row.id),
    Order.OLDEST: lambda row: (row.submitted_at, row.id),
    Order.NEWEST: lambda row: (row.submitted_at, row.id),
}
QUESTIONS = {
    "all": Filter(),
    "one state": Filter(states=frozenset({"received"})),
    "strand": Filter(any_of=(("strand:religion",),)),
    "either strand": Filter(any_of=(("strand:religion", "strand:race"),)),
    "strand and platform": Filter(any_of=(("strand:religion",), ("platform:x",), ("owner:o1",))),
    "not a strand": Filter(none_of=("strand:religion",)),
    "only not": Filter(none_of=("strand:religion", "strand:race", "strand:disability")),
    "avoided but for danger": Filter(avoided=("strand:religion", "strand:race")),
    "rare": Filter(any_of=((RARE,),)),
    "nothing": Filter(any_of=(("strand:unheard",),)),
    "bands": Filter(bands=(Band.URGENT, Band.LOW)),
    "band of a strand": Filter(bands=(Band.NORMAL,), any_of=(("strand:race",),)),
    "received": Filter(received_from=date(2026, 10, 30), received_until=date(2026, 11, 1)),
    "overdue": Filter(due_before=NOON),
    "overdue of a platform": Filter(due_before=NOON, any_of=(("platform:x",),)),
    "time bar": Filter(bar_until=date(2026, 11, 20)),
    "no state": Filter(states=frozenset({"unheard"})),
}


@pytest.mark.parametrize("stride", [1, 30, 600])
@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("question", list(QUESTIONS))
def test_pages_hold_what_fits_in_order_each_once(world, monkeypatch, question, order, stride):
    monkeypatch.setattr(queue_walks, "STRIDE", stride)
    wanted, after, seen = QUESTIONS[question], "", []
    expected = sorted((row for row in world if fits(row, wanted)), key=SORTED_BY[order])
    if order is Order.NEWEST:
        expected.reverse()
    while True:
        found = queue_walks.page_of_ids(wanted=wanted, order=order, after=after, most=30)
        seen += found
        if len(found) < 30:
            break
        after = queue_walks.cursor_after(Report.objects.get(id=found[-1]), order=order)
    assert seen == [row.id for row in expected]


@pytest.mark.parametrize("question", [name for name in QUESTIONS if name != "no state"])
def test_counts_and_all_that_match_are_of_the_same_cases(world, officer, question):
    wanted = QUESTIONS[question]
    expected = {row.id for row in world if fits(row, wanted)}
    assert queue_walks.count_each({"it": wanted}, most=1000) == {"it": len(expected)}
    assert set(queues.list_matching(wanted=wanted, by=officer)) == expected
    assert len(queues.list_matching(wanted=wanted, by=officer, most=5)) == min(5, len(expected))


def test_closed_cases_are_listed_by_their_arrival(world, officer):
    page = queues.list_cases(wanted=Filter(states=CLOSED), order=Order.NEWEST, by=officer)
    expected = sorted((row for row in world if row.state == "closed"), key=SORTED_BY[Order.NEWEST], reverse=True)
    assert [row.id for row in page.reports] == [row.id for row in expected][: queues.PAGE]


def test_counting_stops_where_nobody_counts_on(world):
    assert queue_walks.count_each({"all": Filter(), "few": QUESTIONS["rare"]}, most=10)["all"] == 10


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_page_costs_two_statements_at_most(world, officer, question):
    with CaptureQueriesContext(connection) as seen:
        queues.list_cases(wanted=QUESTIONS[question], by=officer)
    assert len(seen) <= 2


def test_nobody_from_outside_reads_lists(db, west_yorkshire):
    for call in (
        lambda: queues.list_cases(wanted=Filter(), by=west_yorkshire),
        lambda: queues.list_matching(wanted=Filter(), by=west_yorkshire),
        lambda: queues.count_lists(wanted={}, by=west_yorkshire),
        lambda: queues.page_of(report_ids=[], by=west_yorkshire),
    ):
        with pytest.raises(NotPermitted):
            call()
