"""What goes into the summary, before it is laid out: times, order, what is drawn, and files of any shape."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hatehub.documents.shapes import drawable, shapes_of
from referrals.services.summary import rendering
from referrals.services.summary.blocks import Words
from referrals.services.summary.given import Given, moment, plain
from referrals.services.summary.ink import BOX, Ink
from referrals.services.summary.lists import most_different
from tests.making import summaries as making

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(making.report())), inner),
    max_leaves=12,
)


def document(files):
    return rendering._document(Given(files), [], 0, reference="R", version=1, at=making.AT)


@pytest.mark.parametrize(
    ("given_time", "shown"),
    [
        ("2026-03-02T12:00:00+00:00", "2 Mar 2026, 12:00:00 UTC"),
        ("2026-07-02T12:00:00Z", "2 Jul 2026, 13:00:00 UK time (2 Jul 2026, 12:00:00 UTC)"),
        ("2026-03-01T21:40:00+05:30", "1 Mar 2026, 21:40:00 UTC+05:30 (1 Mar 2026, 16:10:00 UTC)"),
        ("2026-03-01T21:40:00", "1 Mar 2026, 21:40:00, zone not stated"),
        ("2026-03-01", "1 March 2026"),
        ("last Tuesday", "last Tuesday"),
        (None, ""),
    ],
)
def test_times_are_shown_in_their_own_zone_and_in_utc(given_time, shown):
    assert moment(given_time) == shown


def test_reports_that_add_most_come_first():
    rows = [
        {"reference": "same", "narrative": "Like the others."},
        {"reference": "again", "narrative": "like  THE others."},
        {"reference": "files", "exhibits": [{"exhibit": "x"}]},
        {"reference": "danger", "danger": "unsure"},
        {"reference": "victim", "reporter": "victim"},
        {"reference": "calm", "danger": "no"},
    ]
    order = [row["reference"] for row in most_different(rows)]
    assert order == ["victim", "danger", "files", "same", "again", "calm"]


def test_case_says_which_report_leads_and_how_many_there_are():
    files = {
        "case.json": {"lead": "OHR-AAAA-0002", "reports": 5000},
        "reports.json": [making.report(), making.report(2)],
    }
    read = Given(files)
    assert read.lead["reference"] == "OHR-AAAA-0002"
    assert [row["reference"] for row in read.others] == ["OHR-AAAA-0001"]
    assert read.total == 5000
    assert "4,998 more reports" in str(document(files))


@given(ANY_TEXT)
@settings(max_examples=300, deadline=None)
def test_every_letter_is_drawn_or_counted(text):
    ink = Ink()
    shown = "\n".join("".join(line["pieces"]) for line in ink.lines(Words(text, most=1000)))
    assert drawable(shown) == shown or not shown
    for letter in text:
        is_break = letter in "\n\r\x0b\x0c\x85\u2028\u2029"
        assert is_break or letter in shown or letter in ink.times or letter == "\t"


@given(st.text("ab/?&=.-_", min_size=1, max_size=400))
def test_long_words_are_cut_into_short_pieces_that_make_the_same_word(word):
    pieces = Ink().lines(Words(word, most=1000))[0]["pieces"]
    assert "".join(pieces) == word
    letters = [piece.rstrip("/?&=.-_") for piece in pieces]
    assert len(word) < 20 or all(len(piece) <= 16 for piece in letters)


@given(st.text("क्षि\u200da\u0301😡\ufe0fשָׁ", min_size=50, max_size=200))
def test_no_piece_begins_with_a_mark(text):
    pieces = Ink().lines(Words(text, most=1000))[0]["pieces"]
    firsts = [next(shapes_of(piece, instead=lambda letter: BOX), ("", 0)) for piece in pieces[1:]]
    assert all(family is not None for _, family in firsts)


def test_what_has_no_shape_is_numbered_in_the_order_of_its_coming():
    ink = Ink()
    assert ink.lines(Words("a\ue001b\ue002c\ue001"))[0]["pieces"] == ["a□¹b□²c□¹"]
    assert ink.times == {"\ue001": 2, "\ue002": 1}


def test_text_is_cut_and_says_how_much_is_left():
    lines = Ink().lines(Words("x " * 500, most=10))
    assert "".join(lines[0]["pieces"]) == "x x x x x "
    assert "990 more characters" in lines[-1]["pieces"][0]


@given(st.dictionaries(st.sampled_from(sorted(making.case_files())), JSON))
@settings(max_examples=150, deadline=None)
def test_files_of_any_shape_make_a_document(files):
    assert len(document(files)["parts"]) >= 12


@given(JSON)
def test_anything_can_be_said_in_words(value):
    assert isinstance(plain(value), str)
