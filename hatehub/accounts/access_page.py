"""Writes docs/access.md from the table of roles and the scopes of programs."""

from collections.abc import Mapping

from hatehub.accounts.roles import NEEDS_CLEARANCE, ROLE_ACTIONS, Action, Role
from hatehub.accounts.scopes import OF_FORCES, OF_PARTNERS

TITLES: Mapping[Role, str] = {
    Role.OFFICER: "officer",
    Role.SUPERVISOR: "supervisor",
    Role.REFERENCE_ADMIN: "administrator",
    Role.FORCE: "force",
    Role.PARTNER: "partner",
    Role.COMPLAINANT: "complainant",
    Role.PUBLIC: "public",
    Role.HUB: "hub itself",
}
BEGINNING = """\
# Access

Written from the code by `manage.py access_table --write`; a test fails when it is stale. Do not edit it by hand.

`hatehub/accounts/roles.py` is the one table of who may do what, and `hatehub.accounts.permissions.require` the one
function that asks it: each service asks before it acts, and what is refused is recorded. Which page or address of the
API answers whom is tested for every route of the URL map (`tests/web/test_every_route.py`): a route that stands in no
matrix fails. How people sign in, and what ends a session, is in [signing-in.md](signing-in.md).

## Roles and actions

The hub itself is what acts where no person does: the worker and the clock. A force and a partner act through the
portal, the API or a link that they were sent, and only on what is theirs. A complainant has no account: a reference
and a code open the own report.
"""
CLEARED = "● needs a clearance besides, which an administrator gives to one person; no role gives it."
SCOPES = """\
## Scopes of the API

A program gets a scope only where an administrator ticked it in the program's row, and never one of another column.
"""


def write_page(*, scopes: Mapping[str, str]) -> str:
    """Return the whole page; `scopes` gives each scope of the API with what it allows, in words."""
    return "\n".join([BEGINNING, *_actions(), "", CLEARED, "", SCOPES, *_scopes(scopes), ""])


def _actions() -> list[str]:
    rows = [_row("action", *(TITLES[role] for role in Role)), _row("---", *(":-:" for _ in Role))]
    return rows + [_row(f"`{action}`", *(_mark(role, action) for role in Role)) for action in Action]


def _mark(role: Role, action: Action) -> str:
    if action not in ROLE_ACTIONS[role]:
        return ""
    return "●" if action in NEEDS_CLEARANCE else "yes"


def _scopes(scopes: Mapping[str, str]) -> list[str]:
    rows = [_row("scope", "allows", "force", "partner"), _row("---", "---", ":-:", ":-:")]
    for scope, words in scopes.items():
        holders = ("yes" if scope in OF_FORCES else "", "yes" if scope in OF_PARTNERS else "")
        rows.append(_row(f"`{scope}`", words, *holders))
    return rows


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
