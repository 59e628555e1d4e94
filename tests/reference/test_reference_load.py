"""Loading the reference data: everything or nothing, and nothing twice."""

import re
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from hatehub.reference.data_files import BadReferenceFile, builtin_directory
from hatehub.reference.models import (
    BankHoliday,
    Force,
    ForceUnit,
    LoadedData,
    Offence,
    Outcome,
    Partner,
    Platform,
    Strand,
    StrandValue,
)
from hatehub.reference.services import load

pytestmark = pytest.mark.django_db
MODELS = (Force, ForceUnit, Strand, StrandValue, Platform, Offence, Outcome, Partner, BankHoliday)


@pytest.fixture(autouse=True)
def _empty_tables() -> None:
    """Start from nothing, whatever the project loads into its test database."""
    for model in (*reversed(MODELS), LoadedData):
        model.objects.all().delete()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Copy the shipped files, to be changed by the test."""
    return Path(shutil.copytree(str(builtin_directory()), tmp_path / "data"))


def replace_in(directory: Path, file: str, old: str, new: str) -> None:
    """Replace text that must be in the file."""
    text = (directory / file).read_text()
    assert old in text
    (directory / file).write_text(text.replace(old, new, 1))


def test_load_fills_every_table() -> None:
    report = load()
    assert report.created == sum(model.objects.count() for model in MODELS)
    assert Force.objects.filter(kind="territorial").count() == 45
    assert Strand.objects.filter(is_monitored=True).count() == 5
    assert Outcome.objects.get(number=18).name.startswith("Investigated")
    assert Platform.objects.get(code="mastodon").takedown_channel == "mastodon"
    assert ForceUnit.objects.get(code="ctiru").force.code == "E23000001"


def test_facts_from_memory_say_that_they_await_confirmation() -> None:
    load()
    for offence in Offence.objects.filter(basis__contains="memory"):
        assert "awaiting confirmation by a practitioner" in offence.basis


def test_loading_again_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load()
    with django_assert_num_queries(1):
        report = load()
    assert report.is_skipped
    assert report.changed == 0


def test_loading_unchanged_rows_of_a_changed_file_writes_none(directory: Path) -> None:
    load()
    replace_in(directory, "forces.csv", "Essex Police,Essex,", '"Essex Police",Essex,')
    report = load(directory=directory)
    assert (report.changed, report.is_skipped) == (0, False)


def test_a_changed_row_is_updated_in_place(directory: Path) -> None:
    load()
    before = Force.objects.get(code="E23000028").pk
    replace_in(directory, "forces.csv", "Essex Police,Essex,", "Police of Essex,Essex,")
    report = load(directory=directory)
    assert (report.created, report.updated, report.deactivated) == (0, 1, 0)
    assert Force.objects.get(pk=before).name == "Police of Essex"


def test_a_vanished_force_is_deactivated_and_comes_back(directory: Path) -> None:
    load()
    lines = (directory / "forces.csv").read_text().splitlines(keepends=True)
    (directory / "forces.csv").write_text("".join(line for line in lines if not line.startswith("CNC,")))
    assert load(directory=directory).deactivated == 1
    assert not Force.objects.get(code="CNC").is_active
    assert load().updated == 1
    assert Force.objects.get(code="CNC").is_active


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("forces.csv", ",territorial,", ",terrestrial,", 2),
        ("forces.csv", "E23000002,", "E23000001,", 3),
        ("forces.csv", "code,name,", "code,title,", 1),
        ("force_units.csv", "E23000001,", "E23999999,", 2),
        ("strands.csv", ",yes,10,", ",maybe,10,", 2),
        ("strand_values.csv", "race,colour,", "colour,colour,", 2),
        ("platforms.csv", ",24,18,", ",0,0,", 2),
        ("platforms.csv", ",24,18,", ",soon,18,", 2),
        ("offences.csv", "mca-1988-s1,EW,", "mca-1988-s1,GB,", 2),
        ("offences.csv", "2 years,,none,,", "2 years,6,none,,", 2),
        ("offences.csv", "2 years,,none,,", "2 years,,none,yesterday,", 2),
        ("offences.csv", "2 years,,none,,,", "2 years,,none,2025-01-01,2024-01-01,", 2),
        ("offences.csv", "2 years,,none,,,", "2 years,,none,2025-02-29,,", 2),
        ("offences.csv", "2 years,,none,,,", "2 years,,none,1987-12-31,,", 2),
        ("offences.csv", "2 years,,none,,,", "2 years,6,,,,", 2),
        ("offences.csv", "6 months,6,from_evidence", "6 months,,from_evidence", 3),
        ("offences.csv", "6 months,6,from_evidence", "6 months,0,from_evidence", 3),
        ("offences.csv", " | It was indecent", " |  | It was indecent", 2),
        ("outcomes.csv", "1,Charged", "one,Charged", 2),
        ("outcomes.csv", "1,Charged or summonsed,", "1,", 2),
        ("partners.csv", ",support,", ",friend,", 2),
        ("partners.csv", ",support,UK,,,,", ",support,UK,,,desk,", 2),
        ("partners.csv", ",support,UK,,,,,", ",support,UK,,,,E23999999,", 2),
        ("partners.csv", ",support,UK,,,,,", ",support,UK,,,,E23000001 | E23000001,", 2),
        ("partners.csv", ",support,UK,,,,,,", ",support,UK,,,,,tea,", 2),
        ("partners.csv", ",support,UK,,,,,,,", ",support,UK,,,,,,Welsh,", 2),
        ("partners.csv", ",support,UK,,,,,,,,,", ",support,UK,,,,,,,18,17,", 2),
        ("partners.csv", ",support,UK,,,,,,,,,", ",support,UK,,,,,,,,121,", 2),
        ("partners.csv", ",support,UK,,,,,,,,,,", ",support,UK,,,,,,,,,-1,", 2),
        ("bank_holidays.csv", "EW,2024-01-01,", "EW,2024-02-30,", 2),
        ("bank_holidays.csv", "EW,2024-01-01,", "GB,2024-01-01,", 2),
        ("bank_holidays.csv", "EW,2024-03-29,", "EW,2024-01-01,", 3),
        ("postcode_districts.csv", "AL1-AL10,", "AL10-AL1,", 4),
        ("postcode_districts.csv", "AL1-AL10,E23000027,", "AL1-AL10,E23000099,", 4),
        ("postcode_units.csv", "N3 N12 ", "N3-N2 ", 3),
        ("postcode_units.csv", "N3 N12 ", "IG11 N12 ", 3),
        ("postcode_units.csv", "E09000003,", "E09000099,", 3),
        ("postcode_areas.csv", "AB,S23000009,1,", "AB,S23000009,0.5,", 2),
    ],
)
def test_a_bad_row_is_refused_and_nothing_is_written(directory: Path, file: str, old: str, new: str, line: int) -> None:
    replace_in(directory, file, old, new)
    with pytest.raises(BadReferenceFile) as refused:
        load(directory=directory)
    assert (refused.value.file, refused.value.line) == (file, line)
    assert not any(model.objects.exists() for model in (*MODELS, LoadedData))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2 years,,none,,,", "2 years,,none,2025-01-01,2024-01-01,", "It ends before it begins"),
        ("2 years,,none,,,", "2 years,,none,1987-12-31,,", "cannot begin or end on 1987-12-31"),
        ("2 years,,none,,,", "2 years,6,none,,,", "both its rule and its months"),
    ],
)
def test_refusal_of_an_offence_says_why_in_words(directory: Path, old: str, new: str, words: str) -> None:
    replace_in(directory, "offences.csv", old, new)
    with pytest.raises(BadReferenceFile, match=rf"offences\.csv line 2: .*{words}"):
        load(directory=directory)


def test_offence_without_points_to_prove_is_refused_and_a_sentencing_rule_is_not(directory: Path) -> None:
    with_points = (directory / "offences.csv").read_text()
    lines = with_points.splitlines(keepends=True)

    def without_points(code: str) -> None:
        emptied = [re.sub(r',"[^"]*\|[^"]*"|,[^,"]*\|[^,"]*', ",", line) if code in line else line for line in lines]
        (directory / "offences.csv").write_text("".join(emptied))

    without_points("oapa-1861-s16")
    with pytest.raises(BadReferenceFile, match=r"offences\.csv line 20: .*needs its points to prove"):
        load(directory=directory)
    without_points("sa-2020-s66")
    load(directory=directory)
    assert Offence.objects.get(code="sa-2020-s66").points_to_prove == []


def test_every_shipped_offence_says_what_is_to_be_proved_and_by_whom() -> None:
    load()
    for offence in Offence.objects.exclude(mode="sentencing"):
        assert len(offence.points_to_prove) >= 3, offence.code
        assert offence.points_to_prove[-1].startswith("It was the suspect"), offence.code
        assert "awaiting confirmation by a practitioner" in offence.basis
    assert set(Offence.objects.exclude(needs_consent="").values_list("code", flat=True)) == {
        "poa-1986-part3",
        "poa-1986-part3a",
        "poo-ni-1987-a9",
    }


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b'code,name\n"open', b"code\x00"])
def test_an_unreadable_file_is_refused(directory: Path, content: bytes | None) -> None:
    file = directory / "offences.csv"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    with pytest.raises(BadReferenceFile, match=r"offences\.csv line 1"):
        load(directory=directory)


def test_command_says_how_many_rows_changed() -> None:
    said, out = StringIO(), StringIO()
    call_command("load_reference", stderr=said, stdout=out)
    call_command("load_reference", stderr=said, stdout=out)
    first, second = said.getvalue().splitlines()
    assert f"{sum(model.objects.count() for model in MODELS)} new" in first
    assert "0 rows changed" in second
    assert out.getvalue() == ""


def test_command_refuses_a_bad_file_in_one_sentence(directory: Path) -> None:
    replace_in(directory, "partners.csv", ",support,", ",friend,")
    with pytest.raises(CommandError, match=r"partners\.csv line 2: kind 'friend'") as refused:
        call_command("load_reference", directory=directory)
    assert "\n" not in str(refused.value)


def test_command_refuses_a_missing_directory(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not a directory"):
        call_command("load_reference", directory=tmp_path / "nowhere")
