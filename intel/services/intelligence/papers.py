"""An intelligence report as a paper: the form of 3x5x2 as PDF, with what was signed off and nothing else."""

from datetime import date
from typing import Any

from hatehub.documents.rendering import render_pdf
from intel.models import IntelligenceItem, IntelligenceReport
from intel.rules.intelligence.grades import in_words
from intel.rules.intelligence.stix import HUB
from intel.services.intelligence.bundles import source_numbers
from intel.services.intelligence.frame import items_of
from intel.services.intelligence.words import Erased, Said, read_said
from triage.selectors.time_bars import local_day

LANGUAGE = "en-gb"


def paper_of(row: IntelligenceReport) -> bytes:
    """Return the PDF of a report that is signed off; the same bytes each time. Raises Erased."""
    items = items_of(row)
    said = read_said(items)
    if row.signed_off_at is None or any(item.id not in said for item in items):
        raise Erased(row.reference)
    numbers = source_numbers(items)
    data = {
        **_front(row, items),
        "items": [_item(item, said[item.id], source=numbers[item.source_id]) for item in items],
    }
    return render_pdf(
        package="intel.data", template="intelligence.typ", data=data, at=row.signed_off_at, language=LANGUAGE
    )


def _front(row: IntelligenceReport, items: list[IntelligenceItem]) -> dict[str, Any]:
    with_conditions = [str(item.position) for item in items if item.has_conditions]
    handling = (
        f"Items {', '.join(with_conditions)} may be shared on the conditions that stand with them alone."
        if len(with_conditions) > 1
        else f"Item {with_conditions[0]} may be shared on the conditions that stand with it alone."
        if with_conditions
        else "Lawful sharing of every item is permitted."
    )
    assert row.signed_off_at is not None  # noqa: S101 - the caller has looked
    return {
        "title": "Intelligence report",
        "hub": HUB,
        "facts": [
            ["Reference", row.reference],
            ["Signed off", _day(local_day(row.signed_off_at))],
            ["To be reviewed by", _day(row.review_due_on) if row.review_due_on else "no day set"],
            ["Items", str(len(items))],
        ],
        "handling_title": "Handling",
        "handling": handling,
        "limits": (
            "Each item is graded by itself (3x5x2). It has been sanitised: do not try to find out who a source is. It "
            "is no evidence, and nothing is to be done on it that would show where it comes from. A later version, or "
            "a revocation, stands in the hub\u2019s feed."
        ),
        "page": "Page {page} of {pages}",
    }


def _item(item: IntelligenceItem, said: Said, *, source: int) -> dict[str, Any]:
    reliable, known, handling = in_words(
        source_grade=item.source_grade, grade=item.intelligence_grade, handling=item.handling
    )
    return {
        "name": f"Item {item.position}",
        "grading": item.grading,
        "words": said.words.splitlines(),
        "grades": [
            ["Source", f"{item.source_grade}: {reliable} (source {source} of this report)"],
            ["Intelligence", f"{item.intelligence_grade}: {known}"],
            ["Handling", f"{item.handling}: {handling}"],
            *([["Conditions", said.conditions]] if said.conditions else []),
        ],
    }


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
