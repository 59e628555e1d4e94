import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.file_kinds import KINDS
from reports.rules.refusals import Reason, Refusal
from reports.rules.uploads import (
    HEAD_BYTES,
    NEVER_TAKEN,
    OLE,
    PDF_MARK,
    PICTURES,
    check_name,
    ends_as_archive,
    recognise,
)
from tests.making import files as making

MARKS = [mark for mark, _ in (*PICTURES, *NEVER_TAKEN)] + [
    *(OLE, PDF_MARK, b"MZ", b"BM", b"ID3\x03\0\0\0\0\0\x10", b"\xff\xfb\x90\x64", b"OggS\0\x02", b"RIFF\x10\0\0\0"),
    *(b"\0\0\0\x18ftypisom", b"\0\0\0\x18ftypmif1", b"\0\0\0\x08wide", b"\x1a\x45\xdf\xa3\x42\x82\x84webm"),
    *(b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"From: a@b\nDate: c\n", b"<?xml ", b"<html>", b"#!", b"{\\rtf"),
]


def answer(head):
    try:
        return recognise(head)
    except Refusal as refusal:
        return refusal.reason


@given(st.binary(max_size=HEAD_BYTES))
def test_any_bytes_are_recognised_or_refused(head):
    assert answer(head) in set(KINDS) | set(Reason)


@given(st.sampled_from(MARKS), st.binary(max_size=300), st.sampled_from(MARKS), st.binary(max_size=50))
def test_any_marks_in_any_bytes_are_recognised_or_refused(first, some, second, more):
    assert answer(first + some + second + more) in set(KINDS) | set(Reason)


@pytest.mark.parametrize("kind", making.EVERY_KIND)
def test_every_prefix_of_a_whole_file_is_recognised_or_refused(kind):
    whole = making.EVERY_KIND[kind]
    assert recognise(whole) == kind
    assert {answer(whole[:length]) for length in range(len(whole))} <= set(KINDS) | set(Reason)


TAKEN = [
    (b"\x89PNG\r\n\x1a\n....", "image/png"),
    (b"\xff\xd8\xff\xe0....", "image/jpeg"),
    (b"GIF87a...", "image/gif"),
    (b"GIF89a...", "image/gif"),
    (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "image/avif"),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "image/heic"),
    (b"\0\0\0\x14ftypXXXX\0\0\0\0isom", "video/mp4"),
    (b"\0\0\0\x08wide\0\0\0\0mdat", "video/quicktime"),
    (b"%PDF-1.7\n", "application/pdf"),
    (b"They wrote this.\r\n\tTwice.", "text/plain"),
    ("Sie schrieben: „Geh weg.“ 😡".encode(), "text/plain"),
    ("\ufeffSie schrieben".encode(), "text/plain"),
    ("Sie schrieben: „Geh weg.“ 😡".encode("utf-16"), "text/plain"),
    (b"\xfe\xff" + "Geh weg".encode("utf-16-be"), "text/plain"),
    ("Va-t'en d'ici, dégénéré, “là-bas”".encode("cp1252"), "text/plain"),
    (b"MZ was written on the door", "text/plain"),
    (b"<Media omitted> 12:30 Bob: leave", "text/plain"),
    (b"<bob> you should leave, 1 < 2", "text/plain"),
    (b"From: the neighbour\nHe wrote that I should go.", "text/plain"),
    (b"Received: by x\r\nSubject: =?utf-8?b?w6Q=?=\r\n folded\r\nFrom: a@b\r\n\r\n<html>", "message/rfc822"),
]


@pytest.mark.parametrize(("head", "media_type"), TAKEN)
def test_taken_types_are_recognised_by_content(head, media_type):
    assert recognise(head) == media_type


REFUSED = [
    (b"", Reason.EMPTY),
    (b"MZ\x90\x00\x03\x00", Reason.PROGRAM),
    (b"MZ" + b"\xff" * 40, Reason.PROGRAM),
    (b"\x7fELF\x02\x01", Reason.PROGRAM),
    (b"\xcf\xfa\xed\xfe\x07\0\0\x01", Reason.PROGRAM),
    (b"\xca\xfe\xba\xbe\0\0\0\x34", Reason.PROGRAM),
    (b"#!/bin/sh\nrm -rf ~", Reason.PROGRAM),
    (b"  \n@echo off\r\ndel *", Reason.PROGRAM),
    (b"<?php system($_GET[0]);", Reason.PROGRAM),
    (b"PK\x03\x04\x14\x00", Reason.ARCHIVE),
    (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", Reason.OFFICE),
    (b"Rar!\x1a\x07\x00", Reason.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c\0\x04", Reason.ARCHIVE),
    (b"\x1f\x8b\x08\0", Reason.ARCHIVE),
    (b"BZh91AY&SY\x12\0", Reason.ARCHIVE),
    (b"{\\rtf1\\ansi words}", Reason.OFFICE),
    (b"%!PS-Adobe-3.0", Reason.OFFICE),
    (b"<!DOCTYPE html><p>x", Reason.WEB_PAGE),
    (b"\xef\xbb\xbf \n<HTML lang=en>", Reason.WEB_PAGE),
    ("<script>alert(1)</script>".encode("utf-16"), Reason.WEB_PAGE),
    (b"<!-- saved from url --><p>", Reason.WEB_PAGE),
    (b"just words, then <script src=x></script>", Reason.WEB_PAGE),
    (b"<?xml version='1.0'?><!DOCTYPE html><html>", Reason.WEB_PAGE),
    (b"From: <Saved by Blink>\r\nSnapshot-Content-Location: x\r\nDate: x\r\n\r\n", Reason.WEB_PAGE),
    (b"<svg xmlns='http://www.w3.org/2000/svg'>", Reason.MARKUP),
    (b"<?xml version='1.0'?><svg>", Reason.MARKUP),
    (b"<?xml version='1.0'?><post/>", Reason.MARKUP),
    (b"\n\n%PDF-1.4\n", Reason.PDF_START),
    (b"%PDF-junk", Reason.PDF_START),
    (b"\x89PNG\r\n\x1a\n" + b"%PDF-1.4\n", Reason.MIXED),
    (b"GIF89a/*<script>*/", Reason.MIXED),
    (b"\xff\xd8\xff\xfe<?php evil", Reason.MIXED),
    (b"%PDF-1.4\n<html><script>", Reason.MIXED),
    (b"fLaC\0\0\0\x22" + bytes(40), Reason.OTHER_RECORDING),
    (b"text with a \x00 inside", Reason.UNKNOWN),
    (b"\x1b[31mred\x1b[0m", Reason.UNKNOWN),
    (b"\0\0\0\x14ftypjp2 \0\0\0\0jp2 ", Reason.UNKNOWN),
    (b"\xff\xff\0\xffftypisom", Reason.OTHER_RECORDING),
    (b"\xff", Reason.LETTERS),
    (b"\xfe\xfd\xfc words", Reason.LETTERS),
    ("Они писали, чтобы я ушла".encode("cp1251"), Reason.LETTERS),
    (b"\xff\xfe" + b"\x00\xd8" * 3, Reason.UNKNOWN),
]


@pytest.mark.parametrize(("head", "reason"), REFUSED)
def test_other_types_are_refused_with_the_reason_that_fits(head, reason):
    assert answer(head) == reason


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FFF), min_size=1), st.integers(0, 3))
def test_text_is_taken_even_where_the_head_cuts_a_character(text, cut):
    head = ("Words: " + text).encode()
    head = head[: max(1, len(head) - cut)]
    assert answer(head) in ("text/plain", Reason.WEB_PAGE, Reason.MARKUP)


@pytest.mark.parametrize("name", ["shot.png", "Scan.PDF", "a.b.jpeg", "film.mp4", "voice.M4A"])
def test_text_that_calls_itself_a_picture_is_refused_by_its_kind(name):
    with pytest.raises(Refusal) as refused:
        check_name(name, media_type="text/plain")
    assert refused.value.reason == Reason.NOT_INSIDE
    assert name.upper().endswith(str(refused.value.parameters["kind"]))


@pytest.mark.parametrize(("name", "media_type"), [("x.exe", "image/png"), ("x.txt", "image/png"), ("x", "text/plain")])
def test_name_alone_refuses_nothing_else(name, media_type):
    check_name(name, media_type=media_type)


@pytest.mark.parametrize(
    ("tail", "is_archive"),
    [
        (b"picture" + b"PK\x05\x06" + bytes(18), True),
        (b"PK\x05\x06" + bytes(16) + b"\x05\0words", True),
        (b"PK\x05\x06" + bytes(16) + b"\x05\0word", False),
        (b"PK\x05\x06" + bytes(17), False),
        (b"PK\x05\x06" + bytes(18) + b"PK\x05\x06", False),
        (b"", False),
    ],
)
def test_file_that_ends_as_a_zip_is_one(tail, is_archive):
    assert ends_as_archive(tail) == is_archive


def test_refusal_passes_through_a_context_manager_unharmed():
    @contextlib.contextmanager
    def around():
        yield

    with pytest.raises(Refusal), around():
        raise Refusal(Reason.EMPTY)


def test_refusal_says_its_reason_when_it_is_printed():
    assert str(Refusal(Reason.EMPTY)) == "empty"
