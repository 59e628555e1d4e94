"""Test modules get along: names of their own, and no test that empties the database under the others."""

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent


def test_no_two_test_modules_have_the_same_name():
    names = Counter(path.name for path in TESTS.rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []


def test_no_test_flushes_the_reference_data():
    flushing = "transaction" + "=True"
    modules = {path.name: path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py")}
    flushed = {name for name, text in modules.items() if flushing in text or "transactional" + "_db" in text}
    assert flushed == set(), "take the fixture `committed` of tests.making.committing, which keeps the reference data"
