"""Reading what became of an exhibit since it came: its custody log, out of the audit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from hatehub.audit.models import Entry
from reports.models import Evidence
from reports.rules.custody import ARRIVALS


@dataclass(frozen=True, kw_only=True)
class CustodyEntry:
    """One thing that was done with an exhibit. `role` and `who` come from the audit, never a person's name."""

    at: datetime
    verb: str
    role: str
    who: str
    why: str
    sequence: int
    hash: str


def list_custody(*, evidence: Evidence) -> list[CustodyEntry]:
    """Return what was done with an exhibit, oldest first, with one query on its report's chain.

    An exhibit from before arrivals were logged one by one begins with the entry of its report.
    """
    subject = f"report:{evidence.report.reference}"
    own = Entry.objects.filter(subject=subject, details__exhibit=evidence.exhibit)
    entries = list((own | Entry.objects.filter(subject=subject, verb="submitted")).order_by("sequence"))
    if evidence.origin != Evidence.Origin.REPORTED or any(entry.verb in ARRIVALS for entry in entries):
        entries = [entry for entry in entries if entry.verb != "submitted"]
    return [_entry(entry) for entry in entries]


def unproven(*, items: Collection[Evidence]) -> set[int]:
    """Return the ids of exhibits whose hash is not the one that the audit fixed when they began; with one query.

    Those from before it did so are not among them. Each needs its report loaded.
    """
    subjects = {f"report:{item.report.reference}" for item in items}
    begun = Entry.objects.filter(subject__in=subjects, verb__in=ARRIVALS).values_list("details", flat=True)
    proofs = {details.get("exhibit"): details.get("proof") for details in begun}
    return {item.id for item in items if proofs.get(item.exhibit) not in (None, item.as_logged()["proof"])}


def _entry(entry: Entry) -> CustodyEntry:
    role, _, who = entry.actor.partition(":")
    return CustodyEntry(
        at=entry.at,
        verb="received" if entry.verb == "submitted" else entry.verb,
        role=role,
        who=who,
        why=entry.reason,
        sequence=entry.sequence,
        hash=entry.hash,
    )
