"""The clock table in force."""

import json
from functools import lru_cache
from importlib.resources import files

from reports.rules.clocks import Clocks, check_clocks


@lru_cache(maxsize=1)
def get_clocks() -> Clocks:
    """Return the clock table that ships with this release, checked. Raises MissingClock."""
    data = json.loads(files("reports.data").joinpath("clocks.json").read_text(encoding="utf-8"))
    return check_clocks(Clocks(version=data["version"], hours=data["hours"]))
