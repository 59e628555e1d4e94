"""What forces read of intelligence that they were given: a feed of it, each report whole, and as a paper.

One that was taken back or weeded, whose words are erased, or that names whom its case withholds by now, is revoked.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from intel.models import Dissemination, IntelligenceItem
from intel.rules.intelligence.steps import State
from intel.rules.intelligence.stix import StixReport
from intel.services.intelligence.bundles import (
    MEDIA_TYPE,
    bundle_of,
    object_of,
    revoked_bundle,
    stix_report,
)
from intel.services.intelligence.disseminating import number_changes
from intel.services.intelligence.frame import note
from intel.services.intelligence.papers import paper_of
from intel.services.intelligence.words import Erased, Said, read_said
from referrals.registries import Fed, FedNotFound, FedPage, FedRevoked
from reports.models import Case
from reports.services.subjects import withholds_subject
from triage.selectors.merges import roots_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PORTAL_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Had:
    """A report that a force was given, as the portal shows it; without items where it is revoked."""

    given: Dissemination
    items: list[IntelligenceItem]
    said: dict[UUID, Said]
    is_revoked: bool


def read_page(*, after: int, limit: int, by: Actor, at: datetime) -> FedPage:
    """Return a page of what the actor's force was given, and record that it was read, with counts alone.

    Raises NotPermitted. A number of statements that never grows.
    """
    require(by=by, action=Action.READ_INTELLIGENCE)
    number_changes()
    rows = list(_own(by).filter(position__gt=after).order_by("position")[: limit + 1])
    shown = rows[:limit]
    objects = [object_of(_stix(had), had.given.report, modified=had.given.changed_at) for had in _had(shown)]
    following = (shown[-1].position or after) if shown else after
    details = {"next": following, "reports": len(shown)}
    record(subject=f"force:{by.force_code}", verb="intelligence_listed", by=by, at=at, details=details)
    added = (_added(shown[0]), _added(shown[-1])) if shown else None
    return FedPage(objects=objects, following=following, is_more=len(rows) > limit, added=added)


def list_for_portal(*, page: Any, by: Actor) -> tuple[Page[Any], list[Had]]:
    """Return a page of what the actor's force was given, the newest first. Raises NotPermitted."""
    require(by=by, action=Action.READ_INTELLIGENCE)
    found = Paginator(_own(by).order_by("-at", "id"), PORTAL_PAGE).get_page(page)
    return found, _had(list(found))


@transaction.atomic
def show(*, reference: str, by: Actor, at: datetime) -> Had:
    """Return a report that the actor's force was given, and record that it was read. Raises FedNotFound."""
    had = _find(reference, by=by)
    _note_read(had, form="page", by=by, at=at)
    return had


@transaction.atomic
def give_bundle(*, reference: str, by: Actor, at: datetime) -> Fed:
    """Return the STIX bundle of a report that the actor's force was given; one that is revoked says so alone.

    Raises FedNotFound and NotPermitted.
    """
    had = _find(reference, by=by)
    row, modified = had.given.report, had.given.changed_at
    content = revoked_bundle(row, modified=modified) if had.is_revoked else bundle_of(row, modified=modified)
    _note_read(had, form="stix", content=content, by=by, at=at)
    return Fed(content=content, media_type=MEDIA_TYPE, name=f"{row.reference}.json")


@transaction.atomic
def give_paper(*, reference: str, by: Actor, at: datetime) -> Fed:
    """Return the PDF of a report that the actor's force was given. Raises FedNotFound, FedRevoked, NotPermitted."""
    had = _find(reference, by=by)
    if had.is_revoked:
        raise FedRevoked(reference)
    content = paper_of(had.given.report)
    _note_read(had, form="pdf", by=by, at=at)
    return Fed(content=content, media_type="application/pdf", name=f"{had.given.report.reference}.pdf")


def _own(by: Actor) -> QuerySet[Dissemination]:
    return Dissemination.objects.filter(force__code=by.force_code or "").select_related("report__case", "force")


def _find(reference: str, *, by: Actor) -> Had:
    require(by=by, action=Action.READ_INTELLIGENCE)
    given = _own(by).filter(report__reference=reference).first()
    if given is None:
        raise FedNotFound(reference)
    return _had([given])[0]


def _had(rows: Sequence[Dissemination]) -> list[Had]:
    """Return what a force has of each, with a number of statements that never grows."""
    reports = {given.report_id: given.report for given in rows}
    items: dict[UUID, list[IntelligenceItem]] = {report: [] for report in reports}
    for item in IntelligenceItem.objects.filter(report__in=reports).select_related("source").order_by("position"):
        item.report = reports[item.report_id]
        items[item.report_id].append(item)
    said = read_said(item for each in items.values() for item in each)
    withheld = _withheld({report.case_id for report in reports.values()})
    return [_one(given, items[given.report_id], said, withheld) for given in rows]


def _one(given: Dissemination, items: list[IntelligenceItem], said: dict[UUID, Said], withheld: frozenset[UUID]) -> Had:
    row = given.report
    is_over = given.withdrawn_at is not None or row.state != State.SIGNED_OFF
    is_unread = any(item.id not in said for item in items)
    is_withheld = row.case_id in withheld and any(item.names_subject for item in items)
    is_revoked = is_over or is_unread or is_withheld
    return Had(given=given, items=[] if is_revoked else items, said=said, is_revoked=is_revoked)


def _withheld(cases: set[UUID]) -> frozenset[UUID]:
    """Return those cases that withhold whom they are about, as they are worked now."""
    roots = roots_of(case_ids=cases)
    worked = Case.objects.select_related("lead").in_bulk(set(roots.values()))
    return frozenset(case for case, root in roots.items() if withholds_subject(case=worked[root]))


def _stix(had: Had) -> StixReport | None:
    if had.is_revoked:
        return None
    try:
        return stix_report(had.given.report, had.items, had.said, modified=had.given.changed_at)
    except Erased:
        return None


def _added(given: Dissemination) -> datetime:
    return EPOCH + timedelta(microseconds=given.position or 0)


def _note_read(had: Had, *, form: str, by: Actor, at: datetime, content: bytes = b"") -> None:
    """Record that a force has read a report, and which bytes it got first."""
    given = had.given
    if given.first_read_at is None:
        given.first_read_at = at
        given.save(update_fields=["first_read_at"])
    if content and not given.bundle_sha256:
        given.bundle_sha256 = hashlib.sha256(content).hexdigest()
        given.save(update_fields=["bundle_sha256"])
    details = {"force": given.force.code, "form": form, "is_revoked": had.is_revoked}
    note(given.report, verb="intelligence_read", by=by, at=at, details=details)
