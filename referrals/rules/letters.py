"""The words of a letter to a body, and how long a letter waits between tries."""

from dataclasses import dataclass
from datetime import timedelta

FIRST_RETRY = timedelta(seconds=15)
LONGEST_RETRY = timedelta(minutes=30)
MOST_ATTEMPTS = 14
LARGEST_SHARE = 0.25


@dataclass(frozen=True, kw_only=True)
class LetterText:
    """What a letter says. The subject line is neutral: it names the case by its reference and nothing else."""

    subject_line: str
    body: str


def wait_after(attempts: int, *, chance: float) -> timedelta:
    """Return how long a letter waits after so many tries, at least one: twice as long each time, half an hour at most.

    `chance`, from 0 to 1, adds up to a quarter, so that letters that failed together don't come back together.
    """
    doublings = min(attempts - 1, MOST_ATTEMPTS)
    wait: timedelta = min(FIRST_RETRY * 2**doublings, LONGEST_RETRY)
    return wait * (1 + LARGEST_SHARE * chance)
