import os
import subprocess

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.benches import pictures_made as made
from triage.services import pictures
from triage.services.pictures import words


@pytest.fixture(autouse=True)
def _looked_up_anew():
    words._languages.cache_clear()
    yield
    words._languages.cache_clear()


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Put a stand-in for tesseract, or none, on the path: the program is another's, and need not be installed."""

    def make(script=None):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        if script is not None:
            path = folder / "tesseract"
            path.write_text(f'#!/bin/sh\nif [ "$1" = --list-langs ]; then echo List; echo eng; exit 0; fi\n{script}\n')
            path.chmod(0o755)
        monkeypatch.setattr(os, "defpath", f"{folder}:/usr/bin:/bin" if script else str(folder))

    return make


def page(text):
    picture = Image.new("RGB", (900, 200), "white")
    ImageDraw.Draw(picture).text((40, 60), text, font=ImageFont.load_default(48), fill="black")
    return picture


def test_without_the_program_there_are_no_words(program):
    program()
    assert not pictures.can_read_words()
    assert pictures.read_words(page("Those people")) == ""


def test_words_are_what_the_program_says_of_the_picture_on_its_input(program):
    program('head -c 2; echo; echo "$@"; env | sort')
    text = pictures.read_words(page("Those people"))
    assert text.splitlines()[:2] == ["P5", "stdin stdout -l eng --psm 3"]
    assert "DJANGO" not in text
    assert "SECRET" not in text


def test_program_that_fails_hangs_or_babbles_gives_no_more_than_bounded_words(program, monkeypatch):
    program("cat > /dev/null; exit 3")
    assert pictures.read_words(page("x")) == ""
    monkeypatch.setattr(words, "MOST_SECONDS", 1)
    program("cat > /dev/null; sleep 30")
    assert pictures.read_words(page("x")) == ""
    program("cat > /dev/null; head -c 900000 /dev/zero | tr '\\0' a")
    assert len(pictures.read_words(page("x"))) <= words.MOST_OUTPUT


def test_tiny_picture_is_not_given_to_the_program(program):
    program("echo words")
    assert pictures.read_words(made.scene(1, size=(30, 200))) == ""


def test_installed_program_reads_a_sentence():
    if not pictures.can_read_words():
        pytest.skip("tesseract is not installed here")
    assert "people" in pictures.read_words(page("Those people should leave"))


def test_program_leaves_nothing_running(program, monkeypatch):
    monkeypatch.setattr(words, "MOST_SECONDS", 1)
    program("cat > /dev/null; sleep 47.4711 & sleep 47.4711")
    assert pictures.read_words(page("x")) == ""
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 47.4711" not in listed
