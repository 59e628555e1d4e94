"""Looking for waves: many more occurrences against one target or place than is usual there."""

from datetime import datetime, timedelta

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import Notice
from intel.rules.notice_table import WaveNumbers
from intel.rules.waves import Unusual, find_unusual
from intel.selectors.data_files import notice_table
from intel.selectors.wave_counts import Arrived, count_series, members_of
from intel.services import noticing
from intel.services.noticing import Found

STILL_LOOKED_AT = timedelta(days=30)
MOST_SHRUNK = 100


@transaction.atomic
def look(*, by: Actor, at: datetime) -> int:
    """Look at every target and place as they stand now; return how many are a wave. Raises NotPermitted.

    A wave that is over stays as it was seen, until somebody deals with it. One whose reports were erased, taken apart
    or withdrawn since, so that nothing is left of it, goes.
    """
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    noticing.take_turn("waves")
    numbers = notice_table().wave
    looked = count_series(at=at, numbers=numbers)
    found = find_unusual(looked.series, looked_at=looked.looked_at, numbers=numbers)
    for series, unusual in sorted(found.items()):
        arrived = members_of(series, hours=unusual.window.hours, at=at)
        if arrived is not None:
            wave = _found(series, unusual, arrived, numbers)
            noticing.keep(kind=Notice.Kind.WAVE, key=series, found=wave, by=by, at=at)
    _shrink(by=by, at=at, numbers=numbers, found=set(found))
    return len(found)


def _shrink(*, by: Actor, at: datetime, numbers: WaveNumbers, found: set[str]) -> None:
    """Let waves go of which too few reports are left that still belong to them."""
    lately = Notice.objects.filter(kind=Notice.Kind.WAVE, last_at__gt=at - STILL_LOOKED_AT).exclude(state="gone")
    for row in lately.exclude(key__in=found).order_by("looked_at", "id")[:MOST_SHRUNK]:
        hours = row.facts.get("hours", max(numbers.hours))
        seen_at = datetime.fromisoformat(row.facts["seen_at"])
        arrived = members_of(row.key, hours=hours, at=seen_at)
        left = arrived.occurrences if arrived else 0
        if left < numbers.from_occurrences:
            noticing.let_go(notice_id=row.id, by=by, at=at)
        elif arrived and left < row.level:
            Notice.objects.filter(id=row.id).update(level=left, looked_at=at, facts={**row.facts, **_counts(arrived)})
            row.members.exclude(report__in=arrived.report_ids).delete()
        else:
            Notice.objects.filter(id=row.id).update(looked_at=at)


def _found(series: str, unusual: Unusual, arrived: Arrived, numbers: WaveNumbers) -> Found:
    kind, _, rest = series.partition(":")
    force, _, strand = rest.partition(":") if kind == "place" else ("", "", "")
    facts = {
        "why": ["unusual"],
        "series": kind,
        "force": force,
        "strand": strand,
        "hours": unusual.window.hours,
        "now": unusual.window.now,
        "before": list(unusual.window.before),
        "usual": round(unusual.usual, 2),
        "chance": unusual.chance,
        "looked_at": unusual.series,
        "false_a_look": numbers.false_a_look,
        "seen_at": arrived.seen_at.isoformat(),
        **_counts(arrived),
    }
    return Found(
        level=unusual.window.now,
        report_ids=arrived.report_ids,
        facts=facts,
        first_at=arrived.first_at,
        last_at=arrived.last_at,
    )


def _counts(arrived: Arrived) -> dict[str, int]:
    return {
        "occurrences": arrived.occurrences,
        "reports": arrived.reports,
        "people": arrived.people,
        "in_burst": arrived.in_burst,
    }
