import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.uploads import HEAD_BYTES, SIGNATURES, Refusal, recognise

TAKEN = {media_type for _, _, media_type in SIGNATURES} | {"text/plain"}


@given(st.binary(max_size=HEAD_BYTES))
def test_any_bytes_are_recognised_or_refused_with_a_sentence(head):
    assert _answer(head).endswith(".") or _answer(head) in TAKEN


def _answer(head):
    try:
        return recognise(head)
    except Refusal as refusal:
        return refusal.reason


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"GIF87a...", "image/gif"),
        (b"GIF89a...", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"They wrote this.\r\n\tTwice.", "text/plain"),
        ("Sie schrieben: „Geh weg.“ 😡".encode(), "text/plain"),
    ],
)
def test_taken_types_are_recognised_by_content(head, media_type):
    assert recognise(head) == media_type


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"MZ\x90\x00\x03\x00",
        b"\x7fELF\x02\x01",
        b"PK\x03\x04\x14\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"Rar!\x1a\x07\x00",
        b"text with a \x00 inside",
        b"\x1b[31mred\x1b[0m",
        "UTF-16 text".encode("utf-16"),
    ],
)
def test_other_types_are_refused(head):
    with pytest.raises(Refusal):
        recognise(head)


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FFF), min_size=1), st.integers(0, 3))
def test_text_is_taken_even_where_the_head_cuts_a_character(text, cut):
    head = text.encode()
    head = head[: max(1, len(head) - cut)]
    assert recognise(head) in TAKEN


@pytest.mark.parametrize("head", [b"\xff", b"\xfe\xff", b"words\xff", b"words\xfe\xfd"])
def test_bytes_that_begin_no_character_are_not_taken_for_a_cut_one(head):
    with pytest.raises(Refusal):
        recognise(head)


def test_refusal_passes_through_a_context_manager_unharmed():
    @contextlib.contextmanager
    def around():
        yield

    with pytest.raises(Refusal), around():
        raise Refusal(reason="The file is empty.")


def test_refusal_says_its_reason_when_it_is_printed():
    assert "The file is empty." in str(Refusal(reason="The file is empty."))
