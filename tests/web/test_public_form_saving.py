"""Saving an unfinished report and going on with it elsewhere."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from reports.models import Draft, Report

pytest_plugins = ["tests.making.http"]


def save(person, text="half a story"):
    assert person.post("/report/story/", {"narrative": text, "save": "1"}).headers["Location"] == "/report/saved/"
    page = person.get("/report/saved/").content.decode()
    return re.search(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", page).group()


def test_code_goes_on_with_the_report_on_another_device(person):
    code = save(person)
    other = Client()
    gone_on = other.post("/report/resume/", {"code": code.lower().replace("-", " ")})
    assert gone_on.headers["Location"] == "/report/danger/"
    assert b"half a story" in other.get("/report/story/").content
    other.post("/report/impact/", {"impact": "from the other device"})
    assert b"from the other device" in person.get("/report/check/").content


def test_both_devices_make_one_report(person):
    code = save(person)
    other = Client()
    other.post("/report/resume/", {"code": code})
    assert other.post("/report/check/").headers["Location"] == "/report/sent/"
    assert person.post("/report/check/").headers["Location"] == "/report/sent/"
    assert Report.objects.count() == 1


def test_code_is_the_same_every_time_and_stands_nowhere(person):
    code = save(person)
    assert save(person) == code
    draft = Draft.objects.get()
    assert code not in str(vars(draft))
    assert person.cookies["hub-draft"].value.encode() not in bytes(draft.sealed_token)


def test_code_opens_nothing_once_the_report_is_sent(person):
    code = save(person)
    person.post("/report/check/")
    page = Client().post("/report/resume/", {"code": code})
    assert page.status_code == 422
    assert b"no unfinished report" in page.content
    draft = Draft.objects.get()
    assert (draft.resume_hash, draft.sealed_token) == (None, None)


def test_code_opens_nothing_after_seven_days(person):
    code = save(person)
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().post("/report/resume/", {"code": code}).status_code == 422


@pytest.mark.parametrize("code", ["", "x", "0000-0000-0000-0000", "'; --", "\0", "9" * 90, "ــــ"])
def test_code_that_is_none_is_refused(person, code):
    save(person)
    page = Client().post("/report/resume/", {"code": code})
    assert page.status_code == 422
    assert b"There is a problem" in page.content


def test_saving_what_cannot_be_used_keeps_the_page(person):
    page = person.post("/report/reach/", {"email": "nonsense", "save": "1"})
    assert page.status_code == 422
    assert b"nonsense" in page.content


def test_saved_without_a_draft_says_so(person):
    assert person.get("/report/saved/").status_code == 410


def test_leaving_takes_the_answers_off_this_device_alone(person):
    code = save(person)
    done = person.post("/report/saved/leave/")
    assert done.cookies["hub-draft"].value == ""
    assert person.get("/report/check/").status_code == 410
    assert Client().post("/report/resume/", {"code": code}).status_code == 302


def test_guessing_codes_is_slowed_in_words(person):
    code = save(person)
    for _ in range(15):
        assert person.post("/report/resume/", {"code": "0000-0000-0000-0000"}).status_code == 422
    slowed = person.post("/report/resume/", {"code": code})
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) in (29, 30)
    assert b"too many tries" in slowed.content
    assert Client(REMOTE_ADDR="203.0.113.9").post("/report/resume/", {"code": code}).status_code == 302
