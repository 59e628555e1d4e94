"""What was done with a person's data, out of the audit: when, by which role, and what; never by whom."""

from collections.abc import Mapping

from hatehub.audit.models import Entry as Done
from hatehub.audit.selectors import read_entries
from triage.services.access_requests.parts import OF_SENDER, About, Entry, Held, Part, register_part
from triage.services.access_requests.words import moment, plain, who

VERBS: Mapping[str, str] = {
    "submitted": "the report came in",
    "received": "a file came in",
    "read": "read",
    "viewed": "looked at a file",
    "copied": "took a copy of a file",
    "exported": "put a file into a package",
    "exhibit_made": "made an exhibit of what was reported",
    "receipt_issued": "made a receipt",
    "start_triage": "began to read the report",
    "message_read": "read a message of yours",
    "question_written": "wrote a question to you",
    "reply_written": "an answer was written",
    "addition_written": "something was added",
    "derived_forgotten": "removed what had been worked out of the report",
    "erased": "erased",
}
READ: Mapping[str, str] = {"contact": "read your name and contact details"}


def write(about: About) -> Held:
    """Return every entry of the reports' own chains, oldest first."""
    chains = {f"report:{report.reference}": report.reference for report in about.reports}
    lines: dict[str, list[tuple[str, str]]] = {subject: [] for subject in chains}
    for entry in read_entries(subjects=list(chains)):
        lines[entry.subject].append((moment(entry.at), f"{who(entry.actor)}: {words_of(entry)}"))
    return Held(
        entries=[Entry(title=f"Report {chains[subject]}", lines=done) for subject, done in lines.items() if done],
        note="Reasons that officers wrote are left out: they can tell of others. Looking at a case as a whole, which "
        "can hold several people's reports, is recorded with the case and is not listed here.",
    )


def words_of(entry: Done) -> str:
    """Return what was done, in plain words."""
    if entry.verb == "read":
        what = str(entry.details.get("what", ""))
        return READ.get(what, f"read {plain(what).lower()}")
    return VERBS.get(entry.verb, plain(entry.verb).lower())


def register() -> None:
    """Add what was done."""
    part = Part(code="audit", title="What was done with your data", position=900, kinds=OF_SENDER, write=write)
    register_part(part)
