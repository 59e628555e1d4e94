"""What apps downstream add to the case page: tabs, and what to look at before a case is closed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from hatehub.accounts.actors import Actor
from reports.models import Case

Context = Callable[..., dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address of a tab asks for, by name (a page, a filter), and who asks."""

    by: Actor
    values: Mapping[str, str]

    def get(self, name: str) -> str:
        """Return one value; empty where it is not there."""
        return self.values.get(name, "")


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One tab of the case page: its template gets what `context` returns for the case, under `tab`.

    Where the tab `has_pages`, `context` is also given what the address asks for: `context(case, asked)`.
    """

    code: str
    title: str | Promise
    position: int
    template: str
    context: Context
    has_pages: bool = False

    def shown(self, case: Case, *, asked: Asked) -> dict[str, Any]:
        """Return what the template gets."""
        return self.context(case, asked) if self.has_pages else self.context(case)


_tabs: dict[str, Tab] = {}


def register_tab(tab: Tab) -> None:
    """Add a tab; registering the same one again replaces it."""
    _tabs[tab.code] = tab


def list_tabs() -> list[Tab]:
    """Return the tabs in their order."""
    return sorted(_tabs.values(), key=lambda tab: tab.position)


def find_tab(code: str) -> Tab | None:
    """Return a tab by its code."""
    return _tabs.get(code)


@dataclass(frozen=True, kw_only=True)
class ClosingWarning:
    """Something that closing does not forbid, and that should not be overlooked: a sentence, and the tab it is on."""

    text: str
    tab: str


ClosingLook = Callable[[Case], ClosingWarning | None]
_looks: dict[str, ClosingLook] = {}


def register_closing_look(name: str, look: ClosingLook) -> None:
    """Add a look at a case before it is closed; registering the same one again replaces it."""
    _looks[name] = look


def closing_warnings(case: Case) -> list[ClosingWarning]:
    """Return what should not be overlooked before a case is closed."""
    return [found for look in _looks.values() if (found := look(case)) is not None]
