"""Re-checks with real sites of this machine: planned, paced, tried again, and never fetched where nothing may be."""

from datetime import timedelta

import pytest

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.reference.models import Material
from referrals.models import Capture, ReCheck, Takedown, TakedownStep
from referrals.rules.takedowns.steps import Asked
from referrals.services import capturing, rechecking, takedowns
from referrals.services.takedowns.leaving import PostsDiverted
from referrals.services.takedowns.taking import Said, note_said
from reports.models import Case, Content, Report
from reports.services import diversion
from tests.making import reports as making
from tests.making import sites
from tests.making import takedowns as asking
from triage.services import merging

HOUR = timedelta(hours=1)
OFFICER = Actor(role=Role.OFFICER, identifier="officer-1")
WORDS = "Those people should all be sent away from here."
SHOWN = f"<title>Somebody on X</title><p>{WORDS}</p>"
WALL = "<title>Log in to X</title><p>Don't miss what's happening. People on X are the first to know.</p>"
PATH = "/somebody/status/1700000000000000001"


@pytest.fixture
def site():
    running = sites.Site()
    running.answers[PATH] = sites.page(SHOWN)
    yield running
    running.close()


@pytest.fixture
def tools(site):
    reach = sites.reach_of(sites.Dialled(http=site.port, https=site.port))
    return capturing.Tools(user_agent="TestHub/1.0", reach=reach, seconds=5, most_bytes=1_000_000)


@pytest.fixture(autouse=True)
def _many_workers(settings):
    settings.CAPTURE_AT_ONCE = 20


@pytest.fixture
def asked(report_at, officer, at):
    """A request about one post, over http so that the test's site can answer."""
    report = report_at("assessed_crime", url=f"http://x.com{PATH}", words=WORDS)
    asking.sealed(report, by=officer, at=at)
    made = asking.sent(report, by=officer, at=at)
    making.work_off(at=at)
    return made


def now(takedown):
    return Takedown.objects.select_related("report").get(id=takedown.id)


def look(takedown, tools, at):
    """Have an officer ask, and a worker look."""
    rechecking.ask(takedown_id=takedown.id, by=OFFICER, at=at)
    return worked(tools, at)


def worked(tools, at):
    done = [rechecking.run(recheck_id=each, at=at, tools=tools) for each in rechecking.lease_due(at=at)]
    assert done
    return done[-1]


def due(**which):
    return list(ReCheck.objects.filter(**which).order_by("due_at").values_list("due_at", flat=True))


def test_posts_are_looked_at_after_a_day_two_days_and_a_week_and_planned_once(asked, at):
    assert due(why="sent") == [at + 24 * HOUR, at + 48 * HOUR, at + 168 * HOUR]
    assert rechecking.plan(takedown_id=asked.id, step="note_sent", at=at) == 0
    assert rechecking.plan(takedown_id=asked.id, step="acknowledge", at=at) == 0
    assert ReCheck.objects.count() == 3


def test_a_claim_is_looked_at_within_the_hour(asked, at):
    takedowns.note_removed(takedown_id=asked.id, at=at + 2 * HOUR)
    making.work_off(at=at + 2 * HOUR)
    (when,) = due(why="claimed")
    assert at + 2 * HOUR < when <= at + 3 * HOUR


@pytest.mark.parametrize("action", [Asked.PRESERVE, Asked.RESTRICT_ACCOUNT])
def test_only_of_a_request_to_remove_posts_are_looked_at(action, report_at, officer, at):
    report = report_at("assessed_crime")
    asking.sealed(report, by=officer, at=at)
    made = asking.sent(report, by=officer, at=at, action=action, harm="It does harm.")
    making.work_off(at=at)
    assert not ReCheck.objects.exists()
    with pytest.raises(rechecking.CheckRefused):
        rechecking.ask(takedown_id=made.id, by=officer, at=at)


def test_a_post_that_is_shown_is_up_and_nothing_of_it_is_kept(asked, tools, at):
    captures, found = Capture.objects.count(), look(asked, tools, at)
    assert (found.seen, found.reason, found.status) == ("up", "words", 200)
    assert now(asked).posts.get().seen == "up"
    assert Capture.objects.count() == captures


def test_a_login_wall_is_never_counted_as_gone(asked, site, tools, at):
    site.answers[PATH] = sites.leads("/i/flow/login")
    site.answers["/i/flow/login"] = sites.page(WALL)
    takedowns.note_removed(takedown_id=asked.id, at=at)
    found = look(asked, tools, at + HOUR)
    assert (found.seen, found.reason) == ("unknown", "login_wall")
    assert (now(asked).state, now(asked).confirmed_at) == ("removed", None)


def test_not_found_counts_when_it_is_so_an_hour_later(asked, site, tools, at):
    site.answers[PATH] = sites.page("Not here", status=404)
    takedowns.note_removed(takedown_id=asked.id, at=at)
    first = look(asked, tools, at + HOUR)
    assert (first.seen, now(asked).posts.get().seen, now(asked).confirmed_at) == ("gone", "unknown", None)
    assert due(why="again") == [at + 2 * HOUR]
    worked(tools, at + 2 * HOUR)
    assert now(asked).confirmed_at == at + 2 * HOUR
    assert due(why="again", done_at=None) == []


def test_a_site_that_says_gone_for_good_is_believed_at_once(asked, site, tools, at):
    site.answers[PATH] = sites.page("Gone", status=410)
    look(asked, tools, at + HOUR)
    assert (now(asked).state, now(asked).confirmed_at) == ("removed", at + HOUR)


def test_a_post_that_was_away_for_a_moment_is_not_gone(asked, site, tools, at):
    site.answers[PATH] = sites.page("Not here", status=404)
    look(asked, tools, at + HOUR)
    site.answers[PATH] = sites.page(SHOWN)
    worked(tools, at + 2 * HOUR)
    site.answers[PATH] = sites.page("Not here", status=404)
    look(asked, tools, at + 9 * HOUR)
    assert (now(asked).state, now(asked).posts.get().gone_at) == ("sent", None)


def test_a_fault_of_the_site_is_tried_again_four_times_and_then_cannot_be_told(asked, site, tools, at):
    site.answers[PATH] = sites.page("Oh", status=500)
    found, when = look(asked, tools, at), at
    for _ in range(3):
        assert found.done_at is None
        assert found.not_before > when
        when = found.not_before
        found = worked(tools, when)
    assert (found.seen, found.reason, found.status) == ("unknown", "server_error", 500)
    assert len(site.asked) == 4


def test_a_site_that_asks_to_be_left_alone_is_by_captures_as_well(asked, site, tools, officer, at):
    site.answers[PATH] = sites.page("Slowly", status=429, retry_after="1800")
    wanted = capturing.ask(case_id=asked.report.case_id, link=f"http://x.com{PATH}?again", by=officer, at=at)
    rechecking.ask(takedown_id=asked.id, by=officer, at=at)
    found = worked(tools, at)
    assert found.not_before >= at + timedelta(minutes=30)
    wanted.refresh_from_db()
    assert wanted.not_before == found.not_before


def test_one_host_is_asked_for_one_thing_at_a_time_by_captures_and_re_checks_together(asked, officer, at, settings):
    settings.CAPTURE_PACE_SECONDS = 5
    capturing.ask(case_id=asked.report.case_id, link=f"http://x.com{PATH}?again", by=officer, at=at)
    rechecking.ask(takedown_id=asked.id, by=officer, at=at)
    assert len(capturing.lease_due(at=at)) == 1
    assert rechecking.lease_due(at=at + timedelta(seconds=4)) == []
    assert len(rechecking.lease_due(at=at + timedelta(seconds=6))) == 1


def test_captures_and_re_checks_share_the_workers(asked, officer, at, settings):
    settings.CAPTURE_AT_ONCE = 1
    capturing.ask(case_id=asked.report.case_id, link="http://blog.example.org/a", by=officer, at=at)
    rechecking.ask(takedown_id=asked.id, by=officer, at=at)
    assert len(rechecking.lease_due(at=at)) == 1
    assert capturing.lease_due(at=at) == []


def test_a_worker_that_dies_leaves_it_to_another_and_what_is_done_is_done_once(asked, tools, at):
    rechecking.ask(takedown_id=asked.id, by=OFFICER, at=at)
    (leased,) = rechecking.lease_due(at=at)
    assert rechecking.lease_due(at=at + timedelta(minutes=4)) == []
    assert rechecking.lease_due(at=at + timedelta(minutes=6)) == [leased]
    assert rechecking.run(recheck_id=leased, at=at + timedelta(minutes=6), tools=tools).seen == "up"
    assert rechecking.run(recheck_id=leased, at=at + timedelta(minutes=7), tools=tools) is None


def test_asking_twice_looks_once_and_is_recorded(asked, officer, at):
    assert rechecking.ask(takedown_id=asked.id, by=officer, at=at) == 1
    assert rechecking.ask(takedown_id=asked.id, by=officer, at=at + HOUR) == 0
    assert Entry.objects.filter(verb="takedown_check_asked").count() == 1


def test_with_fetching_off_nothing_can_be_told_and_an_officer_says_what_they_see(
    asked, site, tools, officer, at, settings
):
    settings.CAPTURE = False
    with pytest.raises(rechecking.CheckRefused):
        rechecking.ask(takedown_id=asked.id, by=officer, at=at)
    found = worked(tools, at + 24 * HOUR)
    assert (found.seen, found.reason, site.asked) == ("unknown", "switched_off", [])
    takedowns.note_removed(takedown_id=asked.id, at=at + 25 * HOUR)
    rechecking.note_by_hand(takedown_id=asked.id, seen="gone", by=officer, at=at + 26 * HOUR)
    assert now(asked).confirmed_at == at + 26 * HOUR
    entry = Entry.objects.get(verb="takedown_looked_at")
    assert (entry.actor, entry.details["seen"]) == (str(officer), "gone")


def test_what_an_officer_saw_is_up_gone_or_unknown(asked, officer, west_yorkshire, at):
    with pytest.raises(ValueError, match="perhaps"):
        rechecking.note_by_hand(takedown_id=asked.id, seen="perhaps", by=officer, at=at)
    with pytest.raises(rechecking.CheckRefused):
        rechecking.note_by_hand(takedown_id=asked.id, seen="up", position=7, by=officer, at=at)
    with pytest.raises(NotPermitted):
        rechecking.note_by_hand(takedown_id=asked.id, seen="up", by=west_yorkshire, at=at)
    assert not ReCheck.objects.filter(why="by_hand").exists()


def test_a_diverted_post_is_never_fetched_nor_looked_at(asked, site, tools, officer, at):
    rechecking.ask(takedown_id=asked.id, by=officer, at=at)
    content = Content.objects.get(report=asked.report)
    diversion.mark_post(content_id=content.id, material=Material.TERRORIST, by=officer, at=at)
    found = worked(tools, at)
    assert (found.seen, found.reason, site.asked) == ("unknown", "diverted", [])
    for act in (rechecking.ask, rechecking.note_by_hand):
        more = {"seen": "up"} if act is rechecking.note_by_hand else {}
        with pytest.raises(PostsDiverted):
            act(takedown_id=asked.id, by=officer, at=at, **more)


def test_whose_subject_is_withheld_is_never_fetched(asked, site, tools, officer, at):
    rechecking.ask(takedown_id=asked.id, by=officer, at=at)
    Case.objects.update(subject_restricted_at=at, subject_destroy_at=at + HOUR)
    Report.objects.update(state="assessed_non_crime")
    found = worked(tools, at)
    assert (found.seen, found.reason, site.asked) == ("unknown", "withheld", [])


def test_a_platform_that_lies_is_found_out_asked_again_and_at_last_believed(asked, site, tools, officer, at):
    note_said(takedown_id=asked.id, said=Said.REMOVED, reason="", words="", by=officer, at=at + HOUR)
    making.work_off(at=at + HOUR)
    found = worked(tools, at + 2 * HOUR)
    assert (found.why, found.seen, now(asked).state) == ("claimed", "up", "sent")
    assert now(asked).found_up_at == at + 2 * HOUR
    making.work_off(at=at + 2 * HOUR)
    takedowns.chase(at=at + 27 * HOUR)
    takedowns.escalate(takedown_id=asked.id, by=officer, at=at + 28 * HOUR)
    site.answers[PATH] = sites.page("Gone", status=410)
    look(asked, tools, at + 30 * HOUR)
    assert (now(asked).state, now(asked).confirmed_at) == ("removed", at + 30 * HOUR)
    assert list(TakedownStep.objects.filter(takedown=asked).order_by("id").values_list("step", flat=True)) == [
        *("draft", "ask_to_send", "note_sent", "note_removed", "found_up", "note_no_answer", "escalate", "found_gone")
    ]


def test_what_is_planned_goes_along_as_cases_merge_and_part(asked, tools, submit, officer, at):
    other = submit(minutes=9)
    before = list(ReCheck.objects.order_by("id").values())
    lead_case = Report.objects.get(id=other.id).case_id
    merging.merge(report_id=asked.report_id, into_case_id=lead_case, by=officer, at=at, reason="the same")
    assert look(asked, tools, at).seen == "up"
    merging.unmerge(report_id=asked.report_id, by=officer, at=at, reason="not the same")
    assert list(ReCheck.objects.exclude(why="asked").order_by("id").values()) == before


def test_of_a_destroyed_subject_no_host_stays(asked, at):
    takedowns.forget_subject(report_id=asked.report_id)
    assert set(ReCheck.objects.values_list("host", flat=True)) <= {"x.com", ""}
