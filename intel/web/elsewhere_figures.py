"""What others count beside what was reported to this hub: under-reporting in view, as a picture with its table."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hatehub.design.charts import BarPicture, bar_picture
from intel.models import StatisticsRelease
from intel.rules.statistics.periods import Period
from intel.selectors import public_statistics
from intel.web.statistics_figures import period_name

YEAR = 12
KINDS = {
    "police": gettext_noop("Police"),
    "survey": gettext_noop("Survey"),
    "community": gettext_noop("Community organisation"),
    "hub": gettext_noop("Reported to us"),
}


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """The counts of others with their sources, and bars of theirs and ours, the largest first."""

    rows: list[dict[str, Any]]
    bars: BarPicture


def elsewhere(release: StatisticsRelease | None) -> Elsewhere:
    """Return the counts of others, with what a release says of a year beside them where it says it."""
    rows, drawn = [], []
    for each in public_statistics.reported_elsewhere():
        kind = KINDS[each["kind"]]
        rows.append({**each, "kind_name": _(kind)})
        drawn.append((f"{each['body']}, {each['years']}", each["kind"], each["number"]))
    found = public_statistics.headline(release) if release else None
    if found is not None and found.reports and Period.of(found.year).months == YEAR:
        drawn.append((_("reports in %s") % period_name(found.year), "hub", found.reports))
    drawn.sort(key=lambda bar: -bar[2])
    kinds = [code for code in KINDS if any(kind == code for _name, kind, _number in drawn)]
    bars = bar_picture(
        id="chart-elsewhere",
        title=_("The counts beside each other"),
        description=_("Each bar is one count of about a year, the largest first. The table below says of what."),
        kinds=[_(KINDS[code]) for code in kinds],
        rows=[(name, [number if kind == code else 0 for code in kinds]) for name, kind, number in drawn],
    )
    return Elsewhere(rows=rows, bars=bars)
