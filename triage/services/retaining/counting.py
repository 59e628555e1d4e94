"""Counting each night which closed cases are to be reviewed, and what keeps them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case
from reports.rules.workflow import State
from triage.models import Assessment, Handover, Retention, RetentionReview, StepTaken
from triage.rules.retention import CaseFacts, RetentionTable, class_of, counted_on, due_on
from triage.selectors.merges import trees_below
from triage.selectors.retention_table import get_table
from triage.selectors.time_bars import local_day
from triage.services.retaining import keepers
from triage.services.retaining.keepers import Found

AT_ONCE = 500
CHANGING = (
    *("retention_class", "version", "counted_from", "keep_until", "due_on", "is_due", "kept_by", "counted_at"),
    "confirmed_at",
)
WITH_FORCE = ("accept", "accept_for_recording")


def count_all(*, by: Actor, at: datetime) -> int:
    """Count every closed case, in transactions of up to 500 each, and drop the rows of those open again.

    Returns how many are due. Raises NotPermitted.
    """
    require(by=by, action=Action.COUNT_RETENTION)
    _drop_open()
    last: UUID | None = None
    while case_ids := _some_closed(after=last):
        count(case_ids=case_ids, by=by, at=at)
        last = case_ids[-1]
    return Retention.objects.filter(is_due=True).count()


@transaction.atomic
def count(*, case_ids: Collection[UUID], by: Actor, at: datetime) -> list[Retention]:
    """Count these cases, leaving out those that are open, emptied, or settled, with queries that don't grow in number.

    The cases are locked meanwhile. Raises NotPermitted.
    """
    require(by=by, action=Action.COUNT_RETENTION)
    locked = Case.objects.filter(id__in=case_ids).order_by("id").select_for_update(no_key=True)
    ids = list(locked.values_list("id", flat=True))
    settled = Retention.objects.filter(case__in=ids, confirmed_at__isnull=False).values("case")
    closed = Case.objects.filter(id__in=ids, merged_into__isnull=True, lead__state=State.CLOSED)
    cases = list(closed.exclude(id__in=settled).select_related("lead").order_by("id"))
    Retention.objects.filter(case__in=case_ids, confirmed_at__isnull=True).exclude(case__in=cases).delete()
    rows = _rows(cases, at=at)
    Retention.objects.bulk_create(rows, update_conflicts=True, unique_fields=["case"], update_fields=CHANGING)
    return rows


def _some_closed(*, after: UUID | None) -> list[UUID]:
    """Return the next closed cases whose destruction nobody has confirmed."""
    rows = Case.objects.filter(merged_into__isnull=True, lead__state=State.CLOSED)
    rows = rows.exclude(retention__confirmed_at__isnull=False)
    if after is not None:
        rows = rows.filter(id__gt=after)
    return list(rows.order_by("id").values_list("id", flat=True)[:AT_ONCE])


def _drop_open() -> None:
    Retention.objects.filter(confirmed_at__isnull=True).exclude(
        case__lead__state=State.CLOSED, case__merged_into__isnull=True
    ).delete()


def _rows(cases: list[Case], *, at: datetime) -> list[Retention]:
    trees = trees_below(tops=[case.id for case in cases])
    found = folded(trees)
    facts = _facts(cases)
    kept = _kept_until(cases)
    table, today = get_table(on=local_day(at)), local_day(at)
    rows = []
    for case in cases:
        row = _row(case, facts=facts[case.id], found=found, keep_until=kept.get(case.id), table=table, today=today)
        row.counted_at = at
        if case.lead.destroyed_at is not None:  # destroyed again in a hub that an older copy was put back into
            row.is_due, row.confirmed_at = False, case.lead.destroyed_at
        rows.append(row)
    return rows


def _row(
    case: Case, *, facts: CaseFacts, found: Found, keep_until: date | None, table: RetentionTable, today: date
) -> Retention:
    chosen = table.classes[class_of(facts)]
    closed_on = local_day(case.lead.state_since)
    last_on = local_day(found.last_at[case.id]) if case.id in found.last_at else closed_on
    since = counted_on(chosen, closed_on=closed_on, last_activity_on=last_on)
    due = due_on(chosen, counted_from=since, keep_until=keep_until)
    kept_by = sorted(found.kept_by.get(case.id, ()))
    return Retention(
        case=case,
        retention_class=chosen.code,
        version=table.version,
        counted_from=since,
        keep_until=keep_until,
        due_on=due,
        is_due=due <= today and not kept_by,
        kept_by=kept_by,
    )


def folded(trees: dict[UUID, set[UUID]]) -> Found:
    """Return what keeps each case of `trees`, with what was found on those that were emptied into it."""
    top_of = {each: top for top, below in trees.items() for each in below}
    return keepers.gather([keepers.look_at(list(top_of))], top_of=top_of)


def _facts(cases: list[Case]) -> dict[UUID, CaseFacts]:
    decided = _decided(cases)
    danger = _having(Handover.objects.filter(report__case__in=cases, state="taken").values_list("report__case"))
    force = _having(StepTaken.objects.filter(report__case__in=cases, step__in=WITH_FORCE).values_list("report__case"))
    return {
        case.id: CaseFacts(
            outcome=case.lead.outcome,
            decided=decided.get(case.id, ("", ""))[0],
            disposal=decided.get(case.id, ("", ""))[1],
            had_danger=case.id in danger,
            had_force=case.id in force or case.lead.outcome == "result",
            came_in_burst=case.lead.is_in_burst,
        )
        for case in cases
    }


def _decided(cases: list[Case]) -> dict[UUID, tuple[str, str]]:
    """Return outcome and disposal of the newest assessment, by case."""
    rows = Assessment.objects.filter(case__in=cases).order_by("case", "-decided_at", "-id").distinct("case")
    return {row[0]: (row[1], row[2]) for row in rows.values_list("case", "outcome", "disposal")}


def _having(rows: Iterable[tuple[UUID]]) -> frozenset[UUID]:
    return frozenset(row[0] for row in rows)


def _kept_until(cases: list[Case]) -> dict[UUID, date]:
    """Return until when reviews since the closing decided to keep each case."""
    rows = RetentionReview.objects.filter(case__in=cases, decision="keep")
    return dict(rows.values_list("case").annotate(Max("keep_until")))
