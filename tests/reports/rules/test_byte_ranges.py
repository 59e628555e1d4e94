import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.byte_ranges import Span, Unsatisfiable, asked_span


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-", (0, 10)),
        ("bytes=0-0", (0, 1)),
        ("bytes=3-5", (3, 6)),
        ("bytes=3-99", (3, 10)),
        ("bytes=9-9", (9, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-99", (0, 10)),
        ("Bytes = 3 - 5", (3, 6)),
    ],
)
def test_one_range_is_answered(header, span):
    assert asked_span(header, size=10) == Span(start=span[0], stop=span[1])


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes=",
        "bytes=-",
        "bytes=5-3",
        "bytes=a-b",
        "items=0-1",
        "bytes=0-1,3-4",
        "bytes=0-1;",
        "bytes=\u0663-\u0665",
        "0-1",
    ],
)
def test_what_is_no_single_range_gets_the_whole(header):
    assert asked_span(header, size=10) is None


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=10-", 10), ("bytes=99-100", 10), ("bytes=-0", 10), ("bytes=0-", 0)]
)
def test_range_behind_the_end_is_refused(header, size):
    with pytest.raises(Unsatisfiable) as refused:
        asked_span(header, size=size)
    assert refused.value.size == size


@given(st.text(max_size=30) | st.from_regex(r"bytes=\d{0,25}-\d{0,25}", fullmatch=True), st.integers(0, 10**12))
def test_whatever_is_asked_lies_in_the_file(header, size):
    try:
        span = asked_span(header, size=size)
    except Unsatisfiable:
        return
    assert span is None or 0 <= span.start < span.stop <= size
