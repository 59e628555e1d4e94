"""Which reports are handed over to a control room, and by when: a table with a version, and arithmetic on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

KINDS: Mapping[str, str] = {"danger": "threat_to_life", "child": "child_at_risk"}
"""What a report says about danger, and the kind of hand-over that follows; of anything else none does."""


class BadEmergencyTable(Exception):
    """A time in the table is not a whole number of minutes above nothing."""


@dataclass(frozen=True, kw_only=True)
class EmergencyTable:
    """How long an officer has to begin a hand-over, and then until the control room has taken it."""

    version: str
    begin_within: timedelta
    taken_within: timedelta


def read_table(values: Mapping[str, object]) -> EmergencyTable:
    """Return the table that a data file holds. Raises BadEmergencyTable."""
    return EmergencyTable(
        version=str(values["version"]),
        begin_within=_minutes(values, "begin_within_minutes"),
        taken_within=_minutes(values, "taken_within_minutes"),
    )


def _minutes(values: Mapping[str, object], name: str) -> timedelta:
    number = values.get(name)
    if not isinstance(number, int) or isinstance(number, bool) or number <= 0:
        raise BadEmergencyTable(f"{name} is {number!r}")
    return timedelta(minutes=number)


def kind_of(danger: str) -> str | None:
    """Return the kind of hand-over that a report asks for; None where it does not say that somebody is in danger."""
    return KINDS.get(danger)


def begin_by(table: EmergencyTable, *, since: datetime) -> datetime:
    """Return until when a hand-over must have begun of which the hub knows since then."""
    return since + table.begin_within


def taken_by(table: EmergencyTable, *, started_at: datetime) -> datetime:
    """Return until when the control room must have taken a hand-over that has begun."""
    return started_at + table.taken_within
