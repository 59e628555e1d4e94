"""What was done to prevent more of what a profile describes, and what came of it, by the hub and by forces."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from hatehub.audit.services import record
from hatehub.reference.models import Force
from intel.models import PreventionAction, Product
from intel.rules.product_scheme import Kind, Period
from intel.selectors.product_scope import MEASURES, count_measure, scope_of
from intel.selectors.products import find_for_force
from triage.selectors.time_bars import local_day


class PreventionRefused(Exception):
    """This cannot be recorded; `field` says what it is about, or is empty."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was done, by whom, for whom, what it was to change, and which figure is to show it."""

    what: str
    who: str
    for_whom: str
    aim: str
    began_on: date
    measure: str
    days: int


@transaction.atomic
def record_action(*, reference: str, done: Done, by: Actor, at: datetime) -> PreventionAction:
    """Record against a profile what was done; the figure for the days before it is counted now.

    A force records against what was published to it alone. Raises PreventionRefused, NotPermitted, and
    Product.DoesNotExist.
    """
    require(by=by, action=Action.RECORD_PREVENTION)
    product = _profile(reference, by)
    _check(done, today=local_day(at))
    before = Period(since=done.began_on - timedelta(days=done.days), until=done.began_on - timedelta(days=1))
    row = PreventionAction.objects.create(
        product=product,
        force=_force(by),
        what=done.what.strip(),
        who=done.who.strip(),
        for_whom=done.for_whom.strip(),
        aim=done.aim.strip(),
        began_on=done.began_on,
        measure=done.measure,
        days=done.days,
        before=count_measure(done.measure, scope=scope_of(product), period=before),
        recorded_by=str(by),
        recorded_at=at,
    )
    record(subject=f"product:{product.reference}", verb="prevention_recorded", by=by, at=at)
    return row


@transaction.atomic
def say_outcome(*, action_id: UUID, outcome: str, by: Actor, at: datetime) -> PreventionAction:
    """Say what came of an action; the figure for as many days after it began is counted now, and both stand dated.

    Said again, it replaces what was said. Before those days are over it is refused. Raises PreventionRefused,
    NotPermitted, and PreventionAction.DoesNotExist where a force asks for another's.
    """
    require(by=by, action=Action.RECORD_PREVENTION)
    row = _own(action_id, by)
    if not outcome.strip():
        raise PreventionRefused("Say what came of it, also where it was nothing.", field="outcome")
    until = row.began_on + timedelta(days=row.days - 1)
    if local_day(at) <= until:
        raise PreventionRefused(f"The {row.days} days after it are over on {until.day} {until:%B %Y}: say it then.")
    after = Period(since=row.began_on, until=until)
    row.after = count_measure(row.measure, scope=scope_of(row.product), period=after)
    row.after_until, row.outcome = until, outcome.strip()
    row.outcome_by, row.outcome_at = str(by), at
    row.save()
    record(subject=f"product:{row.product.reference}", verb="prevention_outcome_said", by=by, at=at)
    return row


def _profile(reference: str, by: Actor) -> Product:
    if by.role is Role.FORCE:
        product = find_for_force(reference=reference, by=by)
    else:
        product = Product.objects.filter(reference=reference).first()
    if product is None:
        raise Product.DoesNotExist
    if product.kind != Kind.PROFILE:
        raise PreventionRefused("What is done to prevent more is recorded against a profile.")
    return product


def _own(action_id: UUID, by: Actor) -> PreventionAction:
    rows = PreventionAction.objects.select_for_update(of=("self",)).select_related("product")
    if by.role is Role.FORCE:
        rows = rows.filter(force__code=by.force_code)
    return rows.get(id=action_id)


def _force(by: Actor) -> Force | None:
    return Force.objects.get(code=by.force_code) if by.role is Role.FORCE else None


def _check(done: Done, *, today: date) -> None:
    for field in ("what", "who", "for_whom", "aim"):
        if not getattr(done, field).strip():
            raise PreventionRefused("Say it in a few words.", field=field)
    if done.began_on > today:
        raise PreventionRefused("Record it once it has begun.", field="began_on")
    if done.measure not in MEASURES:
        raise PreventionRefused("Choose one of the figures.", field="measure")
    if not 7 <= done.days <= 366:
        raise PreventionRefused("Choose from 7 to 366 days.", field="days")
