"""Second readings: who may read which, and which a supervisor has to settle."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role, is_allowed
from reports.rules.workflow import State
from triage.models import Assessment, SecondReading
from triage.selectors.keyset import cursor_of, rows_after

PAGE = 25
UNDECIDED = (State.RECEIVED.value, State.IN_TRIAGE.value)
"""Where a case stands when the decision that was to be read is no longer in force."""


class SameOfficer(Exception):
    """This person made one of the two decisions, or knows one because of an earlier one on the case."""


class NotWaiting(Exception):
    """The reading is done, or its decision is no longer in force."""


@dataclass(frozen=True, kw_only=True)
class ReadingPage:
    """One page of readings, the oldest first, and the cursor of the next, or None on the last."""

    readings: list[SecondReading]
    following: str | None


def list_to_read(*, after: str, by: Actor) -> ReadingPage:
    """Return a page of 25 of the readings that wait and that the actor may make. Raises NotPermitted."""
    require(by=by, action=Action.READ_SECOND)
    rows = rows_after(_readable(by), after, moment="asked_at", read_key=int)
    found = list(rows.select_related("case", "assessment__report")[: PAGE + 1])
    shown = found[:PAGE]
    following = cursor_of(shown[-1].asked_at, shown[-1].id) if len(found) > PAGE else None
    return ReadingPage(readings=shown, following=following)


def list_to_settle(*, after: str, by: Actor) -> ReadingPage:
    """Return a page of 25 of the disagreements that wait for a supervisor. Raises NotPermitted."""
    require(by=by, action=Action.SETTLE_READING)
    rows = rows_after(in_state(SecondReading.State.DISAGREED), after, moment="asked_at", read_key=int)
    found = list(rows.select_related("case", "assessment__report")[: PAGE + 1])
    shown = found[:PAGE]
    following = cursor_of(shown[-1].asked_at, shown[-1].id) if len(found) > PAGE else None
    return ReadingPage(readings=shown, following=following)


def open_readings(*, by: Actor) -> list[QuerySet[SecondReading]]:
    """Return the readings that wait for the actor: to be read, and for a supervisor also to be settled."""
    require(by=by, action=Action.READ_SECOND)
    to_settle = is_allowed(role=by.role, action=Action.SETTLE_READING)
    return [_readable(by), *([in_state(SecondReading.State.DISAGREED)] if to_settle else [])]


def get_to_read(*, reading_id: int, by: Actor) -> SecondReading:
    """Return a reading that the actor may make.

    Raises NotPermitted, SecondReading.DoesNotExist, NotWaiting and SameOfficer.
    """
    require(by=by, action=Action.READ_SECOND)
    reading = _whole().get(id=reading_id)
    check_reader(reading, by=by)
    return reading


def get_to_settle(*, reading_id: int, by: Actor) -> SecondReading:
    """Return a reading with both decisions, once they disagree; a settled one as it was settled.

    Raises NotPermitted, SecondReading.DoesNotExist, and NotWaiting for any other.
    """
    require(by=by, action=Action.SETTLE_READING)
    reading = _whole().get(id=reading_id)
    if reading.state not in (SecondReading.State.DISAGREED, SecondReading.State.SETTLED):
        raise NotWaiting("There is nothing to settle here.")
    return reading


def check_reader(reading: SecondReading, *, by: Actor) -> None:
    """Refuse who may not read it now. Raises NotWaiting and SameOfficer."""
    if reading.state != SecondReading.State.WAITING or not is_in_force(reading):
        raise NotWaiting("Nothing waits to be read here any more.")
    if not SecondReading.objects.filter(id=reading.id).exclude(_known_to(by)).exists():
        raise SameOfficer("You have decided on this case yourself, so somebody else reads it.")


def check_settler(reading: SecondReading, *, by: Actor) -> None:
    """Refuse who may not settle it: whoever made one of the two decisions. Raises NotWaiting and SameOfficer."""
    if reading.state != SecondReading.State.DISAGREED or not is_in_force(reading):
        raise NotWaiting("There is nothing to settle here any more.")
    if {reading.assessment.decided_by, reading.asked_by, reading.reader} & _names(by):
        raise SameOfficer("One of the two decisions is yours, so somebody else settles it.")


def is_in_force(reading: SecondReading) -> bool:
    """Tell whether the decision that is read still stands: the case is not in triage again, nor merged."""
    return reading.case.merged_into_id is None and reading.case.lead.state not in UNDECIDED


def has_fallen(*, assessment: Assessment) -> bool:
    """Tell whether a supervisor upheld another officer's reading against this decision."""
    return assessment.second_readings.filter(upheld=SecondReading.Upheld.SECOND).exists()


def in_state(state: SecondReading.State) -> QuerySet[SecondReading]:
    """Return the readings in a state whose decision is in force."""
    of_cases = SecondReading.objects.filter(state=state, case__merged_into__isnull=True)
    return of_cases.exclude(case__lead__state__in=UNDECIDED)


def _whole() -> QuerySet[SecondReading]:
    return SecondReading.objects.select_related("case__lead", "assessment__report__complainant")


def _readable(by: Actor) -> QuerySet[SecondReading]:
    return in_state(SecondReading.State.WAITING).exclude(_known_to(by))


def _known_to(by: Actor) -> Q:
    """Return the readings of cases on which somebody has decided in any way before."""
    names = _names(by)
    decided = Assessment.objects.filter(case=OuterRef("case"), decided_by__in=names)
    others = SecondReading.objects.filter(case=OuterRef("case"))
    return Q(Exists(decided)) | Q(Exists(others.filter(_by_any(names))))


def _by_any(names: set[str]) -> Q:
    return Q(asked_by__in=names) | Q(reader__in=names) | Q(settled_by__in=names)


def _names(by: Actor) -> set[str]:
    """Return how the hub may have written this person down: an officer may have become a supervisor since."""
    return {f"{role}:{by.identifier}" for role in (Role.OFFICER, Role.SUPERVISOR)}
