"""What intel adds to the case page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hatehub.reference.selectors import list_platforms
from intel.selectors import intelligence, lines
from intel.selectors.enquiry_rows import enquiry_row, outlook_rows
from intel.selectors.guidance import choose_for
from intel.selectors.guidance_given import given_with, package_of
from intel.selectors.intelligence_rows import report_row
from intel.selectors.methods import method_names
from intel.selectors.notice_words import on_case
from intel.selectors.notices import notices_on
from intel.selectors.subjects import subjects_of
from intel.services import enquiry_words
from reports.models import Case
from reports.rules.workflow import State
from reports.services import subjects
from triage.registries import ClosingWarning, Tab, register_closing_look, register_tab
from triage.selectors.merges import cases_below
from triage.selectors.queues import names_of
from triage.selectors.time_bars import local_day


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of the tab of intelligence: its template gets what `context` returns for the case, under `section`."""

    template: str
    context: Callable[[Case], dict[str, Any]]


def register_all() -> None:
    """Add the tab of intelligence, and the look at what was not tried before a case is closed."""
    register_closing_look("intel.untried_lines", untried_lines)
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


def notices_context(case: Case) -> dict[str, Any]:
    """Return what a case is part of: reports by the same person, a subject of several, a wave."""
    found = notices_on(case=case, hides_subject=subjects.withholds_subject(case=case))
    names = names_of() if found else {}
    return {"notices": [on_case(each, names) for each in found]}


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


def enquiries_context(case: Case) -> dict[str, Any]:
    """Return the lines of enquiry of a case, what came of them, and which lawful lines are left."""
    at, names = timezone.now(), names_of()["platforms"]
    hides = subjects.withholds_subject(case=case)
    rows = lines.enquiries_of(case=case)
    said = {} if hides else enquiry_words.read(rows=rows)
    today = local_day(at)
    outlook = lines.outlook_of(case=case, at=at, enquiries=rows)
    return {
        "enquiries": [
            enquiry_row(row, platforms=names, today=today, said=said.get(row.id, ()), hides=hides) for row in rows
        ],
        "outlook": outlook_rows(outlook, names=method_names(), platforms=names),
        "is_over": case.lead.state in OVER,
    }


def written_context(case: Case) -> dict[str, Any]:
    """Return the intelligence reports that were begun from a case, or from one that was merged into it."""
    today = local_day(timezone.now())
    found = intelligence.reports_of(case_ids=cases_below(case_id=case.id))
    return {"rows": [report_row(row, today=today) for row in found]}


def guidance_context(case: Case) -> dict[str, Any]:
    """Return the guidance that would go with the case now, and what went with its newest package."""
    package = package_of(case)
    return {
        "chosen": choose_for(case, today=local_day(timezone.now())),
        "package": package,
        "given": given_with(case=case, package=package) if package else [],
    }


def untried_lines(case: Case) -> ClosingWarning | None:
    """Return a warning where lawful lines of enquiry are left to a case."""
    outlook = lines.outlook_of(case=case, at=timezone.now())
    if not outlook.lines:
        return None
    number = len(outlook.lines)
    text = ngettext(
        "%(n)d lawful line of enquiry has not been tried.", "%(n)d lawful lines of enquiry have not been tried.", number
    ) % {"n": number}
    if outlook.has_decline:
        text = _("A platform that declines is not the end.") + f" {text}"
    return ClosingWarning(text=text, tab="intelligence")


OVER = frozenset({State.CLOSED, State.ASSESSED_NON_CRIME, State.OUT_OF_SCOPE})
SECTIONS = (
    Section(template="hub/tabs/intelligence_notices.html", context=notices_context),
    Section(template="hub/tabs/intelligence_accounts.html", context=accounts_context),
    Section(template="hub/tabs/intelligence_enquiries.html", context=enquiries_context),
    Section(template="hub/tabs/intelligence_written.html", context=written_context),
    Section(template="hub/tabs/intelligence_guidance.html", context=guidance_context),
)
