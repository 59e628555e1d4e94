from io import StringIO
from pathlib import Path

from django.core.management import call_command

from hatehub.accounts.access_page import TITLES
from hatehub.accounts.roles import Action, Role

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"


def printed():
    out = StringIO()
    call_command("access_table", stdout=out)
    return out.getvalue()


def test_page_of_the_documentation_is_what_the_code_says():
    assert DOCUMENT.read_text(encoding="utf-8") == printed()


def test_every_role_and_action_is_on_it():
    page = printed()
    assert all(f"`{action}`" in page for action in Action)
    assert set(TITLES) == set(Role)


def test_clearance_is_told_apart():
    row = next(line for line in printed().splitlines() if "`intelligence.see_sources`" in line)
    assert ("●" in row, "yes" in row) == (True, False)
