"""What the public reads: the newest release, or an earlier one, and what others count."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from intel.models import StatisticsRelease
from intel.rules.disclosure.releases import Mark
from intel.rules.statistics.release_views import ReleasedTable, tables_of
from intel.selectors.data_files import read_data
from intel.selectors.releases import published


@dataclass(frozen=True, kw_only=True)
class Headline:
    """Numbers of the newest whole year of a release, as they were released; None where that is not shown."""

    year: str
    reports: int | None
    posts_gone: int | None
    days_to_decision: int | None


def find(number: int | None = None) -> StatisticsRelease | None:
    """Return a published release by its number, or the newest; None where there is none: one query."""
    rows = published()
    return rows.first() if number is None else rows.filter(number=number).first()


def tables(release: StatisticsRelease) -> Mapping[str, ReleasedTable]:
    """Return the tables of a release by code, in the order in which they are shown."""
    return {each.code: each for each in tables_of(release.public or {})}


def headline(release: StatisticsRelease) -> Headline | None:
    """Return the numbers that people look at first, of the newest year or else quarter; None before any is over."""
    known = tables(release)
    reports = known.get("reports-decided-as")
    if reports is None:
        return None
    periods = reports.periods(months=12) or reports.periods(months=3)
    if not periods:
        return None
    period = periods[-1]
    days = [
        each["days"]
        for each in (release.public or {})["medians"]
        if each["measure"] == "days_to_decision" and each["period"] == period
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
