"""What a row of a research file has: the usual columns, and those that a project may ask for beside them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

K = 5
"""How many rows at least are alike in what might be known of them."""
MOST_ROWS = 200_000
"""A file of more would take too long to make; fewer months are asked for instead."""
MOST_MONTHS = 60


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its code, its name on forms, and what it holds."""

    code: str
    name: str
    meaning: str


USUAL: tuple[Column, ...] = (
    Column(code="report", name="Report", meaning="Pseudonym of the report; the same in every file of this project."),
    Column(code="case", name="Case", meaning="Pseudonym of the case; reports of the same thing have the same one."),
    Column(code="when", name="When", meaning="Quarter of arrival; the year where fewer than 5 rows are alike; else *."),
    Column(
        code="where",
        name="Where",
        meaning="Force area of whoever was targeted; the nation where fewer than 5 rows are alike; else *.",
    ),
    Column(code="kind", name="Who reported", meaning="What the person is to what happened; * where few are alike."),
    Column(code="strands", name="Strands", meaning="All strands named, joined by +; * where fewer than 5 are alike."),
)
FURTHER: Mapping[str, Column] = {
    each.code: each
    for each in (
        Column(code="platforms", name="Platforms", meaning="Platforms of the posts, joined by +."),
        Column(code="decided_as", name="Decision", meaning="crime, non_crime, out_of_scope, undecided or withdrawn."),
        Column(code="offences", name="Offences", meaning="Codes of the offences engaged, joined by +."),
        Column(code="outcome", name="How it was closed", meaning="How the hub closed the case; empty while open."),
        Column(code="force_outcome", name="Outcome at the force", meaning="Number of the Home Office; empty if none."),
        Column(code="takedown", name="Removal", meaning="none, asked, removed or refused: the best of the case."),
        Column(code="support", name="Support", meaning="Where the newest referral to a support service stands."),
        Column(code="days_to_decision", name="Days to a decision", meaning="Whole days from arrival; empty if none."),
        Column(code="days_to_told", name="Days until told", meaning="Whole days from arrival; empty if not told."),
        Column(code="days_to_closed", name="Days to closing", meaning="Whole days from arrival; empty while open."),
        Column(
            code="accounts",
            name="Accounts",
            meaning="Pseudonyms of the accounts that the report names, joined by +; those withheld are left out.",
        ),
    )
}
"""What may be asked for, by code."""
