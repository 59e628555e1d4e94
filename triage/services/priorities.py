"""Weighing how urgent cases are, whenever a fact changes and as time goes by."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case, Report
from reports.rules.workflow import OPEN_STATES
from reports.services import queueing
from triage.models import Priority
from triage.rules.priority import CaseFacts, Weighed, band_of, place_of, weigh
from triage.rules.priority_table import BANDS, Band, Fact
from triage.selectors.priority_facts import carried_bands, facts_of
from triage.selectors.priority_tables import get_priority_table
from triage.services import listing

BATCH = 500
LARGE = 50
"""A case of more reports than these waits for the clock's next round: a batch of merges has it weighed once."""
WAVES_OF_THE_LAST = timedelta(days=1)
WEIGHED = ("score", "band", "carried_band", "parts", "version", "changes_at", "next_wave_size")
GROWN = """
UPDATE triage_priority SET changes_at = %(at)s
FROM triage_wave wave
JOIN triage_trait trait ON trait.kind = wave.kind AND trait.key = wave.key
JOIN reports_report report ON report.id = trait.report_id
WHERE wave.settled_at IS NULL AND wave.last_at >= %(since)s
  AND triage_priority.case_id = report.case_id
  AND triage_priority.next_wave_size <= wave.reports AND triage_priority.changes_at > %(at)s
"""


@transaction.atomic
def weigh_cases(*, case_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Weigh these cases by what is known now, and give their leads their place and terms; return how many changed.

    A case on which nobody has to act keeps what it had, and is left alone from then on. Costs a number of statements
    that hardly grows, and writes no row that stays as it is. Each case is locked before its facts are read, so that
    of two who weigh it the later knows all that the earlier knew. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    _make_missing(case_ids, at=at)
    locked = Priority.objects.filter(case__in=case_ids).order_by("case_id").select_for_update()
    return _weigh({row.case_id: row for row in locked}, by=by, at=at)


@transaction.atomic
def refresh(*, case_ids: Collection[UUID], by: Actor, at: datetime) -> None:
    """Weigh these cases now; large ones within a minute, since many such calls may be on their way.

    Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    large = {case_id for case_id in case_ids if _is_large(case_id)}
    weigh_cases(case_ids=set(case_ids) - large, by=by, at=at)
    if large:
        _make_missing(large, at=at)
        Priority.objects.filter(Q(changes_at__gt=at) | Q(changes_at=None), case__in=large).update(changes_at=at)


@transaction.atomic
def weigh_waiting(*, by: Actor, at: datetime) -> int:
    """Weigh up to 500 cases that time has changed, that were never weighed, or whose table is not the one in force.

    Returns how many were weighed; call it again, in a transaction of its own, until there are none. Two workers at
    once take different ones. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    _make_missing(_never_weighed(), at=at)
    rows = {row.case_id: row for row in _waiting(at)}
    _weigh(rows, by=by, at=at)
    return len(rows)


@transaction.atomic
def notice_grown_waves(*, by: Actor, at: datetime) -> int:
    """Make those cases due whose wave has grown, in the last day, to a size that is worth more; return how many.

    Nobody else tells those that came before: a report that arrives is weighed by itself. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    with connection.cursor() as cursor:
        cursor.execute(GROWN, {"at": at, "since": at - WAVES_OF_THE_LAST})
        return int(cursor.rowcount)


def hold(*, report_id: UUID) -> UUID:
    """Lock the priority of a report's case, and return the case; whoever locks the report as well does this first."""
    case_id: UUID = Report.objects.values_list("case_id", flat=True).get(id=report_id)
    Priority.objects.select_for_update().filter(case=case_id).first()
    return case_id


def forget_senders(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """Remove what was told from the keys of a sender, which are gone: an open case is weighed without them.

    Raises NotPermitted.
    """
    weigh_cases(case_ids=[case_id], by=by, at=at)
    row = Priority.objects.filter(case=case_id, changes_at=None).first()
    if row is not None:
        row.parts = [part for part in row.parts if part["fact"] != Fact.REPEAT_VICTIM]
        row.score = sum(part["points"] for part in row.parts)
        row.band = band_of(row.score, table=get_priority_table()).value
        row.save(update_fields=["parts", "score", "band"])


def store_place(row: Priority, *, lead: Report, by: Actor, at: datetime) -> None:
    """Give the lead of a case the place that its priority says, as it stands; its time bar stays."""
    number = place_of(band=row.band_in_force, score=row.score)
    queueing.place(places={lead.id: queueing.Place(number=number, time_bar_on=lead.time_bar_on)}, by=by, at=at)


def _is_large(case_id: UUID) -> bool:
    return len(Report.objects.filter(case=case_id).values_list("id")[: LARGE + 1]) > LARGE


def _open_cases(case_ids: Collection[UUID]) -> dict[UUID, Report]:
    """Return by case the lead of each on which somebody has to act."""
    found = Case.objects.filter(id__in=case_ids, merged_into=None, lead__state__in=OPEN_STATES)
    return {case.id: case.lead for case in found.select_related("lead").defer(*_sealed())}


def _sealed() -> tuple[str, ...]:
    return tuple(f"lead__sealed_{name}" for name in ("narrative", "suspect", "details"))


def _make_missing(case_ids: Collection[UUID], *, at: datetime) -> None:
    """Make the rows of open cases that have none, due at once, so that there is something to lock."""
    known = set(Priority.objects.filter(case__in=case_ids).values_list("case_id", flat=True))
    missing = set(case_ids) - known
    if missing:
        rows = [Priority(case_id=case_id, changes_at=at) for case_id in sorted(_open_cases(missing))]
        Priority.objects.bulk_create(rows, ignore_conflicts=True)


def _never_weighed() -> list[UUID]:
    waiting = Case.objects.filter(merged_into=None, lead__state__in=OPEN_STATES, lead__queue_place=0)
    return list(waiting.values_list("id", flat=True)[:BATCH])


def _waiting(at: datetime) -> list[Priority]:
    """Lock what is due and not locked by another, the longest due first; then what another table has weighed."""
    rows = Priority.objects.select_for_update(skip_locked=True).order_by("changes_at", "id")
    due = list(rows.filter(changes_at__lte=at)[:BATCH])
    if len(due) == BATCH:
        return due
    version = get_priority_table().version
    outdated = Priority.objects.filter(Q(version__lt=version) | Q(version__gt=version), changes_at__gt=at)
    return [*due, *outdated.select_for_update(skip_locked=True).order_by("id")[: BATCH - len(due)]]


def _weigh(rows: dict[UUID, Priority], *, by: Actor, at: datetime) -> int:
    leads = _open_cases(rows)
    facts = facts_of(leads=leads.values(), at=at)
    carried = carried_bands(leads)
    changed = [row for row in rows.values() if row.case_id not in leads and _put_to_rest(row)]
    weighed = [_take_over(rows[case_id], facts[case_id], carried.get(case_id), at=at) for case_id in leads]
    changed += [rows[case_id] for case_id, is_changed in zip(leads, weighed, strict=True) if is_changed]
    Priority.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["case"], update_fields=[*WEIGHED, "computed_at"]
    )
    places = {
        lead.id: queueing.Place(
            number=place_of(band=rows[case_id].band_in_force, score=rows[case_id].score),
            time_bar_on=facts[case_id].time_bar_on,
        )
        for case_id, lead in leads.items()
    }
    queueing.place(places=places, by=by, at=at)
    listing.refresh(case_ids=rows, by=by)
    return len(changed)


def _put_to_rest(row: Priority) -> bool:
    """Leave alone a case on which nobody acts; tell whether that is new."""
    was_waiting, row.changes_at = row.changes_at is not None, None
    return was_waiting


def _take_over(row: Priority, facts: CaseFacts, carried: Band | None, *, at: datetime) -> bool:
    """Set on a row what was weighed; tell whether that changes it."""
    zone = timezone.get_default_timezone()
    weighed: Weighed = weigh(facts, table=get_priority_table(), at=at, zone=zone)
    before = [getattr(row, name) for name in WEIGHED]
    row.score, row.band, row.version = weighed.score, weighed.band.value, weighed.version
    row.parts = [{**asdict(part), "fact": part.fact.value} for part in weighed.parts]
    row.changes_at, row.next_wave_size = weighed.changes_at, weighed.next_wave_size
    row.carried_band = carried.value if carried and BANDS.index(carried) < BANDS.index(weighed.band) else ""
    is_changed = before != [getattr(row, name) for name in WEIGHED]
    row.computed_at = at if is_changed else row.computed_at
    return is_changed
