"""One browser, several people: what an earlier visitor left is neither shown nor sent for the next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reports.models import Draft, Report

pytest_plugins = ["tests.making.http"]
POST = "https://x.com/somebody/status/1700000000000000001"


def test_new_report_begins_afresh_after_one_was_sent(person):
    person.post("/report/link/", {"url": POST})
    person.post("/report/check/")
    first = Report.objects.get()
    begun = person.get("/report/begin/")
    assert begun.headers["Location"] == "/report/danger/"
    person.cookies.pop("hub-draft", None)
    person.post("/report/story/", {"narrative": "another"})
    person.post("/report/check/")
    assert Report.objects.exclude(id=first.id).count() == 1


def test_unfinished_answers_are_offered_or_deleted_and_never_mixed(person):
    person.post("/report/story/", {"narrative": "words of somebody else"})
    page = person.get("/report/begin/")
    assert page.status_code == 200
    assert b"words of somebody else" not in page.content
    done = person.post("/report/begin/link/")
    assert done.headers["Location"] == "/report/link/"
    assert done.cookies["hub-draft"].value == ""
    assert not Draft.objects.exists()


def test_nothing_begun_begins_at_once(person):
    assert person.get("/report/begin/").headers["Location"] == "/report/danger/"
    assert person.get("/report/begin/link/").headers["Location"] == "/report/link/"


def test_receipt_code_is_shown_for_an_hour_only(person):
    person.post("/report/link/", {"url": POST})
    person.post("/report/check/")
    assert person.get("/report/sent/").status_code == 200
    Draft.objects.update(submitted_at=timezone.now() - timedelta(minutes=61))
    assert person.get("/report/sent/").status_code == 410


def test_leaving_closes_everything(person):
    person.post("/report/story/", {"narrative": "n"})
    gone = person.get("/leave/")
    assert gone.status_code == 302
    assert gone.headers["Location"].startswith("https://")
    for name in ("hub-draft", "hub-status", "hub-csrf", "hub-language"):
        assert gone.cookies[name].value == ""
    assert gone["Cache-Control"] == "no-store"


def test_closing_the_status_page_takes_the_receipt_code_away(person):
    person.post("/report/link/", {"url": POST})
    person.post("/report/check/")
    assert person.post("/status/leave/").cookies["hub-draft"].value == ""


@pytest.mark.parametrize("path", ["/report/story/", "/status/"])
def test_token_against_forgery_goes_with_the_browser(person, path):
    assert person.get(path).cookies["hub-csrf"]["max-age"] == ""


def test_what_another_tab_changed_is_not_sent_unseen(person):
    person.post("/report/story/", {"narrative": "as it was read"})
    page = person.get("/report/check/").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    person.post("/report/story/", {"narrative": "changed elsewhere"})
    assert person.post("/report/check/", {"seen": seen}).headers["Location"] == "/report/check/"
    assert "have changed since" in person.get("/report/check/").content.decode()
    assert not Report.objects.exists()
