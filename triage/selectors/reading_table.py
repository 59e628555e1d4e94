"""The table of second readings in force."""

import json
from functools import lru_cache
from importlib.resources import files

from django.conf import settings

from triage.rules.second_reading import ReadingTable, read_table


def get_reading_table() -> ReadingTable:
    """Return the table of this release, with the share of the setting where one is given. Raises BadReadingTable."""
    return _table(settings.SECOND_READING_SHARE)


@lru_cache(maxsize=8)
def _table(share: float | None) -> ReadingTable:
    text = files("triage.data").joinpath("second_reading.json").read_text(encoding="utf-8")
    return read_table(json.loads(text), share=share)
