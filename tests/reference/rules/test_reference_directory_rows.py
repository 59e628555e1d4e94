"""How the columns of a postcode directory are recognised, and what is kept of its rows."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hatehub.reference.rules.directory_rows import (
    BadDirectory,
    BadHeader,
    PostcodeRow,
    RowReader,
    find_columns,
)

FORCES = {"E23000001", "E23000010", "W15000001", "S23000009", "N99999999", "L99999999"}
EDITIONS = {
    "ONSPD of 2013": "pcd,pcd2,pcds,dointr,doterm,oscty,oslaua,osward,usertype,pfa,imd",
    "ONSPD of 2020": "PCD,PCD2,PCDS,DOINTR,DOTERM,OSCTY,CED,OSLAUA,OSWARD,PARISH,LAT,LONG,PFA,IMD",
    "NSPL of 2021": "pcd,pcd2,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,oa11,cty,laua,ward,pfa,imd",
    "NSPL21 of 2023": "pcd,pcds,dointr,doterm,usertype,lad23cd,pfa23,ttwa",
    "ONSPD of 2025": "\ufeffpcd7,pcd8,pcds,dointr,doterm,cty25cd,ced25cd,lad25cd,wd25cd,pfa23cd,imd20ind",
    "without pcds": "x_id,pcd7,pcd8,doterm,lad22cd,lad24cd,pfa22cd",
}


def cells_of(header: str, **values: str) -> list[str]:
    """Make a row under the header, with the values at their columns and something else in the others."""
    return [values.get(name.strip("\ufeff").lower(), "zz") for name in header.split(",")]


@pytest.mark.parametrize("edition", EDITIONS)
def test_finds_the_columns_of_an_edition(edition: str) -> None:
    header = EDITIONS[edition]
    columns = find_columns(header=header.removeprefix("\ufeff").split(","))
    names = dict.fromkeys(("pcds", "pcd7", "pcd8"), "LS6 2AB")
    forces = dict.fromkeys(("pfa", "pfa22cd", "pfa23", "pfa23cd"), "E23000010")
    authorities = dict.fromkeys(("oslaua", "laua", "lad23cd", "lad24cd", "lad25cd"), "E08000035")
    row = cells_of(header, **names, **forces, **authorities, doterm="")
    reader = RowReader(columns=columns, forces=FORCES)
    assert reader.read(line=2, cells=row) == PostcodeRow("LS6", "2AB", "E23000010", "E08000035", True)


@pytest.mark.parametrize(
    ("header", "named"),
    [("", "postcode"), ("pcds,doterm", "police force area"), ("pfa,laua", "postcode"), ("<html>", "postcode")],
)
def test_refuses_a_header_without_what_is_needed(header: str, named: str) -> None:
    with pytest.raises(BadHeader, match=named):
        find_columns(header=header.split(","))


def reader_of(header: str = "pcds,doterm,laua,pfa") -> RowReader:
    return RowReader(columns=find_columns(header=header.split(",")), forces=FORCES)


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (["ab1 0aa".upper(), "199606", "S12000033", "S23000009"], ("AB1", "0AA", "S23000009", "S12000033", False)),
        (["SW1A1AA", "", "E09000033", "E23000001"], ("SW1A", "1AA", "E23000001", "E09000033", True)),
        (["LS6  2AB", " ", "00DA", "E23000010"], ("LS6", "2AB", "E23000010", "", True)),
        (["ZE1 0AA", "", "S12000027", "S99999999"], ("ZE1", "0AA", "S23000009", "S12000027", True)),
        (["BT1 1AA", "", "N09000003", "N23000001"], ("BT1", "1AA", "N99999999", "N09000003", True)),
        (["JE2 3AB", "", "L99999999", "l99999999"], ("JE2", "3AB", "L99999999", "L99999999", True)),
    ],
)
def test_keeps_what_a_row_says(cells: list[str], kept: tuple[object, ...]) -> None:
    assert reader_of().read(line=2, cells=cells) == kept


def test_takes_a_file_without_ends_and_authorities() -> None:
    assert reader_of("pcds,pfa").read(line=2, cells=["LS6 2AB", "E23000010"]) == ("LS6", "2AB", "E23000010", "", True)


@pytest.mark.parametrize("cells", [["LS6 2AB", "", "E08000035"], ["LS6 2AB", "", "E08000035", "E23000010", ""], []])
def test_refuses_at_once_a_row_with_too_few_or_too_many_cells(cells: list[str]) -> None:
    with pytest.raises(BadDirectory, match=f"{len(cells)} cells") as refused:
        reader_of().read(line=7, cells=cells)
    assert refused.value.line == 7


def test_refuses_at_once_a_postcode_that_comes_twice_in_a_row() -> None:
    reader = reader_of("pcds,pfa")
    reader.read(line=2, cells=["LS6 2AB", "E23000010"])
    with pytest.raises(BadDirectory, match="LS6 2AB is there twice"):
        reader.read(line=3, cells=["LS62AB", "E23000010"])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (["LS6", "E23000010"], "'LS6' is not a postcode"),
        (["LS6\t2AB", "E23000010"], "is not a postcode"),
        (["", "E23000010"], "'' is not a postcode"),
        (["LS6 2AD", "E23000099"], "there is no force E23000099"),
        (["LS6 2AD", "West Yorkshire"], "there is no force West Yorkshire"),
    ],
)
def test_leaves_out_a_few_bad_rows_and_refuses_many(bad: list[str], reason: str) -> None:
    reader = reader_of("pcds,pfa")
    assert reader.read(line=2, cells=bad) is None
    for number in range(200):
        reader.read(line=number + 3, cells=[f"LS{number % 90 + 1} {number % 10}AB", "E23000010"])
    reader.check()
    assert (reader.rows, reader.kept, reader.left_out) == (201, 200, 1)
    reader.read(line=203, cells=bad)
    with pytest.raises(BadDirectory, match=reason) as refused:
        reader.check()
    assert refused.value.line == 2


def test_passes_over_ended_postcodes_without_a_force_but_not_many() -> None:
    reader = reader_of("pcds,pfa")
    for number in range(20):
        reader.read(line=number + 2, cells=[f"LS{number + 1} 2AB", "E23000010" if number else ""])
    reader.check()
    reader.read(line=22, cells=["LS1 2AD", "E99999999"])
    with pytest.raises(BadDirectory, match="blank, as in 1 more of 21 rows"):
        reader.check()


def test_refuses_a_file_with_nothing_to_keep() -> None:
    with pytest.raises(BadDirectory, match="no postcode"):
        reader_of().check()


@given(st.lists(st.lists(st.text(max_size=12), min_size=0, max_size=5)))
def test_every_row_is_kept_left_out_or_refused(rows: list[list[str]]) -> None:
    reader = reader_of()
    for line, cells in enumerate(rows, start=2):
        with contextlib.suppress(BadDirectory):
            row = reader.read(line=line, cells=cells)
            assert row is None or not set("\t\n\\") & set("".join(map(str, row)))
    assert reader.kept + reader.refused + reader.without_force == reader.rows
