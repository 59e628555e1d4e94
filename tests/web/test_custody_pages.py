import pytest

from reports.models import Evidence
from reports.services import custody, files, quarantine
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]
REASON = {"reason": "The store was mounted again."}


@pytest.fixture
def item(submit):
    return submit(files=[making.picture()]).evidence.select_related("report__case").get()


@pytest.fixture
def quarantined(item, at):
    quarantine.put(evidence_id=item.id, why=quarantine.Why.MISSING, by=custody.HUB, at=at)
    return item


def text_of(answer):
    return answer.content.decode()


def address(item, page):
    return f"/hub/exhibits/{item.id}/{page}/"


def test_custody_page_says_who_did_what_and_never_the_name_of_the_file(staff, item, officer, at):
    list(custody.read(item=item, by=officer, at=at, verb="copied", why="For the court"))
    page = text_of(staff("officer").get(address(item, "custody")))
    for shown in (item.exhibit, item.sha256, "Received with the report", "Copied", "For the court", officer.identifier):
        assert shown in page
    assert "shot-0" not in page
    assert "Release" not in page


def test_custody_page_costs_the_same_however_often_it_was_looked_at(
    staff, item, officer, at, django_assert_max_num_queries
):
    for _ in range(30):
        custody.read(item=item, by=officer, at=at, verb="viewed", why="")
    client = staff("officer")
    with django_assert_max_num_queries(20):
        assert client.get(address(item, "custody")).status_code == 200


def test_supervisors_see_what_waits_in_quarantine(staff, quarantined):
    client = staff("supervisor")
    listed = text_of(client.get("/hub/quarantine/"))
    for shown in (quarantined.exhibit, quarantined.report.case.reference, "no longer holds it"):
        assert shown in listed
    assert 'href="/hub/quarantine/"' in text_of(client.get("/hub/queues/"))


def test_quarantine_is_for_supervisors(staff, quarantined):
    client = staff("officer")
    assert client.get("/hub/quarantine/").status_code == 403
    assert client.post(address(quarantined, "release"), REASON).status_code == 403
    assert "Release" not in text_of(client.get(address(quarantined, "custody")))
    assert 'href="/hub/quarantine/"' not in text_of(client.get("/hub/queues/"))


def test_supervisor_releases_with_a_reason(staff, quarantined):
    client = staff("supervisor")
    assert "Release from quarantine" in text_of(client.get(address(quarantined, "custody")))
    assert client.post(address(quarantined, "release"), {"reason": ""}).status_code == 422
    page = text_of(client.post(address(quarantined, "release"), REASON, follow=True))
    assert "It can be opened again" in page
    assert REASON["reason"] in page
    assert not Evidence.objects.get().is_quarantined


def test_what_is_not_fit_stays_and_the_page_says_so(staff, quarantined):
    files.delete(storage_name=quarantined.storage_name)
    answer = staff("supervisor").post(address(quarantined, "release"), REASON)
    assert answer.status_code == 422
    assert "still not fit to be released" in text_of(answer)
    assert REASON["reason"] in text_of(answer)


@pytest.mark.parametrize("page", ["custody/", "release/"])
def test_no_exhibit_no_page(staff, page):
    client = staff("supervisor")
    answer = (
        client.post(f"/hub/exhibits/0/{page}", REASON) if page == "release/" else client.get("/hub/exhibits/0/custody/")
    )
    assert answer.status_code == 404
