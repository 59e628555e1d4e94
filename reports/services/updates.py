"""Telling the complainant: a line of the story, and a message where one is wanted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from hatehub.outbox.services import nudge
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Complainant, Report, StatusEntry, Update
from reports.rules.safe_hours import arrives_from
from reports.selectors.story import note_field
from reports.selectors.texts import SHIPPED, check_kind, current_versions, text_of
from reports.services import gates, notices

DECISIONS = frozenset({"record_crime", "record_non_crime", "mark_out_of_scope"})
CLOSINGS = frozenset({"close", "close_without_enforcement"})
CONFIRMATION = "received"
WHO_TAKES = {
    "start_triage": Role.OFFICER,
    "record_crime": Role.OFFICER,
    "record_non_crime": Role.OFFICER,
    "mark_out_of_scope": Role.OFFICER,
    "accept": Role.FORCE,
    "accept_for_recording": Role.FORCE,
    "refuse": Role.FORCE,
    "refuse_record": Role.FORCE,
    "request_review": Role.COMPLAINANT,
    "withdraw": Role.COMPLAINANT,
}
"""Who takes a step that only one role takes; any other is told as the hub's."""
OWN_DOING = {"request_review": ("step_reopen", Role.HUB)}
"""What one complainant does is theirs alone: the others of the case hear only what follows from it."""


@transaction.atomic
def tell(
    *,
    reports: Iterable[Report],
    kind: str,
    key: str,
    by: Actor,
    at: datetime,
    facts: dict[str, Any] | None = None,
    note: str = "",
    role: Role | None = None,
) -> int:
    """Add one line to the story of each report, and queue a message for those who want updates.

    Telling the same `key` twice adds nothing. `facts` are the values of the text: primitives, nothing
    personal. `note` is an officer's own words to the person, and is sealed. Messages wait for the hours that
    each person chose. Returns how many lines are new. Raises UnknownText for a kind that has no text.
    """
    require(by=by, action=Action.TELL_COMPLAINANT)
    check_kind(kind)
    chosen = list(reports)
    known = set(StatusEntry.objects.filter(report__in=chosen, key=key).values_list("report_id", flat=True))
    fresh = [report for report in chosen if report.id not in known]
    versions = current_versions(kind=text_of(kind, facts), languages=[each.language for each in fresh], at=at)
    entries = StatusEntry.objects.bulk_create(
        StatusEntry(
            report=report,
            key=key,
            kind=kind,
            facts=facts or {},
            text_version=versions.get(report.language, SHIPPED),
            sealed_note=_sealed_note(note, report=report, key=key),
            role=(role or by.role).value,
            at=at,
        )
        for report in fresh
    )
    _queue_messages(entries, at=at)
    return len(entries)


def _sealed_note(note: str, *, report: Report, key: str) -> bytes | None:
    """Return an officer's words sealed; nothing where there are none, or the person was erased."""
    if not note:
        return None
    try:
        return vault.seal(note, owner=report.id, purpose=Purpose.PERSON, field=note_field(key))
    except vault.KeyDestroyed:
        return None


def _queue_messages(entries: list[StatusEntry], *, at: datetime) -> None:
    """Queue a message for each new line whose person wants updates, for when it may arrive."""
    wanting = Complainant.objects.filter(
        report_id__in=[entry.report_id for entry in entries], wants_updates=True, has_email=True
    )
    hours = dict(wanting.values_list("report_id", "safe_hours"))
    waiting = [
        Update(entry=entry, not_before=arrives_from(at, hours=hours[entry.report_id], confirms=confirms(entry)))
        for entry in entries
        if entry.report_id in hours
    ]
    Update.objects.bulk_create(waiting)
    if waiting:
        transaction.on_commit(lambda: nudge("reports.send_due_messages"))


def confirms(entry: StatusEntry) -> datetime | None:
    """Return when the report was sent, where a line confirms just that; None for any other line."""
    return entry.at if entry.kind == CONFIRMATION else None


def tell_of_submission(*, report: Report, by: Actor, at: datetime) -> None:
    """Confirm to the complainant that the report has arrived."""
    tell(reports=[report], kind=CONFIRMATION, key="received", by=by, at=at)


def tell_of_step(
    *,
    report: Report,
    step: str,
    version: int,
    by: Actor,
    at: datetime,
    facts: dict[str, Any] | None = None,
    published_at: datetime | None = None,
) -> None:
    """Tell of a step: to the report's own complainant, and to those whose reports it leads.

    The reason for closing goes to the report's own complainant alone: it may say what only they told. A decision
    also starts the clock of telling it. `published_at` is when the line reaches the status page, where that is
    later than the step itself.
    """
    joined_before = Report.objects.filter(case_id=report.case_id, state="merged", joined_at_version__lt=version)
    others = [] if step in ("merge", "unmerge") else list(joined_before.exclude(id=report.id))
    told, kind, key = [report, *others], f"step_{step}", f"{report.reference}:{version}"
    note = _closing_note(report, step=step, version=version)
    role = WHO_TAKES.get(step, by.role)
    tell(reports=[report], kind=kind, key=key, by=by, at=at, facts=facts, note=note, role=role)
    for_others, others_role = OWN_DOING.get(step, (kind, role))
    tell(reports=others, kind=for_others, key=key, by=by, at=at, facts=facts, role=others_role)
    if step in DECISIONS:
        _mark_told(told, by=by, at=at)
    if step in notices.MUST_BE_TOLD:
        since = published_at or at
        notices.open_notices(reports=told, step=step, version=version, key=key, by=by, at=at, published_at=since)


def _closing_note(report: Report, *, step: str, version: int) -> str:
    """Return why a report was closed, which stands for the complainant too, while that closing still stands."""
    return report.outcome_reason if step in CLOSINGS and report.version == version else ""


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
