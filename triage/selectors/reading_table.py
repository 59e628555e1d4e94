"""The table of second readings in force."""

from functools import lru_cache

from django.conf import settings

from triage.rules.second_reading import ReadingTable, read_table
from triage.selectors.data_files import read_data


def get_reading_table() -> ReadingTable:
    """Return the table of this release, with the share of the setting where one is given. Raises BadReadingTable."""
    return _table(settings.SECOND_READING_SHARE)


@lru_cache(maxsize=8)
def _table(share: float | None) -> ReadingTable:
    return read_table(read_data("second_reading.json"), share=share)
