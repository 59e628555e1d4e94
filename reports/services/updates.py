"""Telling the complainant: a line of the story, and a message where one is wanted."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

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
OF_ONE_REPORT = frozenset({"merge", "unmerge"})
"""Steps of which the others of the case hear nothing."""
SLICE = 1000
"""How many people are told in one transaction: about a second, in which their reports are locked."""


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
    chosen = list(reports)
    keys = {report.id: key for report in chosen}
    return _tell(chosen, kind=kind, keys=keys, by=by, at=at, facts=facts, note=note, role=role or by.role)


def catch_up(*, joined: Mapping[UUID, int], by: Actor, at: datetime) -> int:
    """Tell late joiners once that work has begun already, given the id of the merge that brought each report.

    Costs as many statements for a thousand as for one. Returns how many lines are new.
    """
    reports = Report.objects.filter(id__in=list(joined)).only("id", "language").order_by("id")
    keys = {report_id: f"caught-up:{merge_id}" for report_id, merge_id in joined.items()}
    return _tell(list(reports), kind="caught_up", keys=keys, by=by, at=at, facts=None, note="", role=by.role)


@transaction.atomic
def _tell(
    reports: list[Report],
    *,
    kind: str,
    keys: Mapping[UUID, str],
    by: Actor,
    at: datetime,
    facts: dict[str, Any] | None,
    note: str,
    role: Role,
) -> int:
    """Tell each report under the key that it has in `keys`."""
    require(by=by, action=Action.TELL_COMPLAINANT)
    check_kind(kind)
    lines = StatusEntry.objects.filter(report__in=reports, key__in=set(keys.values()))
    known = set(lines.values_list("report_id", "key"))
    fresh = [report for report in reports if (report.id, keys[report.id]) not in known]
    versions = current_versions(kind=text_of(kind, facts), languages=[each.language for each in fresh], at=at)
    entries = StatusEntry.objects.bulk_create(
        [
            StatusEntry(
                report=report,
                key=keys[report.id],
                kind=kind,
                facts=facts or {},
                text_version=versions.get(report.language, SHIPPED),
                sealed_note=_sealed_note(note, report=report, key=keys[report.id]),
                role=role.value,
                at=at,
            )
            for report in fresh
        ],
        batch_size=SLICE,
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
    Update.objects.bulk_create(waiting, batch_size=SLICE)
    if waiting:
        transaction.on_commit(lambda: nudge("reports.send_due_messages"))


def confirms(entry: StatusEntry) -> datetime | None:
    """Return when the report was sent, where a line confirms just that; None for any other line."""
    return entry.at if entry.kind == CONFIRMATION else None


def tell_of_submission(*, report: Report, by: Actor, at: datetime) -> None:
    """Confirm to the complainant that the report has arrived."""
    tell(reports=[report], kind=CONFIRMATION, key="received", by=by, at=at)


@transaction.atomic
def tell_of_step(
    *,
    report: Report,
    step: str,
    version: int,
    by: Actor,
    at: datetime,
    facts: dict[str, Any] | None = None,
    published_at: datetime | None = None,
) -> bool:
    """Tell of a step: to the report's own complainant, and to those whose reports it leads now.

    The reason for closing goes to the report's own complainant alone: it may say what only they told. A decision
    also starts the clock of telling it. `published_at` is when the line reaches the status page, where that is
    later than the step itself. One call tells 1,000 people at most, the report's own first; it returns whether
    everybody has been told now, and is to be made again until then. Whoever has the line is not told again.
    """
    kind, key = f"step_{step}", f"{report.reference}:{version}"
    told, is_finished = _take_slice(report, step=step, version=version, key=key)
    role = WHO_TAKES.get(step, by.role)
    if report in told:
        note = _closing_note(report, step=step, version=version)
        tell(reports=[report], kind=kind, key=key, by=by, at=at, facts=facts, note=note, role=role)
    others = [each for each in told if each != report]
    for_others, others_role = OWN_DOING.get(step, (kind, role))
    if others:
        tell(reports=others, kind=for_others, key=key, by=by, at=at, facts=facts, role=others_role)
    if step in DECISIONS:
        _mark_told(told, by=by, at=at)
    if step in notices.MUST_BE_TOLD:
        since = published_at or at
        notices.open_notices(reports=told, step=step, version=version, key=key, by=by, at=at, published_at=since)
    return is_finished


def _take_slice(report: Report, *, step: str, version: int, key: str) -> tuple[list[Report], bool]:
    """Return up to 1,000 of the reports whose story lacks a line, locked in one order, and whether that is all."""
    joined_before = Q(case_id=report.case_id, state="merged", joined_at_version__lt=version)
    is_own = step in OF_ONE_REPORT or report.case.lead_id != report.id
    meant = Q(id=report.id) if is_own else Q(id=report.id) | joined_before
    told = StatusEntry.objects.filter(report=OuterRef("pk"), key=key)
    waiting = Report.objects.filter(meant).exclude(Exists(told))
    ids = list(waiting.exclude(id=report.id).order_by("id").values_list("id", flat=True)[:SLICE])
    chosen = [*waiting.filter(id=report.id).values_list("id", flat=True), *ids][:SLICE]
    locked = Report.objects.filter(meant, id__in=chosen).order_by("id").select_for_update()
    return list(locked.only("id", "reference", "language")), len(ids) < SLICE


def _closing_note(report: Report, *, step: str, version: int) -> str:
    """Return why a report was closed, which stands for the complainant too, while that closing still stands."""
    return report.outcome_reason if step in CLOSINGS and report.version == version else ""


def _mark_told(reports: list[Report], *, by: Actor, at: datetime) -> None:
    """The decision stands on the status page; where a message could not be sent as well, the gate says so."""
    complainants = Complainant.objects.filter(report__in=reports, wants_updates=True)
    reachable = set(complainants.values_list("report_id", flat=True))
    others = {report.id for report in reports} - reachable
    reason = "No contact was given; the decision is on the status page."
    gates.meet_many(report_ids=reachable, name="complainant_told", by=by, at=at)
    gates.waive_many(report_ids=others, name="complainant_told", by=by, at=at, reason=reason)


def note(*, report: Report, kind: str, key: str, by: Actor, at: datetime) -> None:
    """Add a line to a story for what the complainant just did; no message goes to somebody who is on the page."""
    check_kind(kind)
    StatusEntry.objects.get_or_create(report=report, key=key, defaults={"kind": kind, "role": by.role.value, "at": at})
