"""The front of the summary: what it is, what to do first, by when, and who is responsible and why."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from referrals.services.summary import blocks
from referrals.services.summary.given import UK, Given, day, label, plain, rows_of

WHAT_THIS_IS = (
    "A summary, made by a machine from the signed evidence package that it comes in, for the investigating "
    "officer. Each "
    "part says which form of the prosecution file it can be lifted into. Nothing in it is new: the files beside it "
    "are "
    "the evidence. The forms are those of England and Wales."
)
MOST_LINES = 3


def front(given: Given, *, reference: str, version: int, at: datetime) -> dict[str, Any]:
    """Return what stands on the first page."""
    return {
        "title": f"Evidence package {reference}",
        "reference": reference,
        "version": version,
        "made": f"{day(at.astimezone(UK).date().isoformat())}",
        "what": blocks.Words(WHAT_THIS_IS, most=2000),
        "key": [
            [blocks.Words(what), blocks.Words(value, most=700)] for what, value in _key_facts(given, at=at) if value
        ],
        "first": [blocks.Words(step, most=900) for step in _first(given, at=at)],
        "responsible": _responsible(given),
    }


def _key_facts(given: Given, *, at: datetime) -> Iterator[tuple[str, str]]:
    yield "Decision", label(given.assessment.get("outcome")) or "Not decided when this was made"
    yield "Offence", "; ".join(map(name_of_offence, given.offences)) or plain(given.assessment.get("offence"))
    yield "Strands", label(given.lead.get("strands"))
    posts = [post for report in given.reports for post in rows_of(report.get("posts"))]
    counts = (_count(given.total, "report"), _count(len(posts), "named post"), _count(len(given.exhibits), "exhibit"))
    if given.total > len(given.reports):
        yield "In the package", f"{given.total:,} reports; this summary tells of {len(given.reports):,}"
    else:
        yield "In the package", ", ".join(counts)
    yield "Replaces", plain(given.case.get("replaces"))
    if given.case.get("withholds_subject"):
        yield "Withheld", "Not a crime: whom it is about is withheld, with the accounts, links and exhibits"
    yield "Proceedings by", _limit(given, at=at)


def name_of_offence(offence: dict[str, Any]) -> str:
    """Return an offence as one line, from whatever of it is given."""
    name = next((plain(offence[key]) for key in ("offence", "name", "short_name", "title") if offence.get(key)), "")
    law = " ".join(filter(None, (plain(offence.get("act")), plain(offence.get("section")))))
    return f"{name} ({law})" if name and law and law not in name else name or law


def _limit(given: Given, *, at: datetime) -> str:
    due, why = _due(given, at=at), plain(given.time_limit.get("sentence"))
    return f"{due}. {why}".strip() if due else why


def _due(given: Given, *, at: datetime) -> str:
    """Return the last day for proceedings and how far off it is; empty where there is none."""
    due = plain(given.time_limit.get("due_on"))
    try:
        left = (date.fromisoformat(due) - at.astimezone(UK).date()).days
    except ValueError:
        return due
    return f"{day(due)}: " + (f"{left} days after this was made" if left >= 0 else "PASSED before this was made")


def _first(given: Given, *, at: datetime) -> Iterator[str]:
    """Yield what to do first, the most urgent first."""
    if given.is_in_danger:
        yield "Somebody said that they or another person may be in danger. Read the first report now, and contact them."
    yield "Check the signature before you rely on anything here: the last part says how."
    due = _due(given, at=at)
    if due:
        yield f"Note the time limit: {due}. The rule is below."
    for row in given.responsible:
        if row.get("role") == "victim_contact" and row.get("force_name"):
            yield f"Tell the complainant who deals with this: contact is with {plain(row['force_name'])}."
            break
    for line in rows_of(given.enquiries.get("proposed"))[:MOST_LINES]:
        yield ": ".join(filter(None, (plain(line.get("what")), plain(line.get("why")))))
    if any(row.get("state") == "failed" for row in given.captures):
        yield "A capture by the hub failed: see the posts. Preserve what is online before anyone asks for removal."


def _responsible(given: Given) -> list[list[blocks.Words]]:
    rows = []
    for row in given.responsible:
        who = plain(row.get("force_name")) or "The hub keeps it"
        why = plain(row.get("sentence"))
        rule = " ".join(filter(None, (plain(row.get("rule")), plain(row.get("rule_version")))))
        own = plain(row.get("override_reason"))
        reason = f"{why} (rule {rule})" if rule else why
        line = (label(row.get("role")), who, f"{reason} Decided otherwise by an officer: {own}" if own else reason)
        rows.append(line)
    return [[blocks.Words(cell) for cell in line] for line in dict.fromkeys(rows)][:12]


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number:,} {what}s"
