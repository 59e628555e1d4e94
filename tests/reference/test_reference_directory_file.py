"""Opening a postcode directory in the forms in which it is published, and in which it may be damaged."""

import gzip
import zipfile
from datetime import date
from pathlib import Path

import pytest

from hatehub.reference.data_files import BadReferenceFile
from hatehub.reference.directory_file import month_in, open_directory

TEXT = b"\xef\xbb\xbfpcds,pfa\r\nLS6 2AB,E23000010\r\n\r\nLS6 2AD,E23000010\r\n"
ROWS = [["pcds", "pfa"], ["LS6 2AB", "E23000010"], ["LS6 2AD", "E23000010"]]


def read(path: Path) -> list[list[str]]:
    with open_directory(path=path) as file:
        return list(file.rows())


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_reads_plain_text_with_a_byte_order_mark_and_counts_lines(tmp_path: Path) -> None:
    (tmp_path / "ONSPD_MAY_2025_UK.csv").write_bytes(TEXT)
    with open_directory(path=tmp_path / "ONSPD_MAY_2025_UK.csv") as file:
        assert [(file.line, cells) for cells in file.rows()] == list(zip([1, 2, 4], ROWS, strict=True))
        assert (file.name, file.share_read) == ("ONSPD_MAY_2025_UK", 1)


def test_reads_gzip_by_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "NSPL_FEB_2024.csv.gz").write_bytes(gzip.compress(TEXT))
    (tmp_path / "other.csv").write_bytes(gzip.compress(TEXT))
    assert read(tmp_path / "NSPL_FEB_2024.csv.gz") == read(tmp_path / "other.csv") == ROWS


def test_reads_the_largest_csv_of_a_zip(tmp_path: Path) -> None:
    files = {"Documents/names.csv": b"a\n", "Data/ONSPD_AUG_2025_UK.csv": TEXT, "User Guide.pdf": b"x" * 999}
    with open_directory(path=zipped(tmp_path / "published.zip", files)) as file:
        assert (list(file.rows()), file.name) == (ROWS, "ONSPD_AUG_2025_UK")


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (gzip.compress(TEXT * 1_000)[:-20], 1, "cut off or damaged"),
        (b"\x1f\x8b" + b"\x00" * 30, 1, "cut off or damaged"),
        (b"PK\x03\x04" + b"\x00" * 30, 1, "cannot be opened"),
        (TEXT + b"\xff\xfe,E23000010\r\n", 5, "not UTF-8"),
        (TEXT.decode().encode("utf-16"), 1, "not UTF-8"),
        (TEXT + b'"LS6 2AE,E23000010\r\n', 5, "unexpected end of data"),
    ],
)
def test_refuses_a_damaged_file_with_the_line(tmp_path: Path, content: bytes, line: int, reason: str) -> None:
    (tmp_path / "file.csv").write_bytes(content)
    with pytest.raises(BadReferenceFile, match=reason) as refused:
        read(tmp_path / "file.csv")
    assert refused.value.line >= line


def test_refuses_a_zip_that_is_cut_off_damaged_or_without_a_csv(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", {"a.csv": TEXT * 500}).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:-40])
    (tmp_path / "damaged.zip").write_bytes(whole[:60] + b"\x00" * 40 + whole[100:])
    zipped(tmp_path / "other.zip", {"a.txt": TEXT})
    for name in ("cut.zip", "damaged.zip", "other.zip"):
        with pytest.raises(BadReferenceFile):
            read(tmp_path / name)


def test_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(BadReferenceFile, match="cannot be opened"):
            read(path)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("ONSPD_MAY_2025_UK", date(2025, 5, 1)),
        ("NSPL21_FEB_2024_UK", date(2024, 2, 1)),
        ("Online_ONS_Postcode_Directory_November2023", date(2023, 11, 1)),
        ("postcodes", None),
        ("DECAY_2025", None),
    ],
)
def test_reads_the_month_of_issue_out_of_the_name(name: str, month: date | None) -> None:
    assert month_in(name=name) == month
