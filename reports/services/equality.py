"""Keeping the answers of equality monitoring, apart from every report."""

from collections.abc import Mapping
from datetime import datetime

from reports.models import EqualityAnswer
from reports.rules.equality import check_answers


def keep(*, given: Mapping[str, str], at: datetime) -> EqualityAnswer | None:
    """Keep one person's answers with the month alone; nothing where nothing was answered. Raises UnknownAnswer."""
    answered = check_answers(given)
    if not answered:
        return None
    return EqualityAnswer.objects.create(month=at.date().replace(day=1), answers=answered)
