"""Captures: asked for, taken from a real server of this machine, kept, and refused where nothing may be taken."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from warcio.archiveiterator import ArchiveIterator

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.reference.models import Material
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import Capture
from referrals.rules.capture.failures import MOST_ATTEMPTS, Failure
from referrals.selectors import captures
from referrals.services import capturing
from reports.models import Case, Content, Evidence
from reports.rules.refusals import Refusal
from reports.services import custody, diversion
from tests.making import reports as making
from tests.making import sites
from triage.services import merging

POST = "https://blog.example.org/2026/03/a-story"
WORDS = "Those people should all be sent away from here."
STORY = f"<title>A story</title><p>{WORDS}</p><p>They said so again and again, to whoever wanted to hear it.</p>"


@pytest.fixture
def site() -> Iterator[sites.Site]:
    running = sites.Site()
    yield running
    running.close()


@pytest.fixture(autouse=True)
def _many_workers(settings) -> None:
    settings.CAPTURE_AT_ONCE = 20


@pytest.fixture
def tools(site) -> capturing.Tools:
    reach = sites.reach_of(sites.Dialled(http=site.port))
    return capturing.Tools(user_agent="TestHub/1.0", reach=reach, seconds=5, most_bytes=1_000_000)


@pytest.fixture
def report(submit):
    return submit(url="http://blog.example.org/2026/03/a-story", words=WORDS)


def asked(report, by, at, **more):
    content_id = report.contents.get().id
    return capturing.ask(case_id=report.case_id, content_id=content_id, by=by, at=at, **more)


def taken(capture, tools, at):
    assert capture.id in capturing.lease_due(at=at)
    return capturing.run(capture_id=capture.id, at=at, tools=tools)


def read(item, by, at):
    return b"".join(custody.pieces(item=item, at=at))


def verbs(report):
    return list(
        Entry.objects.filter(subject=f"report:{report.reference}").order_by("id").values_list("verb", flat=True)
    )


def test_a_post_is_captured_into_an_exhibit_with_all_that_is_known_of_it(site, tools, report, officer, at):
    site.answers["/2026/03/a-story"] = sites.leads("/here")
    site.answers["/here"] = sites.page(STORY)
    capture = taken(asked(report, officer, at), tools, at)
    assert (capture.state, capture.failure, capture.shown_by) == ("captured", "", "words")
    assert (capture.url, capture.final_url) == (report.contents.get().url, "http://blog.example.org/here")
    assert capture.status == 200
    assert capture.operator == str(officer)
    assert capture.tool
    assert "warcio" in capture.tool_version
    assert capture.exit_address == "127.0.0.1"
    assert not capture.is_exit_configured
    assert capture.started_at <= capture.finished_at
    item = capture.warc
    assert (item.origin, item.content_type, item.exhibit) == ("captured", "application/warc", f"{report.reference}/H1")
    warc = read(item, officer, at)
    kinds = [record.rec_type for record in ArchiveIterator(BytesIO(warc))]
    assert kinds == ["warcinfo", "response", "request", "response", "request"]
    assert b"operator: officer\r\n" in warc
    assert b"officer-1" not in warc
    assert capture.picture is None
    assert {"capture_asked", "exhibit_made", "captured"} <= set(verbs(report))


def test_what_is_asked_for_twice_is_taken_once(report, officer, at):
    assert asked(report, officer, at) == asked(report, officer, at)
    assert Capture.objects.count() == 1


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (sites.page("<title>Gone</title>", status=410), "removed"),
        (sites.page("<title>No</title>", status=404), "not_found"),
        (sites.leads("/login?next=/2026"), "login_wall"),
        (
            sites.page("<title>Log in</title><p>Log in to see what your friends have to say today, for free.</p>"),
            "login_wall",
        ),
        (sites.page("{}", kind="application/json"), "not_a_page"),
        (sites.leads("http://169.254.169.254/latest/"), "refused_address"),
    ],
)
def test_a_failed_capture_says_so_and_keeps_what_came(site, tools, report, officer, at, answer, failure):
    site.answers["/2026/03/a-story"] = answer
    site.answers["/login"] = sites.page("<title>Log in</title>")
    capture = taken(asked(report, officer, at), tools, at)
    assert (capture.state, capture.failure, capture.shown_by) == ("failed", failure, "")
    assert capture.warc.content_type == "application/warc"
    assert capturing.lease_due(at=at + timedelta(days=1)) == []
    assert verbs(report)[-1] == "capture_failed"


def test_what_may_pass_is_tried_again_with_longer_waits_and_then_ends(site, tools, report, officer, at):
    site.answers["/2026/03/a-story"] = sites.page("away", status=503)
    capture = asked(report, officer, at)
    for attempt, minutes in enumerate((1, 5, 25), start=1):
        capture = taken(capture, tools, at)
        assert (capture.state, capture.failure, capture.attempts) == ("requested", "server_error", attempt)
        assert capture.not_before == at + timedelta(minutes=minutes)
        assert capturing.lease_due(at=at + timedelta(seconds=59)) == []
        assert Evidence.objects.count() == 0
        at = capture.not_before
    capture = taken(capture, tools, at)
    assert (capture.state, capture.failure, capture.attempts) == ("failed", "server_error", MOST_ATTEMPTS)
    assert capture.warc is not None


def test_a_try_that_succeeds_leaves_nothing_of_those_before(site, tools, report, officer, at):
    site.answers["/2026/03/a-story"] = sites.page("away", status=503)
    capture = taken(asked(report, officer, at), tools, at)
    site.answers["/2026/03/a-story"] = sites.page(STORY)
    capture = taken(capture, tools, capture.not_before)
    assert (capture.state, capture.failure, capture.attempts) == ("captured", "", 2)


def test_a_site_that_asks_to_be_left_alone_is_by_every_capture_that_waits_for_it(site, tools, submit, officer, at):
    one, other = submit(url="http://blog.example.org/1"), submit(url="http://blog.example.org/2")
    elsewhere = submit(url="http://other.example.org/3")
    site.answers["/1"] = sites.page("slowly", status=429, retry_after="1800")
    site.answers["/2"] = site.answers["/1"]
    waiting = {asked(each, officer, at).id for each in (one, other)}
    third = asked(elsewhere, officer, at)
    leased = set(capturing.lease_due(at=at))
    assert third.id in leased
    [first] = leased & waiting
    capturing.run(capture_id=first, at=at, tools=tools)
    assert not waiting & set(capturing.lease_due(at=at + timedelta(minutes=29)))
    assert waiting & set(capturing.lease_due(at=at + timedelta(minutes=31)))


def test_no_more_are_out_at_once_than_there_are_workers_for(site, tools, submit, officer, at, settings):
    settings.CAPTURE_AT_ONCE = 2
    for number in range(4):
        asked(submit(url=f"http://host{number}.example.org/away"), officer, at)
    site.answers["/away"] = sites.page("away", status=503)
    first, _second = capturing.lease_due(at=at)
    assert capturing.lease_due(at=at + timedelta(seconds=9)) == []
    assert capturing.run(capture_id=first, at=at, tools=tools).state == "requested"
    assert len(capturing.lease_due(at=at + timedelta(seconds=9))) == 1


def test_a_host_is_asked_one_at_a_time_and_holds_no_other_up(submit, officer, at, settings):
    of_one = [asked(submit(url=f"http://blog.example.org/{n}"), officer, at) for n in range(3)]
    elsewhere = asked(submit(url="http://other.example.org/a"), officer, at)
    leased = capturing.lease_due(at=at)
    assert len(leased) == 2
    assert elsewhere.id in leased
    assert capturing.lease_due(at=at + timedelta(seconds=1)) == []
    after = capturing.lease_due(at=at + timedelta(seconds=6))
    assert len(after) == 1
    assert {*leased, *after} <= {each.id for each in [*of_one, elsewhere]}


def test_a_lease_that_expires_is_due_again_and_one_that_runs_is_not_taken_twice(report, officer, at):
    capture = asked(report, officer, at)
    assert capturing.lease_due(at=at) == [capture.id]
    assert capturing.lease_due(at=at + timedelta(minutes=4)) == []
    assert capturing.lease_due(at=at + timedelta(minutes=6)) == [capture.id]
    Capture.objects.filter(id=capture.id).update(state="running")
    assert capturing.run(capture_id=capture.id, at=at) is None


def test_workers_that_are_lost_again_and_again_end_it(report, officer, at):
    capture = asked(report, officer, at)
    Capture.objects.filter(id=capture.id).update(attempts=MOST_ATTEMPTS)
    ended = capturing.run(capture_id=capture.id, at=at)
    assert (ended.state, ended.failure) == ("failed", "broke_off")


def test_a_diverted_post_is_never_captured_by_whatever_link(report, officer, at, hub):
    url = report.contents.get().url
    diversion.mark_post(content_id=report.contents.get().id, material=Material.TERRORIST, by=officer, at=at)
    for wanted in ({"content_id": report.contents.get().id}, {"link": url}, {"link": f"{url}?utm_source=mail#top"}):
        with pytest.raises(capturing.CaptureRefused) as refused:
            capturing.ask(case_id=report.case_id, by=officer, at=at, **wanted)
        assert refused.value.failure == Failure.DIVERTED
    assert Capture.objects.count() == 0


def test_a_post_diverted_while_it_waits_is_not_fetched(site, tools, report, officer, at):
    capture = asked(report, officer, at)
    diversion.mark_post(content_id=report.contents.get().id, material=Material.TERRORIST, by=officer, at=at)
    capture = taken(capture, tools, at)
    assert (capture.state, capture.failure, capture.warc) == ("failed", "diverted", None)
    assert site.asked == []


def test_a_link_that_leads_to_a_diverted_post_keeps_nothing(site, tools, submit, report, officer, at):
    diversion.mark_post(content_id=report.contents.get().id, material=Material.TERRORIST, by=officer, at=at)
    other = submit(url="http://short.example.org/abc")
    site.answers["/abc"] = sites.leads(report.contents.get().url)
    site.answers["/2026/03/a-story"] = sites.page(STORY)
    capture = taken(asked(other, officer, at), tools, at)
    assert (capture.state, capture.failure) == ("failed", "diverted")
    assert Evidence.objects.count() == 0


def test_captures_of_a_post_that_is_diverted_later_are_diverted_with_it(site, tools, report, officer, at):
    site.answers["/2026/03/a-story"] = sites.page(STORY)
    capture = taken(asked(report, officer, at), tools, at)
    diversion.mark_post(content_id=report.contents.get().id, material=Material.TERRORIST, by=officer, at=at)
    making.work_off()
    assert Evidence.objects.get(id=capture.warc_id).diverted_as == Material.TERRORIST


def test_nothing_is_captured_of_a_case_that_withholds_who_it_is_about(report, officer, at):
    Case.objects.filter(id=report.case_id).update(subject_restricted_at=at, subject_destroy_at=at + timedelta(days=90))
    type(report).objects.filter(id=report.id).update(state="assessed_non_crime")
    with pytest.raises(capturing.CaptureRefused) as refused:
        asked(report, officer, at)
    assert refused.value.failure == Failure.WITHHELD


def test_with_fetching_switched_off_nothing_is_asked_for(report, officer, at, settings):
    settings.CAPTURE = False
    with pytest.raises(capturing.CaptureRefused) as refused:
        asked(report, officer, at)
    assert refused.value.failure == Failure.SWITCHED_OFF


@pytest.mark.parametrize(
    "link", ["", "http://localhost/", "http://10.0.0.1:8080/", "javascript:alert(1)", "https://a:b@c.org/x"]
)
def test_a_link_that_no_capture_follows_is_refused_at_the_door(report, officer, at, link):
    with pytest.raises(capturing.CaptureRefused) as refused:
        capturing.ask(case_id=report.case_id, link=link, by=officer, at=at)
    assert refused.value.failure == Failure.REFUSED_LINK


def test_only_staff_ask(report, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        asked(report, west_yorkshire, at)
    with pytest.raises(NotPermitted):
        given(report, west_yorkshire, at)


def test_a_post_of_another_case_is_not_found(report, submit, officer, at):
    other = submit(url="http://blog.example.org/2")
    with pytest.raises(Content.DoesNotExist):
        capturing.ask(case_id=other.case_id, content_id=report.contents.get().id, by=officer, at=at)


def test_where_the_material_is_destroyed_nothing_is_kept(site, tools, report, officer, at):
    capture = asked(report, officer, at)
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    capture = taken(capture, tools, at)
    assert capture.state == "failed"
    assert Evidence.objects.count() == 0


def test_by_itself_one_post_in_many_reports_is_captured_once(submit, at, settings):
    settings.CAPTURE_BY_ITSELF = True
    for minute in range(5):
        submit(minutes=minute, url="http://blog.example.org/2026/03/a-story")
    making.work_off(at=at + timedelta(minutes=10))
    making.work_off(at=at + timedelta(minutes=11))
    assert Capture.objects.count() == 1
    assert Capture.objects.get().operator == "hub:hub"


def test_by_itself_only_where_that_is_switched_on(submit, at):
    submit(url="http://blog.example.org/2026/03/a-story")
    making.work_off(at=at + timedelta(minutes=1))
    assert Capture.objects.count() == 0


def test_an_assigned_case_gets_the_captures_that_it_lacks(submit, report_at, officer, at, settings):
    settings.CAPTURE_BY_ITSELF = True
    submit(url="http://blog.example.org/2026/03/a-story")
    report = report_at("assigned", url="http://blog.example.org/2026/03/a-story")
    making.work_off(at=at + timedelta(minutes=1))
    assert Capture.objects.filter(report=report).count() == 1
    assert Capture.objects.count() == 2


def given(report, by, at, *, content=None, **more):
    png = content if content is not None else making.picture()
    facts = {"link": POST, "seen_at": at, "how": "Firefox 140", "note": "[Invented] seen on my screen", **more}
    return capturing.give(
        case_id=report.case_id, file=BytesIO(png), name="mine.png", size=len(png), by=by, at=at, **facts
    )


def test_an_officers_own_copy_is_a_capture(report, officer, at, settings):
    settings.CAPTURE = False
    capture = Capture.objects.get(id=given(report, officer, at).id)
    assert (capture.state, capture.manner, capture.tool) == ("captured", "given", "Firefox 140")
    assert (capture.picture.origin, capture.picture.content_type) == ("captured", "image/png")
    assert read(capture.picture, officer, at) == making.picture()
    assert capturing.read_notes(captures=[capture]) == {capture.id: "[Invented] seen on my screen"}
    assert b"my screen" not in bytes(capture.sealed_note)
    assert verbs(report)[-1] == "capture_given"


def test_an_own_copy_is_judged_like_any_file(report, officer, at):
    with pytest.raises(Refusal):
        given(report, officer, at, content=b"MZ\0\0program")
    assert Capture.objects.count() == 0


def test_an_own_copy_of_a_diverted_post_is_refused(report, officer, at):
    diversion.mark_post(content_id=report.contents.get().id, material=Material.TERRORIST, by=officer, at=at)
    with pytest.raises(capturing.CaptureRefused):
        given(report, officer, at, link=report.contents.get().url)
    assert Evidence.objects.count() == 0


def test_captures_follow_their_report_into_another_case_and_back(report, submit, officer, at, hub):
    capture = given(report, officer, at)
    other = submit(minutes=1, url="http://blog.example.org/2026/03/a-story")
    making.work_off(at=at + timedelta(minutes=5))
    into = Case.objects.get(id=other.case_id)
    merging.merge(report_id=report.id, into_case_id=into.id, by=officer, at=at + timedelta(hours=1), reason="same")
    assert captures.of_case(into) == [capture]
    merging.unmerge(report_id=report.id, by=officer, at=at + timedelta(hours=2), reason="not the same")
    assert captures.of_case(into) == []
    assert captures.of_case(Case.objects.get(id=report.case_id)) == [capture]


def test_links_go_when_who_it_is_about_is_destroyed(report, officer, at):
    capture = asked(report, officer, at)
    capturing.forget_subject(report_id=report.id)
    capture.refresh_from_db()
    assert (capture.url, capture.final_url, capture.post_key, capture.host) == ("", "", "", "")
