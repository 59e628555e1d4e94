"""The benchmarks' stored reports are like real ones: a small number of them, loaded with every check on."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hatehub.outbox.models import Delivery
from reports.models import Content, Evidence, Report
from reports.rules.post_keys import recognise_post
from reports.rules.references import CASE_PREFIX, REPORT_PREFIX, parse_reference
from reports.rules.workflow import OPEN_STATES, OWNING_QUEUE
from reports.services.submission import receipt_code, receipt_hash
from tests.benches.stored import COLUMNS, Store
from triage.rules.queue_filter import Filter
from triage.selectors.queues import list_cases

pytest_plugins = ["tests.making.http"]
MANY = 200


@pytest.fixture
def store(db):
    """Two hundred reports, loaded in two goes as a benchmark does; PostgreSQL checks each row and key."""
    store = Store(now=timezone.now())
    store.grow(to=MANY // 2)
    store.grow(to=MANY)
    connection.check_constraints()
    return store


def test_stored_reports_hold_and_can_be_read_by_those_who_work_with_them(store, person, staff, officer):
    assert Report.objects.count() == MANY
    assert [table for table in COLUMNS if not store.rows[table]] == []
    assert _holds_what_a_hub_would_write()
    report = Report.objects.filter(state="closed").first()
    _give_code(report)
    opened = person.post("/status/", {"reference": report.reference, "code": receipt_code(token="known")})
    assert opened.headers["Location"] == "/status/report/"
    assert report.reference in person.get("/status/report/").content.decode()
    waiting = Report.objects.filter(state__in=OPEN_STATES).order_by("due_at").first()
    queue = OWNING_QUEUE[waiting.state]
    assert waiting in list_cases(wanted=Filter(states=frozenset({waiting.state})), by=officer).reports
    page = staff("officer").get(f"/hub/queues/?queue={queue}")
    assert "Invented words of a post" in page.content.decode()


def _holds_what_a_hub_would_write() -> bool:
    for report in Report.objects.select_related("case"):
        assert parse_reference(report.reference, prefix=REPORT_PREFIX) == report.reference
        assert parse_reference(report.case.reference, prefix=CASE_PREFIX) == report.case.reference
        assert report.submitted_at > timezone.now() - timedelta(days=6 * 365)
    for content in Content.objects.all():
        found = recognise_post(content.url)
        assert (found.platform, found.account, found.key) == (
            content.platform_code,
            content.account_handle,
            content.post_key,
        )
    assert Counter(Report.objects.values_list("state", flat=True)).most_common(1)[0][0] == "closed"
    assert Evidence.objects.count() > MANY / 5
    return not Delivery.objects.exclude(state="done").exists()


def _give_code(report: Report) -> None:
    report.receipt_hash = receipt_hash(receipt_code(token="known"))
    report.save(update_fields=["receipt_hash"])
