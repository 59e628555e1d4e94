"""Importing a postcode directory: whole or not at all, in place, while lookups go on."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from hatehub.reference import table_swap
from hatehub.reference.data_files import BadReferenceFile
from hatehub.reference.models import Postcode, PostcodeEdition, PostcodePlace
from hatehub.reference.postcode_loading import AnotherLoadIsRunning, PostcodeLoad, load_postcodes
from hatehub.reference.rules.force_table import Source
from hatehub.reference.selectors import find_force
from hatehub.reference.table_swap import TablesInUse

pytest_plugins = ["tests.making.committing"]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HEADER = "pcds,doterm,laua,pfa"
ROWS = [
    "LS25 1AA,,E08000035,E23000010",
    "LS25 1AB,,E08000035,E23000010",
    "LS25 5AA,,E07000169,E23000009",
    "LS25 5AB,201001,E07000169,E23000009",
    "EC1A 1BB,,E09000001,E23000034",
    "EC1M 3AA,,E09000019,E23000001",
    "EC1M 3AB,,E09000019,E23000001",
    "EC1M 4AA,,E09000007,E23000001",
    "CF1 1AA,199906,W06000015,W15000003",
    "BT1 1AA,,N09000003,N23000001",
]
CATALOGUE = """
    SELECT tablename, indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'reference_postcode%' ORDER BY 1, 2
"""


def silent(*, stage: str, share: float, rows: int) -> None:
    """Hear how far a load has come, and say nothing."""


def written(folder: Path, rows: list[str], *, name: str = "ONSPD_FEB_2026_UK.csv", header: str = HEADER) -> Path:
    (folder / name).write_text("\r\n".join([header, *rows, ""]), encoding="utf-8-sig")
    return folder / name


def imported(path: Path, *, is_forced: bool = False) -> PostcodeLoad:
    return load_postcodes(path=path, at=NOON, tell=silent, is_forced=is_forced)


def catalogue() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(CATALOGUE)
        return cursor.fetchall()


@pytest.mark.django_db
def test_keeps_the_edition_its_postcodes_and_what_each_place_counts(tmp_path: Path) -> None:
    done = imported(written(tmp_path, ROWS, name="ONSPD_FEB_2026_UK.csv"))
    edition = PostcodeEdition.objects.get()
    assert (edition, done.is_part) == (done.edition, True)
    assert (edition.name, edition.issued, edition.loaded_at) == ("ONSPD_FEB_2026_UK", date(2026, 2, 1), NOON)
    assert (edition.postcodes, edition.live, edition.left_out, len(edition.digest)) == (10, 8, 0, 64)
    assert Postcode.objects.count() == 10
    counted = PostcodePlace.objects.filter(place__in=["LS25", "LS25 5", "LS"]).order_by("place", "force_code")
    assert list(counted.values_list("place", "force_code", "live", "ended")) == [
        ("LS", "E23000009", 1, 1),
        ("LS", "E23000010", 2, 0),
        ("LS25", "E23000009", 1, 1),
        ("LS25", "E23000010", 2, 0),
        ("LS25 5", "E23000009", 1, 1),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "force", "unit", "source"),
    [
        ("ls25 1aa", "E23000010", None, Source.POSTCODE),
        ("LS25 5AB", "E23000009", None, Source.TERMINATED),
        ("LS25 5ZZ", "E23000009", None, Source.SECTOR),
        ("LS25 9ZZ", "E23000010", None, Source.DISTRICT),
        ("LS25", "E23000010", None, Source.DISTRICT),
        ("EC1A 1BB", "E23000034", None, Source.POSTCODE),
        ("EC1M 3AA", "E23000001", "E09000019", Source.POSTCODE),
        ("EC1M", "E23000001", "E09000019", Source.DISTRICT),
        ("EC1", "E23000001", "E09000019", Source.DISTRICT),
        ("CF1 2AA", "W15000003", None, Source.TERMINATED),
        ("BT", "N99999999", None, Source.AREA),
    ],
)
def test_lookups_answer_from_the_directory(
    tmp_path: Path, typed: str, force: str, unit: str | None, source: Source
) -> None:
    imported(written(tmp_path, ROWS))
    answer = find_force(typed)
    assert (answer.force, answer.unit, answer.source) == (force, unit, source)
    assert answer.edition == "ONSPD_FEB_2026_UK"
    assert answer.candidates[0] == force
    assert len(answer.shares) == len(answer.candidates)


@pytest.mark.django_db
def test_places_that_the_directory_lacks_are_left_to_the_built_in_table(tmp_path: Path) -> None:
    before = [find_force(typed) for typed in ("SW1A 1AA", "LS1", "JE2 3AB", "90210", "nonsense")]
    assert not any(answer.edition for answer in before)
    imported(written(tmp_path, ROWS))
    assert [find_force(answer.input) for answer in before] == before


@pytest.mark.django_db
def test_loading_the_same_file_again_is_skipped_and_can_be_forced(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)
    assert not imported(path).is_skipped
    assert imported(path).is_skipped
    assert not imported(path, is_forced=True).is_skipped
    assert Postcode.objects.count() == 10


@pytest.mark.django_db
def test_a_second_edition_takes_the_place_of_the_first_under_the_same_names(tmp_path: Path) -> None:
    before = catalogue()
    imported(written(tmp_path, ROWS))
    changed = ["LS25 1AA,,E07000169,E23000009", *ROWS[1:], "LS25 1AD,,E08000035,E23000010"]
    imported(written(tmp_path, changed, name="ONSPD_MAY_2026_UK.csv"))
    assert catalogue() == before
    assert find_force("LS25 1AA").force == "E23000009"
    assert find_force("LS25 1AD").edition == "ONSPD_MAY_2026_UK"
    assert PostcodeEdition.objects.count() == 1
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "header", "line", "reason"),
    [
        (ROWS, "postcode_area,doterm,laua,pfa", 1, "names no column for postcode"),
        (ROWS, "pcds,doterm,laua,police", 1, "names no column for police force area"),
        ([*ROWS, "LS25 1AD,,E08"], HEADER, 12, "3 cells where the header has 4"),
        ([*ROWS, "LS25 1AA,,E08000035,E23000010"], HEADER, 12, "LS25 1AA is there twice"),
        ([*ROWS, ROWS[-1]], HEADER, 12, "BT1 1AA is there twice"),
        ([*ROWS[:5], "somewhere,,,E23000010"], HEADER, 7, "'somewhere' is not a postcode"),
        ([*ROWS, "LS25 1AD,,E08000035,E23999999"], HEADER, 12, "there is no force E23999999"),
        ([], HEADER, 2, "no postcode"),
        (ROWS[:8], HEADER, 9, "it ends after 8 postcodes, where ONSPD_FEB_2026_UK has 10"),
    ],
)
def test_a_broken_file_changes_nothing(tmp_path: Path, rows: list[str], header: str, line: int, reason: str) -> None:
    imported(written(tmp_path, ROWS))
    before = catalogue(), list(Postcode.objects.values_list()), PostcodeEdition.objects.get().digest
    with pytest.raises(BadReferenceFile, match=reason) as refused:
        imported(written(tmp_path, rows, name="broken.csv", header=header))
    assert (refused.value.line, refused.value.file) == (line, "broken")
    assert before == (catalogue(), list(Postcode.objects.values_list()), PostcodeEdition.objects.get().digest)
    assert find_force("LS25 1AA").edition == "ONSPD_FEB_2026_UK"


@pytest.mark.django_db
def test_a_smaller_file_can_be_forced(tmp_path: Path) -> None:
    imported(written(tmp_path, ROWS))
    imported(written(tmp_path, ROWS[:3], name="small.csv"), is_forced=True)
    assert Postcode.objects.count() == 3


@pytest.fixture
def _left_empty(committed: None) -> Iterator[None]:
    """Let a test commit, and take its directory away again; the reference data stay."""
    yield
    Postcode.objects.all().delete()
    PostcodePlace.objects.all().delete()
    PostcodeEdition.objects.all().delete()


@pytest.mark.usefixtures("_left_empty")
def test_lookups_go_on_while_editions_are_swapped(tmp_path: Path) -> None:
    first = written(tmp_path, ROWS, name="first.csv")
    second = written(tmp_path, ["LS25 1AA,,E07000169,E23000009", *ROWS[1:]], name="second.csv")
    imported(first)
    answers, errors, is_over = set(), [], threading.Event()

    def ask() -> None:
        try:
            while not is_over.is_set():
                answer = find_force("LS25 1AA")
                answers.add((answer.edition, answer.force, answer.source))
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for path in (second, first) * 5:
        imported(path)
    is_over.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert answers <= {("first", "E23000010", Source.POSTCODE), ("second", "E23000009", Source.POSTCODE)}
    assert len(answers) == 2


@pytest.mark.usefixtures("_left_empty")
def test_a_transaction_that_does_not_end_delays_the_swap_and_no_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_swap, "LOCK_TRIES", 2)
    monkeypatch.setattr(table_swap, "LOCK_MILLISECONDS", 50)
    monkeypatch.setattr(table_swap, "PAUSE_SECONDS", 0.01)
    imported(written(tmp_path, ROWS, name="first.csv"))
    has_read, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            find_force("LS25 1AA")
            has_read.set()
            may_end.wait(30)
            cursor.execute("COMMIT")
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    has_read.wait(30)
    second = written(tmp_path, ROWS[1:], name="second.csv")
    with pytest.raises(TablesInUse):
        imported(second)
    assert find_force("LS25 1AA").edition == "first"
    may_end.set()
    holder.join()
    imported(second)
    assert find_force("LS25 1AB").edition == "second"


@pytest.mark.usefixtures("_left_empty")
def test_a_second_load_at_the_same_time_is_refused(tmp_path: Path) -> None:
    path, is_loading, may_end = written(tmp_path, ROWS), threading.Event(), threading.Event()

    def wait_inside(*, stage: str, share: float, rows: int) -> None:
        if stage == "Indexing":
            is_loading.set()
            may_end.wait(30)

    def first() -> None:
        load_postcodes(path=path, at=NOON, tell=wait_inside)
        connections.close_all()

    loader = threading.Thread(target=first)
    loader.start()
    is_loading.wait(30)
    with pytest.raises(AnotherLoadIsRunning):
        imported(path)
    may_end.set()
    loader.join()
    assert Postcode.objects.count() == 10


@pytest.mark.usefixtures("_left_empty")
def test_a_load_that_is_broken_off_leaves_no_table_behind(tmp_path: Path) -> None:
    def break_off(*, stage: str, share: float, rows: int) -> None:
        if stage == "Counting":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_postcodes(path=written(tmp_path, ROWS), at=NOON, tell=break_off)
    assert "reference_postcode_incoming" not in connection.introspection.table_names()
    assert not Postcode.objects.exists()
    imported(written(tmp_path, ROWS))


@pytest.mark.usefixtures("_left_empty")
def test_command_says_what_it_loaded_and_refuses_in_one_sentence(tmp_path: Path) -> None:
    said, out = StringIO(), StringIO()
    path = written(tmp_path, ROWS)
    call_command("load_postcodes", path, stderr=said, stdout=out)
    call_command("load_postcodes", path, stderr=said, stdout=out)
    first, second = [line for line in said.getvalue().splitlines() if line.startswith("load_postcodes")]
    assert "10 postcodes of ONSPD_FEB_2026_UK, 8 of them in use; 0 rows left out" in first
    assert "part of a directory" in first
    assert "0 rows changed, ONSPD_FEB_2026_UK is loaded already" in second
    assert "[##############################] 100%  Indexing" in said.getvalue()
    assert out.getvalue() == ""
    broken = written(tmp_path, [*ROWS, "LS25"], name="broken.csv")
    with pytest.raises(CommandError, match="broken line 12: 1 cells") as refused:
        call_command("load_postcodes", broken, stderr=said)
    assert "\n" not in str(refused.value)


@pytest.mark.usefixtures("_left_empty")
def test_which_force_names_the_edition_in_its_source(tmp_path: Path) -> None:
    imported(written(tmp_path, ROWS))
    out = StringIO()
    call_command("which_force", "EC1M 3AA", "SW1A 1AA", stdout=out)
    assert '"unit": "E09000019"' in out.getvalue()
    assert '"source": "postcode, ONSPD_FEB_2026_UK"' in out.getvalue()
    assert '"source": "district"' in out.getvalue()
