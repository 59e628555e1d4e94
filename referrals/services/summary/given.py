"""Reading the machine-readable files of a package for its summary: whatever is missing is empty, nothing fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")
Row = dict[str, Any]
NAMES = {
    "sha256": "SHA-256",
    "sha512": "SHA-512",
    "url": "Link",
    "final url": "Link after redirects",
    "uk": "United Kingdom",
    "email": "E-mail",
    "ip": "IP address",
}


@dataclass(frozen=True)
class Given:
    """The files of a package by name. case.json says which report leads, else the first does.

    Of a case of very many, the first of its reports are enough: case.json says how many there are.
    """

    files: Mapping[str, Any]

    @cached_property
    def case(self) -> Row:
        """The case itself."""
        return row_of(self.files.get("case.json"))

    @cached_property
    def total(self) -> int:
        """How many reports the case has, whether or not all of them are given."""
        said = self.case.get("reports")
        return max(said if isinstance(said, int) else 0, len(self.reports))

    @cached_property
    def reports(self) -> list[Row]:
        """The reports as told."""
        return rows_of(self.files.get("reports.json"))

    @cached_property
    def lead(self) -> Row:
        """The report that leads the case; empty where there is none."""
        named = (row for row in self.reports if row.get("is_lead") or row.get("reference") == self.case.get("lead"))
        return next(named, self.reports[0] if self.reports else {})

    @cached_property
    def others(self) -> list[Row]:
        """All other reports."""
        return [row for row in self.reports if row is not self.lead]

    @cached_property
    def assessment(self) -> Row:
        """The decision on what it is."""
        return row_of(self.files.get("assessment.json"))

    @cached_property
    def offences(self) -> list[Row]:
        """The offences that are engaged."""
        return rows_of(self.assessment.get("offences")) or rows_of(self.files.get("offences.json"))

    @cached_property
    def responsible(self) -> list[Row]:
        """Which force has which responsibility."""
        return rows_of(self.files.get("responsibility.json"))

    @cached_property
    def enquiries(self) -> Row:
        """Lines of enquiry, done and proposed."""
        return row_of(self.files.get("enquiries.json"))

    @cached_property
    def request(self) -> Row:
        """The draft communications-data request."""
        names = ("request", "communications_data_request", "communications_data")
        here = next((self.enquiries[name] for name in names if self.enquiries.get(name)), None)
        return row_of(here or self.files.get("communications_data_request.json"))

    @cached_property
    def victims(self) -> list[Row]:
        """What those who were targeted need, and what they agreed to."""
        return rows_of(self.files.get("victim.json"))

    @cached_property
    def captures(self) -> list[Row]:
        """What the hub itself fetched."""
        return rows_of(self.files.get("captures.json"))

    @cached_property
    def disclosure(self) -> list[Row]:
        """What was left out, by report or one thing a row."""
        return rows_of(self.files.get("disclosure.json"))

    @cached_property
    def custody(self) -> list[Row]:
        """Who handled what."""
        return rows_of(self.files.get("custody.json"))

    @cached_property
    def time_limit(self) -> Row:
        """The last day for proceedings, with the sentence that says why."""
        places = (self.assessment, self.enquiries, self.request)
        found = (place.get(name) for place in places for name in ("time_limit", "time_bar"))
        value = next((each for each in found if each), None) or self.files.get("time_limit.json")
        return value if isinstance(value, dict) else {"due_on": plain(value)} if value else {}

    @property
    def is_in_danger(self) -> bool:
        """Whether somebody said that they or another person may be in danger."""
        return any(says_danger(report) for report in self.reports)

    @cached_property
    def exhibits(self) -> list[Row]:
        """Every exhibit with when its report came, in the order of the reports."""
        return [
            {"received_at": report.get("submitted_at"), **item}
            for report in self.reports
            for item in rows_of(report.get("exhibits"))
        ]


def row_of(value: Any) -> Row:
    """Return a value if it is a row, else an empty one."""
    return value if isinstance(value, dict) else {}


def rows_of(value: Any) -> list[Row]:
    """Return the rows of a list; a single row is a list of one."""
    if isinstance(value, Mapping):
        return [dict(value)] if value else []
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [each for each in value if isinstance(each, dict)]
    return []


def says_danger(report: Row) -> bool:
    """Tell whether a report speaks of danger: also one whose sender was not sure."""
    return plain(report.get("danger")) not in ("", "no")


def plain(value: Any) -> str:
    """Return anything as words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{label(name)}: {plain(part)}" for name, part in value.items() if plain(part))
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(plain, value)))
    return str(value)


def label(name: Any) -> str:
    """Return the name of a field, or a code, as words."""
    words = plain(name).replace("_", " ").strip()
    return NAMES.get(words.casefold(), words[:1].upper() + words[1:])


def moment(value: Any) -> str:
    """Return a time in its own zone and in UTC; what is no time as it was written."""
    text = plain(value)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) <= len("2026-03-02"):
        return day(text)
    if at.tzinfo is None:
        return f"{_long(at)}, zone not stated"
    here = at.astimezone(UK) if at.utcoffset() == UTC.utcoffset(None) else at
    shown = f"{_long(at.astimezone(UTC))} UTC"
    if here.utcoffset() == UTC.utcoffset(None):
        return shown
    zone = "UK time" if here.tzinfo is UK else str(here.tzinfo)
    return f"{_long(here)} {zone} ({shown})"


def day(value: Any) -> str:
    """Return a date in words; what is no date as it was written."""
    text = plain(value)
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{on.day} {on:%B %Y}"


def _long(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}, {at:%H:%M:%S}"
