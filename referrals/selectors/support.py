"""Referrals to support services: those of a case by report, and those that wait for an officer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import SupportReferral
from reports.models import Case, Gate, Report
from triage.selectors.keyset import cursor_of, read_cursor

PAGE = 5
GATE = "support_offered"


@dataclass(frozen=True, kw_only=True)
class People:
    """Up to five reports whose people agreed or were referred, oldest first, with their complainants.

    `following` is the cursor of the later ones or empty; `others` is how many of the case have not agreed.
    """

    reports: list[Report]
    following: str
    others: int


def page_of_case(*, case: Case, after: str, by: Actor) -> People:
    """Return a page of the people of a case for whom a service can be asked, with two queries."""
    require(by=by, action=Action.VIEW_CASE)
    referred = SupportReferral.objects.filter(report=OuterRef("pk"))
    of_case = Report.objects.filter(case=case)
    meant = of_case.filter(Q(complainant__shares_with_support=True) | Q(Exists(referred)))
    rows = meant.select_related("complainant").order_by("submitted_at", "id")
    place = read_cursor(after, read_key=UUID)
    if place is not None:
        rows = rows.filter(submitted_at__gte=place[0]).exclude(submitted_at=place[0], id__lte=place[1])
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    following = cursor_of(shown[-1].submitted_at, shown[-1].id) if len(found) > PAGE else ""
    return People(reports=shown, following=following, others=of_case.exclude(pk__in=meant.values("pk")).count())


def of_reports(*, reports: list[Report], by: Actor) -> dict[UUID, list[SupportReferral]]:
    """Return the referrals of some reports by report, newest first, with one query."""
    require(by=by, action=Action.VIEW_CASE)
    found: dict[UUID, list[SupportReferral]] = {report.id: [] for report in reports}
    for row in SupportReferral.objects.filter(report__in=reports).order_by("-sent_at", "-id"):
        found[row.report_id].append(row)
    return found


def gates_of(*, reports: list[Report], by: Actor) -> dict[UUID, Gate]:
    """Return the gate of support of some reports by report, with one query."""
    require(by=by, action=Action.VIEW_CASE)
    return {gate.report_id: gate for gate in Gate.objects.filter(report__in=reports, name=GATE)}


def find(*, referral_id: UUID, case: Case, by: Actor) -> SupportReferral | None:
    """Return one referral of a case with its report; None where it has no such."""
    require(by=by, action=Action.VIEW_CASE)
    rows = SupportReferral.objects.filter(report__case=case).select_related("report__complainant")
    return rows.filter(id=referral_id).first()


def find_report(*, report_id: UUID, case: Case, by: Actor) -> Report | None:
    """Return one report of a case with its complainant; None where it has no such."""
    require(by=by, action=Action.VIEW_CASE)
    return Report.objects.filter(case=case, id=report_id).select_related("complainant").first()


def waiting(*, by: Actor, at: datetime) -> QuerySet[SupportReferral]:
    """Return the referrals that an officer has to look at, those that wait longest first."""
    require(by=by, action=Action.ASK_SUPPORT)
    return SupportReferral.objects.filter(waits_since__lte=at).order_by("waits_since", "id")
