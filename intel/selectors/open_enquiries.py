"""The open lines of all cases: the overdue ones first, then those that are due next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, is_allowed
from intel.models import Enquiry
from intel.rules.enquiries.steps import Authority, State
from triage.selectors.merges import roots_of
from triage.selectors.time_bars import local_day

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What a list is narrowed to; empty means everything."""

    state: str = ""
    method: str = ""
    platform: str = ""
    is_overdue: bool = False


def list_open(*, sought: Sought, page: Any, by: Actor, at: datetime) -> tuple[Page[Enquiry], dict[UUID, UUID]]:
    """Return a page of the open lines, and by case the one that it is worked as. Raises NotPermitted."""
    rows = open_rows(by=by).select_related("method", "case")
    if sought.state:
        rows = rows.filter(state=sought.state)
    if sought.method:
        rows = rows.filter(method__code=sought.method)
    if sought.platform:
        rows = rows.filter(platform_code=sought.platform)
    if sought.is_overdue:
        rows = rows.filter(due_on__lt=local_day(at))
    found = Paginator(rows.order_by("due_on", "id"), PAGE).get_page(page)
    return found, roots_of(case_ids={row.case_id for row in found})


def open_rows(*, by: Actor) -> QuerySet[Enquiry]:
    """Return the lines that somebody still has to do something about. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return Enquiry.objects.filter(due_on__isnull=False)


def waiting_rows(*, by: Actor, at: datetime) -> list[QuerySet[Enquiry]]:
    """Return the lines that wait: overdue ones, and for whoever may allow lines those that wait to be allowed."""
    overdue = open_rows(by=by).filter(due_on__lt=local_day(at))
    if not is_allowed(role=by.role, action=Action.AUTHORISE_ENQUIRY):
        return [overdue]
    to_allow = open_rows(by=by).filter(state=State.PLANNED).exclude(authority=Authority.NONE)
    return [overdue, to_allow.filter(due_on__gte=local_day(at)).exclude(planned_by=str(by))]


def find_enquiry(*, enquiry_id: UUID, case_ids: list[UUID]) -> Enquiry | None:
    """Return a line of any of some cases."""
    rows = Enquiry.objects.select_related("method", "account", "content", "case", "allocation")
    return rows.filter(id=enquiry_id, case__in=case_ids).first()
