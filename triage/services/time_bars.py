"""Keeping the time limit of each case, and chasing it before it passes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.reference.models import Offence
from reports.models import Case
from triage.events import TimeBarNear, TimeBarSettled
from triage.models import Assessment, EngagedOffence, TimeBar, TimeBarWarning
from triage.rules.time_bar import Bar, How, KnownDay, Limit, LimitRule, time_bar
from triage.rules.time_bar_warnings import warning_due
from triage.selectors import time_bars as selectors
from triage.selectors.offences import decision_in_force, engaged_offences
from triage.services.act_days import ToldDay, earliest_told

UNSETTLED = 200


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """One offence of a case and its limit."""

    offence: Offence
    bar: Bar


@transaction.atomic
def settle(*, case_id: UUID, by: Actor, at: datetime) -> TimeBar | None:
    """Compute the limit of a case anew: afterwards it is that of the offence whose limit ends first.

    The offences are those recorded, and that of the decision until one has been recorded under it. A case that is no
    crime has none, and gives None. A change is audited. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    decision = decision_in_force(case_id=case_id)
    told = earliest_told(reports=Q(case=case_id)) if decision is not None and decision.outcome == "crime" else None
    if decision is None or told is None:
        _lift(case_id, by=by, at=at)
        return None
    chosen = min(_candidates(case_id, decision, told.known), key=_by_date, default=None)
    return _store(case_id, chosen, told, by=by, at=at) if chosen else None


def settle_joined(*, case_id: UUID, reports: Collection[UUID], by: Actor, at: datetime) -> None:
    """Compute the limit of a case anew where one of the reports that joined it tells of an earlier day.

    Costs one query for a case without a limit, and otherwise looks only at those that joined. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    row = TimeBar.objects.filter(case=case_id).first()
    told = earliest_told(reports=Q(id__in=reports)) if row else None
    if row is not None and told is not None and told.known.day < row.earliest_act_on:
        settle(case_id=case_id, by=by, at=at)


def settle_parted(*, cases: Collection[UUID], by: Actor, at: datetime) -> None:
    """Compute the limits anew of those cases whose earliest report has left; one query where none has.

    Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    for case_id in selectors.stale_bars(cases=cases):
        settle(case_id=case_id, by=by, at=at)


def chase(*, by: Actor, at: datetime) -> int:
    """Warn of every limit of an open case that a warning is due for, each in its own transaction; return how many.

    Each warning is given once for each case and date. Of several that were missed only the newest is given. Cases
    that an older release has left without a limit get one first. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    for case_id in selectors.cases_without_bar(most=UNSETTLED):
        settle(case_id=case_id, by=by, at=at)
    today, table = selectors.local_day(at), selectors.get_warnings()
    due = [
        bar_id
        for bar_id, due_on, last in selectors.last_warnings(today=today)
        if warning_due(table, due_on=due_on, today=today, last=last) is not None
    ]
    return sum(_warn(bar_id, today=today, by=by, at=at) for bar_id in due)


@transaction.atomic
def _warn(bar_id: int, *, today: date, by: Actor, at: datetime) -> bool:
    """Give the warning that is due, under the lock of the limit; tell whether there was one still."""
    bar = (
        selectors.open_bars()
        .select_for_update(of=("self",))
        .select_related("case", "offence")
        .filter(id=bar_id)
        .first()
    )
    if bar is None or bar.due_on is None:
        return False
    last = selectors.last_warning(case_id=bar.case_id, due_on=bar.due_on)
    days = warning_due(selectors.get_warnings(), due_on=bar.due_on, today=today, last=last)
    if days is None:
        return False
    TimeBarWarning.objects.create(case=bar.case, due_on=bar.due_on, days=days, warned_at=at)
    left, due_on = (bar.due_on - today).days, bar.due_on.isoformat()
    details = {"due_on": due_on, "days_left": left, "warning": days, "offence": bar.offence.code}
    record(subject=f"case:{bar.case.reference}", verb="time_bar_near", by=by, at=at, details=details)
    publish(TimeBarNear(case_id=str(bar.case_id), days=left, due_on=due_on), stream=str(bar.case_id), at=at)
    return True


def _candidates(case_id: UUID, decision: Assessment, earliest: KnownDay) -> Iterator[_Candidate]:
    rows = list(engaged_offences(case_id=case_id))
    for row in rows:
        yield _candidate(row.offence, earliest, row)
    is_recorded = any(row.assessment_id == decision.id or row.offence_id == decision.offence_id for row in rows)
    if decision.offence is not None and not is_recorded:
        yield _candidate(decision.offence, earliest, None)


def _candidate(offence: Offence, earliest: KnownDay, row: EngagedOffence | None) -> _Candidate:
    named = f"an offence under {offence.act}, {offence.section}"
    limit = Limit(offence=named, rule=LimitRule(offence.time_limit_rule), months=offence.time_limit_months)
    if row is None:
        return _Candidate(offence=offence, bar=time_bar(limit, earliest=earliest))
    recorded = KnownDay(day=row.first_act_on, how=How.RECORDED) if row.first_act_on else earliest
    bar = time_bar(limit, earliest=recorded, last_act_on=row.last_act_on, evidence_on=row.evidence_on)
    return _Candidate(offence=offence, bar=bar)


def _by_date(candidate: _Candidate) -> tuple[date, str]:
    return candidate.bar.due_on or date.max, candidate.offence.code


def _store(case_id: UUID, chosen: _Candidate, told: ToldDay, *, by: Actor, at: datetime) -> TimeBar:
    row = TimeBar.objects.select_for_update().filter(case=case_id).first() or TimeBar(case_id=case_id)
    before = (row.offence_id, row.due_on, row.sentence)
    row.offence, row.due_on, row.sentence = chosen.offence, chosen.bar.due_on, chosen.bar.sentence
    row.earliest_act_on, row.earliest_report_id, row.computed_at = told.known.day, told.report_id, at
    row.save()
    if before != (row.offence_id, row.due_on, row.sentence):
        details = {"due_on": row.due_on.isoformat() if row.due_on else None, "offence": chosen.offence.code}
        _record(case_id, "time_bar_settled", details=details, reason=row.sentence, by=by, at=at)
    return row


def _lift(case_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take the limit away from a case that is no crime any more."""
    if TimeBar.objects.filter(case=case_id).delete()[0]:
        _record(case_id, "time_bar_lifted", details={}, reason="", by=by, at=at)


def _record(case_id: UUID, verb: str, *, details: dict[str, str | None], reason: str, by: Actor, at: datetime) -> None:
    """Note a change of a limit, and tell of it."""
    reference = Case.objects.values_list("reference", flat=True).get(id=case_id)
    record(subject=f"case:{reference}", verb=verb, by=by, at=at, reason=reason, details=details)
    publish(TimeBarSettled(case_id=str(case_id)), stream=str(case_id), at=at)
