"""The times of emergency hand-overs that are in force."""

import json
from functools import lru_cache
from importlib.resources import files

from triage.rules.emergency import EmergencyTable, read_table


@lru_cache(maxsize=1)
def get_emergency_table() -> EmergencyTable:
    """Return the table that came with this release. Raises BadEmergencyTable."""
    return read_table(json.loads(files("triage.data").joinpath("emergency.json").read_text(encoding="utf-8")))
