"""A case of many reports costs a slice what a small one costs, and its files hold everybody once."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.accounts.actors import HUB
from referrals.services import bagging, packaging
from referrals.services.contents import members
from reports.models import Evidence
from tests.benches.big_case_rows import Maker
from tests.making import bags


def made(maker, members):
    case = maker.make(members)
    Evidence.objects.filter(report__case=case).delete()
    return packaging.request(case_id=case.id, by=HUB, at=timezone.now())


def written(package):
    with CaptureQueriesContext(connection) as asked:
        content = b"".join(bagging.write(package=package, at=timezone.now(), note=lambda *told: None))
    return content, len(asked)


def test_statements_do_not_grow_with_the_reports_of_a_slice(db):
    maker = Maker(now=timezone.now(), first_number=10)
    few, many = made(maker, 6), made(maker, 46)
    _, alone = written(few)
    content, together = written(many)
    assert together <= alone
    told = bags.data(content, "reports.json")
    assert len({each["reference"] for each in told}) == len(told) == 46
    for name in ("victim.json", "disclosure.json"):
        assert len(bags.data(content, name)) == 46


def test_reports_come_in_their_order_across_slices(db, monkeypatch):
    monkeypatch.setattr(members, "SLICE", 4)
    monkeypatch.setattr(bagging, "IN_SUMMARY", 3)
    package = made(Maker(now=timezone.now(), first_number=10), 11)
    content, _ = written(package)
    sent = [each["submitted_at"] for each in bags.data(content, "reports.json")]
    assert sent == sorted(sent)
    assert len(sent) == 11
    assert bags.data(content, "case.json")["reports"] == 11
