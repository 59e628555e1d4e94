"""How long a report may stand in a state before it is late: a table with a version, and arithmetic on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from reports.rules.workflow import OPEN_STATES, State


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """Hours for each open state, in the version that an administrator loaded."""

    version: str
    hours: Mapping[str, int]


class MissingClock(Exception):
    """An open state has no clock in the table: nothing may belong to nobody."""


def check_clocks(clocks: Clocks) -> Clocks:
    """Return the table if it has hours for every open state. Raises MissingClock."""
    missing = sorted(state for state in OPEN_STATES if clocks.hours.get(state, 0) <= 0)
    if missing:
        raise MissingClock(f"version {clocks.version} has no hours for {', '.join(missing)}")
    return clocks


def due_at(clocks: Clocks, *, state: str, since: datetime) -> datetime | None:
    """Return when a report that entered `state` at `since` is late; None where nobody has to act."""
    if State(state) not in OPEN_STATES:
        return None
    return since + timedelta(hours=clocks.hours[state])
