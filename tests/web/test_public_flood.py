"""The public form in quiet and in loud times: nobody's answers are lost, nothing is dropped."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from reports.models import Draft, Report
from reports.rules.work import solve
from reports.services import flood
from reports.web.network import network_of
from tests.making.reports import picture

pytest_plugins = ["tests.making.http"]
POST = "https://x.com/somebody/status/1700000000000000001"
TABLE = {
    "version": "test",
    "levels": [
        {"scope": "network", "ten_minutes": 2, "hour": 9, "bits": 6, "is_burst": True},
        {"scope": "hub", "ten_minutes": 8, "hour": 20, "bits": 4},
    ],
    "waits": {"4": 20, "6": 30, "8": 45},
    "suspicious_bits": 8,
    "challenge_minutes": 30,
    "most_an_hour": {"drafts": {"network": 6}, "files": {"network": 10}},
    "retry_seconds": 600,
}


@pytest.fixture(autouse=True)
def _low_thresholds(settings):
    settings.FLOOD_TABLE = TABLE


@pytest.fixture
def pass_time(monkeypatch):
    """Let seconds pass without waiting: `pass_time(30)`."""
    real, passed = timezone.now, [0]

    def move(seconds):
        passed[0] += seconds

    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(seconds=passed[0]))
    return move


def begin(person):
    assert person.post("/report/link/", {"url": POST}).headers["Location"] == "/report/hear/"
    return person


def others_send(number, rf, *, address="127.0.0.1"):
    at = timezone.now()
    network = network_of(rf.get("/", REMOTE_ADDR=address), at=at)
    for _ in range(number):
        flood.note_sent(network=network, at=at)


def asked_on(page):
    text = page.content.decode()
    found = {
        name: re.search(rf'{name}="([^"]*)"', text).group(1) for name in ("data-nonce", "data-bits", "data-seconds")
    }
    return {**found, "challenge": re.search(r'name="challenge" value="([^"]*)"', text).group(1)}


def solved(page):
    asked = asked_on(page)
    return {"challenge": asked["challenge"], "work": solve(nonce=asked["data-nonce"], bits=int(asked["data-bits"]))}


def is_sent(answer):
    return answer.status_code == 302 and answer.headers["Location"] == "/report/sent/"


def is_still_there(person):
    return POST in person.get("/report/check/").content.decode()


def test_quiet_times_show_and_ask_nothing(person):
    begin(person)
    page = person.get("/report/check/").content
    assert b"challenge" not in page
    assert b"work.js" not in page
    assert is_sent(person.post("/report/check/"))
    assert not Report.objects.get().is_in_burst


def test_busy_times_take_a_solved_challenge_and_mark_the_report(person, rf):
    begin(person)
    others_send(2, rf)
    page = person.get("/report/check/")
    assert page.status_code == 200
    assert b"work.js" in page.content
    assert b"Wait 30 seconds from when this page opened" in page.content
    assert is_sent(person.post("/report/check/", solved(page)))
    assert Report.objects.get().is_in_burst


def test_whoever_sends_too_early_waits_and_keeps_everything(person, rf, pass_time):
    begin(person)
    others_send(2, rf)
    challenge = asked_on(person.get("/report/check/"))["challenge"]
    pass_time(12)
    early = person.post("/report/check/", {"challenge": challenge, "work": ""})
    assert (early.status_code, early.headers["Retry-After"]) == (429, "18")
    assert b"Wait 18 seconds more" in early.content
    assert b"Your answers are kept" in early.content
    assert asked_on(early)["challenge"] == challenge
    assert is_still_there(person)
    assert not Report.objects.exists()
    pass_time(18)
    assert is_sent(person.post("/report/check/", {"challenge": challenge, "work": ""}))


def test_flood_that_begins_while_somebody_reads_asks_and_takes_the_next_try(person, rf, pass_time):
    begin(person)
    assert b"challenge" not in person.get("/report/check/").content
    others_send(2, rf)
    asked = person.post("/report/check/")
    assert (asked.status_code, asked.headers["Retry-After"]) == (429, "30")
    assert b"Many reports are coming in" in asked.content
    assert is_still_there(person)
    assert is_sent(person.post("/report/check/", solved(asked)))


@pytest.mark.parametrize("challenge", ["x", "a:b:c", "\x01", "x" * 5000])
def test_forged_challenge_gets_a_new_one(person, rf, challenge):
    begin(person)
    others_send(2, rf)
    refused = person.post("/report/check/", {"challenge": challenge, "work": "1"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    assert asked_on(refused)["challenge"] != challenge
    assert is_still_there(person)
    assert is_sent(person.post("/report/check/", solved(refused)))


def test_expired_challenge_gets_a_new_one(person, rf, pass_time):
    begin(person)
    others_send(5, rf)
    work = solved(person.get("/report/check/"))
    pass_time(1800)
    others_send(5, rf)
    refused = person.post("/report/check/", work)
    assert refused.status_code == 429
    assert b"open for a long time" in refused.content
    assert is_sent(person.post("/report/check/", solved(refused)))


def test_challenge_of_another_draft_is_refused(person, rf):
    other = begin(Client())
    begin(person)
    others_send(2, rf)
    work = solved(other.get("/report/check/"))
    assert person.post("/report/check/", work).status_code == 429
    assert is_still_there(person)
    assert is_sent(other.post("/report/check/", work))


def test_used_challenge_is_refused_and_nothing_is_lost(person, rf):
    person.post("/report/links/", {})
    others_send(2, rf)
    work = solved(person.get("/report/check/"))
    assert person.post("/report/check/", work).status_code == 422
    person.post("/report/story/", {"narrative": "They wrote this."})
    used = person.post("/report/check/", work)
    assert used.status_code == 429
    assert b"They wrote this." in used.content
    assert is_sent(person.post("/report/check/", solved(used)))


def test_sending_twice_after_work_makes_one_report(person, rf):
    begin(person)
    others_send(2, rf)
    work = solved(person.get("/report/check/"))
    assert is_sent(person.post("/report/check/", work))
    assert is_sent(person.post("/report/check/", work))
    assert Report.objects.count() == 1


def test_whole_hub_in_a_flood_asks_everybody_and_marks_nobody(person, rf):
    begin(person)
    for number in range(8):
        others_send(1, rf, address=f"203.0.{number}.1")
    page = person.get("/report/check/")
    assert asked_on(page)["data-bits"] == "4"
    assert is_sent(person.post("/report/check/", solved(page)))
    assert not Report.objects.get().is_in_burst


def test_header_that_a_client_writes_changes_no_network(person, rf):
    begin(person)
    others_send(2, rf)
    page = person.get("/report/check/", headers={"X-Forwarded-For": "203.0.113.5"})
    assert b"challenge" in page.content


def test_behind_a_trusted_proxy_people_are_told_apart(person, rf, settings):
    settings.TRUSTED_PROXIES = 1
    begin(person)
    others_send(2, rf, address="203.0.113.5")
    busy = {"X-Forwarded-For": "198.51.100.1, 203.0.113.5"}
    quiet = {"X-Forwarded-For": "203.0.113.5, 198.51.100.1"}
    assert b"challenge" in person.get("/report/check/", headers=busy).content
    assert b"challenge" not in person.get("/report/check/", headers=quiet).content


@pytest.mark.parametrize("address", ["", "garbage", "\x7f\x00", "unix:"])
def test_address_that_is_none_is_no_error(person, rf, address):
    person.defaults["REMOTE_ADDR"] = address
    begin(person)
    assert is_sent(person.post("/report/check/"))


@pytest.mark.parametrize(("slug", "data"), [("link", {"url": POST}), ("links", {"pasted": POST})])
def test_filled_trap_marks_and_asks_for_the_most_but_the_report_is_taken(person, slug, data):
    assert b'name="homepage"' in person.get(f"/report/{slug}/").content
    person.post(f"/report/{slug}/", {**data, "homepage": "http://spam.example"})
    page = person.get("/report/check/")
    assert asked_on(page)["data-bits"] == "8"
    assert b"spam.example" not in page.content
    assert is_sent(person.post("/report/check/", solved(page)))
    report = Report.objects.get()
    assert report.is_in_burst
    assert report.contents.get().url == POST


def test_trap_on_the_last_page_asks_for_the_most(person):
    begin(person)
    caught = person.post("/report/check/", {"homepage": "x"})
    assert caught.status_code == 429
    assert asked_on(caught)["data-bits"] == "8"
    assert is_sent(person.post("/report/check/", solved(caught)))
    assert Report.objects.get().is_in_burst


def test_too_many_drafts_from_one_network_are_refused_in_words(person):
    for _ in range(6):
        begin(Client())
    for path, data in (("link", {"url": POST}), ("links", {"pasted": POST}), ("story", {"narrative": "x"})):
        full = Client().post(f"/report/{path}/", data)
        assert (full.status_code, full.headers["Retry-After"]) == (429, "600")
        assert b"Try again in 10 minutes" in full.content
        assert b"101" in full.content
        assert "hub-draft" not in full.cookies
    assert Draft.objects.count() == 6
    assert is_sent(begin(Client(REMOTE_ADDR="203.0.113.8")).post("/report/check/"))


def test_too_many_files_from_one_network_are_refused_in_words_and_the_draft_is_kept(person):
    person.post("/report/links/", {"pasted": POST})
    for number in range(10):
        file = SimpleUploadedFile("shot.png", picture(size=(20 + number, 20)))
        kept = person.post("/report/files/add/", {"file": file})
        assert kept.status_code == 200, kept.content
    file = SimpleUploadedFile("shot.png", picture(size=(90, 20)))
    full = Client().post("/report/files/add/", {"file": file})
    assert (full.status_code, full.headers["Retry-After"]) == (429, "600")
    assert full.json()["again"]
    assert "Try again in 10 minutes" in full.json()["error"]
    file.seek(0)
    page = person.post("/report/files/", {"files": [file]})
    assert page.status_code == 429
    assert b"Very many files" in page.content
    assert person.post("/report/files/", {}).status_code == 302
    assert is_still_there(person)
    assert Draft.objects.get().files.count() == 10


def test_hard_limit_leaves_those_alone_who_have_begun(person):
    begin(person)
    for _ in range(6):
        Client().post("/report/link/", {"url": POST})
    assert Client().post("/report/link/", {"url": POST}).status_code == 429
    assert person.post("/report/hear/", {}).status_code == 302
    assert is_still_there(person)
    assert is_sent(person.post("/report/check/"))


def test_without_redis_reports_are_taken_as_always(person, settings, rf):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    for _ in range(8):
        sender = begin(Client())
        assert is_sent(sender.post("/report/check/"))
    assert Report.objects.count() == 8


def test_nothing_of_an_address_is_kept(person, rf):
    person.defaults["REMOTE_ADDR"] = "198.51.100.77"
    begin(person)
    person.post("/report/check/", {"homepage": "x"})
    person.post("/status/", {"reference": "OHR-0000-0000", "code": "x"})
    client = cache._cache.get_client(None, write=True)
    held = str([(key, client.get(key)) for key in client.keys("*") if client.type(key) == b"string"])
    assert "flood" in held
    assert "guess" in held
    assert "198.51.100" not in held


def tags(page):
    [row] = page.context["rows"]
    return [tag["text"] for tag in row["tags"]]


def test_officers_see_that_a_report_came_in_a_burst(person, staff):
    begin(person)
    caught = person.post("/report/check/", {"homepage": "x"})
    person.post("/report/check/", solved(caught))
    report = Report.objects.get()
    officer = staff("officer")
    assert "Came in a burst" in tags(officer.get("/hub/queues/"))
    assert b"Came in a burst" in officer.get(f"/hub/cases/{report.case.reference}/").content


def test_officers_see_no_such_tag_in_quiet_times(person, staff):
    begin(person).post("/report/check/")
    assert "Came in a burst" not in tags(staff("officer").get("/hub/queues/"))
