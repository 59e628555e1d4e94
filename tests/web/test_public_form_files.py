import io

import pytest

from reports.models import DraftFile
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
