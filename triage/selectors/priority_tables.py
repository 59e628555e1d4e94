"""The table of weights that is in force."""

import json
from functools import lru_cache
from importlib.resources import files

from triage.rules.priority_table import PriorityTable, read_table


@lru_cache(maxsize=1)
def get_priority_table() -> PriorityTable:
    """Return the table that came with this release, checked. Raises BadPriorities."""
    return read_table(json.loads(files("triage.data").joinpath("priority.json").read_text(encoding="utf-8")))
