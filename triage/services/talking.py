"""Talking with complainants from a case: what is said stands with the reports, and queues show who waits for whom."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from reports.models import Case, Message
from reports.services import messaging
from triage.services import listing


@transaction.atomic
def ask(*, report_id: UUID, text: str, by: Actor, at: datetime) -> Message:
    """Ask a complainant something; the case is listed as waiting for them. Raises NothingWritten, NotPermitted."""
    question = messaging.ask(report_id=report_id, text=text, by=by, at=at)
    listing.refresh(case_ids=[question.report.case_id], by=by)
    return question


@transaction.atomic
def take_back(*, question_id: int, by: Actor, at: datetime, reason: str) -> Message:
    """Take back a question that needs no answer any more. Raises QuestionClosed, NotPermitted."""
    question = messaging.take_back(question_id=question_id, by=by, at=at, reason=reason)
    listing.refresh(case_ids=[question.report.case_id], by=by)
    return question


@transaction.atomic
def mark_read(*, case: Case, message_ids: Iterable[int], by: Actor, at: datetime) -> int:
    """Note that an officer has read these messages; return how many of them were new. Raises NotPermitted."""
    own = case.reports.values("id")
    new = messaging.mark_read(report_ids=own, message_ids=message_ids, by=by, at=at)
    listing.refresh(case_ids=[case.id], by=by)
    return new
