"""What the status page shows besides the story: what is next, who has the report, and what was shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from hatehub.reference.models import Force
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Complainant, Gate, Report, Sharing, StatusEntry
from reports.selectors.story import shown_state

NEXT: Mapping[str, str | Promise] = {
    "received": gettext_lazy("An officer reads your report."),
    "in_triage": gettext_lazy("An officer decides whether it is a crime, and tells you."),
    "assessed_crime": gettext_lazy("We settle which police force is responsible."),
    "assessed_non_crime": gettext_lazy("We close it and explain why."),
    "out_of_scope": gettext_lazy("We close it and explain why."),
    "assigned": gettext_lazy("We prepare the evidence for the police force."),
    "packaged": gettext_lazy("The police force says whether it takes it on."),
    "with_force": gettext_lazy("The police force works on it. We ask how it stands, and tell you."),
}
PARTS: Mapping[str, str | Promise] = {
    "report": gettext_lazy("what you told us"),
    "files": gettext_lazy("your files"),
    "contact": gettext_lazy("your name and contact details"),
    "redacted_post": gettext_lazy("the post, without anything that shows who you are"),
    "link": gettext_lazy("the link to the post"),
}
PURPOSES: Mapping[str, str | Promise] = {
    "investigation": gettext_lazy("to investigate"),
    "recording": gettext_lazy("to record it"),
    "support": gettext_lazy("to offer you support"),
    "advice": gettext_lazy("to advise us"),
    "takedown": gettext_lazy("to have it taken down"),
}
HELD_BY_FORCE = frozenset({"assigned", "packaged", "with_force", "closed"})


@dataclass(frozen=True, kw_only=True)
class Next:
    """What happens next; `by` is when it should have happened, and `is_late` says that it has not."""

    text: str
    by: datetime | None
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class Shared:
    """One disclosure in words."""

    recipient: str
    parts: str
    purpose: str
    at: datetime


def is_erased(*, report: Report) -> bool:
    """Tell whether who reported, or what was reported, has been erased for good."""
    return any(vault.is_destroyed(owner=report.id, purpose=purpose) for purpose in (Purpose.PERSON, Purpose.MATERIAL))


def what_is_next(*, report: Report, at: datetime) -> Next | None:
    """Return what happens next with a report, or None where nothing more is planned."""
    state = shown_state(report=report)
    if state not in NEXT:
        return None
    due = report.case.lead.due_at if report.state == "merged" else report.due_at
    return Next(text=str(NEXT[state]), by=due, is_late=due is not None and due < at)


def force_of(*, report: Report) -> Force | None:
    """Return the police force that has a report now, as the complainant was told; None where none has."""
    if shown_state(report=report) not in HELD_BY_FORCE:
        return None
    told = StatusEntry.objects.filter(report=report, facts__has_key="force").order_by("-at", "-id").first()
    return Force.objects.filter(code=told.facts["force"]).first() if told else None


def list_shared(*, report: Report) -> list[Shared]:
    """Return what was shared with whom, newest first."""
    return [
        Shared(
            recipient=row.recipient,
            parts=", ".join(str(PARTS.get(part, part)) for part in row.parts),
            purpose=str(PURPOSES.get(row.purpose, row.purpose)),
            at=row.shared_at,
        )
        for row in Sharing.objects.filter(report=report).order_by("-shared_at", "-id")
    ]


def is_support_offered_here(*, report: Report) -> bool:
    """Tell whether the person can be asked here whether they want support: reachable, not erased, not asked yet."""
    reachable = Q(has_email=True) | Q(has_telephone=True)
    asked = Complainant.objects.filter(reachable, report=report, shares_with_support=False, sealed__isnull=False)
    is_open = Gate.objects.filter(report=report, name="support_offered", state=Gate.State.OPEN)
    if report.outcome == "withdrawn" or not asked.exists() or not is_open.exists():
        return False
    return not vault.is_destroyed(owner=report.id, purpose=Purpose.PERSON)
