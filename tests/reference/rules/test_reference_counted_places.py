"""How the counts of an imported directory become ranked forces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hatehub.reference.rules.counted_places import Count, places_of, rank_places, rank_postcode
from hatehub.reference.rules.force_table import Source
from hatehub.reference.rules.postcodes import ParsedPostcode, parse_postcode

COUNTS = {
    "LS25 1": [Count("A", None, 30, 500), Count("B", None, 90, 0)],
    "LS25": [Count("A", None, 600, 1), Count("A", None, 300, 1), Count("B", None, 100, 1)],
    "LS": [Count("A", None, 9_000, 0), Count("B", None, 1_000, 0)],
    "LS77": [Count("B", None, 0, 7), Count("A", None, 0, 3)],
    "EC1A": [Count("C", None, 50, 0), Count("M", "E09000019", 5, 0)],
    "EC1M": [Count("M", "E09000019", 80, 0), Count("M", "E09000007", 20, 9_000)],
}


def parsed_of(text: str) -> ParsedPostcode:
    parsed = parse_postcode(text=text)
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("typed", "forces", "shares", "confidence", "source", "unit"),
    [
        ("LS25 1", ("B", "A"), (0.75, 0.25), 0.728, Source.SECTOR, None),
        ("LS25 1ZZ", ("B", "A"), (0.75, 0.25), 0.675, Source.SECTOR, None),
        ("LS25", ("A", "B"), (0.9, 0.1), 0.873, Source.DISTRICT, None),
        ("LS25 9AB", ("A", "B"), (0.9, 0.1), 0.81, Source.DISTRICT, None),
        ("LS", ("A", "B"), (0.9, 0.1), 0.873, Source.AREA, None),
        ("LS99 9AB", ("A", "B"), (0.9, 0.1), 0.81, Source.AREA, None),
        ("LS77", ("B", "A"), (0.7, 0.3), 0.595, Source.TERMINATED, None),
        ("EC1", ("M", "C"), (0.6774, 0.3226), 0.657, Source.DISTRICT, "E09000019"),
        ("EC1M", ("M",), (1.0,), 0.97, Source.DISTRICT, "E09000019"),
    ],
)
def test_ranks_the_finest_place_that_is_counted(
    typed: str, forces: tuple[str, ...], shares: tuple[float, ...], confidence: float, source: Source, unit: str | None
) -> None:
    ranking = rank_places(parsed=parsed_of(typed), counts=COUNTS)
    assert ranking is not None
    assert (ranking.forces, ranking.shares) == (forces, shares)
    assert (ranking.confidence, ranking.source, ranking.unit) == (confidence, source, unit)


def test_knows_nothing_of_a_place_that_is_not_counted() -> None:
    assert rank_places(parsed=parsed_of("M1 1AA"), counts=COUNTS) is None


def test_an_ended_postcode_is_trusted_less_and_says_so() -> None:
    live = rank_postcode(force="A", unit="u", is_live=True)
    ended = rank_postcode(force="A", unit="u", is_live=False)
    assert (live.source, ended.source) == (Source.POSTCODE, Source.TERMINATED)
    assert live.confidence > ended.confidence > 0
    assert live.unit == ended.unit == "u"


def test_a_letter_too_many_is_left_off() -> None:
    names = [name for place in places_of(parsed=parsed_of("NW1X 2AB")) for name in place.names]
    assert names == ["NW1X 2", "NW1X", "NW1", "NW"]


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=8))
def test_shares_add_up_and_fall(found: list[tuple[str, int, int]]) -> None:
    counts = [Count(force, None, live, ended) for force, live, ended in found]
    ranking = rank_places(parsed=parsed_of("LS1"), counts={"LS1": counts})
    assert ranking is not None
    assert abs(sum(ranking.shares) - 1) < 0.001
    assert list(ranking.shares) == sorted(ranking.shares, reverse=True)
    assert len(set(ranking.forces)) == len(ranking.forces) == len(ranking.shares)
    assert 0 < ranking.confidence < 1
