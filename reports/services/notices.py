"""The clock of telling decisions: a notice for each person who must be told of one, and when that was done.

A notice changes under the report's lock, taken before the audit's as everywhere, so that nothing waits crosswise.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.selectors import list_entries
from hatehub.audit.services import Note, record_many
from reports.models import Complainant, DecisionNotice, Report, StatusEntry, Update
from reports.selectors.entitlements import entitlement_for, get_entitlements
from reports.services.time_limits import time_limits

BATCH = 1000
Route = DecisionNotice.Route

MUST_BE_TOLD = frozenset(
    {"record_crime", "record_non_crime", "mark_out_of_scope", "close", "close_without_enforcement"}
)
"""The steps that are decisions about a report. Withdrawing is the complainant's own step, and needs no notice."""


class TellingNeedsReason(Exception):
    """That somebody was told in person is noted only with how it was done."""


class AlreadyTold(Exception):
    """The person has been told of this decision already."""


@transaction.atomic
def open_notices(
    *, reports: Iterable[Report], step: str, version: int, key: str, by: Actor, at: datetime, published_at: datetime
) -> int:
    """Open a notice for each report whose story has the line `key`, on the decision of `step`, made at `at`.

    Who gave no route is told by the status page, on which the line stands since `published_at`. A line has one
    notice: doing this twice adds nothing. Returns how many are new. Raises NotPermitted.
    """
    require(by=by, action=Action.TELL_COMPLAINANT)
    limits = time_limits(decided_at=at)
    opened = []
    for entry in _without_notice(list(reports), key=key):
        notice = DecisionNotice(report=entry.report, entry=entry, step=step, report_version=version, decided_at=at)
        notice.entitlement = entitlement_for(entry.report.complainant)
        notice.tell_by = limits[notice.entitlement]
        if not _has_route(entry.report.complainant):
            notice.told_at, notice.route = published_at, Route.STATUS_PAGE
        opened.append(notice)
    DecisionNotice.objects.bulk_create(opened, batch_size=BATCH)
    notes = [_note(notice, verb="decision_told" if notice.told_at else "decision_to_be_told") for notice in opened]
    record_many(notes=notes, by=by, at=published_at)
    return len(opened)


def _without_notice(reports: list[Report], *, key: str) -> QuerySet[StatusEntry]:
    """Return the lines that have no notice yet, with what the limit and the routes follow from and nothing sealed."""
    lines = StatusEntry.objects.filter(report__in=reports, key=key, decision_notice__isnull=True)
    person = [f"report__complainant__{name}" for name in ("kind", "wants_updates", "has_email", "has_telephone")]
    facts = [f"report__{name}" for name in ("reference", "circumstances", "danger")]
    return lines.select_related("report__complainant").only("report_id", *facts, *person).order_by("id")


@transaction.atomic
def mark_told(*, entry_id: int, route: DecisionNotice.Route, by: Actor, at: datetime, reason: str = "") -> int:
    """Note that a person has been told of the decision in one line of the story.

    Earlier decisions that were never told are settled with it. Other lines have no notice, and what has been told
    stays as it was. Returns how many notices were settled. Raises NotPermitted.
    """
    require(by=by, action=Action.TELL_COMPLAINANT)
    notice = DecisionNotice.objects.filter(entry_id=entry_id).first()
    if notice is None:
        return 0
    _lock(notice.report_id)
    return _settle(_up_to(notice), route=route, by=by, at=at, reason=reason)


@transaction.atomic
def mark_seen(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Note that a complainant has opened the status page, on which every decision stands. Raises NotPermitted."""
    require(by=by, action=Action.FOLLOW_REPORT)
    _lock(report_id)
    return _settle(DecisionNotice.objects.filter(report_id=report_id), route=Route.STATUS_PAGE, by=by, at=at)


@transaction.atomic
def tell_in_person(*, notice_id: int, by: Actor, at: datetime, reason: str) -> DecisionNotice:
    """Note that an officer has told a person, for example by telephone, and how.

    Raises TellingNeedsReason, AlreadyTold, NotPermitted and DecisionNotice.DoesNotExist.
    """
    require(by=by, action=Action.TELL_COMPLAINANT)
    if not reason.strip():
        raise TellingNeedsReason("Say how and when the person was told.")
    notice = DecisionNotice.objects.select_related("report__case").get(id=notice_id)
    if not mark_told(entry_id=notice.entry_id, route=Route.IN_PERSON, by=by, at=at, reason=reason):
        raise AlreadyTold("This person has been told of the decision already.")
    return notice


@transaction.atomic
def reopen_notice(*, update: Update, by: Actor, at: datetime) -> int:
    """Note that a message did not arrive: what it told has not been told, nor what was settled with it.

    Nothing is reopened where the person has been told of a later decision, or in another way; who has opened the
    status page since was told by that. The limit stays. Returns how many notices are open again. Raises NotPermitted.
    """
    require(by=by, action=Action.TELL_COMPLAINANT)
    notice = DecisionNotice.objects.filter(entry_id=update.entry_id).select_related("report").first()
    if notice is None:
        return 0
    _lock(notice.report_id)
    later = DecisionNotice.objects.filter(report_id=notice.report_id).exclude(id__in=_up_to(notice).values("id"))
    if later.filter(told_at__isnull=False).exists():
        return 0
    arrived = Q(entry__update__state=Update.State.SENT, entry__update__bounced_at__isnull=True)
    fallen = _up_to(notice).filter(Q(id=notice.id) | ~arrived, route=Route.MESSAGE).select_related("report")
    seen_at = _seen_at(notice)
    rows = list(fallen.order_by("id"))
    for row in rows:
        _set_told(row, at=seen_at, route=Route.STATUS_PAGE if seen_at else "")
    reason = "The message could not be delivered."
    record_many(notes=[_note(row, verb="decision_not_received", reason=reason) for row in rows], by=by, at=at)
    return 0 if seen_at else len(rows)


def _settle(notices: QuerySet[DecisionNotice], *, route: str, by: Actor, at: datetime, reason: str = "") -> int:
    waiting = list(notices.filter(told_at__isnull=True).select_related("report").order_by("id"))
    for notice in waiting:
        _set_told(notice, at=at, route=route)
    record_many(notes=[_note(notice, verb="decision_told", reason=reason) for notice in waiting], by=by, at=at)
    return len(waiting)


def _set_told(notice: DecisionNotice, *, at: datetime | None, route: str) -> None:
    notice.told_at, notice.route = at, route
    notice.save(update_fields=["told_at", "route"])


def _lock(report_id: UUID) -> None:
    Report.objects.select_for_update().get(id=report_id)


def _up_to(notice: DecisionNotice) -> QuerySet[DecisionNotice]:
    """Return the notices of the same report up to and with this one, in the order of the decisions."""
    earlier = Q(decided_at__lt=notice.decided_at) | Q(decided_at=notice.decided_at, id__lte=notice.id)
    return DecisionNotice.objects.filter(earlier, report_id=notice.report_id)


def _has_route(complainant: Complainant) -> bool:
    """Tell whether somebody asked to hear and said how: one who did not comes back to the status page."""
    return complainant.wants_updates and (complainant.has_email or complainant.has_telephone)


def _seen_at(notice: DecisionNotice) -> datetime | None:
    """Return when the status page was first opened after the decision stood on it; None where it was not."""
    entries = list_entries(subjects=[f"report:{notice.report.reference}"])
    verb = "decision_to_be_told"
    since = next((row.at for row in entries if row.verb == verb and row.details.get("notice") == notice.id), None)
    return next((row.at for row in entries if row.verb == "status_opened" and since and row.at >= since), None)


def _note(notice: DecisionNotice, *, verb: str, reason: str = "") -> Note:
    facts = {
        "notice": notice.id,
        "step": notice.step,
        "version": notice.report_version,
        "entitlement": str(notice.entitlement),
        "table": get_entitlements().version,
        "tell_by": notice.tell_by.isoformat(),
        "route": str(notice.route),
    }
    return Note(subject=f"report:{notice.report.reference}", verb=verb, reason=reason, details=facts)
