"""The questions that the statistics answer, each with the tables that answer it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One table under a question: its code, the measure that is shown, and whether it is drawn over time as lines."""

    table: str
    measure: str
    as_lines: bool = False


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A question, in the words of whoever asks it."""

    code: str
    name: str
    tables: tuple[Shown, ...]


TOPICS: Mapping[str, Topic] = {
    each.code: each
    for each in (
        Topic(
            code="how-much",
            name="How much there is",
            tables=(
                Shown(table="report", measure="reports", as_lines=True),
                Shown(table="report", measure="cases", as_lines=True),
                Shown(table="report/kind", measure="reports"),
                Shown(table="report/channel", measure="reports"),
                Shown(table="report/language", measure="reports"),
            ),
        ),
        Topic(
            code="what-kind",
            name="Of what kind",
            tables=(
                Shown(table="report/strand", measure="reports"),
                Shown(table="report/combination", measure="reports"),
                Shown(table="report/offence", measure="reports"),
                Shown(table="report/strand/decided_as", measure="reports"),
            ),
        ),
        Topic(
            code="where",
            name="Where",
            tables=(
                Shown(table="report/platform", measure="reports"),
                Shown(table="report/area", measure="reports"),
                Shown(table="report/force", measure="reports"),
                Shown(table="report/strand/platform", measure="reports"),
            ),
        ),
        Topic(
            code="what-became",
            name="What became of it",
            tables=(
                Shown(table="report/decided_as", measure="reports"),
                Shown(table="report/stage", measure="reports"),
                Shown(table="report/outcome", measure="reports"),
                Shown(table="report/force_outcome", measure="reports"),
            ),
        ),
        Topic(
            code="how-long",
            name="How long it takes",
            tables=(
                Shown(table="report", measure="days_to_decision", as_lines=True),
                Shown(table="report", measure="days_to_told", as_lines=True),
                Shown(table="report", measure="days_to_accepted", as_lines=True),
                Shown(table="report", measure="days_to_closed", as_lines=True),
                Shown(table="report", measure="slowest_to_decision", as_lines=True),
            ),
        ),
        Topic(
            code="removal",
            name="Removal",
            tables=(
                Shown(table="takedown", measure="requests", as_lines=True),
                Shown(table="takedown/platform", measure="requests"),
                Shown(table="takedown/result", measure="requests"),
                Shown(table="takedown", measure="posts_gone", as_lines=True),
                Shown(table="takedown", measure="days_to_gone", as_lines=True),
            ),
        ),
        Topic(
            code="support",
            name="Support",
            tables=(
                Shown(table="support", measure="referrals", as_lines=True),
                Shown(table="support/partner", measure="referrals"),
                Shown(table="support/result", measure="referrals"),
                Shown(table="support/declined_as", measure="referrals"),
                Shown(table="support", measure="days_to_contact", as_lines=True),
            ),
        ),
        Topic(
            code="duplicates",
            name="Duplicates",
            tables=(
                Shown(table="report", measure="joined", as_lines=True),
                Shown(table="report/platform", measure="joined"),
                Shown(table="report/strand", measure="joined"),
            ),
        ),
    )
}
"""All questions by code."""
