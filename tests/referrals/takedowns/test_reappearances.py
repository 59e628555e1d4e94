"""What was seen gone and is reported again: linked to its request by the post or the picture, and never merged."""

from datetime import timedelta

import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.reference.models import Material
from referrals.models import Reappearance, ReCheck, Takedown, TakedownPost, TakedownStep
from referrals.selectors import reappearances
from referrals.selectors.takedowns import Worklist, list_takedowns
from referrals.services import rechecking, takedowns
from reports.models import Case, Content, Report, StatusEntry
from reports.services import diversion
from tests.making import reports as making
from tests.making import takedowns as asking
from triage.models import DuplicateMatch
from triage.services import duplicates, merging

HOUR = timedelta(hours=1)
ELSEWHERE = "https://x.com/another/status/1700000000000000099"


@pytest.fixture
def gone(report_at, officer, at):
    """A request about one post, with a picture in its case, whose post was seen gone an hour after it was reported."""
    report = report_at("assessed_crime", minutes=-600, files=[making.picture(colour="red", size=(200, 150))])
    asking.sealed(report, by=officer, at=at)
    made = asking.sent(report, by=officer, at=at - 9 * HOUR)
    rechecking.note_by_hand(takedown_id=made.id, seen="gone", by=officer, at=at - 8 * HOUR)
    making.work_off(at=at)
    return now(made)


def now(takedown):
    return Takedown.objects.select_related("report__case").get(id=takedown.id)


def shown(worklist, officer, at):
    found = list_takedowns(worklist=worklist, platform="", after="", by=officer, at=at)
    return [row.id for row in found.rows]


def test_a_later_report_of_the_same_post_reappears_and_is_looked_at(gone, submit, officer, at):
    assert (gone.state, gone.confirmed_at) == ("removed", at - 8 * HOUR)
    later = submit()
    making.work_off(at=at)
    row = Reappearance.objects.get()
    assert (row.takedown_id, row.report_id, row.by) == (gone.id, later.id, "post")
    assert (now(gone).state, now(gone).confirmed_at) == ("reappeared", None)
    assert ReCheck.objects.get(why="again").due_at is not None
    assert Report.objects.get(id=later.id).case_id != gone.report.case_id
    assert shown(Worklist.FOUND_UP, officer, at) == [gone.id]


def test_a_look_that_shows_it_gone_still_puts_it_back(gone, submit, officer, at):
    submit()
    making.work_off(at=at)
    takedowns.note_seen(post_id=gone.posts.get().id, seen="gone", at=at + HOUR)
    assert (now(gone).state, now(gone).confirmed_at) == ("removed", at + HOUR)
    assert shown(Worklist.FOUND_UP, officer, at) == [gone.id]
    assert takedowns.settle(takedown_id=gone.id, by=officer, at=at + HOUR) == 1
    assert takedowns.settle(takedown_id=gone.id, by=officer, at=at + HOUR) == 0
    assert shown(Worklist.FOUND_UP, officer, at) == []


def test_linking_twice_links_once_and_of_many_reports_one_is_noted(gone, submit, at):
    reports = [submit(minutes=minute) for minute in range(3)]
    for report in (*reports, *reports):
        rechecking.note_reported_again(report_id=report.id, at=at)
    assert Reappearance.objects.count() == 3
    assert TakedownStep.objects.filter(step__in=["reappear", "reported_again"]).count() == 1
    assert ReCheck.objects.filter(why="again").count() == 1


def test_reports_within_the_hour_of_a_look_have_one_more_look_when_it_is_over(gone, submit, at):
    rechecking.note_reported_again(report_id=submit().id, at=at)
    ReCheck.objects.filter(why="again").update(done_at=at, seen="gone")
    takedowns.note_seen(post_id=gone.posts.get().id, seen="gone", at=at)
    for minute in (5, 6, 7):
        later = submit(minutes=minute)
        rechecking.note_reported_again(report_id=later.id, at=at + timedelta(minutes=minute))
    assert now(gone).state == "reappeared"
    assert ReCheck.objects.get(why="again", done_at=None).due_at == at + HOUR


def test_people_hear_once_that_it_is_gone_however_often_it_is_reported(gone, submit, at):
    for minute in range(2):
        rechecking.note_reported_again(report_id=submit(minutes=minute).id, at=at)
        takedowns.note_seen(post_id=gone.posts.get().id, seen="gone", at=at + timedelta(minutes=minute))
        making.work_off(at=at)
    told = StatusEntry.objects.filter(report=gone.report, kind="takedown_removed")
    assert (now(gone).state, told.count()) == ("removed", 1)


@pytest.mark.parametrize("seen", ["up", "unknown"])
def test_a_post_that_was_not_seen_gone_is_not_linked(seen, report_at, submit, officer, at):
    report = report_at("assessed_crime", minutes=-600)
    asking.sealed(report, by=officer, at=at)
    made = asking.sent(report, by=officer, at=at)
    rechecking.note_by_hand(takedown_id=made.id, seen=seen, by=officer, at=at)
    making.work_off(at=at)
    assert rechecking.note_reported_again(report_id=submit().id, at=at) == 0


def test_a_report_from_before_it_was_gone_is_not_linked(gone, submit, at):
    earlier = submit(minutes=-540)
    assert rechecking.note_reported_again(report_id=earlier.id, at=at) == 0


def test_the_same_picture_elsewhere_is_linked_and_the_request_stays(gone, submit, officer, hub, at):
    later = submit(url=ELSEWHERE, files=[making.picture(colour="red", size=(200, 150))])
    making.work_off(at=at)
    assert DuplicateMatch.objects.filter(report=later, kind="same_file").exists()
    row = Reappearance.objects.get()
    assert (row.takedown_id, row.report_id, row.by) == (gone.id, later.id, "picture")
    assert now(gone).state == "removed"
    assert TakedownStep.objects.get(step="reported_again").takedown_id == gone.id
    duplicates.find(report_id=later.id, by=hub, at=at)
    making.work_off(at=at)
    assert Reappearance.objects.count() == 1
    assert shown(Worklist.TO_DO, officer, at) == [gone.id]


def test_both_cases_show_it(gone, submit, officer, at):
    later = submit()
    making.work_off(at=at)
    of_request = reappearances.of_takedown(takedown=gone, by=officer)
    assert ([row.report_id for row in of_request.rows], of_request.is_open) == ([later.id], True)
    (row,) = reappearances.of_case(case=Report.objects.get(id=later.id).case, by=officer)
    assert row.takedown_id == gone.id
    assert reappearances.of_case(case=gone.report.case, by=officer) == []


def test_a_diverted_post_links_nothing(gone, submit, officer, at):
    later = submit()
    content = Content.objects.get(report=later)
    diversion.mark_post(content_id=content.id, material=Material.TERRORIST, by=officer, at=at)
    assert rechecking.note_reported_again(report_id=later.id, at=at) == 0
    other = submit(minutes=3)
    assert rechecking.note_reported_again(report_id=other.id, at=at) == 0


def test_while_a_subject_is_withheld_nothing_is_linked(gone, submit, at):
    later = submit()
    Case.objects.filter(id=gone.report.case_id).update(subject_restricted_at=at, subject_destroy_at=at + HOUR)
    assert rechecking.note_reported_again(report_id=later.id, at=at) == 0


def test_merging_and_taking_apart_leaves_the_link_as_it_is(gone, submit, officer, at):
    later = submit()
    making.work_off(at=at)
    before = list(Reappearance.objects.values())
    merging.merge(report_id=later.id, into_case_id=gone.report.case_id, by=officer, at=at, reason="the same")
    making.work_off(at=at)
    merging.unmerge(report_id=later.id, by=officer, at=at, reason="not the same")
    making.work_off(at=at)
    assert list(Reappearance.objects.values()) == before


def test_only_who_may_ask_platforms_settles_it(gone, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        takedowns.settle(takedown_id=gone.id, by=west_yorkshire, at=at)


def test_linking_costs_little_however_many_requests_there_are(gone, submit, at, django_assert_max_num_queries):
    copies = [
        TakedownPost(takedown=gone, position=number, post_key=f"x:{number}", url=f"https://x.com/a/status/{number}")
        for number in range(2, 60)
    ]
    TakedownPost.objects.bulk_create(copies)
    later = submit(url="https://x.com/nobody/status/1700000000000000777")
    with django_assert_max_num_queries(12):
        rechecking.note_reported_again(report_id=later.id, at=at)
