"""The one frame through which every report takes every step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, record, record_many
from hatehub.outbox.services import publish, publish_many
from reports.events import ReportMoved
from reports.models import Case, Report
from reports.rules.clocks import due_at
from reports.rules.gates import GatesOpen, open_gates
from reports.rules.workflow import LOOKING_AGAIN, STEPS, State, StepRefused, check_step
from reports.selectors.clocks import get_clocks
from reports.selectors.gates import gate_states
from reports.services import gates

TOLD = ("outcome", "force")
"""Of a step's details, the codes that the complainant may be told."""
MOVED_FIELDS = ("case", "state", "state_since", "due_at", "version", "joined_at_version")
OUTCOME_FIELDS = ("outcome", "outcome_reason", "withdrawal_asked_at", "review_asked_at")
"""What a transition may change beside where the report stands; to be merged changes none of it."""
BATCH = 250


class StaleReport(Exception):
    """Somebody else has moved the report since the page was opened."""


class ReportDestroyed(StepRefused):
    """What the report held is destroyed: nothing can be decided on it any more."""

    def __init__(self, *, step: str, state: str) -> None:
        super().__init__(step=step, state=state)
        self.args = ("What this report held has been destroyed, so nothing can be decided on it any more.",)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A clock that goes on instead of starting anew: since when, and when it is late (None: nobody has to act)."""

    since: datetime
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Move:
    """What one report of many takes a step with: what goes to the transition, its clock, its events' stream."""

    stream: str
    arguments: dict[str, Any] = field(default_factory=dict)
    clock: Clock | None = None


@transaction.atomic
def take_step(
    *,
    report_id: UUID,
    step: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    expected_version: int | None = None,
    details: dict[str, Any] | None = None,
    clock: Clock | None = None,
    **arguments: Any,
) -> Report:
    """Lock the report, check, move, save, audit and publish: all of it, or nothing.

    `arguments` go to the transition. The clock starts anew unless one is given. Raises StepRefused, NotPermitted,
    and StaleReport where `expected_version` is not the report's.
    """
    report = Report.objects.select_for_update(no_key=True).get(id=report_id)
    if expected_version is not None and report.version != expected_version:
        raise StaleReport("Somebody else has changed this report since you opened it.")
    before = _before(report, by=by)
    facts = _move(report, step=step, by=by, at=at, clock=clock, arguments=arguments)
    report.save()
    if step in LOOKING_AGAIN:
        gates.open_again(report=report, by=by, at=at)
    noted = {**facts, **(details or {})}
    record(subject=f"report:{report.reference}", verb=STEPS[step].verb, by=by, at=at, reason=reason, details=noted)
    event = _event(report, step=step, facts=_facts(by=by, details=details or {}), before=before)
    publish(event, stream=str(report.case_id), at=at)
    return report


@transaction.atomic
def take_steps(*, moves: Mapping[UUID, Move], step: str, by: Actor, at: datetime, reason: str = "") -> list[Report]:
    """Take one step with many reports as `take_step` does with one, in a number of statements that hardly grows.

    One that is refused undoes them all. Raises StepRefused and NotPermitted. Returns the reports in the order given.
    """
    locked = Report.objects.filter(id__in=moves).order_by("id").select_for_update(no_key=True)
    reports = {report.id: report for report in locked}
    notes, events = [], []
    for report_id, move in moves.items():
        report = reports[report_id]
        before = _before(report, by=by)
        facts = _move(report, step=step, by=by, at=at, clock=move.clock, arguments=move.arguments)
        subject, verb = f"report:{report.reference}", STEPS[step].verb
        notes.append(Note(subject=subject, verb=verb, reason=reason, details=facts))
        events.append((move.stream, _event(report, step=step, facts=_facts(by=by, details={}), before=before)))
    _save(list(reports.values()), step=step)
    record_many(notes=notes, by=by, at=at)
    publish_many(events, at=at)
    return [reports[report_id] for report_id in moves]


def _save(reports: list[Report], *, step: str) -> None:
    """Store what the step has changed on the rows: one statement for each 250."""
    fields = [*MOVED_FIELDS, *(() if STEPS[step].target is State.MERGED else OUTCOME_FIELDS)]
    if len(reports) == 1:
        reports[0].save(update_fields=fields)
        return
    Report.objects.bulk_update(reports, fields, batch_size=BATCH)


def _move(
    report: Report, *, step: str, by: Actor, at: datetime, clock: Clock | None, arguments: dict[str, Any]
) -> dict[str, Any]:
    """Check a step and take it on the row, which is not saved; return what the audit keeps of it."""
    checked = check_step(step, state=report.state)
    require(by=by, action=Action(checked.action))
    if report.destroyed_at is not None:
        raise ReportDestroyed(step=step, state=report.state)
    stood_at = report.state
    getattr(report, step)(**arguments)
    report.state_since, report.version = clock.since if clock else at, report.version + 1
    report.due_at = clock.due_at if clock else due_at(get_clocks(), state=report.state, since=at)
    return {"step": step, "from": stood_at, "to": report.state, "version": report.version}


def _facts(*, by: Actor, details: dict[str, Any]) -> dict[str, str]:
    """Return the codes of a step that its text may name; a force that acts is the one that is meant."""
    acting = {"force": by.force_code} if by.force_code else {}
    return {**acting, **{name: str(details[name]) for name in TOLD if details.get(name)}}


def _before(report: Report, *, by: Actor) -> dict[str, str]:
    """Return how a report stands before it is moved, and who moves it, for those who count."""
    return {
        "state": report.state,
        "since": report.state_since.isoformat(),
        "due_at": report.due_at.isoformat() if report.due_at else "",
        "outcome": report.outcome,
        "by": str(by),
    }


def _event(report: Report, *, step: str, facts: dict[str, str], before: dict[str, str]) -> ReportMoved:
    reviewed = {"is_review": "yes"} if step in LOOKING_AGAIN and report.review_asked_at else {}
    return ReportMoved(
        report_id=str(report.id),
        case_id=str(report.case_id),
        step=step,
        state=report.state,
        version=report.version,
        facts=facts,
        before={**before, **reviewed},
    )


def start_triage(*, report_id: UUID, by: Actor, at: datetime) -> Report:
    """Open a report. Afterwards it is in triage."""
    return take_step(report_id=report_id, step="start_triage", by=by, at=at)


def record_crime(*, report_id: UUID, by: Actor, at: datetime, reason: str, **frame: Any) -> Report:
    """Record a report as a crime. Afterwards it waits to be assigned."""
    return take_step(report_id=report_id, step="record_crime", by=by, at=at, reason=reason, **frame)


def record_non_crime(*, report_id: UUID, by: Actor, at: datetime, reason: str, **frame: Any) -> Report:
    """Record a report as a non-crime. Afterwards it waits to be closed, or assigned for recording."""
    return take_step(report_id=report_id, step="record_non_crime", by=by, at=at, reason=reason, **frame)


def mark_out_of_scope(*, report_id: UUID, by: Actor, at: datetime, reason: str, **frame: Any) -> Report:
    """Mark a report as not for the hub. Afterwards it waits to be closed with an explanation."""
    return take_step(report_id=report_id, step="mark_out_of_scope", by=by, at=at, reason=reason, **frame)


def assign(*, report_id: UUID, by: Actor, at: datetime, reason: str, **frame: Any) -> Report:
    """Offer a report to the force that is responsible. Afterwards a package is due."""
    return take_step(report_id=report_id, step="assign", by=by, at=at, reason=reason, **frame)


def mark_packaged(*, report_id: UUID, by: Actor, at: datetime, **frame: Any) -> Report:
    """Note that the evidence package is sealed. Afterwards the report waits on the force."""
    return take_step(report_id=report_id, step="mark_packaged", by=by, at=at, **frame)


def accept(*, report_id: UUID, by: Actor, at: datetime, **frame: Any) -> Report:
    """Note that the force has accepted the case with its package."""
    return take_step(report_id=report_id, step="accept", by=by, at=at, **frame)


def accept_for_recording(*, report_id: UUID, by: Actor, at: datetime, **frame: Any) -> Report:
    """Note that the force has accepted the case for recording only, without a package."""
    return take_step(report_id=report_id, step="accept_for_recording", by=by, at=at, **frame)


def refuse(*, report_id: UUID, by: Actor, at: datetime, reason: str, **frame: Any) -> Report:
    """Note that the force has refused the case. Afterwards the hub decides again who is responsible."""
    return take_step(report_id=report_id, step="refuse", by=by, at=at, reason=reason, **frame)


def refuse_record(*, report_id: UUID, by: Actor, at: datetime, reason: str, **frame: Any) -> Report:
    """Note that the force will not record a non-crime. Afterwards the hub looks at it again."""
    return take_step(report_id=report_id, step="refuse_record", by=by, at=at, reason=reason, **frame)


def take_back(*, report_id: UUID, by: Actor, at: datetime, reason: str) -> Report:
    """Take a case back from a force. Afterwards the hub decides again who is responsible."""
    return take_step(report_id=report_id, step="take_back", by=by, at=at, reason=reason)


def take_back_record(*, report_id: UUID, by: Actor, at: datetime, reason: str) -> Report:
    """Take a non-crime back from a force. Afterwards the hub looks at it again."""
    return take_step(report_id=report_id, step="take_back_record", by=by, at=at, reason=reason)


def hand_over(*, report_id: UUID, by: Actor, at: datetime, reason: str) -> Report:
    """Take a crime from one force, to be assigned to another in the same transaction."""
    return take_step(report_id=report_id, step="hand_over", by=by, at=at, reason=reason)


def reopen(*, report_id: UUID, by: Actor, at: datetime, reason: str, review_asked_at: datetime | None = None) -> Report:
    """Look at a report again. Afterwards it is in triage, for somebody else than who decided where it is a review."""
    return take_step(report_id=report_id, step="reopen", by=by, at=at, reason=reason, review_asked_at=review_asked_at)


def request_review(*, report_id: UUID, by: Actor, at: datetime) -> Report:
    """Look at a decision again because its complainant asks so. Afterwards it is in triage, for somebody else."""
    return take_step(report_id=report_id, step="request_review", by=by, at=at, asked_at=at)


def withdraw(*, report_id: UUID, by: Actor, at: datetime) -> Report:
    """Close a report because its complainant asks so."""
    return take_step(report_id=report_id, step="withdraw", by=by, at=at)


def close(
    *, report_id: UUID, by: Actor, at: datetime, outcome: str, reason: str, expected_version: int | None = None
) -> Report:
    """Close a report with an outcome. Raises GatesOpen where a gate is neither met nor waived, and StaleReport."""
    return _close(report_id, "close", by=by, at=at, outcome=outcome, reason=reason, version=expected_version)


def close_without_enforcement(
    *, report_id: UUID, by: Actor, at: datetime, outcome: str, reason: str, expected_version: int | None = None
) -> Report:
    """Close a crime on which nobody can act, and say why. Raises as `close` does."""
    step = "close_without_enforcement"
    return _close(report_id, step, by=by, at=at, outcome=outcome, reason=reason, version=expected_version)


def merge(*, report_id: UUID, into: Case, by: Actor, at: datetime, reason: str) -> Report:
    """Put a report into another case. Only the report's case and state change; triage keeps the Merge row."""
    return take_step(
        report_id=report_id,
        step="merge",
        by=by,
        at=at,
        reason=reason,
        case_id=into.id,
        lead_version=into.lead.version,
    )


def merge_many(
    *, reports: Iterable[Report], into: Case, lead: Report, by: Actor, at: datetime, reason: str
) -> list[Report]:
    """Put many reports into another case, as `merge` does. Their events stay in the streams of their own cases."""
    arguments = {"case_id": into.id, "lead_version": lead.version}
    moves = {report.id: Move(stream=str(report.case_id), arguments=arguments) for report in reports}
    return take_steps(moves=moves, step="merge", by=by, at=at, reason=reason)


def unmerge(*, report_id: UUID, case_id: UUID, stood_at: State, by: Actor, at: datetime, reason: str) -> Report:
    """Give a report its own case back, where it stood. Its clock starts anew."""
    return take_step(
        report_id=report_id,
        step="unmerge",
        by=by,
        at=at,
        reason=reason,
        case_id=case_id,
        stood_at=State(stood_at).value,
    )


def hand_on_lead(*, report_id: UUID, lead_version: int, by: Actor, at: datetime, reason: str) -> Report:
    """Let a lead become a report that another leads. The new lead takes over with `take_lead`."""
    return take_step(report_id=report_id, step="hand_on_lead", by=by, at=at, reason=reason, lead_version=lead_version)


def take_lead(*, report_id: UUID, former: Report, clock: Clock, by: Actor, at: datetime, reason: str) -> Report:
    """Let a merged report lead its case, from where the one that led stood: `former` and `clock` are from before."""
    return take_step(
        report_id=report_id,
        step="take_lead",
        by=by,
        at=at,
        reason=reason,
        clock=clock,
        stands_at=former.state,
        after_version=former.version + 1,
        review_asked_at=former.review_asked_at,
    )


def leave_case(*, report_id: UUID, case_id: UUID, stood_at: State, by: Actor, at: datetime, reason: str) -> Report:
    """Give a merged report a case of its own, so that it can be withdrawn. Its complainant is told of that alone."""
    return take_step(
        report_id=report_id,
        step="leave_case",
        by=by,
        at=at,
        reason=reason,
        case_id=case_id,
        stood_at=State(stood_at).value,
    )


@transaction.atomic
def _close(
    report_id: UUID, step: str, *, by: Actor, at: datetime, outcome: str, reason: str, version: int | None
) -> Report:
    """Close by either step, the gates read under the report's lock. The reason stands for the complainant too."""
    Report.objects.select_for_update(no_key=True).get(id=report_id)
    waiting = open_gates(gate_states(report_id=report_id))
    if waiting:
        raise GatesOpen(waiting)
    return take_step(
        report_id=report_id,
        step=step,
        by=by,
        at=at,
        reason=reason,
        expected_version=version,
        details={"outcome": outcome},
        outcome=outcome,
        because=reason,
    )
