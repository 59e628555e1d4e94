"""The invented postcode directory of the benchmark: whole, and as the loader wants it."""

from pathlib import Path

from hatehub.reference.data_files import builtin_force_table
from hatehub.reference.directory_file import open_directory
from hatehub.reference.rules.directory_rows import RowReader, find_columns
from tests.benches.postcode_rows import write_directory


def test_every_row_is_one_that_a_loader_keeps(tmp_path: Path) -> None:
    table = builtin_force_table()
    forces = {candidate.force for candidates in table.districts.values() for candidate in candidates}
    write_directory(tmp_path / "ONSPD_MAY_2026_UK.csv", rows=7_000)
    with open_directory(path=tmp_path / "ONSPD_MAY_2026_UK.csv") as file:
        rows = file.rows()
        reader = RowReader(columns=find_columns(header=next(rows)), forces=forces)
        kept = [reader.read(line=file.line, cells=cells) for cells in rows]
    reader.check()
    assert (reader.kept, reader.left_out, len(set(kept))) == (7_000, 0, 7_000)
    assert 0.6 < reader.live / reader.kept < 0.75
