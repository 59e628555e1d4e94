"""The table of the times in which forces answer."""

from datetime import timedelta
from functools import lru_cache
from typing import Any

from triage.rules.answer_times import AnswerTimes, Times, check_times
from triage.selectors.data_files import read_data


@lru_cache(maxsize=1)
def get_answer_times() -> AnswerTimes:
    """Return the table that came with this release, checked. Raises BadTimes."""
    return read_times(read_data("force_answers.json"))


def read_times(data: dict[str, Any]) -> AnswerTimes:
    """Return the table that these values are; they are in hours. Raises BadTimes."""
    return check_times(
        AnswerTimes(
            version=data["version"],
            offer=_times(data["offer"]),
            transfer=_times(data["transfer"]),
            settle=timedelta(hours=data["settle"]),
        )
    )


def _times(data: dict[str, Any]) -> Times:
    return Times(
        answer=timedelta(hours=data["answer"]),
        reminders=tuple(timedelta(hours=each) for each in data["reminders"]),
        back=timedelta(hours=data["back"]),
        grace=timedelta(hours=data["grace"]),
    )
