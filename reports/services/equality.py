"""Keeping the answers of equality monitoring, apart from every report."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from hatehub.vault.services import lookup_hash
from reports.clients import tallies
from reports.models import EqualityAnswer
from reports.rules.equality import check_answers


def keep(*, given: Mapping[str, str], draft_id: UUID, at: datetime) -> EqualityAnswer | None:
    """Keep one person's answers with the month alone; nothing where nothing was answered, or it was before.

    That somebody has answered is remembered for as long as their draft is known, and not what. Raises UnknownAnswer.
    """
    answered = check_answers(given)
    if not answered or not _is_first(draft_id):
        return None
    return EqualityAnswer.objects.create(month=timezone.localdate(at).replace(day=1), answers=answered)


def _is_first(draft_id: UUID) -> bool:
    kept = timedelta(days=settings.DRAFT_LIFETIME_DAYS)
    return tallies.claim(
        f"equality:{lookup_hash(str(draft_id), purpose='answered')}", seconds=int(kept.total_seconds())
    )
