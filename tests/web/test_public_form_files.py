import io
import re

import pytest

from reports.models import DraftFile
from tests.making import files as making_files
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]


def picture(name="shot.png", content=None):
    file = io.BytesIO(making.picture() if content is None else content)
    file.name = name
    return file


def answer(person, slug, data, **more):
    return person.post(f"/report/{slug}/", data, **more)


def test_file_is_taken_listed_and_removed(person):
    assert answer(person, "files", {"files": [picture("Zoë.png")], "add": "1"}).headers["Location"] == "/report/files/"
    page = person.get("/report/files/")
    assert "Zoë.png" in page.content.decode()
    number = DraftFile.objects.get().id
    answer(person, "files", {"remove": str(number)})
    assert not DraftFile.objects.exists()


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "9" * 40, "²", "٣", "1\0"])
def test_removing_what_is_not_there_is_no_error(person, number):
    answer(person, "story", {"narrative": "n"})
    assert answer(person, "files", {"remove": number}).status_code == 302


@pytest.mark.parametrize(
    ("name", "content"), [("bill.png", b"MZ\x90\x00"), ("empty.png", b""), ("cut.png", making.picture()[:60])]
)
def test_file_that_is_refused_is_named_and_the_others_are_kept(person, name, content):
    page = answer(person, "files", {"files": [picture(name, content), picture("good.png")]})
    assert page.status_code == 422
    assert name in page.content.decode()
    assert DraftFile.objects.count() == 1


@pytest.mark.parametrize("name", ["../../x.png", "a" * 300 + ".png", "x\0y.png", "<script>.png", " "])
def test_strange_file_name_is_no_error(person, name):
    page = answer(person, "files", {"files": [picture(name)], "add": "1"})
    assert page.status_code in (302, 422, 400)
    assert b"<script>.png" not in person.get("/report/files/").content


def test_eleven_files_at_once_are_refused_in_words(person):
    files = [picture(f"{number}.txt", f"text {number}".encode()) for number in range(11)]
    page = answer(person, "files", {"files": files})
    assert page.status_code == 422
    assert b"10 files" in page.content


REFUSED = {
    "web page": (b"<!doctype html><p>x", "Web pages are not taken. Take a screenshot"),
    "drawing": (b"<svg xmlns='x'/>", "SVG and XML files are not taken."),
    "script": (b"#!/bin/sh", "Programs and scripts are not taken"),
    "archive": (b"PK\x03\x04", "Archives such as ZIP are not taken."),
    "document": (making_files.compound_file(["Root Entry", "WordDocument"]), "Office documents are not taken"),
    "locked PDF": (making_files.pdf(password="x"), "The PDF is protected by a password."),
    "broken PDF": (b"%PDF-1.4\n", "The PDF cannot be opened."),
    "broken film": (making_files.film()[:-9], "The recording cannot be opened."),
    "broken mail": (making_files.mail(body="\0"), "The e-mail cannot be opened."),
    "anything else": (bytes(100), "This kind of file is not taken."),
}


@pytest.mark.parametrize("what", REFUSED)
def test_each_refusal_is_a_sentence_in_the_summary_that_leads_to_the_control(person, what):
    content, sentence = REFUSED[what]
    page = answer(person, "files", {"files": [picture("x", content), picture("good.png")]})
    text = page.content.decode()
    assert page.status_code == 422
    assert re.search(f'<a href="#id_files">[^<]*{re.escape(sentence)}', text)
    assert "good.png" in text
    assert DraftFile.objects.count() == 1


def test_list_says_what_each_file_is(person):
    for name, content in (("a.mp4", making_files.film()), ("b", making_files.mail()), ("c.mp3", making_files.mp3())):
        answer(person, "files", {"files": [picture(name, content)], "add": "1"})
    text = person.get("/report/files/").content.decode()
    assert re.findall(r"data-kind>([^<]+)<", text)[:3] == ["Video", "E-mail", "Sound recording"]
    assert "3 of 10" in text


def test_continue_goes_on_with_what_was_chosen_but_not_added(person):
    assert answer(person, "files", {"files": [picture()]}).headers["Location"] == "/report/why/"
    assert DraftFile.objects.count() == 1
    for page in ("why", "suspect", "place", "impact", "identity", "consents"):
        answer(person, page, {})
    assert person.post("/report/files/?check", {}).headers["Location"] == "/report/check/"


def test_file_larger_than_allowed_is_refused_in_words_and_its_bytes_are_dropped(person, settings):
    settings.MAX_EVIDENCE_BYTES = 1024 * 1024
    page = answer(person, "files", {"files": [picture("big.txt", b"words " * 300_000), picture("good.png")]})
    assert page.status_code == 422
    assert b"The file is larger than 1 MB." in page.content
    assert [file.content_type for file in DraftFile.objects.all()] == ["image/png"]


def test_request_with_more_than_a_report_holds_is_refused_file_by_file(person, settings):
    settings.MAX_EVIDENCE_BYTES = 100_000
    files = [picture(f"{number}.txt", f"{number} ".encode() * 30_000) for number in range(14)]
    page = answer(person, "files", {"files": files})
    assert page.status_code == 422
    assert b"A report can hold 10 files." in page.content
    assert DraftFile.objects.count() == 10


def test_name_written_from_right_to_left_does_not_turn_the_sentence(person):
    page = answer(person, "files", {"files": [picture("לך מפה.html", b"<html>")]})
    assert "\u2068לך מפה.html\u2069: Web pages" in page.content.decode()


def test_expired_draft_is_said_once_and_a_new_one_is_begun(person):
    person.cookies["hub-draft"] = "no such token"
    page = person.get("/report/files/")
    assert b"Your earlier answers are gone" in page.content
    assert person.cookies["hub-draft"].value == ""
    assert answer(person, "files", {"files": [picture()], "add": "1"}).status_code == 302
    assert b"Your earlier answers are gone" not in person.get("/report/files/").content
