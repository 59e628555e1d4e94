from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from hatehub.design.charts import TooManyKinds, bar_picture, line_picture, rounded_up

NUMBERS = st.integers(0, 10**7)


def bars(rows, kinds=("One", "Two", "Three")):
    return bar_picture(id="p", title="Title", description="Says it.", kinds=kinds, rows=rows)


def lines(*series, steps=("first", "second", "third")):
    return line_picture(id="p", title="Title", description="Says it.", steps=steps, series=series)


def value(percent):
    assert percent.endswith("%")
    return float(percent[:-1])


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=8))
def test_bars_are_as_long_as_their_numbers(rows):
    picture = bars([(str(place), numbers) for place, numbers in enumerate(rows)])
    longest = max(sum(numbers) for numbers in rows)
    for row, numbers in zip(picture.rows, rows, strict=True):
        assert row.total == sum(numbers)
        assert len(row.segments) == sum(1 for number in numbers if number)
        end = 0.0
        for segment in row.segments:
            assert value(segment.x) == pytest.approx(end, abs=0.01)
            assert value(segment.width) == pytest.approx(100 * numbers[segment.fill] / longest, abs=0.01)
            end = value(segment.x) + value(segment.width)
        assert end <= 100.01


@given(st.lists(st.one_of(st.none(), NUMBERS), min_size=1, max_size=60))
def test_lines_are_as_high_as_their_numbers_and_break_where_nothing_was_measured(values):
    [line] = lines(("One", values), steps=[str(place) for place in range(len(values))]).lines
    pairs = sum(1 for one, two in pairwise(values) if one is not None and two is not None)
    assert len(line.strokes) == pairs
    top = rounded_up(max((number for number in values if number is not None), default=0))
    heights = {f"{100 * (top - number) / top:.3f}%" for number in values if number is not None}
    assert {stroke.y1 for stroke in line.strokes} | {y for _, y in line.points} <= heights
    assert all(0 <= value(stroke.y1) <= 100 for stroke in line.strokes)


@given(st.floats(0, 1e9))
def test_top_of_a_grid_is_above_and_not_far(number):
    top = rounded_up(number)
    assert top >= number - 1e-6 * top
    assert top == 2 or top <= 2.01 * number


@pytest.mark.parametrize(("number", "top"), [(0, 2), (2, 2), (3, 4), (9, 10), (10, 10), (11, 20), (61, 80), (401, 600)])
def test_top_of_a_grid_is_a_short_number(number, top):
    assert rounded_up(number) == top


def test_a_number_that_stands_alone_is_marked_on_a_long_line():
    values = [None] * 20 + [3] + [None] * 20
    [line] = lines(("One", values), steps=[str(place) for place in range(41)]).lines
    assert line.points == (("50.000%", "25.000%"),)


def test_more_kinds_than_can_be_told_apart_are_refused():
    with pytest.raises(TooManyKinds):
        bars([], kinds=[str(number) for number in range(9)])
    with pytest.raises(TooManyKinds):
        lines(*[(str(number), [1, 2, 3]) for number in range(4)])


def test_pictures_carry_no_style_and_name_their_title():
    for name, picture in (
        ("bars", bars([("<b>Row</b>", (1, 0, 1200))])),
        ("lines", lines(("One", [1, None, 3]), ("Two", [2, 2, 2]))),
    ):
        drawn = render_to_string(f"components/chart_{name}.html", {"picture": picture})
        assert "style=" not in drawn
        assert "<style" not in drawn
        assert 'aria-labelledby="p-title"' in drawn
        assert "<b>" not in drawn
        assert "NaN" not in drawn


def test_one_kind_needs_no_key_and_no_rows_draw_nothing():
    assert bars([("Row", (1,))], kinds=("One",)).keys == ()
    assert bars([]).rows == ()
    assert lines(("One", []), steps=()).ends == ()
