"""Telling the complainant: a line of the story, and a message where one is wanted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.outbox.services import nudge
from reports.models import Complainant, Report, StatusEntry, Update
from reports.selectors.story import check_kind
from reports.services import gates, notices

DECISIONS = frozenset({"record_crime", "record_non_crime", "mark_out_of_scope"})


@transaction.atomic
def tell(
    *,
    reports: Iterable[Report],
    kind: str,
    key: str,
    by: Actor,
    at: datetime,
    facts: dict[str, Any] | None = None,
) -> int:
    """Add one line to the story of each report, and queue a message for those who want updates.

    Telling the same `key` twice adds nothing. `facts` are the values of the text: primitives, nothing
    personal. Returns how many lines are new. Raises UnknownText for a kind that has no text.
    """
    require(by=by, action=Action.TELL_COMPLAINANT)
    check_kind(kind)
    chosen = list(reports)
    known = set(StatusEntry.objects.filter(report__in=chosen, key=key).values_list("report_id", flat=True))
    entries = StatusEntry.objects.bulk_create(
        StatusEntry(report=report, key=key, kind=kind, facts=facts or {}, role=by.role.value, at=at)
        for report in chosen
        if report.id not in known
    )
    wanting = set(
        Complainant.objects.filter(
            report_id__in=[entry.report_id for entry in entries], wants_updates=True, has_email=True
        ).values_list("report_id", flat=True)
    )
    waiting = [Update(entry=entry, not_before=at) for entry in entries if entry.report_id in wanting]
    Update.objects.bulk_create(waiting)
    if waiting:
        transaction.on_commit(lambda: nudge("reports.send_due_messages"))
    return len(entries)


def tell_of_submission(*, report: Report, by: Actor, at: datetime) -> None:
    """Confirm to the complainant that the report has arrived."""
    tell(reports=[report], kind="received", key="received", by=by, at=at)


def tell_of_step(
    *, report: Report, step: str, version: int, by: Actor, at: datetime, published_at: datetime | None = None
) -> None:
    """Tell of a step: to the report's own complainant, and to those whose reports it leads.

    A decision also starts the clock of telling it. `published_at` is when the line reaches the status page, where
    that is later than the step itself.
    """
    joined_before = Report.objects.filter(case_id=report.case_id, state="merged", joined_at_version__lt=version)
    others = list(joined_before.exclude(id=report.id))
    told = [report] if step in ("merge", "unmerge") else [report, *others]
    key = f"{report.reference}:{version}"
    tell(reports=told, kind=f"step_{step}", key=key, by=by, at=at)
    if step in DECISIONS:
        _mark_told(told, by=by, at=at)
    if step in notices.MUST_BE_TOLD:
        since = published_at or at
        notices.open_notices(reports=told, step=step, version=version, key=key, by=by, at=at, published_at=since)


def _mark_told(reports: list[Report], *, by: Actor, at: datetime) -> None:
    """The decision stands on the status page; where a message could not be sent as well, the gate says so."""
    reachable = set(
        Complainant.objects.filter(report__in=reports, wants_updates=True).values_list("report_id", flat=True)
    )
    for report in reports:
        if report.id in reachable:
            gates.meet(report_id=report.id, name="complainant_told", by=by, at=at)
        else:
            reason = "No contact was given; the decision is on the status page."
            gates.waive(report_id=report.id, name="complainant_told", by=by, at=at, reason=reason)


def note(*, report: Report, kind: str, key: str, by: Actor, at: datetime) -> None:
    """Add a line to a story for what the complainant just did; no message goes to somebody who is on the page."""
    check_kind(kind)
    StatusEntry.objects.get_or_create(report=report, key=key, defaults={"kind": kind, "role": by.role.value, "at": at})
