"""The table of wellbeing in force."""

from functools import cache

from triage.rules.wellbeing import WellbeingTable, read_table
from triage.selectors.data_files import read_data


@cache
def get_wellbeing() -> WellbeingTable:
    """Return the table of this release. Raises BadWellbeingTable."""
    return read_table(read_data("wellbeing.json"))
