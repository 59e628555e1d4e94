from datetime import timedelta

import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from reports.models import Report
from tests.making import reports as making
from triage.models import Trait, Wave
from triage.selectors import waves as waves_selectors
from triage.selectors.wave_tables import get_wave_table
from triage.services import duplicates, merging, waves

FROM = get_wave_table().from_reports
UNLIKE = (
    "Nobody asked for that choir in our square",
    "Pack up and take the bus tonight",
    "What a noise from the market again",
    "They closed my shop because of people like",
    "Look who is laughing on the stage now",
)


@pytest.fixture
def arrive(submit, hub, at):
    """Send reports, a minute apart, and have each looked at as the worker would."""

    def make(number=1, *, start=0, **answers):
        found = [submit(minutes=start + minute, **answers) for minute in range(number)]
        for report in found:
            duplicates.find(report_id=report.id, by=hub, at=at)
        return found

    return make


def wave(kind="post"):
    return Wave.objects.get(kind=kind)


def test_wave_begins_with_the_fifth_report_and_counts_from_the_first(arrive, at):
    arrive(FROM - 1)
    assert not Wave.objects.exists()
    arrive(1, start=30)
    found = wave()
    assert (found.reports, found.first_at, found.last_at) == (FROM, at, at + timedelta(minutes=30))
    arrive(2, start=60)
    assert (wave().reports, wave().last_at) == (FROM + 2, at + timedelta(minutes=61))


def test_looking_again_counts_nothing_twice(arrive, hub, at):
    reports = arrive(FROM)
    for report in reports:
        duplicates.find(report_id=report.id, by=hub, at=at)
    assert wave().reports == FROM
    assert Trait.objects.filter(kind="post").count() == FROM


def test_reports_far_apart_make_no_wave(arrive):
    day = 24 * 60
    for number in range(FROM):
        arrive(1, start=number * 2 * day)
    assert not Wave.objects.exists()


def test_reports_of_other_posts_make_a_wave_of_their_account_and_target(arrive):
    for number in range(FROM):
        url = f"https://x.com/somebody/status/17000000000000001{number:02}"
        arrive(1, start=number, url=url, words=f"{UNLIKE[number]} @a_target")
    assert {found.kind for found in Wave.objects.all()} == {"account", "target"}


def test_traits_can_be_read_by_nobody(arrive):
    arrive(1, words="go away @a_target")
    keys = Trait.objects.values_list("key", flat=True)
    assert all(len(key) == 32 and set(key) <= set("0123456789abcdef") for key in keys)
    assert Trait.objects.filter(kind="target").exists()


def test_settled_wave_is_listed_no_more_until_a_report_brings_it_back(arrive, officer, at):
    arrive(FROM)
    for _ in range(2):
        waves.settle(wave_id=wave().id, by=officer, at=at, reason="All the same, decided.")
    assert Entry.objects.filter(verb="wave_settled").count() == 1
    listed = waves_selectors.list_waves(before="", by=officer, at=at + timedelta(hours=1))
    assert "post" not in {line.wave.kind for line in listed.lines}
    arrive(1, start=50)
    assert wave().settled_at is None


def test_force_settles_no_wave(arrive, west_yorkshire, at):
    arrive(FROM)
    with pytest.raises(NotPermitted):
        waves.settle(wave_id=wave().id, by=west_yorkshire, at=at, reason="x")
    assert wave().settled_at is None


def test_erased_report_leaves_no_trait(arrive):
    [report, *_] = arrive(FROM)
    waves.forget(report_id=report.id)
    assert not Trait.objects.filter(report=report).exists()
    assert wave().reports == FROM


def test_traits_are_made_again_where_they_are_missing(arrive, hub, at):
    reports = arrive(3, words="go away @a_target")
    before = set(Trait.objects.filter(kind__in=["post", "account", "target"]).values_list("report", "kind", "key"))
    Trait.objects.all().delete()
    ids = [report.id for report in reports]
    assert [waves.write(report_ids=ids, by=hub, at=at) for _ in range(2)] == [len(before), 0]
    assert set(Trait.objects.values_list("report", "kind", "key")) == before


# Reading ---------------------------------------------------------------------------------------------
def test_list_says_how_many_came_from_how_many_people_and_what_is_open(arrive, officer, at):
    reports = [*arrive(3, email="one@example.org"), *arrive(3, start=10, email="two@example.org"), *arrive(2, start=20)]
    merging.merge(
        report_id=reports[1].id, into_case_id=reports[0].case_id, by=officer, at=at + timedelta(hours=1), reason="same"
    )
    [line] = [
        line
        for line in waves_selectors.list_waves(before="", by=officer, at=at + timedelta(hours=1)).lines
        if line.wave.kind == "post"
    ]
    assert (line.wave.reports, line.people, line.cases) == (8, 4, 7)
    assert (sum(line.arrivals), len(line.arrivals), line.inside) == (8, waves_selectors.BARS, None)


def test_wave_of_an_account_that_is_one_post_is_shown_as_part_of_it(arrive, officer, at):
    arrive(FROM + 1)
    lines = {line.wave.kind: line for line in waves_selectors.list_waves(before="", by=officer, at=at).lines}
    assert lines["account"].inside == lines["post"].wave


def test_list_takes_a_bounded_number_of_queries(arrive, officer, at, django_assert_max_num_queries):
    for number in range(3):
        arrive(FROM, start=number * 10, url=f"https://x.com/account_{number}/status/17000000000000001{number:02}")
    assert Wave.objects.count() == 6
    with django_assert_max_num_queries(5):
        waves_selectors.list_waves(before="", by=officer, at=at)


def test_every_wave_is_on_exactly_one_page(arrive, officer, at, monkeypatch):
    monkeypatch.setattr(waves_selectors, "PAGE", 2)
    for number in range(3):
        arrive(FROM, start=number * 10, url=f"https://x.com/account_{number}/status/17000000000000001{number:02}")
    seen, cursor = [], ""
    while cursor is not None:
        page = waves_selectors.list_waves(before=cursor, by=officer, at=at)
        seen += [line.wave.id for line in page.lines]
        cursor = page.following
    assert sorted(seen) == sorted(Wave.objects.values_list("id", flat=True))
    assert len(seen) == 6


@pytest.mark.parametrize("cursor", ["nonsense", "2026-01-01_1", "2026-01-01T00:00:00+00:00_x", "_"])
def test_cursor_that_cannot_be_read_begins_at_the_start(arrive, officer, at, cursor):
    arrive(FROM)
    assert len(waves_selectors.list_waves(before=cursor, by=officer, at=at).lines) == 2


def test_suggested_lead_holds_most_of_the_wave_or_came_first(arrive, officer, at):
    reports = arrive(FROM)
    assert waves_selectors.suggest_lead(wave()) == reports[0]
    later = at + timedelta(hours=1)
    merging.merge(report_id=reports[3].id, into_case_id=reports[2].case_id, by=officer, at=later, reason="same")
    assert waves_selectors.suggest_lead(wave()) == reports[2]


def test_wave_whose_cases_are_closed_suggests_nobody(arrive, at):
    from reports.services import following

    for report in arrive(FROM):
        following.withdraw(report_id=report.id, at=at)
    assert waves_selectors.suggest_lead(wave()) is None
    assert not waves_selectors.open_leads(wave()).exists()


def test_arrivals_count_the_empty_hours_too(arrive):
    arrive(3)
    arrive(2, start=180)
    arrivals = waves_selectors.arrivals_of(wave())
    assert arrivals.unit == "hour"
    assert [number for _, number in arrivals.counts] == [3, 0, 0, 2]


def test_worker_counts_each_report_as_it_comes(submit):
    for minute in range(FROM):
        submit(minutes=minute)
    making.work_off()
    assert wave().reports == FROM
    assert Report.objects.filter(traits__kind="post").count() == FROM
