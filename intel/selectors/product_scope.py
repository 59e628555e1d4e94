"""Which reports a product counts: those of its subject matter that arrived in its days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from intel.models import NoticeReport, Product
from intel.rules.product_scheme import Period
from reports.models import Content, Report
from reports.models.report import STATES
from triage.models import Assessment
from triage.selectors.figure_counts import begin_of


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a product is about; empty everywhere means everything."""

    strand: str = ""
    platform: str = ""
    offence: str = ""
    force: str = ""
    notice: UUID | None = None

    def of(self, path: str = "") -> Q:
        """Return what holds of rows whose report, at the end of the path, is in scope: `report__`, or empty."""
        found = Q()
        if self.strand:
            found &= Q(**{f"{path}strands__contains": [self.strand]})
        if self.force:
            found &= Q(**{f"{path}victim_area__force": self.force})
        if self.platform:
            named = Content.objects.filter(report=OuterRef(f"{path}pk"), platform_code=self.platform)
            found &= Q(Exists(named))
        if self.offence:
            decided = Assessment.objects.filter(case=OuterRef(f"{path}case"), offence__code=self.offence)
            found &= Q(Exists(decided))
        if self.notice:
            found &= Q(Exists(NoticeReport.objects.filter(report=OuterRef(f"{path}pk"), notice=self.notice)))
        return found


def scope_of(product: Product) -> Scope:
    """Return what a product is about."""
    return Scope(
        strand=product.strand_code,
        platform=product.platform_code,
        offence=product.offence_code,
        force=product.force_code,
        notice=product.notice_id,
    )


def bounds(period: Period) -> tuple[datetime, datetime]:
    """Return the moments at which a period begins and ends where the hub is; the end is not counted."""
    return begin_of(period.since), begin_of(period.until + timedelta(days=1))


def within(moment: str, period: Period) -> Q:
    """Return what holds of rows whose moment lies in a period."""
    begin, end = bounds(period)
    return Q(**{f"{moment}__gte": begin, f"{moment}__lt": end})


def arrived(scope: Scope, period: Period) -> QuerySet[Report]:
    """Return the reports in scope that arrived in a period, withdrawn ones left out; found by their arrival."""
    rows = Report.objects.filter(within("submitted_at", period), state__in=STATES).exclude(outcome="withdrawn")
    return rows.filter(scope.of())


def count_measure(measure: str, *, scope: Scope, period: Period) -> int:
    """Return what a measure of prevention comes to in a period. Raises KeyError where there is no such measure."""
    return MEASURES[measure](arrived(scope, period))


def _reports(rows: QuerySet[Report]) -> int:
    return rows.count()


def _cases(rows: QuerySet[Report]) -> int:
    return rows.values("case").distinct().count()


def _victims(rows: QuerySet[Report]) -> int:
    return rows.filter(complainant__kind="victim").count()


MEASURES: dict[str, Callable[[QuerySet[Report]], int]] = {"reports": _reports, "cases": _cases, "victims": _victims}
"""What prevention is measured by, by code."""
