"""What a complainant does on their page, and what it shows."""

import io
import json
from importlib.resources import files

import pytest
from django.test import Client

from hatehub.accounts.actors import HUB
from reports.models import Complainant, Evidence, Message, Report
from reports.services import messaging, sharing
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]
PAGES = ["add", "contact", "consents", "questions/1"]


@pytest.fixture
def report(db, at):
    return making.submit(at=at, email="a@example.org", identity="confidential")


@pytest.fixture
def opened(person, report):
    person.post("/status/", {"reference": report.reference, "code": report.code})
    return person


def file(name="more.png", content=None):
    found = io.BytesIO(making.picture(colour="red") if content is None else content)
    found.name = name
    return found


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_shown_or_changed_without_reference_and_code(person, db, page):
    assert person.get(f"/status/{page}/").headers["Location"] == "/status/"
    assert person.post(f"/status/{page}/", {"text": "x"}).headers["Location"] == "/status/"


def test_words_and_files_are_added(opened, report):
    done = opened.post("/status/add/", {"text": "There is more.", "files": [file()]})
    assert done.headers["Location"] == "/status/report/"
    page = opened.get("/status/report/").content.decode()
    assert "We have what you added" in page
    assert "There is more." in page
    assert Evidence.objects.get().exhibit == f"{report.reference}/1"


def test_refused_file_is_named_and_the_words_are_kept_on_the_page(opened):
    page = opened.post("/status/add/", {"text": "kept words", "files": [file("bad.png", b"MZ\x90\x00"), file()]})
    assert page.status_code == 422
    assert b"kept words" in page.content
    assert "bad.png" in page.content.decode()
    assert not Message.objects.exists()
    assert Evidence.objects.count() == 1  # the good one is kept; sending again adds nothing twice


def test_network_that_adds_too_much_is_told_to_wait(opened, settings):
    table = json.loads(files("reports.data").joinpath("flood.json").read_text(encoding="utf-8"))
    table["most_an_hour"]["files"]["network"] = 3
    settings.FLOOD_TABLE = table
    assert opened.post("/status/add/", {"files": [file(), file("two.png")]}).status_code == 302
    assert opened.post("/status/add/", {"text": "one"}).status_code == 302
    refused = opened.post("/status/add/", {"text": "two"})
    assert (refused.status_code, refused["Retry-After"]) == (429, "600")
    assert Message.objects.count() == 1


@pytest.mark.parametrize("data", [{}, {"text": "  "}, {"text": "w" * 10_001}, {"text": "a\0b"}])
def test_addition_that_cannot_be_used_is_refused(opened, data):
    assert opened.post("/status/add/", data).status_code == 422
    assert not Message.objects.exists()


def test_question_of_the_hub_is_shown_and_answered(opened, report, officer, at):
    question = messaging.ask(report_id=report.id, text="Which <b>account</b>?", by=officer, at=at)
    page = opened.get("/status/report/").content.decode()
    assert "Which &lt;b&gt;account&lt;/b&gt;?" in page
    assert f"/status/questions/{question.id}/" in page
    assert "officer-1" not in page
    assert opened.post(f"/status/questions/{question.id}/", {"text": ""}).status_code == 422
    assert opened.post(f"/status/questions/{question.id}/", {"text": "The first."}).status_code == 302
    page = opened.get("/status/report/").content.decode()
    assert "The first." in page
    assert "Answer it" not in page
    late = opened.post(f"/status/questions/{question.id}/", {"text": "kept second thought"})
    assert late.status_code == 422
    assert b"kept second thought" in late.content


def test_question_of_somebody_else_is_not_there(opened, officer, at):
    other = making.submit(at=at)
    question = messaging.ask(report_id=other.id, text="for them alone", by=officer, at=at)
    assert opened.get(f"/status/questions/{question.id}/").status_code == 404
    assert b"for them alone" not in opened.get("/status/report/").content


def test_contact_is_shown_to_its_owner_and_changed(opened, report):
    assert b"a@example.org" in opened.get("/status/contact/").content
    done = opened.post(
        "/status/contact/", {"email": "b@example.org", "safe_hours": "any", "language": "cy", "details_in_mail": "on"}
    )
    assert done.headers["Location"] == "/status/report/"
    complainant = Complainant.objects.get(report=report)
    assert (complainant.safe_hours, complainant.details_in_mail) == ("any", True)
    assert Report.objects.get(id=report.id).language == "cy"


@pytest.mark.parametrize(
    "data",
    [
        {"email": "nonsense", "language": "en-gb"},
        {"email": "b@example.org", "language": "xx"},
        {"email": "b@example.org", "language": "en-gb", "safe_hours": "never"},
        {"telephone": "call", "language": "en-gb"},
    ],
)
def test_contact_that_cannot_be_used_is_refused_and_kept_on_the_page(opened, report, data):
    page = opened.post("/status/contact/", data)
    assert page.status_code == 422
    assert next(iter(data.values())) in page.content.decode()
    assert Complainant.objects.get(report=report).safe_hours == "day"


def test_consents_are_given_and_taken_back(opened, report):
    opened.post("/status/consents/", {"shares_with_support": "on"})
    assert Complainant.objects.get(report=report).shares_with_support
    opened.post("/status/consents/", {})
    assert not Complainant.objects.get(report=report).shares_with_support


def test_page_says_what_is_next_who_has_it_and_what_was_shared(opened, report, officer, at):
    page = opened.get("/status/report/").content.decode()
    assert "An officer reads your report." in page
    assert "Nobody outside the hub has received anything yet" in page
    making.walk(report, to="packaged", by=officer, at=at)
    making.work_off()
    sharing.note_sharing(
        reports=[report],
        key="k",
        recipient="West Yorkshire Police",
        parts=("report", "contact"),
        purpose="investigation",
        by=HUB,
        at=at,
    )
    page = opened.get("/status/report/").content.decode()
    assert "The police force says whether it takes it on." in page
    assert "Your police force" in page
    assert "West Yorkshire Police" in page
    assert "what you told us, your name and contact details, to investigate" in page


def test_late_step_says_that_it_is_late(opened, report, at):
    Report.objects.filter(id=report.id).update(due_at=at.replace(year=2020))
    assert "longer than it should" in opened.get("/status/report/").content.decode()


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("add", {"text": "typed for an hour"}),
        ("contact", {"email": "typed@example.org", "language": "en-gb"}),
        ("consents", {"shares_with_support": "on"}),
    ],
)
def test_stale_token_keeps_what_was_typed_and_does_nothing(report, person, page, data):
    person.post("/status/", {"reference": report.reference, "code": report.code})
    checked = Client(enforce_csrf_checks=True)
    checked.cookies["hub-status"] = person.cookies["hub-status"].value
    answer = checked.post(f"/status/{page}/", {**data, "csrfmiddlewaretoken": "stale"})
    assert answer.status_code == 422
    assert next(iter(data.values())) in answer.content.decode() or "checked" in answer.content.decode()
    assert not Message.objects.exists()
    complainant = Complainant.objects.get(report=report)
    assert (complainant.shares_with_support, complainant.has_email) == (False, True)
    assert not complainant.bounced_at
