from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from intel.rules.statistics.anonymity import ANY, Known, made_alike

NATIONS = {"a": "E", "b": "E", "c": "S"}
ROWS = st.lists(
    st.builds(
        Known,
        when=st.sampled_from(["2025-Q1", "2025-Q2", "2026-Q1"]),
        where=st.sampled_from(["a", "b", "c", ""]),
        kind=st.sampled_from(["victim", "witness"]),
        strands=st.sampled_from(["race", "race+religion"]),
    ),
    max_size=60,
)


@given(ROWS, st.integers(2, 8))
def test_nobody_stands_out(rows, k):
    told = made_alike(rows, k=k, nations=NATIONS)
    assert len(told) == len(rows)
    counted = Counter(row for row in told if row is not None)
    assert all(number >= k for number in counted.values())
    left_out = sum(row is None for row in told)
    assert left_out < k, "those who are left share that nothing is told of them"


@given(ROWS, st.integers(2, 8))
def test_what_is_told_is_true(rows, k):
    for row, told in zip(rows, made_alike(rows, k=k, nations=NATIONS), strict=True):
        if told is None:
            continue
        assert row.when.startswith(told.when) or told.when == ANY
        assert told.where in (row.where, NATIONS.get(row.where, ANY), ANY)
        assert told.kind in (row.kind, ANY)
        assert told.strands in (row.strands, ANY)


def test_what_many_share_stays_as_it_is():
    common = Known(when="2025-Q1", where="a", kind="victim", strands="race")
    rare = Known(when="2025-Q1", where="b", kind="victim", strands="race")
    told = made_alike([common] * 5 + [rare], k=5, nations=NATIONS)
    assert told == [common] * 5 + [None]
    both = made_alike([common] * 5 + [rare] * 5, k=5, nations=NATIONS)
    assert both.count(rare) == 5


def test_rows_meet_in_the_nation_before_the_year():
    rows = [Known(when="2025-Q1", where=where, kind="victim", strands="race") for where in ("a", "b")] * 3
    assert set(made_alike(rows, k=5, nations=NATIONS)) == {
        Known(when="2025-Q1", where="E", kind="victim", strands="race")
    }
