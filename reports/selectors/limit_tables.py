"""The tables of limits in force: those that ship with this release, or the operator's own for floods."""

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from reports.rules.flood import FloodTable, WrongFloodTable, read_table
from reports.rules.guessing import GuessLimits, read_limits


def get_flood_table() -> FloodTable:
    """Return the thresholds in force, checked. Raises ImproperlyConfigured, at the start of the hub at the latest."""
    own = settings.FLOOD_TABLE
    if not own:
        return _shipped_flood_table()
    try:
        return read_table(own)
    except WrongFloodTable as error:
        raise ImproperlyConfigured(f"FLOOD_TABLE_PATH names a table that cannot be used: {error}.") from None


@lru_cache(maxsize=1)
def _shipped_flood_table() -> FloodTable:
    return read_table(_shipped("flood.json"))


@lru_cache(maxsize=1)
def get_guess_limits() -> GuessLimits:
    """Return the limits on guessing that ship with this release."""
    return read_limits(_shipped("guessing.json"))


def _shipped(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files("reports.data").joinpath(name).read_text(encoding="utf-8"))
    return data
