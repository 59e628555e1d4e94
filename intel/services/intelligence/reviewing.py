"""Reviewing a report: kept until another day, or weeded, each with a reason."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault.models import Purpose
from hatehub.vault.services import KeyDestroyed, is_destroyed
from intel.models import IntelligenceReport, IntelligenceReview
from intel.rules.intelligence.steps import State
from intel.services.intelligence import words
from intel.services.intelligence.comparing import check_words
from intel.services.intelligence.disseminating import change
from intel.services.intelligence.emptying import empty
from intel.services.intelligence.frame import note, stepping
from intel.services.intelligence.refusals import IntelligenceRefused
from intel.services.intelligence.signing import check_review_day
from reports.models import Report
from triage.selectors.merges import cases_below, root_of
from triage.selectors.time_bars import local_day

Decision = IntelligenceReview.Decision
SUBJECT_GONE = "It names somebody whose data had to go: it was decided that what they did is no crime."


@transaction.atomic
def keep(*, reference: str, until: date, why: str, by: Actor, at: datetime) -> IntelligenceReview:
    """Keep a report that is signed off until another day. Raises IntelligenceRefused, StepRefused, NotPermitted."""
    row = stepping(reference, "weed", by=by)
    check_review_day(until, today=local_day(at))
    review = _reviewed(row, Decision.KEEP, check_words(why, row=row, field="why", at=at), until=until, by=by, at=at)
    row.review_due_on = until
    row.save(update_fields=["review_due_on"])
    note(row, verb="intelligence_kept", by=by, at=at, details={"until": until.isoformat()})
    return review


@transaction.atomic
def weed(*, reference: str, why: str, by: Actor, at: datetime) -> IntelligenceReview:
    """Weed a report: what it said is gone, and forces that have it are told. Raises IntelligenceRefused."""
    row = stepping(reference, "weed", by=by)
    return _weed(row, check_words(why, row=row, field="why", at=at), by=by, at=at)


@transaction.atomic
def forget_subject(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Weed every report that names who a case is about, as that is destroyed; return how many.

    Drafts lose what their items say; they are written anew, or dropped.
    """
    require(by=by, action=Action.WEED_INTELLIGENCE)
    case = root_of(case_id=Report.objects.only("case_id").get(id=report_id).case_id)
    rows = IntelligenceReport.objects.filter(case__in=cases_below(case_id=case.id)).exclude(state=State.WEEDED)
    weeded = 0
    for row in rows.select_for_update(of=("self",), no_key=True).order_by("id"):
        if row.state == State.SIGNED_OFF:
            if row.items.filter(names_subject=True).exists():
                _weed(row, SUBJECT_GONE, by=by, at=at)
                weeded += 1
            continue
        row.items.update(sealed_words=None)
    return weeded


def _weed(row: IntelligenceReport, why: str, *, by: Actor, at: datetime) -> IntelligenceReview:
    review = _reviewed(row, Decision.WEED, why, until=None, by=by, at=at)
    row.weed(by=str(by), at=at)
    empty(row)
    row.save()
    for given in row.disseminations.filter(withdrawn_at__isnull=True):
        change(given, at=at)
    note(row, verb="intelligence_weeded", by=by, at=at)
    return review


def _reviewed(
    row: IntelligenceReport, decision: Decision, why: str, *, until: date | None, by: Actor, at: datetime
) -> IntelligenceReview:
    review = IntelligenceReview(report=row, decision=decision.value, keep_until=until, by=str(by), at=at)
    review.sealed_why = _sealed(why, row)
    review.save(force_insert=True)
    return review


def _sealed(why: str, row: IntelligenceReport) -> bytes:
    """Return the reason sealed; empty where all of the case has been erased, which is no reason not to weed."""
    if is_destroyed(owner=row.sealed_for_id, purpose=Purpose.MATERIAL):
        return b""
    try:
        return words.seal_of_report(why[: words.LONGEST_REASON], report=row, field=f"{row.field}:review")
    except KeyDestroyed:
        raise IntelligenceRefused("What this would be sealed under has been erased.") from None
