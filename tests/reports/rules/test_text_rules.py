import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.texts import BrokenText, check_text, fill

NAMES = {"reference", "force"}


def refusal(*, title="A title", body="A body"):
    with pytest.raises(BrokenText) as refused:
        check_text(title=title, body=body, allowed=NAMES)
    return refused.value


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("A title", "One line.\n\nAnother paragraph with {reference} and {force}."),
        ("{force} has it", "Braces {{like this}} are shown as braces."),
        ("x" * 200, "y" * 998 + "\n" + "z" * 998),
        ("عنوان", "النص {reference} هنا"),
        ("2 < 3", "a <3 b, and 1 < 2 > 0"),
        ("می‌خواهم", "a zero-width non-joiner is part of Persian"),
    ],
)
def test_sound_text_is_accepted(title, body):
    check_text(title=title, body=body, allowed=NAMES)


@pytest.mark.parametrize("title", ["", "   ", "\n", "x" * 201, "two\nlines", "{name}", "<b>bold</b>", "bell\a", "a\0"])
def test_broken_title_is_refused_at_the_title(title):
    assert refusal(title=title).field == "title"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "Enter the text"),
        (" \n ", "Enter the text"),
        ("{nobody}", "no placeholder"),
        ("{}", "no placeholder"),
        ("{0}", "no placeholder"),
        ("{ force }", "no placeholder"),
        ("{force.name}", "no placeholder"),
        ("{force[0]}", "no placeholder"),
        ("{force.__class__.__mro__}", "no placeholder"),
        ("{force!r}", "no placeholder"),
        ("{force:>9999999999}", "no placeholder"),
        ("{force:{reference}}", "no placeholder"),
        ("open {", "brace"),
        ("closed }", "brace"),
        ("{force", "brace"),
        ("<script>", "HTML"),
        ("</p>", "HTML"),
        ("<!-- x -->", "HTML"),
        ("x" * 999, "998"),
        ("tab\there", "control"),
        ("a\x85b", "control"),
        ("turned \u202e around", "control"),
        ("a\u2028b", "control"),
        ("\ud800", "control"),
    ],
)
def test_broken_body_is_refused_at_the_body(body, words):
    refused = refusal(body=body)
    assert refused.field == "body"
    assert words in str(refused)


def test_refusal_names_what_may_be_written():
    assert "{force}, {reference}" in str(refusal(body="{x}"))


@given(st.text(), st.text())
def test_any_text_is_accepted_or_refused_in_words(title, body):
    with contextlib.suppress(BrokenText):
        check_text(title=title, body=body, allowed=NAMES)
        assert "{force}" not in fill(body.replace("{{", "").replace("}}", ""), {"force": "F", "reference": "R"})


@given(st.text(alphabet=st.sampled_from("{}[].!:abforce_0 ")))
def test_filling_never_raises_and_reaches_no_attribute(words):
    assert "class" not in fill(words, {"force": "F"})


def test_values_are_put_in_and_not_read_again():
    assert (
        fill("By {force} of {force}", {"force": "{reference}", "reference": "secret"})
        == "By {reference} of {reference}"
    )


def test_text_broken_behind_the_hubs_back_is_shown_as_it_stands():
    assert fill("open {", {}) == "open {"
    assert fill("{unknown} {{x}}", {}) == "{unknown} {x}"
