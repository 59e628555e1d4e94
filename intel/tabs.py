"""What intel adds to the case page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone

from hatehub.reference.selectors import list_platforms
from intel.models import Account
from intel.selectors.guidance import choose_for
from intel.selectors.guidance_given import given_with, package_of
from reports.models import Case
from reports.services import subjects
from triage.registries import Tab, register_tab
from triage.selectors.time_bars import local_day


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
    """Return the accounts that the case's reports name, with how many reports name each at all."""
    if subjects.withholds_subject(case=case):
        return {"accounts": [], "is_withheld": True}
    named = Account.objects.filter(sightings__report__case=case).distinct().values_list("id", flat=True)
    accounts = Account.objects.filter(id__in=list(named)).annotate(times_seen=Count("sightings"))
    names = dict(list_platforms().values_list("code", "name"))
    rows = [
        {"account": account, "platform": names.get(account.platform_code, account.platform_code)}
        for account in accounts.order_by("platform_code", "handle")
    ]
    return {"accounts": rows, "is_withheld": False}


def guidance_context(case: Case) -> dict[str, Any]:
    """Return the guidance that would go with the case now, and what went with its newest package."""
    package = package_of(case)
    return {
        "chosen": choose_for(case, today=local_day(timezone.now())),
        "package": package,
        "given": given_with(case=case, package=package) if package else [],
    }


SECTIONS = (
    Section(template="hub/tabs/intelligence_accounts.html", context=accounts_context),
    Section(template="hub/tabs/intelligence_guidance.html", context=guidance_context),
)
