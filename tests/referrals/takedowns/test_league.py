"""What platforms did, counted: a claim is no removal, unknown is its own column, and every request stands in one."""

import csv
import html
from datetime import timedelta
from itertools import islice

import pytest
from django.core.cache import cache

from hatehub.accounts.permissions import NotPermitted
from hatehub.reference.models import Platform
from referrals.models import Takedown
from referrals.rules.takedowns.league import Tally
from referrals.rules.takedowns.steps import Asked
from referrals.selectors.league import count, published
from referrals.services import takedowns
from tests.making import takedowns as asking

pytest_plugins = ["tests.making.http"]
HOUR = timedelta(hours=1)
STANDS = ("removed", "unseen", "again", "restricted", "refused", "no_answer", "waiting")


@pytest.fixture
def sent_ones(report_at, officer, at):
    """Make requests about cases of their own, sent now."""

    def make(number, *, strands=("race",), **words):
        made = []
        for each in range(number):
            url = f"https://x.com/somebody/status/17000000000000{Takedown.objects.count():05}"
            report = report_at("assessed_crime", url=url, minutes=-each)
            type(report).objects.filter(id=report.id).update(strands=list(strands))
            asking.sealed(report, by=officer, at=at)
            made.append(asking.sent(report, by=officer, at=at, **words))
        return made

    return make


def seen(takedown, what, at):
    takedowns.note_seen(post_id=takedown.posts.get().id, seen=what, at=at)


def removed(takedown, at):
    takedowns.note_removed(takedown_id=takedown.id, at=at)


def of_x(officer, at, since=None):
    return count(since=since, by=officer, at=at).by_platform["x"]


def test_a_claim_is_no_removal_and_what_nobody_has_seen_is_its_own_column(sent_ones, officer, at):
    claimed, confirmed, lied, walled = sent_ones(4)
    for each in (claimed, confirmed, lied, walled):
        removed(each, at + 2 * HOUR)
    seen(confirmed, "gone", at + 3 * HOUR)
    seen(lied, "up", at + 3 * HOUR)
    seen(walled, "unknown", at + 3 * HOUR)
    found = of_x(officer, at + 4 * HOUR)
    assert (found.asked, found.removed, found.unseen, found.waiting, found.belied) == (4, 1, 2, 1, 1)
    assert found.hours_to_removal == 2.0


def test_a_lie_stays_counted_when_it_is_removed_in_the_end(sent_ones, officer, at):
    (one,) = sent_ones(1)
    removed(one, at + HOUR)
    seen(one, "up", at + 2 * HOUR)
    seen(one, "gone", at + 30 * HOUR)
    found = of_x(officer, at + 31 * HOUR)
    assert (found.removed, found.belied, found.hours_to_removal, found.hours_to_answer) == (1, 1, 30.0, 1.0)


def test_the_first_answer_counts_and_of_what_is_not_a_day_old_one_cannot_tell(sent_ones, officer, at):
    early, late, silent = sent_ones(3)
    takedowns.acknowledge(takedown_id=early.id, at=at + HOUR)
    removed(early, at + 60 * HOUR)
    found = of_x(officer, at + 2 * HOUR)
    assert (found.asked, found.aged, found.answered_in_day) == (3, 0, 0)
    takedowns.note_question(takedown_id=late.id, text="Which one?", at=at + 25 * HOUR)
    found = of_x(officer, at + 70 * HOUR)
    assert (found.aged, found.answered_in_day, found.hours_to_answer) == (3, 1, 13.0)
    assert silent.first_answer_at is None


def test_every_request_stands_in_one_column(sent_ones, officer, at):
    made = iter(sent_ones(7))
    for each, step in zip(islice(made, 2), ("note_restricted", "acknowledge"), strict=True):
        getattr(takedowns, step)(takedown_id=each.id, at=at + HOUR)
    takedowns.note_refused(takedown_id=next(made).id, reason="other", at=at + HOUR)
    gone, again = next(made), next(made)
    for each in (gone, again):
        seen(each, "gone", at + HOUR)
    seen(again, "up", at + 2 * HOUR)
    removed(next(made), at + HOUR)
    takedowns.chase(at=at + 30 * HOUR)
    found = of_x(officer, at + 30 * HOUR)
    assert {name: getattr(found, name) for name in STANDS} == {
        **dict.fromkeys(("removed", "unseen", "again", "restricted", "refused"), 1),
        "no_answer": 2,
        "waiting": 0,
    }
    assert sum(getattr(found, name) for name in STANDS) == found.asked


def test_only_requests_to_remove_that_were_sent_in_the_period_count(sent_ones, report_at, officer, at):
    sent_ones(1)
    sent_ones(1, action=Asked.RESTRICT_ACCOUNT, harm="It does harm.")
    asking.draft(report_at("assessed_crime", minutes=9), by=officer, at=at)
    assert of_x(officer, at).asked == 1
    assert count(since=at + HOUR, by=officer, at=at + 2 * HOUR).by_platform == {}
    assert count(since=at + HOUR, by=officer, at=at + 2 * HOUR).whole == Tally()


def test_a_request_counts_for_each_strand_of_its_report(sent_ones, officer, at):
    sent_ones(1, strands=("race", "religion"))
    sent_ones(1, strands=("race",))
    found = count(since=None, by=officer, at=at)
    assert {code: tally.asked for code, tally in found.by_strand.items()} == {"race": 2, "religion": 1}
    assert found.whole.asked == 2


def test_only_who_asks_platforms_reads_what_they_did(west_yorkshire, at):
    with pytest.raises(NotPermitted):
        count(since=None, by=west_yorkshire, at=at)


def test_counting_takes_three_statements(sent_ones, officer, at, django_assert_num_queries):
    sent_ones(2)
    with django_assert_num_queries(3):
        count(since=None, by=officer, at=at)


def test_published_figures_say_where_they_are_from():
    known = published()
    assert (known.reviewed_in_day, known.removed) == ((64, 90), (63, 71))
    assert known.source
    assert known.basis


@pytest.fixture
def client(staff):
    cache.clear()
    return staff("officer")


def text_of(page):
    return html.unescape(page.content.decode())


def test_the_page_shows_picture_tables_and_small_print(client, sent_ones):
    sent_ones(2)
    page = text_of(client.get("/hub/platforms/?period=all"))
    for words in ("X (formerly Twitter)", "By strand", "64 to 90 %", "What a platform says is a claim", "hub-chart"):
        assert words in page
    assert "No platform was asked" in text_of(client.get("/hub/platforms/?period=month"))
    assert client.get("/hub/platforms/?period=perhaps").status_code == 200


def test_the_files_hold_counts_alone_and_nothing_that_a_spreadsheet_calculates(client, sent_ones):
    (one,) = sent_ones(1)
    Platform.objects.filter(code="x").update(name="=HYPERLINK(1)")
    answer = client.get("/hub/platforms/?period=all&csv=platforms-all")
    rows = list(csv.reader(answer.content.decode().splitlines()))
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert rows[1][1] == "1"
    assert one.report.case.reference not in answer.content.decode()
    assert client.get("/hub/platforms/?period=all&csv=strands-all").status_code == 200
    assert client.get("/hub/platforms/?period=all&csv=people").status_code == 404


def test_the_page_costs_the_same_however_many_requests_there_are(client, sent_ones, django_assert_max_num_queries):
    sent_ones(3)
    client.get("/hub/platforms/?period=all")
    with django_assert_max_num_queries(20):
        client.get("/hub/platforms/?period=all")
