"""What officers see of forces: questions are answered, notes and outcomes read, a case is closed with an outcome."""

import html
from datetime import timedelta

import pytest

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import ForceMessage, ForceOutcome
from tests.making import reports as making

pytest_plugins = ["tests.making.http", "tests.making.force_client"]


@pytest.fixture
def given(report_at):
    return report_at("with_force")


@pytest.fixture
def force(program):
    return program()


@pytest.fixture
def client(staff):
    return staff("officer")


def shown(client, path):
    return html.unescape(client.get(path).content.decode())


def tab(report):
    return f"/hub/cases/{report.case.reference}/tab/forces/"


def said(report, force, kind, text):
    answer = force.post(f"cases/{report.case.reference}/{kind}", {"text": text})
    return ForceMessage.objects.get(id=answer.json()["id"])


def test_question_waits_until_it_is_answered_and_the_force_hears(given, force, client):
    row = said(given, force, "questions", "Is there a picture?")
    assert given.case.reference in shown(client, "/hub/from-forces/")
    assert "Is there a picture?" in shown(client, tab(given))
    address = f"/hub/cases/{given.case.reference}/forces/messages/{row.id}/answer/"
    assert "Is there a picture?" in shown(client, address)
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "Yes, exhibit 2."}).headers["Location"] == tab(given)
    assert "Nothing waits." in shown(client, "/hub/from-forces/")
    making.work_off()
    assert force.get("cases").json()["changes"][-1]["change"] == "question_answered"
    first = force.get(f"cases/{given.case.reference}/messages").json()["messages"][0]
    assert (first["side"], first["text"], first["answers"]) == ("hub", "Yes, exhibit 2.", str(row.id))


def test_question_is_answered_once(given, force, client, staff):
    row = said(given, force, "questions", "When?")
    address = f"/hub/cases/{given.case.reference}/forces/messages/{row.id}/answer/"
    client.post(address, {"text": "On Monday."})
    refused = staff("supervisor").post(address, {"text": "On Tuesday."})
    assert refused.status_code == 422
    text = html.unescape(refused.content.decode())
    assert "A colleague has answered this question." in text
    assert "On Tuesday." in text
    assert ForceMessage.objects.filter(kind="answer").count() == 1


def test_note_waits_until_it_is_read(given, force, client):
    row = said(given, force, "notes", "We have an address.")
    assert "Note" in shown(client, "/hub/from-forces/")
    client.post(f"/hub/cases/{given.case.reference}/forces/messages/{row.id}/read/")
    assert "Nothing waits." in shown(client, "/hub/from-forces/")
    row.refresh_from_db()
    assert row.read_by.startswith("officer:")


def test_case_is_closed_with_the_outcome(given, force, client):
    body = {"outcome": 1, "outcome_date": "2026-01-05", "charges": [{"wording": "Invented charge"}]}
    force.post(f"cases/{given.case.reference}/outcome", body)
    assert "Outcome" in shown(client, "/hub/from-forces/")
    page = shown(client, tab(given))
    assert "Invented charge" in page
    link = f"/hub/cases/{given.case.reference}/close/?outcome=result"
    assert link in page
    form = client.get(link).context["form"]
    assert form["outcome"].value() == "result"
    row = ForceOutcome.objects.get()
    client.post(f"/hub/cases/{given.case.reference}/forces/outcomes/{row.id}/read/")
    assert "Nothing waits." in shown(client, "/hub/from-forces/")


def test_message_of_another_case_is_not_found(given, report_at, force, client):
    row = said(given, force, "questions", "When?")
    other = report_at("with_force", minutes=3)
    for page in ("answer", "read"):
        address = f"/hub/cases/{other.case.reference}/forces/messages/{row.id}/{page}/"
        assert client.post(address, {"text": "x"}).status_code == 404


def test_erased_text_says_so_and_cannot_be_answered(given, force, client, at):
    row = said(given, force, "questions", "When?")
    vault.destroy_key(owner=given.id, purpose=Purpose.MATERIAL, at=at + timedelta(days=1))
    assert "This text has been erased." in shown(client, tab(given))
    address = f"/hub/cases/{given.case.reference}/forces/messages/{row.id}/answer/"
    assert client.post(address, {"text": "x"}).status_code == 422


def test_pages_cost_the_same_however_much_was_written(given, force, client, django_assert_max_num_queries):
    client.get(tab(given))
    for number in range(12):
        said(given, force, "notes", f"Note {number}.")
    with django_assert_max_num_queries(36):
        client.get(tab(given))
    for number in range(12):
        said(given, force, "questions", f"Question {number}?")
    with django_assert_max_num_queries(36):
        client.get(tab(given))
    with django_assert_max_num_queries(45):
        client.get("/hub/from-forces/")
