"""The names that many people choose, as they ship with this release."""

import json
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def get_chosen_names() -> frozenset[str]:
    """Return first names and words of which many names are made, in lower case."""
    data = json.loads(files("intel.data").joinpath("chosen_names.json").read_text(encoding="utf-8"))
    return frozenset(data["names"])
