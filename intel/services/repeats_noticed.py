"""Looking whether somebody is a repeat victim, and whether one subject has become a matter of several."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import Notice, NoticeReport
from intel.rules.repeats import Repeat, repeat_subject, repeat_victim
from intel.selectors.data_files import notice_table
from intel.selectors.tellings import of_person, of_subject, person_names
from intel.services import noticing
from intel.services.noticing import Found

Kind = Notice.Kind
PAGE = 200


@transaction.atomic
def look_at_sender(*, report_id: UUID, by: Actor, at: datetime) -> Notice | None:
    """Look whether whoever sent a report is a repeat victim; return the notice where there is one.

    One person's notice is known by the first report that it was begun with, not by anything about the person.
    """
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    for name in person_names(report_id=report_id):
        noticing.take_turn(name)
    numbers = notice_table().victim
    tellings = of_person(report_id=report_id, since=numbers.within)
    found = repeat_victim(tellings, numbers=numbers)
    of_them = [each.report_id for each in tellings] or [report_id]
    standing = _standing(Kind.VICTIM, of_them)
    if found is None:
        for row in standing:
            noticing.let_go(notice_id=row.id, by=by, at=at)
        return None
    key = standing[0].key if standing else str(found.tellings[0].report_id)
    for row in standing[1:]:
        noticing.let_go(notice_id=row.id, by=by, at=at)
    return noticing.keep(kind=Kind.VICTIM, key=key, found=_found(found), by=by, at=at)


@transaction.atomic
def look_at_subjects(*, subject_ids: Collection[UUID], by: Actor, at: datetime) -> None:
    """Look whether these subjects are a matter of several people or forces. Raises NotPermitted."""
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    numbers = notice_table().subject
    for subject_id in sorted(subject_ids):
        noticing.take_turn(str(subject_id))
        found = repeat_subject(of_subject(subject_id=subject_id, since=numbers.within), numbers=numbers)
        if found is not None:
            noticing.keep(kind=Kind.SUBJECT, key=str(subject_id), found=_found(found), by=by, at=at)
            continue
        for row in Notice.objects.filter(kind=Kind.SUBJECT, key=str(subject_id)).exclude(state="gone"):
            noticing.let_go(notice_id=row.id, by=by, at=at)


@transaction.atomic
def drop_report(*, report_id: UUID, by: Actor, at: datetime) -> None:
    """Take a report out of what it stood for, as what was derived from it is gone, and look at the rest again.

    Raises NotPermitted.
    """
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    rested = NoticeReport.objects.filter(report=report_id)
    notices = list(Notice.objects.filter(members__in=rested).order_by("id"))
    rested.delete()
    for row in notices:
        review(notice=row, by=by, at=at)


@transaction.atomic
def review_page(*, before: datetime, by: Actor, at: datetime) -> int:
    """Look again at repeats that nobody has looked at since, up to 200; return how many there were."""
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    repeats = Notice.objects.filter(kind__in=[Kind.VICTIM, Kind.SUBJECT], looked_at__lt=before).exclude(state="gone")
    rows = list(repeats.order_by("looked_at", "id")[:PAGE])
    for row in rows:
        review(notice=row, by=by, at=at)
    return len(rows)


def review(*, notice: Notice, by: Actor, at: datetime) -> None:
    """Look again whether a notice of a repeat stands."""
    if notice.kind == Kind.SUBJECT:
        look_at_subjects(subject_ids=[UUID(notice.key)], by=by, at=at)
    elif notice.kind == Kind.VICTIM:
        _review_victim(notice, by=by, at=at)


def _review_victim(notice: Notice, *, by: Actor, at: datetime) -> None:
    """Look by way of each report that is left, the newest first, until one keeps the notice; else it goes."""
    left = notice.members.order_by("-report__submitted_at", "-report").values_list("report", flat=True)
    for report_id in left:
        kept = look_at_sender(report_id=report_id, by=by, at=at)
        if kept is not None and kept.id == notice.id:
            return
    noticing.let_go(notice_id=notice.id, by=by, at=at)


def _standing(kind: str, report_ids: Collection[UUID]) -> list[Notice]:
    """Return the notices that rest on any of these reports or were begun with one, the eldest first."""
    begun = Notice.objects.filter(kind=kind, key__in=[str(each) for each in report_ids])
    resting = Notice.objects.filter(kind=kind, members__report__in=report_ids)
    return sorted({*begun, *resting}, key=lambda row: (row.state == "gone", row.first_at, str(row.id)))


def _found(repeat: Repeat) -> Found:
    tellings = repeat.tellings
    facts = {
        "why": [each.value for each in repeat.why],
        "occurrences": len(repeat.occurrences),
        "reports": len(tellings),
        "people": repeat.people,
        "forces": sorted(repeat.forces),
        "within_days": repeat.within.days,
        "urgency": [each.urgency for each in repeat.occurrences][-12:],
    }
    return Found(
        level=repeat.level,
        report_ids=[each.report_id for each in tellings],
        facts=facts,
        first_at=repeat.first_at,
        last_at=repeat.last_at,
    )
