"""The benchmark's case of many is like a real one: every key, seal and audit chain holds, and its tabs open."""

from django.db import connection
from django.utils import timezone

from hatehub.audit.selectors import verify
from tests.benches.big_case_rows import Maker

pytest_plugins = ["tests.making.http"]


def test_case_of_the_benchmark_holds_and_can_be_worked_with(db, staff):
    case = Maker(now=timezone.now(), first_number=10).make(46)
    connection.check_constraints()
    assert verify().first_broken is None
    assert case.reports.count() == 46
    officer = staff("officer")
    address = f"/hub/cases/{case.reference}/tab"
    assert "screenshot.png" in officer.get(f"{address}/overview/").content.decode()
    assert "I saw another one, number 13." in officer.get(f"{address}/messages/").content.decode()
    assert "Is the person targeted" in officer.get(f"{address}/reports/").content.decode()
    assert officer.get(f"{address}/timeline/").status_code == 200
