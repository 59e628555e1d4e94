"""Who else complained in the cases of a bundle: read to be taken out of its texts, and shown to nobody."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import Count

from hatehub.accounts.actors import Actor
from reports.models import Case, Report
from reports.services.personal import Contact
from reports.services.what_is_left import read_contacts_left, read_contacts_of_case
from triage.models import Merge
from triage.rules.access_requests import Kind
from triage.rules.access_taking_out import other_values, take_out
from triage.services.access_requests.parts import Asker, Hide

WHY = "to take whoever else complained out of what a person is given"


@dataclass(frozen=True, kw_only=True)
class Others:
    """What takes other people out of a text, and the cases in which other people's reports are or were."""

    hide: Hide
    shared: frozenset[UUID]


def others_of(*, reports: Sequence[Report], asker: Asker, kind: Kind, by: Actor, at: datetime) -> Others:
    """Return how others are taken out. Of somebody whom reports are about, everybody who complained is another.

    The reading is recorded.
    """
    ids = list(dict.fromkeys(report.case_id for report in reports))
    cases = list(Case.objects.filter(id__in=ids).order_by("id"))
    shared = _shared(ids)
    read = [contact for case in cases if _is_read(case, shared, kind) for contact in _contacts(case, by=by, at=at)]
    own = [asker.name, *asker.emails, *asker.telephones]
    if kind == Kind.COMPLAINANT and shared:
        mine = read_contacts_left(reports=reports, by=by, at=at, reason=WHY)
        own += _values(mine.values())
    values = other_values(_values(read), own=own)
    return Others(hide=partial(take_out, values=values), shared=shared)


def _is_read(case: Case, shared: Collection[UUID], kind: Kind) -> bool:
    return kind == Kind.SUBJECT or case.id in shared


def _contacts(case: Case, *, by: Actor, at: datetime) -> list[Contact]:
    return read_contacts_of_case(case=case, by=by, at=at, reason=WHY)


def _shared(cases: Sequence[UUID]) -> frozenset[UUID]:
    """Return the cases that hold several reports, or held another one."""
    many = Report.objects.filter(case__in=cases).values("case").annotate(number=Count("id")).filter(number__gt=1)
    merged_in = Merge.objects.filter(into_case__in=cases).values_list("into_case", flat=True)
    taken_out = Merge.objects.filter(left_case__in=cases).values_list("left_case", flat=True)
    found = {each for rows in (merged_in, taken_out) for each in rows if each is not None}
    return frozenset(many.values_list("case", flat=True)) | found


def _values(contacts: Iterable[Contact]) -> list[str]:
    return [
        value
        for each in contacts
        for value in (each.name, each.email, each.telephone, each.postcode, each.organisation, each.own_reference)
        if value
    ]
