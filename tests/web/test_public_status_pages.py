from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from reports.models import Complainant, Report
from reports.services import updates
from reports.web.status_cookie import COOKIE
from tests.making import reports as making
from triage.services import merging

pytest_plugins = ["tests.making.http"]
WRONG = "0000-0000-0000-0000"


@pytest.fixture(autouse=True)
def _no_guesses_yet():
    cache.clear()


@pytest.fixture
def report(submit):
    made = submit(narrative="They wrote this.")
    making.work_off()
    return made


def sign_in(person, report, *, code=None, reference=None):
    return person.post("/status/", {"reference": reference or report.reference, "code": code or report.code})


def test_reference_and_code_open_the_story(person, report):
    assert person.get("/status/").status_code == 200
    answer = sign_in(person, report)
    assert answer.headers["Location"] == "/status/report/"
    cookie = answer.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/status/", True, "Lax")
    page = person.get("/status/report/").content.decode()
    assert report.reference in page
    assert "We have your report" in page
    assert "They wrote this." not in page


@pytest.mark.parametrize(
    "typed",
    [
        {"code": WRONG},
        {"reference": "OHR-0000-0000"},
        {"reference": "nonsense"},
        {"reference": "a\0b"},
        {"code": "x" * 79},
        {"code": "\0"},
        {"reference": "x" * 5000},
        {"code": " "},
        {"reference": "' OR 1=1 --"},
    ],
)
def test_what_does_not_belong_together_is_refused_alike(person, report, typed):
    page = sign_in(person, report, **typed)
    assert page.status_code == 422
    assert COOKIE not in page.cookies
    assert person.get("/status/report/").headers["Location"] == "/status/"


def test_empty_form_is_refused_in_words(person):
    page = person.post("/status/", {})
    assert page.status_code == 422
    assert b"Enter the reference" in page.content


def test_guessing_is_slowed_even_with_the_right_code_and_says_how_long(person, report):
    for _ in range(5):
        assert sign_in(person, report, code=WRONG).status_code == 422
    for code in (WRONG, report.code):
        page = sign_in(person, report, code=code)
        assert page.status_code == 429
        assert int(page.headers["Retry-After"]) in (29, 30)
        assert b"too many tries" in page.content


def test_guesses_are_counted_for_the_report_however_it_is_typed(person, report):
    spellings = [report.reference, report.reference.lower(), report.reference.replace("-", ""), f"{report.reference} "]
    for number in range(5):
        sign_in(person, report, reference=spellings[number % 4], code=WRONG)
    assert sign_in(person, report, code=WRONG).status_code == 429


def test_whoever_knows_a_reference_cannot_lock_its_owner_out(person, report):
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(20):
        sign_in(guesser, report, code=WRONG)
    assert sign_in(guesser, report).status_code == 429
    assert sign_in(person, report).status_code == 302


@pytest.mark.parametrize("reference", ["", "OHR-0000-0000"])
def test_wrong_codes_get_the_same_answer_whether_the_report_exists(person, report, reference):
    def told(page):
        return page.status_code, "too many tries" in page.content.decode()

    tries = [told(sign_in(person, report, code=WRONG, reference=reference or report.reference)) for _ in range(7)]
    assert tries == [(422, False)] * 5 + [(429, True)] * 2


def test_report_can_be_opened_while_the_cache_is_away(person, report, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert sign_in(person, report, code=WRONG).status_code == 422
    assert sign_in(person, report).status_code == 302


@pytest.mark.parametrize("value", ["", "x", "x:y:z", "00000000-0000-0000-0000-000000000000:a:b", "\xff"])
def test_forged_cookie_opens_nothing(person, report, value):
    person.cookies[COOKIE] = value
    assert person.get("/status/report/").headers["Location"] == "/status/"
    assert person.post("/status/withdraw/").headers["Location"] == "/status/"


def test_cookie_of_one_report_shows_no_other(person, report, submit):
    other = submit()
    sign_in(person, report)
    assert other.reference not in person.get("/status/report/").content.decode()


def test_withdrawing_is_asked_first_and_then_done(person, report):
    sign_in(person, report)
    assert person.get("/status/withdraw/").status_code == 200
    assert Report.objects.get(id=report.id).state == "received"
    assert person.post("/status/withdraw/").headers["Location"] == "/status/report/"
    assert Report.objects.get(id=report.id).outcome == "withdrawn"
    assert person.post("/status/withdraw/").status_code == 409


def test_withdrawing_too_late_is_refused_in_words(person, report, officer, at):
    sign_in(person, report)
    making.walk(report, to="assessed_crime", by=officer, at=at)
    page = person.post("/status/withdraw/")
    assert page.status_code == 409
    assert b"gone too far" in page.content


def test_report_worked_on_with_others_is_withdrawn_in_two_steps_and_asking_twice_is_harmless(
    person, report, submit, officer, at
):
    merging.merge(report_id=submit().id, into_case_id=report.case_id, by=officer, at=at, reason="same")
    sign_in(person, report)
    for _ in range(2):
        assert person.post("/status/withdraw/").headers["Location"] == "/status/report/"
    assert b"You have asked to withdraw your report" in person.get("/status/report/").content
    assert Report.objects.get(id=report.id).story.filter(kind="withdrawal_asked").count() == 1
    making.work_off()
    assert Report.objects.get(id=report.id).outcome == "withdrawn"
    assert b"You have withdrawn this report." in person.get("/status/report/").content


def test_leaving_takes_the_cookie_away(person, report):
    sign_in(person, report)
    assert person.post("/status/leave/").headers["Location"] == "/"
    assert person.get("/status/report/").headers["Location"] == "/status/"


@pytest.mark.parametrize(
    "state",
    [
        "in_triage",
        "assessed_crime",
        "assessed_non_crime",
        "out_of_scope",
        "assigned",
        "packaged",
        "with_force",
        "closed",
    ],
)
def test_story_is_shown_in_every_state_without_an_officers_name(person, submit, officer, at, state):
    report = submit()
    making.walk(report, to=state, by=officer, at=datetime.now(UTC))
    making.work_off()
    sign_in(person, report)
    page = person.get("/status/report/")
    assert page.status_code == 200
    assert b"officer-1" not in page.content
    assert b"hub:hub" not in page.content


def test_merged_report_shows_the_stage_of_its_case_and_no_other_reference(person, report, submit, officer, at):
    lead = submit()
    merging.merge(report_id=report.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    making.walk(lead, to="assessed_crime", by=officer, at=at)
    making.work_off()
    sign_in(person, report)
    page = person.get("/status/report/").content.decode()
    assert "Recorded as a crime" in page
    assert lead.reference not in page
    assert lead.case.reference not in page


def test_person_whose_mail_comes_back_is_told_on_the_page(person, report, at):
    sign_in(person, report)
    assert "do not arrive" not in person.get("/status/report/").content.decode()
    Complainant.objects.filter(report=report).update(bounced_at=at, bounce="5.1.1")
    page = person.get("/status/report/").content.decode()
    assert "Our messages to you do not arrive" in page
    assert "5.1.1" not in page


def test_officers_words_are_shown_below_the_line_and_escaped(person, report, hub, at):
    words = "Because <b>nobody</b> answered.\n\nWe are sorry."
    updates.tell(reports=[report], kind="caught_up", key="k", by=hub, at=at, note=words)
    sign_in(person, report)
    page = person.get("/status/report/").content.decode()
    assert "Written for you by an officer" in page
    assert "<p>Because &lt;b&gt;nobody&lt;/b&gt; answered.</p>" in page
