"""What the script of the files page gets for an answer."""

import io

import pytest
from django.test import Client
from django.utils import timezone

from reports.models import Draft, DraftFile
from reports.services import drafts
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]
ADD, REMOVE = "/report/files/add/", "/report/files/remove/"


def named(name, content=None):
    file = io.BytesIO(making.picture() if content is None else content)
    file.name = name
    return file


def send(person, name="shot.png", content=None, **more):
    return person.post(ADD, {"file": named(name, content)}, **more)


def test_first_file_begins_a_draft_and_says_what_it_is(person):
    answer = send(person, "Zoë.png")
    kept = DraftFile.objects.get()
    assert answer.status_code == 200
    assert answer.json() == {"id": kept.id, "name": "Zoë.png", "size": "99\xa0bytes", "kind": "Picture"}
    assert send(person, "two.txt", b"words").json()["kind"] == "Text"
    assert Draft.objects.count() == 1
    assert "two.txt" in person.get("/report/files/").content.decode()


def test_same_file_again_is_the_one_that_is_there(person):
    assert send(person, "one.png").json() == send(person, "two.png").json()


def test_refused_file_is_answered_with_the_sentence_and_the_draft_is_kept(person):
    answer = send(person, "x.html", b"<html>")
    assert answer.status_code == 422
    assert answer.json() == {
        "error": "Web pages are not taken. Take a screenshot, or save it as a PDF.",
        "again": False,
    }
    assert send(person).status_code == 200
    assert Draft.objects.count() == 1


def test_file_that_may_be_taken_later_says_so(person, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    assert send(person).json()["again"] is True


def test_file_that_is_too_large_is_answered_in_words(person, settings):
    settings.MAX_EVIDENCE_BYTES = 1024 * 1024
    answer = send(person, "big.txt", b"words " * 300_000)
    assert (answer.status_code, answer.json()["error"][:30]) == (422, "The file is larger than 1 MB. ")
    assert not DraftFile.objects.exists()


def test_eleventh_file_is_refused(person):
    for number in range(10):
        assert send(person, "n.txt", f"words {number}".encode()).status_code == 200
    assert "10 files" in send(person, "n.txt", b"one more").json()["error"]


@pytest.mark.parametrize("data", [{}, {"file": "no file"}, {"other": named("x.png")}])
def test_request_without_a_file_is_answered(person, data):
    answer = person.post(ADD, data)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert not Draft.objects.exists()


def test_draft_that_was_sent_takes_no_more(person):
    assert send(person).status_code == 200
    assert person.post("/report/check/").status_code == 302
    number = DraftFile.objects.get().id
    assert send(person, "b.txt", b"words").status_code == 409
    assert person.post(REMOVE, {"file": number}).status_code == 409
    assert DraftFile.objects.count() == 1


def test_draft_that_is_sent_while_a_file_arrives_takes_it_no_more(person, monkeypatch):
    assert send(person).status_code == 200

    def sent_meanwhile(**_file):
        Draft.objects.update(submitted_at=timezone.now())
        raise drafts.DraftGone

    monkeypatch.setattr("reports.services.uploads.add_file", sent_meanwhile)
    assert send(person, "b.txt", b"words").status_code == 409


def test_expired_draft_takes_nothing_and_says_why(person):
    assert send(person).status_code == 200
    Draft.objects.update(expires_at=timezone.now())
    answer = send(person, "b.txt", b"words")
    assert answer.status_code == 410
    assert "7 days" in answer.json()["error"]
    assert person.post(REMOVE, {"file": "1"}).status_code == 410


def test_file_is_removed_and_a_second_time_is_no_error(person):
    number = send(person).json()["id"]
    assert person.post(REMOVE, {"file": number}).status_code == 204
    assert not DraftFile.objects.exists()
    for again in (number, "x", "", "9" * 40):
        assert person.post(REMOVE, {"file": again}).status_code == 204


def test_nobody_removes_a_file_of_another(person, db):
    number = send(person).json()["id"]
    other = Client()
    send(other, "o.txt", b"other words")
    assert other.post(REMOVE, {"file": number}).status_code == 204
    assert DraftFile.objects.filter(id=number).exists()
    assert Client().post(REMOVE, {"file": number}).status_code == 410


@pytest.mark.parametrize("path", [ADD, REMOVE])
def test_token_of_the_form_is_demanded(db, path):
    person = Client(enforce_csrf_checks=True)
    answer = person.post(path, {"file": named("x.png"), "csrfmiddlewaretoken": "stale"})
    assert answer.status_code == 403
    assert "Load it again" in answer.json()["error"]
    assert not Draft.objects.exists()
    person.get("/report/files/")
    token = person.cookies["hub-csrf"].value
    data = {"file": named("x.png") if path == ADD else "1", "csrfmiddlewaretoken": token}
    assert person.post(path, data).status_code in (200, 410)


@pytest.mark.parametrize("path", [ADD, REMOVE])
def test_nothing_else_is_answered(person, path):
    assert person.get(path).status_code == 405


@pytest.mark.parametrize("name", ["../../x.png", "a" * 300 + ".png", "x\0y.png", "<script>.png", " ", "‮gnp.exe"])
def test_strange_name_is_no_error(person, name):
    assert send(person, name).status_code in (200, 400)
