"""The optional questions of equality monitoring: closed answers only, so that none tells a person apart. Pure."""

from collections.abc import Mapping

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "age_group": ("under_18", "18_24", "25_44", "45_64", "65_over"),
    "gender": ("woman", "man", "other"),
    "ethnic_group": ("white", "mixed", "asian", "black", "arab", "other"),
    "disabled": ("yes", "no"),
}


class UnknownAnswer(Exception):
    """A question or an answer that is not in the table."""


def check_answers(given: Mapping[str, str]) -> dict[str, str]:
    """Return what was answered; what was left empty is left out. Raises UnknownAnswer."""
    answered = {question: answer for question, answer in given.items() if answer}
    for question, answer in answered.items():
        if answer not in QUESTIONS.get(question, ()):
            raise UnknownAnswer(question)
    return answered
