"""Withholding, and in the end destroying, who a non-crime is about."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.events import SubjectDestroyed
from reports.models import Case, Content, Report
from reports.rules.subjects import LOOKED_AT_AGAIN, is_withheld

AT_ONCE = 100


class SubjectWithheld(Exception):
    """Who this report is about is restricted: nobody may see or use it."""


def check_not_withheld(*, case: Case) -> None:
    """Raise SubjectWithheld where who the case is about is restricted."""
    if withholds_subject(case=case):
        raise SubjectWithheld(case.reference)


def withholds_subject(*, case: Case) -> bool:
    """Tell whether who the case is about is restricted; not while its decision is looked at again."""
    return is_withheld(restricted_at=case.subject_restricted_at, lead_state=case.lead.state)


@transaction.atomic
def restrict(*, case_id: UUID, destroy_at: datetime, by: Actor, at: datetime, reason: str) -> Case:
    """Withhold who every report of a case is about, to be destroyed at a time. Raises NotPermitted.

    Whoever joins the case is covered, whoever leaves it is not.
    """
    return _settle(case_id, verb="subject_restricted", since=at, destroy_at=destroy_at, by=by, at=at, reason=reason)


@transaction.atomic
def keep(*, case_id: UUID, by: Actor, at: datetime, reason: str) -> Case:
    """Keep who a case is about, and end a restriction there was. What is destroyed stays so. Raises NotPermitted."""
    return _settle(case_id, verb="subject_kept", since=None, destroy_at=None, by=by, at=at, reason=reason)


def _settle(
    case_id: UUID,
    *,
    verb: str,
    since: datetime | None,
    destroy_at: datetime | None,
    by: Actor,
    at: datetime,
    reason: str,
) -> Case:
    require(by=by, action=Action.ASSESS)
    case = Case.objects.select_for_update(no_key=True).get(id=case_id)
    case.subject_restricted_at, case.subject_destroy_at = since, destroy_at
    case.save(update_fields=["subject_restricted_at", "subject_destroy_at"])
    details = {"destroy_at": destroy_at.isoformat()} if destroy_at else {}
    record(subject=f"case:{case.reference}", verb=verb, by=by, at=at, reason=reason, details=details)
    return case


def destroy_due(*, by: Actor, at: datetime) -> int:
    """Destroy what is due on up to 100 reports, each in a transaction of its own; return how many.

    A case that is looked at again waits for its next decision, one under a legal hold until that is lifted.
    """
    due = Report.objects.filter(
        case__subject_destroy_at__lte=at,
        case__merged_into__isnull=True,
        case__held_since__isnull=True,
        subject_destroyed_at__isnull=True,
    )
    waiting = due.exclude(case__lead__state__in=LOOKED_AT_AGAIN).order_by("case__subject_destroy_at", "id")
    return sum(_destroy(report_id, by=by, at=at) for report_id in waiting.values_list("id", flat=True)[:AT_ONCE])


@transaction.atomic
def _destroy(report_id: UUID, *, by: Actor, at: datetime) -> bool:
    """Destroy the subject's key and what names an account; tell whether it was still to be done."""
    require(by=by, action=Action.DESTROY_SUBJECT)
    case = Case.objects.select_for_update(of=["self"], no_key=True).select_related("lead").get(reports=report_id)
    report = Report.objects.select_for_update().get(id=report_id)
    is_due = case.subject_destroy_at is not None and case.subject_destroy_at <= at and withholds_subject(case=case)
    is_due = is_due and case.held_since is None
    if report.subject_destroyed_at is not None or not is_due:
        return False
    vault.destroy_key(owner=report.id, purpose=Purpose.SUBJECT, at=at)
    _forget(report, case, reason="The time for a review has passed.", by=by, at=at)
    return True


@transaction.atomic
def forget_destroyed(*, report_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Remove what names an account where the subject's key is destroyed already.

    Doing it twice changes nothing. Raises NotPermitted.
    """
    require(by=by, action=Action.DESTROY_SUBJECT)
    case = Case.objects.select_for_update(of=["self"], no_key=True).get(reports=report_id)
    report = Report.objects.select_for_update().get(id=report_id)
    if report.subject_destroyed_at is None and vault.is_destroyed(owner=report_id, purpose=Purpose.SUBJECT):
        _forget(report, case, reason=reason, by=by, at=at)


def _forget(report: Report, case: Case, *, reason: str, by: Actor, at: datetime) -> None:
    """Remove what names an account from a report that is locked, record it and tell the others."""
    Content.objects.filter(report=report).update(url="", account_handle="", post_key=None, sealed_details=None)
    report.subject_destroyed_at = at
    report.save(update_fields=["subject_destroyed_at"])
    record(subject=f"report:{report.reference}", verb="subject_destroyed", by=by, at=at, reason=reason)
    publish(SubjectDestroyed(report_id=str(report.id), case_id=str(case.id)), stream=str(case.id), at=at)
