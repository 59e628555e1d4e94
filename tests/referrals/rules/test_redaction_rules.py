from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.redaction import (
    BLACKED,
    Box,
    Span,
    Why,
    as_shown,
    black_out,
    find_words,
    settle_boxes,
    settle_spans,
)

WHYS = st.sampled_from(list(Why))
EDGES = st.integers(-50, 150)
BOXES = st.builds(Box, left=EDGES, top=EDGES, width=EDGES, height=EDGES, why=WHYS)
LETTERS = "xyzXYZäß \n\u0301\u200d😀"


def spans_of(text):
    places = st.integers(-3, len(text) + 3)
    return st.lists(st.builds(Span, start=places, end=places, why=WHYS), max_size=8)


TEXTS_WITH_SPANS = st.text(LETTERS, max_size=60).flatmap(lambda text: st.tuples(st.just(text), spans_of(text)))


def box(left, top, width, height, why=Why.CHILD, page=1):
    return Box(left=left, top=top, width=width, height=height, why=why, page=page)


def span(start, end, why=Why.CHILD):
    return Span(start=start, end=end, why=why)


def test_box_drawn_from_the_lower_right_is_turned_round():
    assert settle_boxes([box(30, 20, -10, -5)], width=100, height=100) == [box(20, 15, 10, 5)]


def test_box_is_clipped_and_one_outside_is_nothing():
    assert settle_boxes([box(-5, 90, 20, 20), box(200, 0, 5, 5)], width=100, height=100) == [box(0, 90, 15, 10)]


def test_box_inside_another_goes_but_not_on_another_page():
    inner, outer, elsewhere = box(10, 10, 5, 5, Why.OTHER), box(0, 0, 50, 50), box(10, 10, 5, 5, page=2)
    assert settle_boxes([inner, outer, elsewhere], width=100, height=100) == [outer, elsewhere]


@given(st.lists(BOXES, max_size=8))
def test_settled_boxes_cover_the_same_pixels_of_the_picture(boxes):
    def covered(some):
        return {
            (x, y)
            for each in some
            for x in range(min(each.left, each.right), max(each.left, each.right))
            for y in range(min(each.top, each.bottom), max(each.top, each.bottom))
            if 0 <= x < 60 and 0 <= y < 40
        }

    settled = settle_boxes(boxes, width=60, height=40)
    assert covered(settled) == covered(boxes)
    assert all(0 <= each.left < each.right <= 60 and 0 <= each.top < each.bottom <= 40 for each in settled)
    assert settle_boxes(settled, width=60, height=40) == settled


def test_line_ends_are_one_kind_and_control_characters_show():
    assert as_shown("a\r\nb\rc\x00d\te") == "a\nb\nc\ufffdd\te"


def test_length_of_what_is_gone_does_not_show():
    texts = ["Call Amy now", "Call Maximiliana Bartholomew now"]
    spans = [settle_spans([span(5, len(text) - 4)], text=text) for text in texts]
    assert {black_out(text, each) for text, each in zip(texts, spans, strict=True)} == {f"Call {BLACKED} now"}


def test_spans_that_meet_leave_one_mark_and_keep_their_reasons():
    text = "one two three"
    spans = settle_spans([span(4, 7, Why.OTHER), span(0, 4), span(2, 3)], text=text)
    assert spans == [span(0, 4), span(4, 7, Why.OTHER)]
    assert black_out(text, spans) == f"{BLACKED} three"


def test_letter_goes_with_its_accents():
    text = "Rene\u0301 came"
    assert settle_spans([span(3, 4)], text=text) == [span(3, 5)]
    assert settle_spans([span(4, 5)], text=text) == [span(3, 5)]


def test_words_are_found_whatever_their_case_and_the_spaces_between_them():
    assert find_words("Amy  \nSmith, AMY SMITH; Amys mithril", "amy smith") == [(0, 11), (13, 22)]


def test_words_are_found_where_they_overlap():
    assert find_words("aaa", "aa") == [(0, 2), (1, 3)]


def test_words_are_no_pattern_and_no_words_are_nowhere():
    assert find_words("a.c abc", "a.c") == [(0, 3)]
    assert find_words("abc", "   ") == []


@given(TEXTS_WITH_SPANS)
def test_text_keeps_all_that_is_outside_and_nothing_of_the_inside(made):
    text, spans = made
    settled = settle_spans(spans, text=text)
    inside = {place for each in settled for place in range(each.start, each.end)}
    asked = {place for each in spans for place in range(*sorted((each.start, each.end))) if 0 <= place < len(text)}
    assert asked <= inside
    left = black_out(text, settled)
    outside = "".join(character for place, character in enumerate(text) if place not in inside)
    assert left.replace(BLACKED, "") == outside
    assert settle_spans(settled, text=text) == settled


@given(st.text("xyz \n", max_size=80), st.text("xyz", min_size=1, max_size=3))
def test_words_blacked_out_wherever_they_stand_are_nowhere_any_more(text, words):
    spans = settle_spans([span(*place) for place in find_words(text, words)], text=text)
    assert words not in black_out(text, spans)
