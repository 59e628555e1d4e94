"""Reading which intelligence reports there are, and how each stands; nothing here says what they tell, or who did."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, is_allowed
from intel.models import Dissemination, IntelligenceReport, IntelligenceReview
from intel.rules.intelligence.steps import State

PAGE = 20
MOST = 100


class NoSuchReport(Exception):
    """There is no such intelligence report."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which reports are asked for; empty asks for all that are not weeded."""

    state: str = ""
    mine: bool = False
    due: bool = False


def list_reports(*, wanted: Wanted, page: Any, today: date, by: Actor) -> Page[Any]:
    """Return a page of reports, the newest change first, each with its number of items. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    rows = _listed()
    rows = rows.filter(state=wanted.state) if wanted.state else rows.exclude(state=State.WEEDED)
    if wanted.mine:
        rows = rows.filter(writers__contains=[str(by)])
    if wanted.due:
        rows = rows.filter(_is_due(today))
    return Paginator(rows.order_by("-changed_at", "id"), PAGE).get_page(page)


def find_report(*, reference: str, by: Actor) -> IntelligenceReport:
    """Return a report. Raises NoSuchReport and NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    row = IntelligenceReport.objects.select_related("case__lead").filter(reference=reference).first()
    if row is None:
        raise NoSuchReport(reference)
    return row


def reports_of(*, case_ids: Collection[UUID]) -> list[IntelligenceReport]:
    """Return up to 100 reports of some cases, the newest first, each with its number of items."""
    return list(_listed().filter(case__in=case_ids).order_by("-written_at", "id")[:MOST])


def given_of(row: IntelligenceReport) -> list[Dissemination]:
    """Return to whom a report was given, the newest first."""
    return list(row.disseminations.select_related("force").order_by("-at", "id")[:MOST])


def reviews_of(row: IntelligenceReport) -> list[IntelligenceReview]:
    """Return how often a report was reviewed, the newest first."""
    return list(row.reviews.order_by("-at", "-id")[:MOST])


def waiting(*, by: Actor, today: date) -> list[QuerySet[IntelligenceReport]]:
    """Return what waits for somebody: to be signed off by another than its writers, and to be reviewed."""
    require(by=by, action=Action.VIEW_CASE)
    rows = [to_sign_off(by=by)]
    if is_allowed(role=by.role, action=Action.WEED_INTELLIGENCE):
        rows.append(IntelligenceReport.objects.filter(_is_due(today)))
    return rows


def to_sign_off(*, by: Actor) -> QuerySet[IntelligenceReport]:
    """Return the reports that wait to be signed off and that somebody has not written in. Raises NotPermitted."""
    require(by=by, action=Action.SIGN_OFF_INTELLIGENCE)
    return IntelligenceReport.objects.filter(state=State.SUBMITTED).exclude(writers__contains=[str(by)])


def _listed() -> QuerySet[IntelligenceReport]:
    return IntelligenceReport.objects.select_related("case").annotate(number_of_items=Count("items"))


def _is_due(today: date) -> Q:
    return Q(state=State.SIGNED_OFF, review_due_on__lte=today)
