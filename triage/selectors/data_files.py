"""The tables that ship with this release, as they stand in their files."""

import json
from importlib.resources import files
from typing import Any


def read_data(name: str) -> Any:
    """Return what a JSON file of triage holds, not checked yet."""
    return json.loads(files("triage.data").joinpath(name).read_text(encoding="utf-8"))
