from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from triage.rules.words.choosing import LEAST_PROBES, LEAST_STORED, STORED_BELOW, THINNED_FROM, to_probe, to_store
from triage.rules.words.counting import tally


def test_pieces_hardly_met_are_all_looked_for_and_the_rarest_of_the_others():
    counts = {10: 900, 2: 50, 30: 400}
    assert to_probe([10, 2, 30, 4], counts, postings=500) == [(4, 4), (2, 50), (30, 400), (10, 900)]


def test_a_text_of_common_pieces_only_is_looked_for_within_the_budget():
    counts = {number: 50_000 + number for number in range(100)}
    found = to_probe(list(range(100)), counts, postings=1_000)
    assert [number for number, _count in found] == list(range(LEAST_PROBES))


def test_pieces_that_are_rarely_stored_are_looked_for_only_where_little_else_is():
    counts = {number: 200 + number for number in range(40)}
    found = [number for number, _count in to_probe(list(range(40)), counts, postings=100_000)]
    assert found == list(range(0, 40, 2))
    assert [number for number, _count in to_probe([1, 3, 5], counts, postings=9)] == [1, 3, 5]


def test_common_pieces_are_not_stored_but_a_text_of_them_is_found_by_its_rarest():
    rare, common = list(range(30)), list(range(100, 160))
    counts = {number: STORED_BELOW + number for number in common}
    assert to_store(rare + common, counts) == rare
    assert to_store(common, counts) == common[:LEAST_STORED]


def test_two_texts_leave_out_the_same_of_what_is_met_often():
    counts = dict.fromkeys(range(100), THINNED_FROM)
    assert to_store(list(range(100)), counts) == list(range(0, 100, 2))
    assert to_store(list(range(50, 100)), counts) == list(range(50, 100, 2))


@given(st.lists(st.integers(0, 200), unique=True), st.dictionaries(st.integers(0, 200), st.integers(16, 10**6)))
def test_what_is_stored_is_some_of_it_and_never_little(numbers, counts):
    stored = to_store(numbers, counts)
    assert set(stored) <= set(numbers)
    assert len(stored) == len(set(stored)) >= min(len(numbers), LEAST_STORED)
    assert {number for number in numbers if counts.get(number, 0) < THINNED_FROM} <= set(stored)


def test_common_numbers_are_counted_nearly_right_and_few_rare_ones_take_a_row():
    counts: Counter[int] = Counter()
    for start in range(0, 4_000, 500):
        texts = [(text, [7, 1_000_000 + text]) for text in range(start, start + 500)]
        counts += tally(texts, counted=counts, step=16)
    assert 3_800 <= counts[7] <= 4_200
    assert len(counts) < 4_000 / 16 * 1.5


def test_counting_a_text_again_gives_the_same():
    texts = [(text, list(range(text, text + 20))) for text in range(200)]
    assert tally(texts, counted=(), step=4) == tally(texts, counted=(), step=4)
