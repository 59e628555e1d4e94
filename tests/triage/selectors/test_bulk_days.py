"""The day by which offences are chosen for many cases at once."""

from datetime import UTC, date, datetime

from tests.making import reports as making
from triage.selectors.bulk_facts import judged


def test_day_of_a_report_is_the_day_where_the_hub_is(db, officer):
    report = making.submit(at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC), happened_on=None)
    assert judged(report_ids=[report.id], by=officer)[report.id].facts.on == date(2026, 7, 1)
