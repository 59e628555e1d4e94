"""The table of waves that is in force."""

from datetime import timedelta
from functools import lru_cache

from triage.rules.sharing import WaveTable, check_table
from triage.selectors.data_files import read_data


@lru_cache(maxsize=1)
def get_wave_table() -> WaveTable:
    """Return the table that came with this release. Raises BadWaveTable."""
    values = read_data("waves.json")
    return check_table(
        WaveTable(
            version=values["version"],
            from_reports=values["wave_from_reports"],
            within=timedelta(hours=values["wave_within_hours"]),
            shown_for=timedelta(days=values["shown_for_days"]),
            sent_again=timedelta(days=values["sent_again_within_days"]),
        )
    )
