"""The built-in table on postcodes whose force is well known, and the command that answers from it."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from hatehub.reference.data_files import builtin_force_table
from hatehub.reference.management.commands.load_reference import Command as LoadReference
from hatehub.reference.management.commands.which_force import Command as WhichForce
from hatehub.reference.rules.force_table import Source
from hatehub.reference.rules.postcodes import GEOGRAPHIC_AREAS
from hatehub.reference.selectors import find_force_built_in

WELL_KNOWN = {
    "SW1A 1AA": "E23000001",
    "N1 9GU": "E23000001",
    "TW6 2GW": "E23000001",
    "EC2V 7HH": "E23000034",
    "EC3M 1AA": "E23000034",
    "EC4M 8AD": "E23000034",
    "EC1V 2NX": "E23000001",
    "CA1 1AA": "E23000002",
    "LA9 4DQ": "E23000002",
    "PR1 2HE": "E23000003",
    "BB18 5UU": "E23000003",
    "L1 8JQ": "E23000004",
    "PR8 1DA": "E23000004",
    "CH41 1AA": "E23000004",
    "M1 1AE": "E23000005",
    "SK1 3XE": "E23000005",
    "WA15 8AA": "E23000005",
    "CH1 2HT": "E23000006",
    "WA8 6NB": "E23000006",
    "NE1 7RU": "E23000007",
    "SR1 3DP": "E23000007",
    "TD15 1AA": "E23000007",
    "DH1 3RH": "E23000008",
    "SR8 1AA": "E23000008",
    "YO1 7HH": "E23000009",
    "HG1 1AA": "E23000009",
    "BD23 1AA": "E23000009",
    "TS9 5AA": "E23000009",
    "LS1 4AP": "E23000010",
    "HX1 1UJ": "E23000010",
    "S1 2HH": "E23000011",
    "DN1 1AA": "E23000011",
    "HU1 3DG": "E23000012",
    "DN15 6NL": "E23000012",
    "YO15 2AA": "E23000012",
    "TS1 2NR": "E23000013",
    "B1 1BB": "E23000014",
    "CV1 5RR": "E23000014",
    "WV1 1RR": "E23000014",
    "ST4 2DE": "E23000015",
    "B77 1AA": "E23000015",
    "WR1 2LU": "E23000016",
    "SY1 1AA": "E23000016",
    "B97 4AA": "E23000016",
    "CV32 5AA": "E23000017",
    "CV21 2AA": "E23000017",
    "DE1 2FS": "E23000018",
    "S40 1AA": "E23000018",
    "S45 9AA": "E23000018",
    "NG1 5DT": "E23000019",
    "S80 1AA": "E23000019",
    "LN1 1YA": "E23000020",
    "NG31 6AA": "E23000020",
    "PE21 6AA": "E23000020",
    "LE1 5WW": "E23000021",
    "NN1 1DE": "E23000022",
    "CB2 3QJ": "E23000023",
    "PE1 1QT": "E23000023",
    "NR1 3JU": "E23000024",
    "PE30 1AA": "E23000024",
    "IP1 1RB": "E23000025",
    "NR32 1AA": "E23000025",
    "LU1 2BQ": "E23000026",
    "MK40 1AA": "E23000026",
    "AL1 1JQ": "E23000027",
    "WD17 1AA": "E23000027",
    "CM1 1QH": "E23000028",
    "RM17 6AA": "E23000028",
    "OX1 1PT": "E23000029",
    "MK9 3AA": "E23000029",
    "RG1 7LL": "E23000029",
    "SO14 7DW": "E23000030",
    "RG21 4AA": "E23000030",
    "PO30 1AA": "E23000030",
    "GU1 3UW": "E23000031",
    "TW18 4AA": "E23000031",
    "ME14 1XQ": "E23000032",
    "BR8 7AA": "E23000032",
    "BN1 1JE": "E23000033",
    "RH10 1AA": "E23000033",
    "EX1 1HS": "E23000035",
    "TR1 2AA": "E23000035",
    "BS1 5TR": "E23000036",
    "TA1 3AA": "E23000036",
    "GL1 2AA": "E23000037",
    "SN1 1AA": "E23000038",
    "SP1 1AA": "E23000038",
    "BH1 2BU": "E23000039",
    "DT1 1XJ": "E23000039",
    "LL57 1UT": "W15000001",
    "CH5 1AA": "W15000001",
    "NP20 4UR": "W15000002",
    "CF83 1AA": "W15000002",
    "CF10 1EP": "W15000003",
    "SA1 3SN": "W15000003",
    "SY23 2AX": "W15000004",
    "SA31 1AA": "W15000004",
    "LD1 5AA": "W15000004",
    "EH1 1YZ": "S23000009",
    "TD1 1AA": "S23000009",
    "DG16 5AA": "S23000009",
    "ZE1 0AA": "S23000009",
    "BT1 5GS": "N99999999",
    "BT48 6AA": "N99999999",
}


@pytest.mark.parametrize(("postcode", "force"), WELL_KNOWN.items())
def test_knows_the_force_of_a_well_known_postcode(postcode: str, force: str) -> None:
    assert find_force_built_in(postcode).force == force


@pytest.mark.parametrize(
    ("district", "among"),
    [
        ("BB18", {"E23000003", "E23000009"}),
        ("CH4", {"E23000006", "W15000001"}),
        ("SY15", {"W15000004", "E23000016"}),
        ("DN10", {"E23000019", "E23000011"}),
        ("EC1", {"E23000001", "E23000034"}),
        ("TD12", {"S23000009", "E23000007"}),
        ("TW19", {"E23000031", "E23000029"}),
        ("PE9", {"E23000020", "E23000021", "E23000022", "E23000023"}),
    ],
)
def test_names_every_force_of_a_split_district(district: str, among: set[str]) -> None:
    answer = find_force_built_in(district)
    assert among <= set(answer.candidates)
    assert answer.candidates[0] == answer.force
    assert answer.confidence < 0.98


def test_falls_back_on_the_area_with_less_confidence() -> None:
    answer = find_force_built_in("BT99")
    assert (answer.force, answer.source) == ("N99999999", Source.AREA)
    assert answer.confidence < find_force_built_in("BT1").confidence


@pytest.mark.parametrize("typed", ["", "90210", "D02 AF30", "JE2 3AB", "BFPO 57", "nonsense", "x" * 10_000])
def test_names_no_force_where_the_hub_has_none(typed: str) -> None:
    answer = find_force_built_in(typed)
    assert (answer.force, answer.confidence, answer.input) == (None, 0.0, typed)


def test_table_covers_every_area_and_nearly_three_thousand_districts() -> None:
    table = builtin_force_table()
    assert set(table.areas) == GEOGRAPHIC_AREAS
    assert 2_900 < len(table.districts) < 3_100


@pytest.mark.parametrize("district", ["EC1A", "N1C", "E20", "M50", "NW26", "SW95", "BS0", "CF1", "W1X", "BT94", "ZE3"])
def test_table_has_new_ended_and_non_geographic_districts(district: str) -> None:
    assert find_force_built_in(district).source is Source.DISTRICT


def test_units_are_those_of_the_first_force_and_name_known_districts() -> None:
    table = builtin_force_table()
    assert set(table.units) <= set(table.districts)
    assert {table.districts[district][0].force for district in table.units} == {"E23000001"}


@pytest.mark.parametrize(
    ("typed", "unit"),
    [("SW1A 1AA", "E09000033"), ("E8", "E09000012"), ("EC2V 7HH", None), ("N1 9GU", None), ("LS6", None)],
)
def test_names_the_borough_where_a_district_lies_in_one(typed: str, unit: str | None) -> None:
    assert find_force_built_in(typed).unit == unit


@pytest.mark.django_db
def test_command_answers_in_the_order_of_its_arguments() -> None:
    out = StringIO()
    call_command("which_force", "cf10 1ep", "nowhere", "BB18", stdout=out)
    answers = json.loads(out.getvalue())
    assert [answer["input"] for answer in answers] == ["cf10 1ep", "nowhere", "BB18"]
    assert [answer["force"] for answer in answers] == ["W15000003", None, "E23000003"]
    assert set(answers[0]) == {"input", "force", "unit", "candidates", "confidence", "source"}
    assert answers[1] | {"confidence": 0} == {
        "input": "nowhere",
        "force": None,
        "unit": None,
        "candidates": [],
        "confidence": 0,
        "source": "none",
    }


def test_only_loading_needs_servers() -> None:
    assert not WhichForce.needs_servers
    assert LoadReference.needs_servers


def run_command(*postcodes: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as other programs do, in an environment of its own."""
    manage = Path(__file__).parents[2] / "manage.py"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HATEHUB_", "DATABASE_URL"))}
    command = [sys.executable, manage, "which_force", *postcodes]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=kept | environment, check=False)


def test_command_without_a_postcode_is_misuse() -> None:
    done = run_command()
    assert (done.returncode, done.stdout) == (2, "")


def test_command_makes_no_database_where_there_is_none(tmp_path: Path) -> None:
    done = run_command("SW1A 1AA", HATEHUB_VAR=str(tmp_path / "var"))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[0]["unit"] == "E09000033"
    assert not (tmp_path / "var").exists()


def test_command_answers_from_the_built_in_table_where_no_database_can_be_reached() -> None:
    done = run_command("SW1A 1AA", "90210", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    answers = json.loads(done.stdout)
    assert [(answer["force"], answer["source"]) for answer in answers] == [("E23000001", "district"), (None, "foreign")]
    assert done.returncode == 0
    assert "the built-in table answers" in done.stderr
    assert done.stderr.count("\n") == 1
