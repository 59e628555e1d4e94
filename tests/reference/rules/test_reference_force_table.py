"""How districts and areas become ranked forces."""

import pytest

from hatehub.reference.rules.force_table import (
    BadTableRow,
    ForceTable,
    Source,
    TableRow,
    expand_districts,
    gather_areas,
    gather_districts,
    rank_forces,
)
from hatehub.reference.rules.postcodes import parse_postcode

TABLE = ForceTable(
    districts=gather_districts(
        rows=[
            TableRow(2, "LS1-LS3 EC1", "A", "1"),
            TableRow(3, "LS25", "B", "0.3"),
            TableRow(4, "LS25", "A", "0.7"),
        ]
    ),
    areas=gather_areas(rows=[TableRow(2, "LS", "A", "0.9"), TableRow(3, "LS", "B", "0.1")]),
)


@pytest.mark.parametrize(
    ("typed", "forces", "confidence", "source"),
    [
        ("LS2 1AA", ("A",), 0.98, Source.DISTRICT),
        ("LS25", ("A", "B"), 0.686, Source.DISTRICT),
        ("EC1A 1BB", ("A",), 0.98, Source.DISTRICT),
        ("LS77", ("A", "B"), 0.63, Source.AREA),
        ("LS", ("A", "B"), 0.63, Source.AREA),
        ("M1", (), 0.0, Source.NONE),
        ("nonsense", (), 0.0, Source.NONE),
        ("JE2", ("L99999999",), 0.0, Source.CROWN_DEPENDENCY),
        ("IM1", ("M99999999",), 0.0, Source.CROWN_DEPENDENCY),
        ("BFPO 1", (), 0.0, Source.BFPO),
        ("BX1", (), 0.0, Source.NON_GEOGRAPHIC),
    ],
)
def test_ranks_forces_best_first(typed: str, forces: tuple[str, ...], confidence: float, source: Source) -> None:
    ranking = rank_forces(parsed=parse_postcode(text=typed), table=TABLE)
    assert (ranking.forces, ranking.confidence, ranking.source) == (forces, confidence, source)


def test_expands_lists_and_ranges() -> None:
    assert expand_districts(places="SY15-SY17 SY19 EC1A") == ["SY15", "SY16", "SY17", "SY19", "EC1A"]


@pytest.mark.parametrize("places", ["LS", "LS3-LS1", "LS1-M3", "LS1-", "EC1A-EC1M", "ls1"])
def test_refuses_a_place_that_is_no_district(places: str) -> None:
    with pytest.raises(BadTableRow) as refused:
        gather_districts(rows=[TableRow(7, places, "A", "1")])
    assert refused.value.line == 7


@pytest.mark.parametrize("share", ["", "none", "0", "-1", "1.5", "nan"])
def test_refuses_a_share_that_is_no_share(share: str) -> None:
    with pytest.raises(BadTableRow, match="share"):
        gather_districts(rows=[TableRow(2, "LS1", "A", share)])


def test_refuses_shares_that_do_not_add_up() -> None:
    with pytest.raises(BadTableRow, match="'LS1' do not add up"):
        gather_districts(rows=[TableRow(2, "LS1-LS2", "A", "0.5"), TableRow(3, "LS2", "B", "0.5")])


def test_refuses_a_force_named_twice() -> None:
    with pytest.raises(BadTableRow, match="twice"):
        gather_districts(rows=[TableRow(2, "LS1-LS3", "A", "0.5"), TableRow(3, "LS2", "A", "0.5")])


def test_refuses_a_wrong_area_and_an_empty_place() -> None:
    for places in ("LS1", ""):
        with pytest.raises(BadTableRow):
            gather_areas(rows=[TableRow(2, places, "A", "1")])
