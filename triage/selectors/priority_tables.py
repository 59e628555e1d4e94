"""The table of weights that is in force."""

from functools import lru_cache

from triage.rules.priority_table import PriorityTable, read_table
from triage.selectors.data_files import read_data


@lru_cache(maxsize=1)
def get_priority_table() -> PriorityTable:
    """Return the table that came with this release, checked. Raises BadPriorities."""
    return read_table(read_data("priority.json"))
