"""Files that are added to a report that was sent."""

import io

from django.db import connection

from reports.clients import clamd
from reports.services import added_files
from tests.making import reports as making


def test_scanner_is_asked_outside_any_transaction(submit, at, settings, monkeypatch):
    report, content, open_then = submit(), making.picture(), []

    def scan(pieces, *, address):
        open_then.append(list(connection.savepoint_ids))
        return ""

    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    monkeypatch.setattr(clamd, "scan", scan)
    before = list(connection.savepoint_ids)
    added_files.add_file(report_id=report.id, file=io.BytesIO(content), name="a.png", size=len(content), at=at)
    assert open_then == [before]
