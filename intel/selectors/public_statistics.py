"""What the public reads: the newest release, or an earlier one, and what others count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from intel.models import StatisticsRelease
from intel.rules.disclosure.releases import Mark
from intel.rules.statistics.release_views import ReleasedTable, tables_of
from intel.selectors.data_files import read_data
from intel.selectors.releases import published

KEPT = 4
"""Of how many releases a process keeps the figures."""


@dataclass(frozen=True, kw_only=True)
class Headline:
    """Numbers of the newest whole year of a release, as they were released; None where that is not shown."""

    year: str
    reports: int | None
    posts_gone: int | None
    days_to_decision: int | None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a release says: its tables by code, in the order in which they are shown, and how long steps take."""

    tables: Mapping[str, ReleasedTable]
    medians: Sequence[Mapping[str, Any]]


def find(number: int | None = None) -> StatisticsRelease | None:
    """Return a published release by its number, or the newest, without its figures; None where there is none."""
    rows = published().defer("public")
    return rows.first() if number is None else rows.filter(number=number).first()


def figures(release: StatisticsRelease) -> Figures:
    """Return what a published release says. It never changes, so a process reads it once: one query, or none."""
    return _figures(release.pk, release.settled_at)


@lru_cache(maxsize=KEPT)
def _figures(release_id: int, _settled_at: datetime | None) -> Figures:
    public = published().values_list("public", flat=True).get(pk=release_id) or {}
    return Figures(tables={each.code: each for each in tables_of(public)}, medians=public["medians"])


def headline(release: StatisticsRelease) -> Headline | None:
    """Return the numbers that people look at first, of the newest year or else quarter; None before any is over."""
    found = figures(release)
    known = found.tables
    reports = known.get("reports-decided-as")
    if reports is None:
        return None
    periods = reports.periods(months=12) or reports.periods(months=3)
    if not periods:
        return None
    period = periods[-1]
    days = [
        each["days"] for each in found.medians if each["measure"] == "days_to_decision" and each["period"] == period
    ]
    return Headline(
        year=period,
        reports=_total(reports, period),
        posts_gone=_total(known.get("posts-gone-platform"), period),
        days_to_decision=days[0] if days else None,
    )


def _total(table: ReleasedTable | None, period: str) -> int | None:
    if table is None:
        return None
    said = table.said.get(((None,), period))
    return said.value if said is not None and said.mark is Mark.SHOWN else None


@lru_cache(maxsize=1)
def reported_elsewhere() -> list[dict[str, Any]]:
    """Return what police and community organisations count, with sources, as it ships with this release."""
    return list(read_data("reported_elsewhere.json")["figures"])
