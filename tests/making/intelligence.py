"""Making intelligence reports for tests through the services, from somebody whose traces can be searched for."""

from datetime import datetime, timedelta
from typing import Any

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from intel.models import IntelligenceReport
from intel.rules.sanitising.finding import Choice, Do
from intel.services.intelligence import disseminating, sanitising, signing, writing
from intel.services.intelligence.writing import Told
from reports.models import Report
from tests.making.reports import WEST_YORKSHIRE

WRITER = Actor(role=Role.OFFICER, identifier="writer")
SECOND = Actor(role=Role.OFFICER, identifier="second")
CLEARED = Actor(role=Role.OFFICER, identifier="cleared", is_cleared=True)
CHIEF = Actor(role=Role.SUPERVISOR, identifier="chief")
NAME, EMAIL, TELEPHONE, POSTCODE = "Zoë Lanternfenwick", "zoe.lanternfen@example.org", "07700 900123", "LS6 2AB"
NARRATIVE = (
    "My name is Zoë Lanternfenwick and my account is @quillfeather77. He waited by the indigo kiosk behind our "
    "bakery at 21:45 and said he knows where my brother sleeps."
)
PHRASES = ("indigo kiosk", "quillfeather77", "where my brother sleeps")
HANDLE = "hater_of_leeds"
CLEAN = "A person who runs an account is said to wait near shops and to threaten people."
MARKED = f"Zoë Lanternfenwick says that @{HANDLE} waited at 21:45 by the indigo kiosk behind our bakery."
PERSON = {
    "url": f"https://x.com/{HANDLE}/status/1700000000000000077",
    "name": NAME,
    "email": EMAIL,
    "postcode": POSTCODE,
    "narrative": NARRATIVE,
}


def told(words: str = CLEAN, **more: Any) -> Told:
    """Return an item as it is written."""
    grades = {"source_grade": "2", "intelligence_grade": "D", "handling": "P"}
    return Told(**{"words": words, **grades, **more})


def begun(report: Report, *, at: datetime, by: Actor = WRITER) -> IntelligenceReport:
    """Begin a report."""
    return writing.begin(case_id=report.case_id, by=by, at=at)


def fresh(row: IntelligenceReport) -> IntelligenceReport:
    """Return a report as it stands now; the field of its state cannot be refreshed."""
    return IntelligenceReport.objects.select_related("case__lead").get(id=row.id)


def add(row: IntelligenceReport, report: Report, words: str = CLEAN, *, at: datetime, by: Actor = WRITER, **more: Any):
    """Add an item that the complainant of a report told, or what else is said of it."""
    row = fresh(row)
    more = {"source": report.reference, **more} if "kind" not in more else more
    return writing.add_item(reference=row.reference, told=told(words, **more), expected_edits=row.edits, by=by, at=at)


def sanitise(row: IntelligenceReport, item: Any, *, at: datetime, keep: str = "It is needed.", by: Actor = WRITER):
    """Take what is proposed for what tells who somebody is, keep whom it is about, and settle the rest until all is."""
    for _ in range(8):
        row = fresh(row)
        sheet = sanitising.look(row=row, item_id=item.id, by=by, at=at)
        choices = {
            (part.name, number): Choice(do=Do.KEEP, words=keep) if each.kind == "subject" else Choice(do=Do.TAKE)
            for part in sheet.parts
            for number, each in enumerate(part.marks)
        }
        if sheet.is_settled:
            return sheet
        sanitising.settle_marks(
            reference=row.reference, item_id=item.id, choices=choices, expected_edits=row.edits, by=by, at=at
        )
    raise AssertionError("marks do not end")


def submitted(report: Report, *words: str, at: datetime, by: Actor = WRITER) -> IntelligenceReport:
    """Write a report with some items, sanitise each, and submit it."""
    row = begun(report, at=at, by=by)
    for text in words or (CLEAN,):
        sanitise(row, add(row, report, text, at=at, by=by), at=at, by=by)
    row = fresh(row)
    signing.submit(reference=row.reference, expected_edits=row.edits, by=by, at=at)
    return fresh(row)


def signed_off(report: Report, *words: str, at: datetime) -> IntelligenceReport:
    """Write a report, and have a second person sign it off."""
    row = submitted(report, *words, at=at)
    day = (at + timedelta(days=365)).date()
    signing.sign_off(reference=row.reference, review_due_on=day, expected_edits=row.edits, by=SECOND, at=at)
    return fresh(row)


def given(report: Report, *words: str, at: datetime, force: str = WEST_YORKSHIRE) -> IntelligenceReport:
    """Write a report, have it signed off, and give it to a force."""
    row = signed_off(report, *words, at=at)
    why = "The account is said to be run from there."
    disseminating.give(reference=row.reference, force_code=force, why=why, by=WRITER, at=at)
    return row
