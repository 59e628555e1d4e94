"""What supervisors read of notices, and what officers read of them on a case."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import Notice, NoticeAct, NoticeReport, Subject
from intel.selectors.case_forces import forces_of
from intel.selectors.subjects import OPEN
from reports.models import Case
from triage.models import Wave

PAGE, MOST_CASES, MOST_ON_A_CASE, MOST_OTHERS = 25, 100, 10, 8
STANDING = ("open", "taken")
State = Notice.State


@dataclass(frozen=True, kw_only=True)
class NoticeCase:
    """A case that a notice rests on, with how many of its reports, and which forces have it."""

    case: Case
    reports: int
    first: datetime
    forces: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NoticeSeen:
    """A notice in full. `arrived` is when each of its reports came; `surge` the wave of triage's for the same name."""

    notice: Notice
    cases: tuple[NoticeCase, ...]
    more_cases: int
    arrived: tuple[datetime, ...]
    acts: tuple[NoticeAct, ...]
    subject: Subject | None
    surge: Wave | None


@dataclass(frozen=True, kw_only=True)
class OnCase:
    """A notice that rests on a case, and the references of other cases that it rests on, the newest eight."""

    notice: Notice
    others: tuple[str, ...]
    more: int


def waiting(*, by: Actor) -> QuerySet[Notice]:
    """Return the notices that nobody has dealt with. Raises NotPermitted."""
    require(by=by, action=Action.WORK_NOTICES)
    return Notice.objects.filter(state=State.OPEN)


def list_notices(*, states: tuple[str, ...], kind: str, page: Any, by: Actor) -> Page[Notice]:
    """Return a page of notices that stand so, the newest first. Raises NotPermitted."""
    require(by=by, action=Action.WORK_NOTICES)
    rows = Notice.objects.filter(state__in=states)
    if kind:
        rows = rows.filter(kind=kind)
    return Paginator(rows.order_by("-noticed_at", "id"), PAGE).get_page(page)


def count_by_state(*, by: Actor) -> Mapping[str, int]:
    """Return how many notices stand in each state. Raises NotPermitted."""
    require(by=by, action=Action.WORK_NOTICES)
    return Counter(dict(Notice.objects.values_list("state").annotate(Count("id"))))


def read_notice(*, notice_id: UUID, by: Actor) -> NoticeSeen | None:
    """Return a notice with what it rests on; None where there is no such. Eight queries. Raises NotPermitted."""
    require(by=by, action=Action.WORK_NOTICES)
    row = Notice.objects.filter(id=notice_id).first()
    if row is None:
        return None
    members = _shown(row)
    counted = members.values("report__case").annotate(n=Count("id"), first=Min("report__submitted_at"))
    found = {each["report__case"]: each for each in counted.order_by("-first", "report__case")[: MOST_CASES + 1]}
    shown = list(found)[:MOST_CASES]
    cases, forces = Case.objects.select_related("lead").in_bulk(shown), forces_of(cases=shown, field="name")
    subject_id = row.key if row.kind == Notice.Kind.SUBJECT else None
    return NoticeSeen(
        notice=row,
        cases=tuple(
            NoticeCase(
                case=cases[each],
                reports=found[each]["n"],
                first=found[each]["first"],
                forces=tuple(forces.get(each, ())),
            )
            for each in shown
        ),
        more_cases=members.values("report__case").distinct().count() - len(shown) if len(found) > MOST_CASES else 0,
        arrived=tuple(members.order_by("report__submitted_at").values_list("report__submitted_at", flat=True)),
        acts=tuple(row.acts.order_by("-at", "-id")[:50]),
        subject=Subject.objects.filter(id=subject_id).first() if subject_id else None,
        surge=_surge(row),
    )


def notices_on(*, case: Case, hides_subject: bool) -> list[OnCase]:
    """Return the notices that rest on a case and stand, with other cases that they rest on: two queries.

    One that somebody has quietened is no news to an officer. One about a subject is left out where it is withheld.
    """
    rows = Notice.objects.filter(members__report__case=case, state__in=(*STANDING, State.WORKED)).distinct()
    if hides_subject:
        rows = rows.exclude(kind=Notice.Kind.SUBJECT)
    found = list(rows.order_by("kind", "-noticed_at", "id")[:MOST_ON_A_CASE])
    others = NoticeReport.objects.filter(OPEN, notice__in=found).exclude(report__case=case)
    pairs = others.order_by("notice", "-report__case__opened_at", "report__case")
    by_notice: dict[UUID, dict[str, None]] = {}
    for notice_id, reference in pairs.values_list("notice", "report__case__reference")[:2_000]:
        by_notice.setdefault(notice_id, {})[reference] = None
    return [
        OnCase(
            notice=row,
            others=tuple(by_notice.get(row.id, {}))[:MOST_OTHERS],
            more=max(0, len(by_notice.get(row.id, {})) - MOST_OTHERS),
        )
        for row in found
    ]


def _shown(row: Notice) -> QuerySet[NoticeReport]:
    """Return the reports that a notice rests on; those that name who may not be shown are left out."""
    return row.members.filter(OPEN) if row.kind == Notice.Kind.SUBJECT else row.members.all()


def _surge(row: Notice) -> Wave | None:
    kind, _, key = row.key.partition(":")
    if row.kind != Notice.Kind.WAVE or kind != "target":
        return None
    return Wave.objects.filter(kind="target", key=key).first()
