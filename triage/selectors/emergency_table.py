"""The times of emergency hand-overs that are in force."""

from functools import lru_cache

from triage.rules.emergency import EmergencyTable, read_table
from triage.selectors.data_files import read_data


@lru_cache(maxsize=1)
def get_emergency_table() -> EmergencyTable:
    """Return the table that came with this release. Raises BadEmergencyTable."""
    return read_table(read_data("emergency.json"))
