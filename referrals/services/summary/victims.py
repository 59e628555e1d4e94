"""The part about those who were targeted: what they need, what they agreed to, and how they may be reached."""

from collections.abc import Iterator

from referrals.services.summary import blocks
from referrals.services.summary.given import Given, Row, label, plain

MOST = 12
NOT_NAMED = (
    "Who complained is not named: there is no consent to share it. Ask through the hub, which knows how they may "
    "safely be reached."
)
LEFT_TO_FILES = frozenset({"report", "reference", "basis", "who", "agreement_of_person_targeted", "entitlement_table"})
"""Said already, or of no use to a reader."""


def part(given: Given) -> blocks.Part:
    """Return the part."""
    return blocks.Part(
        title="The victim: needs and contact",
        use="Victim contact, the needs assessment, and the victim's own wishes in the summary of the case (MG5).",
        blocks=list(_blocks(given)),
    )


def _blocks(given: Given) -> Iterator[blocks.Block]:
    reports = [given.lead, *given.others] if given.lead else []
    if not reports:
        yield blocks.note("The package holds no report.")
    needs = {plain(row.get("report") or row.get("reference")): row for row in given.victims}
    for report in reports[:MOST]:
        reference = plain(report.get("reference"))
        yield blocks.heading(f"Report {reference}")
        yield blocks.facts([*_who(report), *_needs(needs.pop(reference, {}))])
        if not report.get("complainant"):
            yield blocks.note(NOT_NAMED)
    for row in needs.values():
        if not row.get("report"):
            yield blocks.facts(_needs(row))
    if not given.victims:
        yield blocks.note("No separate record of victim needs is in this version of the package.")
    if given.total > MOST and reports:
        left = given.total - min(len(reports), MOST)
        yield blocks.note(f"{left:,} more reports: victim.json and reports.json say the same of each.")


def _who(report: Row) -> Iterator[tuple[str, str]]:
    yield "Reported as", label(report.get("reporter"))
    yield "Agreement of the person targeted", label(report.get("agreement_of_person_targeted"))
    contact = report.get("complainant")
    if isinstance(contact, dict):
        yield from ((label(name), plain(value)) for name, value in contact.items())


def _needs(row: Row) -> Iterator[tuple[str, str]]:
    yield from ((label(name), plain(value)) for name, value in row.items() if name not in LEFT_TO_FILES)
