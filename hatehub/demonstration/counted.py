"""The figures of the demonstration: a snapshot of all its cases, and a report that an officer has built on it."""

from datetime import datetime

from hatehub.accounts.actors import HUB, actor_for_user
from hatehub.accounts.models import User
from intel.rules.statistics.plans import Every, Plan
from intel.rules.statistics.terms import Unit
from intel.services.statistics import building, snapshots


def count(*, at: datetime) -> None:
    """Take the first snapshot, and build a report that everybody in the hub may see."""
    snapshots.take(by=HUB, at=at)
    building.build(
        title="[Invented] Strands by platform",
        plan=Plan(unit=Unit.REPORT, dimensions=("strand", "platform"), measures=("reports", "cases"), back=0),
        is_shared=True,
        every=Every.WEEK,
        by=actor_for_user(User.objects.get(username="officer")),
        at=at,
    )
