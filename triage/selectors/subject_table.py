"""How long a decision that is not a crime can be reviewed, before who it is about is destroyed."""

import json
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def get_review_days() -> int:
    """Return the days of the table that ships with this release."""
    data = json.loads(files("triage.data").joinpath("subject_data.json").read_text(encoding="utf-8"))
    return int(data["review_days"])
