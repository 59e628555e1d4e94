"""What becomes of who a report is about, once it is decided what the report is."""

from datetime import datetime, timedelta
from uuid import UUID

from hatehub.accounts.actors import Actor
from reports.models import Case
from reports.services import subjects
from triage.selectors.subject_table import get_review_days

CRIME = "It is a crime, so the law on crimes holds for who it is about."
THRESHOLD_MET = "The threshold for keeping the subject's data is met; the assessment says why."
THRESHOLD_NOT_MET = "It is not a crime, and the threshold for keeping the subject's data is not met."


def settle(*, case_id: UUID, outcome: str, is_threshold_met: bool, by: Actor, at: datetime) -> None:
    """Keep who a case is about, or withhold it until the time for a review is over. Raises NotPermitted.

    Kept for a crime, and for a non-crime whose assessment found a real risk of significant harm or of an offence.
    """
    if outcome == "crime" and not Case.objects.filter(id=case_id, subject_restricted_at__isnull=False).exists():
        return
    if outcome == "crime" or is_threshold_met:
        reason = CRIME if outcome == "crime" else THRESHOLD_MET
        subjects.keep(case_id=case_id, by=by, at=at, reason=reason)
        return
    destroy_at = at + timedelta(days=get_review_days())
    subjects.restrict(case_id=case_id, destroy_at=destroy_at, by=by, at=at, reason=THRESHOLD_NOT_MET)
