"""Looking at subjects as something becomes of their cases: who else has them, and whether they repeat.

A subject that many reports name is looked at once a minute at the most, however many come in: in a night with thousands
of reports of one post nothing waits behind it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import Sighting, Subject
from intel.selectors.shared_subjects import subjects_in
from intel.selectors.tellings import subjects_named
from intel.services import repeats_noticed, sharing_subjects

MANY = 50
MOST_DUE = 200


@transaction.atomic
def look_at_cases(*, cases: Iterable[UUID], by: Actor, at: datetime) -> None:
    """Look at whom cases name, after something became of the cases. Raises NotPermitted."""
    look(subjects=subjects_in(cases=list(cases)), by=by, at=at)


@transaction.atomic
def look_at_report(*, report_id: UUID, by: Actor, at: datetime) -> None:
    """Look at whom a report names. Raises NotPermitted."""
    look(subjects=subjects_named(report_ids=[report_id]), by=by, at=at)


@transaction.atomic
def look(*, subjects: Collection[UUID], by: Actor, at: datetime) -> None:
    """Look at these subjects now, and put off those that many reports name. Raises NotPermitted."""
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    named = Sighting.objects.filter(account__subject__in=subjects).values("account__subject")
    counted = named.annotate(reports=Count("id")).filter(reports__gt=MANY)
    many = set(counted.order_by().values_list("account__subject", flat=True))
    if many:
        Subject.objects.filter(id__in=many, look_due_at__isnull=True).update(look_due_at=at)
    look_now(subjects=set(subjects) - many, by=by, at=at)


def look_at_due(*, by: Actor, at: datetime) -> int:
    """Look at up to 200 subjects that were put off, each in a transaction of its own; return how many."""
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    due = list(Subject.objects.filter(look_due_at__lte=at).order_by("look_due_at", "id").values_list("id")[:MOST_DUE])
    return sum(_look_at_one(subject, by=by, at=at) for (subject,) in due)


@transaction.atomic
def _look_at_one(subject: UUID, *, by: Actor, at: datetime) -> bool:
    """Look at one subject. What comes in meanwhile makes it due again."""
    if not Subject.objects.filter(id=subject, look_due_at__isnull=False).update(look_due_at=None):
        return False
    look_now(subjects={subject}, by=by, at=at)
    return True


def look_now(*, subjects: Collection[UUID], by: Actor, at: datetime) -> None:
    """Look at these subjects now, however many reports name them. Raises NotPermitted."""
    if subjects:
        sharing_subjects.settle(subjects=subjects, by=by, at=at)
        repeats_noticed.look_at_subjects(subject_ids=subjects, by=by, at=at)
