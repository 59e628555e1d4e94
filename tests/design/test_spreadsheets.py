import csv
import io
from pathlib import Path

import pytest
from django.conf import settings

from hatehub.spreadsheets import FORMULA, safe_row, write


def test_what_begins_like_a_formula_is_text():
    assert safe_row(["=1+1", "+4", "-4", "@x", "\tx", "plain", -4, 1.5, None]) == [
        *("'=1+1", "'+4", "'-4", "'@x", "'\tx", "plain", -4, 1.5, None),
    ]


@pytest.mark.parametrize("letter", FORMULA)
def test_headings_and_cells_are_both_looked_at(letter):
    file = io.StringIO()
    write(file, headings=[f"{letter}a"], rows=[[f"{letter}HYPERLINK(1)"], ["b"]])
    assert list(csv.reader(io.StringIO(file.getvalue(), newline=""))) == [
        [f"'{letter}a"],
        [f"'{letter}HYPERLINK(1)"],
        ["b"],
    ]


def test_no_other_module_writes_csv():
    """What writes a table by itself could forget to look."""
    apps = ("hatehub", "reports", "triage", "referrals", "intel")
    paths = [path for app in apps for path in Path(settings.BASE_DIR, app).rglob("*.py")]
    assert len(paths) > 500
    writing = {path.name for path in paths if "csv.writer" in (text := path.read_text()) or "DictWriter" in text}
    assert writing == {"spreadsheets.py"}
