"""Recording which offences a case engages: the evidence for each point, hostility, aggravation and days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record as record_deed
from hatehub.audit.services import record_read
from hatehub.reference.models import Offence
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Case, Report
from reports.rules.workflow import State
from reports.services.workflow import StaleReport
from triage.models import Assessment, EngagedOffence, TimeBar
from triage.selectors.offences import decision_in_force, engaged_offences
from triage.selectors.time_bars import OF_A_CRIME, find_time_bar, local_day
from triage.services import time_bars

Hostility = EngagedOffence.Hostility
EVIDENCE, HOSTILITY, AGGRAVATION = "offence:evidence", "offence:hostility", "offence:aggravation"


class OffenceRefused(Exception):
    """What is recorded of an offence does not hold; `field` names what it is about."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotACrime(Exception):
    """The case has not been decided to be a crime, or is not being worked on as one."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What an officer says of one offence. `evidence` is by point, in the words of the catalogue."""

    offence_code: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    hostility: str = Hostility.NONE
    hostility_evidence: str = ""
    is_aggravated: bool = False
    aggravation_reason: str = ""
    first_act_on: date | None = None
    last_act_on: date | None = None
    evidence_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Engaged:
    """One recorded offence and its texts, each None where it has been erased."""

    row: EngagedOffence
    evidence: list[tuple[str, str | None]]
    hostility_evidence: str | None
    aggravation_reason: str | None


@dataclass(frozen=True, kw_only=True)
class OffenceSheet:
    """The offences of a case, the decision they belong to, and the time limit."""

    decision: Assessment | None
    engaged: list[Engaged]
    bar: TimeBar | None


def open_sheet(*, case: Case, by: Actor, at: datetime) -> OffenceSheet:
    """Return what is recorded of the offences of a case, and record that it was read. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    record_read(subject=f"case:{case.reference}", what="offences", by=by, at=at, reason="working on the case")
    rows = list(engaged_offences(case_id=case.id))
    return OffenceSheet(
        decision=decision_in_force(case_id=case.id), engaged=_opened(rows), bar=find_time_bar(case=case)
    )


def read_engaged(*, case: Case) -> list[Engaged]:
    """Return the offences that a case engages with their texts, for what the hub hands on; the caller records it."""
    return _opened(list(engaged_offences(case_id=case.id)))


def read_recorded_on(*, report_ids: Collection[UUID]) -> list[Engaged]:
    """Return every offence that was recorded on these reports, also those replaced since; the caller records it."""
    rows = EngagedOffence.objects.filter(report__in=report_ids).select_related("offence")
    return _opened(list(rows.order_by("decided_at", "id")))


@transaction.atomic
def record(*, case_id: UUID, entry: Entry, by: Actor, at: datetime, expected_version: int) -> EngagedOffence:
    """Record an offence that the case does not name yet. Afterwards the time limit is computed anew.

    Raises OffenceRefused, NotACrime, NotPermitted, KeyDestroyed, and StaleReport where somebody has moved the case,
    or recorded this offence, meanwhile.
    """
    case, decision = _lock(case_id, by=by, version=expected_version)
    if engaged_offences(case_id=case_id).filter(offence__code=entry.offence_code).exists():
        raise StaleReport("Somebody else has recorded this offence since you opened it.")
    row = _write(case, decision, entry, by=by, at=at)
    _finish(case, row, "offence_recorded", by=by, at=at)
    return row


@transaction.atomic
def replace(*, engaged_id: int, entry: Entry, by: Actor, at: datetime, expected_version: int) -> EngagedOffence:
    """Replace what is recorded of an offence; what was there stays as history. Raises as `record` does."""
    case_id = EngagedOffence.objects.values_list("case_id", flat=True).get(id=engaged_id)
    case, decision = _lock(case_id, by=by, version=expected_version)
    old = _end(engaged_id, at=at)
    if old.offence.code != entry.offence_code:
        raise OffenceRefused("This is another offence. Record it as one of its own.")
    row = _write(case, decision, entry, by=by, at=at)
    _finish(case, row, "offence_changed", by=by, at=at)
    return row


@transaction.atomic
def remove(*, engaged_id: int, by: Actor, at: datetime, reason: str, expected_version: int) -> None:
    """Take an offence off a case, with a reason. Raises as `record` does."""
    case_id = EngagedOffence.objects.values_list("case_id", flat=True).get(id=engaged_id)
    case, _ = _lock(case_id, by=by, version=expected_version)
    if not reason.strip():
        raise OffenceRefused("Say why the offence is taken off.", field="reason")
    _finish(case, _end(engaged_id, at=at), "offence_removed", by=by, at=at, reason=reason)


def _lock(case_id: UUID, *, by: Actor, version: int) -> tuple[Case, Assessment]:
    """Lock the case and its lead, in the order of all who do; whoever comes second finds the first one's rows."""
    require(by=by, action=Action.ASSESS)
    case = Case.objects.select_for_update(no_key=True).get(id=case_id)
    lead = Report.objects.select_for_update().get(id=case.lead_id)
    decision = decision_in_force(case_id=case_id)
    if case.merged_into_id is not None or lead.version != version:
        raise StaleReport("Somebody else has changed this case since you opened it.")
    if decision is None or decision.outcome != "crime" or State(lead.state) not in OF_A_CRIME:
        raise NotACrime("Offences are recorded for a case that was decided to be a crime and is being worked on.")
    return case, decision


def _end(engaged_id: int, *, at: datetime) -> EngagedOffence:
    row = EngagedOffence.objects.select_for_update(of=("self",)).select_related("offence").get(id=engaged_id)
    if row.replaced_at is not None:
        raise StaleReport("Somebody else has changed this offence since you opened it.")
    row.replaced_at = at
    row.save(update_fields=["replaced_at"])
    return row


def _write(case: Case, decision: Assessment, entry: Entry, *, by: Actor, at: datetime) -> EngagedOffence:
    offence = _check(entry, today=local_day(at))
    keys = vault.open_keys(owner=case.lead_id)

    def sealed(value: Any, field: str) -> bytes:
        return keys.seal(value, purpose=Purpose.MATERIAL, field=field)

    return EngagedOffence.objects.create(
        case=case,
        report_id=case.lead_id,
        assessment=decision,
        offence=offence,
        points=offence.points_to_prove,
        sealed_evidence=sealed([entry.evidence.get(point, "").strip() for point in offence.points_to_prove], EVIDENCE),
        hostility=entry.hostility,
        sealed_hostility=sealed(entry.hostility_evidence, HOSTILITY) if entry.hostility_evidence.strip() else None,
        is_aggravated=entry.is_aggravated,
        sealed_aggravation=sealed(entry.aggravation_reason, AGGRAVATION) if entry.aggravation_reason.strip() else None,
        first_act_on=entry.first_act_on,
        last_act_on=entry.last_act_on,
        evidence_on=entry.evidence_on,
        decided_by=str(by),
        decided_at=at,
    )


def _check(entry: Entry, *, today: date) -> Offence:
    """Return the offence of an entry that holds. Raises OffenceRefused with the field that does not."""
    offence = Offence.objects.filter(code=entry.offence_code).exclude(mode=Offence.Mode.SENTENCING).first()
    if offence is None:
        raise OffenceRefused("Choose the offence.", field="offence")
    if entry.hostility not in Hostility.values:
        raise OffenceRefused("Choose what shows hostility.", field="hostility")
    if entry.hostility != Hostility.NONE and not entry.hostility_evidence.strip():
        raise OffenceRefused("Say what shows the hostility.", field="hostility_evidence")
    if entry.is_aggravated and not entry.aggravation_reason.strip():
        raise OffenceRefused("Say why it is aggravated.", field="aggravation_reason")
    _check_days(entry, offence, today=today)
    return offence


def _check_days(entry: Entry, offence: Offence, *, today: date) -> None:
    first, last, evidence = entry.first_act_on, entry.last_act_on, entry.evidence_on
    for name, day in (("first_act_on", first), ("last_act_on", last), ("evidence_on", evidence)):
        if day is not None and day > today:
            raise OffenceRefused("This day has not come yet.", field=name)
    if first and last and last < first:
        raise OffenceRefused("The last act cannot come before the first.", field="last_act_on")
    if first and evidence and evidence < first:
        raise OffenceRefused("The evidence cannot come before the act.", field="evidence_on")
    if first and not offence.is_in_force(first):
        raise OffenceRefused("This was not the law on the day of the first act.", field="first_act_on")


def _finish(case: Case, row: EngagedOffence, verb: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Audit what was done, without its texts, and compute the time limit anew."""
    details = {
        "offence": row.offence.code,
        "hostility": row.hostility,
        "aggravated": row.is_aggravated,
        "points": len(row.points),
        "engaged": row.id,
    }
    record_deed(subject=f"case:{case.reference}", verb=verb, by=by, at=at, reason=reason, details=details)
    time_bars.settle(case_id=case.id, by=by, at=at)


def _opened(rows: list[EngagedOffence]) -> list[Engaged]:
    """Return the rows with their texts, all of them with one query."""
    sealed = {
        (row.id, name): (row.report_id, name, value)
        for row in rows
        for name, value in (
            (EVIDENCE, row.sealed_evidence),
            (HOSTILITY, row.sealed_hostility),
            (AGGRAVATION, row.sealed_aggravation),
        )
        if value is not None
    }
    texts = vault.unseal_each(sealed, purpose=Purpose.MATERIAL) if sealed else {}

    def text(row: EngagedOffence, name: str) -> str | None:
        return texts.get((row.id, name)) if (row.id, name) in sealed else ""

    return [
        Engaged(
            row=row,
            evidence=list(zip(row.points, texts.get((row.id, EVIDENCE), [None] * len(row.points)), strict=True)),
            hostility_evidence=text(row, HOSTILITY),
            aggravation_reason=text(row, AGGRAVATION),
        )
        for row in rows
    ]
