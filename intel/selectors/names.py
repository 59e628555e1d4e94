"""The names that many people choose, as they ship with this release."""

from functools import lru_cache

from intel.selectors.data_files import read_data


@lru_cache(maxsize=1)
def get_chosen_names() -> frozenset[str]:
    """Return first names and words of which many names are made, in lower case."""
    return frozenset(read_data("chosen_names.json")["names"])
