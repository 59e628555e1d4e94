"""What intel adds to the case page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hatehub.reference.selectors import list_platforms
from intel.selectors.subjects import subjects_of
from reports.models import Case
from reports.services import subjects
from triage.registries import Tab, register_tab


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of the tab of intelligence: its template gets what `context` returns for the case, under `section`."""

    template: str
    context: Callable[[Case], dict[str, Any]]


def register_all() -> None:
    """Add the tab of intelligence."""
    register_tab(
        Tab(
            code="intelligence",
            title="Intelligence",
            position=80,
            template="hub/tabs/intelligence.html",
            context=intelligence_context,
        )
    )


def intelligence_context(case: Case) -> dict[str, Any]:
    """Return what each section of the tab shows."""
    return {"sections": [{"template": each.template, **each.context(case)} for each in SECTIONS]}


def accounts_context(case: Case) -> dict[str, Any]:
    """Return the accounts that the case's reports name, who is behind each, and how often each was named at all."""
    if subjects.withholds_subject(case=case):
        return {"accounts": [], "is_withheld": True}
    names = dict(list_platforms().values_list("code", "name"))
    rows = [
        {**row, "platform": names.get(row["account"].platform_code, row["account"].platform_code)}
        for row in subjects_of(case=case)
    ]
    return {"accounts": rows, "is_withheld": False}


SECTIONS = (Section(template="hub/tabs/intelligence_accounts.html", context=accounts_context),)
