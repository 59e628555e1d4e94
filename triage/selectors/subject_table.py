"""How long a decision that is not a crime can be reviewed, before who it is about is destroyed."""

from functools import lru_cache

from triage.selectors.data_files import read_data


@lru_cache(maxsize=1)
def get_review_days() -> int:
    """Return the days of the table that ships with this release."""
    data = read_data("subject_data.json")
    return int(data["review_days"])
