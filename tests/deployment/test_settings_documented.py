"""The table of settings in docs/running.md against the settings that the code reads."""

import re

from tests.deployment.environment_reads import ROOT, names_read, names_required_in_production

PAGE = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([A-Z_]+)` \|.*\| (yes|no) \|$", re.MULTILINE)
HIDDEN_FROM_DOCS = re.compile(r"/work/|/root/|/home/|/tmp/|/Users/|pypi|npmjs|devpi|artifactory", re.IGNORECASE)


def test_every_setting_is_in_the_table_once_and_no_other() -> None:
    documented = [name for name, _ in ROW.findall(PAGE)]
    assert sorted(documented) == sorted(names_read())


def test_the_table_says_what_production_needs() -> None:
    needed = {name for name, word in ROW.findall(PAGE) if word == "yes"}
    assert needed == names_required_in_production()


def test_the_pages_name_no_machine_and_no_package_host() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert [page.name for page in pages if HIDDEN_FROM_DOCS.search(page.read_text(encoding="utf-8"))] == []


def test_every_decision_is_in_the_index_and_every_link_of_it_leads_somewhere() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([^)]+)\)", index))
    decisions = {f"adr/{path.name}" for path in (ROOT / "docs" / "adr").glob("*.md")}
    assert decisions <= linked
    assert [link for link in linked if not (ROOT / "docs" / link).exists()] == []
