"""Taking a request in, and looking for what may be about the person."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault.models import Purpose
from hatehub.vault.services import create_keys
from reports.models import Report
from reports.rules.references import REPORT_PREFIX, new_reference, parse_reference
from triage.models import AccessItem, AccessRequest
from triage.rules.access_requests import Kind, Step, due_on
from triage.selectors.time_bars import local_day
from triage.services.access_requests.frame import AccessRefused, locked, needed, open_asker, seal_asker
from triage.services.access_requests.parts import REPORTS, Asker, Hit, list_sources

REFERENCE_PREFIX = "OHA"
BY_REFERENCE = "reference"
MOST_ITEMS = 1_000
NOTHING_MORE = Asker()


@transaction.atomic
def receive(
    *,
    kind: Kind,
    asker: Asker,
    references: Sequence[str],
    received_on: date,
    confirmed_on: date,
    by: Actor,
    at: datetime,
) -> AccessRequest:
    """Take a request in, and look for what may be about the person. Nothing of it is included yet.

    Raises NotPermitted, and AccessRefused where a report is not known, nothing says who it is, or a day is wrong.
    """
    require(by=by, action=Action.PREPARE_ACCESS)
    reports = reports_called(references)
    _check(asker, reports, received_on=received_on, confirmed_on=confirmed_on, today=local_day(at))
    request_id = uuid4()
    create_keys(owner=request_id, purposes=(Purpose.PERSON, Purpose.MATERIAL), at=at)
    request = AccessRequest.objects.create(
        id=request_id,
        reference=new_reference(REFERENCE_PREFIX),
        kind=Kind(kind).value,
        sealed_asker=seal_asker(request_id, asker),
        received_on=received_on,
        confirmed_on=confirmed_on,
        due_on=due_on(received_on=received_on, confirmed_on=confirmed_on),
        opened_by=str(by),
        opened_at=at,
    )
    record(subject=request.subject, verb="access_requested", by=by, at=at, details={"kind": request.kind})
    _add(request, REPORTS, [Hit(key=str(report.id), how=BY_REFERENCE) for report in reports], at=at)
    _look(request, asker, by=by, at=at)
    return request


@transaction.atomic
def look_again(
    *, request_id: UUID, references: Sequence[str], by: Actor, at: datetime, more: Asker = NOTHING_MORE
) -> int:
    """Add reports by reference, and look again for what may be about the person; return how much is new.

    Of `more` the addresses, numbers and accounts are added to those that are known.

    What was decided stays. Raises NotPermitted, NotInThisState, and AccessRefused for a report that is not known.
    """
    require(by=by, action=Action.PREPARE_ACCESS)
    request = locked(request_id, step=Step.PREPARE)
    reports = reports_called(references)
    before, asker = request.items.count(), _with(open_asker(request), more)
    request.sealed_asker = seal_asker(request.id, asker)
    request.save(update_fields=["sealed_asker"])
    _add(request, REPORTS, [Hit(key=str(report.id), how=BY_REFERENCE) for report in reports], at=at)
    return _look(request, asker, by=by, at=at) - before


def _with(asker: Asker, more: Asker) -> Asker:
    """Return who asks with what was learnt since, each thing once."""
    return replace(
        asker,
        emails=tuple(dict.fromkeys([*asker.emails, *more.emails])),
        telephones=tuple(dict.fromkeys([*asker.telephones, *more.telephones])),
        handles=tuple(dict.fromkeys([*asker.handles, *more.handles])),
    )


def reports_called(references: Sequence[str]) -> list[Report]:
    """Return the reports of these references, however they were typed. Raises AccessRefused for one that is not."""
    typed = {text: parse_reference(text, prefix=REPORT_PREFIX) for text in references}
    known = {
        row.reference: row for row in Report.objects.filter(reference__in=[each for each in typed.values() if each])
    }
    unknown = [text for text, reference in typed.items() if reference not in known]
    if unknown:
        shown = ", ".join(unknown[:5])
        raise AccessRefused(f"There is no report with this reference: {shown}.", field="references")
    return list(known.values())


def _check(asker: Asker, reports: Sequence[Report], *, received_on: date, confirmed_on: date, today: date) -> None:
    needed(asker.checked, message="Say how it was checked who asks.", field="checked")
    if received_on > today:
        raise AccessRefused("The request cannot have come in after today.", field="received_on")
    if confirmed_on > today:
        raise AccessRefused("That cannot have been certain after today.", field="confirmed_on")
    if not (reports or asker.name or asker.emails or asker.telephones or asker.handles):
        raise AccessRefused("Enter a reference, a name, an address, a number or an account to look for.", field="name")


def _look(request: AccessRequest, asker: Asker, *, by: Actor, at: datetime) -> int:
    """Add what each source finds, and return how much there is in all."""
    for source in list_sources(Kind(request.kind)):
        _add(request, source.code, source.find(asker, kind=Kind(request.kind), by=by), at=at)
    total = request.items.count()
    record(subject=request.subject, verb="access_searched", by=by, at=at, details={"found": total})
    return total


def _add(request: AccessRequest, source: str, hits: Iterable[Hit], *, at: datetime) -> None:
    """Add what was found and is not there yet. Raises AccessRefused where it is too much for anybody to decide on."""
    rows = {hit.key: AccessItem(request=request, source=source, key=hit.key, how=hit.how, found_at=at) for hit in hits}
    if len(rows) > MOST_ITEMS:
        text = f"More than {MOST_ITEMS} are found. Enter something that tells the person more exactly."
        raise AccessRefused(text, field="name")
    AccessItem.objects.bulk_create(rows.values(), ignore_conflicts=True)
