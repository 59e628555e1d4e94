"""What is offered once a report is sent: the signed receipt, and four questions that are kept apart."""

import pytest

from reports.models import EqualityAnswer, Report

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def sent(person):
    person.post("/report/link/", {"url": "https://x.com/somebody/status/1700000000000000001"})
    person.post("/report/check/")
    return person


def test_receipt_is_given_to_whoever_has_just_sent(sent):
    page = sent.get("/report/receipt/")
    assert page["Content-Type"] == "application/pdf"
    assert page["Content-Disposition"] == 'attachment; filename="receipt.pdf"'
    assert page.content.startswith(b"%PDF-")


def test_receipt_needs_a_report(person):
    assert person.get("/report/receipt/").headers["Location"] == "/report/sent/"
    person.post("/report/story/", {"narrative": "n"})
    assert person.get("/report/receipt/").headers["Location"] == "/report/sent/"


def test_answers_about_the_person_name_no_report(sent):
    given = {"age_group": "25_44", "gender": "", "ethnic_group": "asian", "disabled": "no"}
    assert sent.post("/report/about-you/", given).headers["Location"] == "/report/sent/"
    kept = EqualityAnswer.objects.get()
    assert kept.answers == {"age_group": "25_44", "ethnic_group": "asian", "disabled": "no"}
    assert kept.month.day == 1
    assert {field.name for field in EqualityAnswer._meta.fields} == {"id", "month", "answers"}
    assert "25_44" not in str(Report.objects.values().get())


def test_answers_are_kept_once_for_each_report(sent):
    sent.post("/report/about-you/", {})
    for age in ("25_44", "65_over"):
        sent.post("/report/about-you/", {"age_group": age})
        assert "not linked to your report" in sent.get("/report/sent/").content.decode()
    assert EqualityAnswer.objects.get().answers == {"age_group": "25_44"}


def test_nothing_answered_keeps_nothing(sent):
    sent.post("/report/about-you/", {})
    assert not EqualityAnswer.objects.exists()


def test_answer_that_is_none_is_refused(sent):
    page = sent.post("/report/about-you/", {"gender": "a whole life story"})
    assert page.status_code == 422
    assert not EqualityAnswer.objects.exists()


def test_questions_are_asked_only_after_sending(person):
    assert person.get("/report/about-you/").headers["Location"] == "/report/sent/"
    person.post("/report/story/", {"narrative": "n"})
    assert person.post("/report/about-you/", {"disabled": "no"}).headers["Location"] == "/report/sent/"
    assert not EqualityAnswer.objects.exists()
