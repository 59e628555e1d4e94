import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from tests.making import reports as making
from triage.models import DuplicateMatch
from triage.services import duplicates

POST = "https://x.com/somebody/status/1700000000000000001"
OTHER = "https://x.com/somebody/status/1700000000000000002"


@pytest.fixture
def find(hub, at):
    return lambda report: duplicates.find(report_id=report.id, by=hub, at=at)


def matches():
    return set(DuplicateMatch.objects.values_list("report", "other", "kind"))


def test_same_post_in_another_spelling_is_offered_with_its_platform(submit, find):
    first = submit(url=POST)
    later = submit(url="https://mobile.twitter.com/i/status/1700000000000000001?s=20", minutes=5)
    assert find(later) == 1
    assert matches() == {(later.id, first.id, "same_post")}
    match = DuplicateMatch.objects.get()
    assert (match.state, match.facts) == ("offered", {"platform": "x"})


def test_same_file_is_offered_even_for_another_post(submit, find):
    first = submit(url=POST, files=[making.picture()])
    later = submit(url=OTHER, files=[making.picture(colour="red"), making.picture()], minutes=5)
    assert find(later) == 1
    assert matches() == {(later.id, first.id, "same_file")}


def test_same_post_and_same_file_are_two_reasons(submit, find):
    submit(files=[making.picture()])
    later = submit(files=[making.picture()], minutes=5)
    assert find(later) == 2


@pytest.mark.parametrize("url", [OTHER, "", "https://x.com/somebody", "https://example.org/"])
def test_other_posts_and_links_that_name_none_are_no_duplicates(submit, find, url):
    submit(url=url if url != OTHER else POST)
    assert find(submit(url=url, minutes=5)) == 0


def test_looking_again_finds_nothing_new_from_either_side(submit, find):
    first, later = submit(), submit(minutes=5)
    assert [find(later), find(later), find(first)] == [1, 0, 0]
    same_moment = submit(minutes=5)
    assert find(same_moment) == 2
    assert find(later) == 0


def test_report_is_no_duplicate_of_itself(submit, find):
    assert find(submit(files=[making.picture()])) == 0


def test_worker_looks_for_duplicates_of_each_new_report(submit):
    submit()
    submit(minutes=5)
    submit(minutes=9)
    making.work_off()
    assert DuplicateMatch.objects.count() == 3


def test_refusal_is_remembered_and_recorded_once(submit, find, officer, at):
    submit()
    later = submit(minutes=5)
    find(later)
    match = DuplicateMatch.objects.get()
    for _ in range(2):
        duplicates.refuse(match_id=match.id, by=officer, at=at)
    assert find(later) == 0
    match.refresh_from_db()
    assert (match.state, match.decided_by, match.decided_at) == ("refused", "officer:officer-1", at)
    assert Entry.objects.filter(verb="duplicate_refused").count() == 1


def test_force_refuses_no_match(submit, find, west_yorkshire, at):
    submit()
    find(submit(minutes=5))
    with pytest.raises(NotPermitted):
        duplicates.refuse(match_id=DuplicateMatch.objects.get().id, by=west_yorkshire, at=at)
    assert DuplicateMatch.objects.get().state == "offered"


def test_many_earlier_reports_offer_a_bounded_number(submit, find):
    earlier = [submit(minutes=number) for number in range(12)]
    later = submit(minutes=99)
    assert find(later) == duplicates.MOST_CANDIDATES
    offered = {other for _, other, _ in matches()}
    assert len(offered & {report.id for report in earlier}) == duplicates.MOST_CANDIDATES
