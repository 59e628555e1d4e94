"""What apps downstream add to the case page: tabs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from reports.models import Case

Context = Callable[[Case], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One tab of the case page: its template gets what `context` returns for the case, under `tab`."""

    code: str
    title: str | Promise
    position: int
    template: str
    context: Context


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
