"""The keys that pages declare: each on what it stands for, none twice with another meaning."""

import re
from pathlib import Path

import pytest

from triage.web.navigation import KEYS

pytest_plugins = ["tests.making.http"]
ROOT = Path(__file__).resolve().parent.parent.parent
PAIRS = re.compile(r"`(g \w)`")


def keys_on(page: str) -> list[str]:
    return re.findall(r'data-key="([^"]+)"', page)


def test_case_declares_its_tabs_and_its_next_step(staff, report_at):
    case = report_at("in_triage").case.reference
    page = staff("officer").get(f"/hub/cases/{case}/").content.decode()
    assert {"1", "2", "a", "u", "n", "p", "r", "!", "g q"} <= set(keys_on(page))
    assert re.search(r'data-key="a" href="[^"]+/assess/"', page)


def test_key_of_a_step_that_is_not_open_is_not_on_the_page(staff, report_at):
    case = report_at("received").case.reference
    page = staff("officer").get(f"/hub/cases/{case}/").content.decode()
    assert "b" in keys_on(page)
    assert "a" not in keys_on(page)


def test_queue_declares_the_keys_of_its_rows(staff, submit):
    submit()
    page = staff("officer").get("/hub/queues/").content.decode()
    assert {"o", "g q"} <= set(keys_on(page))
    assert "g l" not in keys_on(page)


@pytest.mark.parametrize("code", sorted(KEYS))
def test_pair_of_keys_is_of_one_page_and_documented(code):
    written = (ROOT / "docs" / "keyboard.md").read_text(encoding="utf-8")
    assert list(KEYS.values()).count(KEYS[code]) == 1
    assert KEYS[code] in PAIRS.findall(written)


def test_every_key_is_documented():
    written = (ROOT / "docs" / "keyboard.md").read_text(encoding="utf-8")
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    declared = {key for key in keys_on(templates) if "{" not in key}
    assert declared
    assert {key for key in declared if f"`{key}`" not in written} == set()
