"""The month under which answers of equality monitoring are kept."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from reports.services import equality


@pytest.mark.django_db
def test_answers_of_the_first_hour_of_a_month_belong_to_that_month():
    past_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    kept = equality.keep(given={"disabled": "no"}, draft_id=uuid4(), at=past_midnight)
    assert kept.month == date(2026, 7, 1)
