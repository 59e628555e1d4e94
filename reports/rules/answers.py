"""The closed answers of the public form: codes by question, as they are kept with a report. Pure."""

from collections.abc import Mapping
from typing import Any

YES_NO_UNKNOWN = ("yes", "no", "unknown")
WISHES = ("remove", "stop", "prosecute", "record", "support")
CIRCUMSTANCES: Mapping[str, tuple[str, ...]] = {
    "under_18": YES_NO_UNKNOWN,
    "ongoing": YES_NO_UNKNOWN,
    "before": YES_NO_UNKNOWN,
    "suspect_known": ("yes", "account", "no"),
    "wishes": WISHES,
}
DETAILS = ("impact", "why", "pasted", "happened_where")
"""Open answers beside the story, sealed under the material key."""

VISIBILITIES = ("everyone", "some", "private", "unknown")
POST_DETAILS = ("display_name", "posted", "visibility", "still_up", "platform_reference", "platform_name")
"""What else the person said about a post, sealed under the material key."""


class UnknownAnswer(Exception):
    """A closed question was given an answer that it does not have."""


def check_circumstances(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answered questions. Raises UnknownAnswer for a question or a code that is not in the table."""
    answered = {question: answer for question, answer in given.items() if answer}
    for question, answer in answered.items():
        codes = [answer] if isinstance(answer, str) else answer
        if question not in CIRCUMSTANCES or any(code not in CIRCUMSTANCES[question] for code in codes):
            raise UnknownAnswer(question)
    return answered
