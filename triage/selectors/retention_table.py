"""The classes and periods of retention in force."""

from datetime import date
from functools import cache

from triage.rules.retention import RetentionTable, in_force, read_tables
from triage.selectors.data_files import read_data


@cache
def list_tables() -> tuple[RetentionTable, ...]:
    """Return every version that ships with this release, the newest last. Raises BadRetentionTable."""
    return read_tables(read_data("retention.json"))


def get_table(*, on: date) -> RetentionTable:
    """Return the version in force on a day."""
    return in_force(list_tables(), on=on)
