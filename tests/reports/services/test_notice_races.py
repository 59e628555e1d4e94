from hatehub.accounts.actors import HUB, actor_for_complainant
from hatehub.audit.models import Entry
from reports.models import DecisionNotice
from reports.services import notices
from reports.services.notices import Route
from tests.making import reports as making

pytest_plugins = ["tests.making.committing"]


def test_message_and_status_page_at_the_same_moment_tell_once(together, officer, at):
    report = making.walk(making.submit(at=at, email="a@example.org"), to="assessed_crime", by=officer, at=at)
    making.work_off()
    notice = DecisionNotice.objects.get(report=report)
    told = together(
        lambda: notices.mark_told(entry_id=notice.entry_id, route=Route.MESSAGE, by=HUB, at=at),
        lambda: notices.mark_seen(report_id=report.id, by=actor_for_complainant(report.reference), at=at),
    )
    assert sorted(told) == [0, 1]
    assert Entry.objects.filter(verb="decision_told").count() == 1
