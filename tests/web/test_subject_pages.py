"""Pages of subjects: links to look at, deciding one, who is behind accounts, and noting what else is known."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.audit.models import Entry
from intel.models import Account, AccountLink, Contact, SharedSubject
from reports.models import Case, Report
from reports.services import subjects
from tests.making import reports as making
from tests.making.transfers import KENT

pytest_plugins = ["tests.making.http"]
NAME = "lanternfenwick"
X, TIKTOK = (
    f"https://x.com/{NAME}/status/1700000000000000001",
    f"https://www.tiktok.com/@{NAME}/video/7200000000000000002",
)


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def two(submit):
    """Two accounts of one odd name, each named by a case of its own."""
    reports = [submit(url=X), submit(url=TIKTOK, minutes=1)]
    making.work_off()
    return [Account.objects.get(sightings__report=report) for report in reports]


def text_of(answer):
    return answer.content.decode()


def subject_path(account):
    return f"/hub/subjects/{Account.objects.get(id=account.id).subject.reference}/"


def test_links_wait_with_what_speaks_for_them(client, two):
    page = text_of(client.get("/hub/subjects/"))
    assert page.count(NAME) >= 2
    assert "The same name" in page
    link = AccountLink.objects.get()
    assert f"/hub/subjects/links/{link.id}/" in page
    assert "(1)" in page or "1 waiting" in page or ">1<" in page


def test_link_is_decided_with_a_reason_and_leaves_the_list(client, two):
    link = AccountLink.objects.get()
    path = f"/hub/subjects/links/{link.id}/"
    refused = client.post(path, {"said": "confirmed", "reason": ""})
    assert refused.status_code == 422
    assert "Say why, for whoever looks at it next." in text_of(refused)
    assert "checked" in text_of(refused)
    kept = client.post(path, {"said": "", "reason": "They said so themselves."})
    assert (kept.status_code, "They said so themselves." in text_of(kept)) == (422, True)
    assert client.post(path, {"said": "confirmed", "reason": "The same face."}).status_code == 302
    assert "Nothing waits." in text_of(client.get("/hub/subjects/"))
    page = text_of(client.get(subject_path(two[1])))
    assert "The same face." in page
    assert page.count("Note something") >= 2


def test_who_was_tied_leads_to_where_it_belongs_now(client, two):
    before = subject_path(two[1])
    link = AccountLink.objects.get()
    client.post(f"/hub/subjects/links/{link.id}/", {"said": "confirmed", "reason": "The same face."})
    answer = client.get(before)
    assert (answer.status_code, answer.headers["Location"]) == (302, subject_path(two[0]))


def test_subject_shows_cases_who_complained_and_months_and_the_reading_is_recorded(client, two):
    page = text_of(client.get(subject_path(two[0])))
    case = Case.objects.get(reports__sightings__account=two[0])
    assert f"/hub/cases/{case.reference}/" in page
    assert "March 2026" in page
    reference = Account.objects.get(id=two[0].id).subject.reference
    assert Entry.objects.filter(subject=f"subject:{reference}", verb="viewed").count() == 1


def test_what_is_withheld_is_shown_to_nobody(client, two, officer, at):
    case = Case.objects.select_related("lead").get(reports__sightings__account=two[0])
    path, link = subject_path(two[0]), AccountLink.objects.get()
    making.walk(case.lead, to="assessed_non_crime", by=officer, at=at)
    subjects.restrict(case_id=case.id, destroy_at=at, by=officer, at=at, reason="Below the threshold.")
    assert client.get(path).status_code == 404
    assert client.get(f"/hub/subjects/links/{link.id}/").status_code == 404
    assert "Nothing waits." in text_of(client.get("/hub/subjects/"))
    assert NAME not in text_of(client.get(f"/hub/cases/{case.reference}/tab/intelligence/"))
    other = text_of(client.get(subject_path(two[1])))
    assert "None was found." in other


def test_more_is_noted_of_an_account(client, two):
    path = f"{subject_path(two[0])}{two[0].id}/"
    answer = client.post(path, {"what": "email", "value": "fenwick", "reason": "In the profile."})
    assert answer.status_code == 422
    assert "Enter an e-mail address, such as name@example.org." in text_of(answer)
    assert "In the profile." in text_of(answer)
    assert not Contact.objects.exists()
    answer = client.post(path, {"what": "email", "value": "fenwick@example.org", "reason": "In the profile."})
    assert answer.status_code == 302
    assert "…@example.org" in text_of(client.get(subject_path(two[0])))


def test_account_of_another_subject_is_not_noted_there(client, two):
    assert client.get(f"{subject_path(two[0])}{two[1].id}/").status_code == 404


def test_tab_names_who_is_behind(client, two):
    case = Case.objects.get(reports__sightings__account=two[0])
    page = text_of(client.get(f"/hub/cases/{case.reference}/tab/intelligence/"))
    assert subject_path(two[0]) in page


@pytest.mark.parametrize("path", ["/hub/subjects/links/999/", "/hub/subjects/OHS-XXXX-XXXX/"])
def test_what_is_not_there_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


def test_cost_of_a_subject_does_not_grow_with_its_cases(client, submit, django_assert_max_num_queries):
    for number in range(8):
        submit(url=f"https://x.com/{NAME}/status/17000000000000001{number:02}", minutes=number)
    making.work_off()
    path = subject_path(Account.objects.get())
    client.get(path)
    with django_assert_max_num_queries(40):
        assert text_of(client.get(path)).count("/hub/cases/OHC-") >= 8


@pytest.fixture
def shared(submit, officer, at):
    """A subject that cases of two forces name."""
    for minutes, force in enumerate((making.WEST_YORKSHIRE, KENT)):
        report = submit(url=X, minutes=minutes)
        making.walk(report, to="assessed_crime", by=officer, at=at)
        making.assign(report, by=officer, at=at, force=force)
    making.work_off()
    return SharedSubject.objects.get()


def test_page_draws_the_network_with_a_table_beside_it(client, shared):
    page = text_of(client.get(f"/hub/subjects/{shared.subject.reference}/"))
    picture = page[page.index('<svg class="hub-network"') : page.index("</svg>", page.index("hub-network"))]
    for case in Case.objects.all():
        assert case.reference in picture
    assert NAME in picture
    assert picture.count("hub-network__line") == 2
    assert "href" not in picture
    assert page.count(">Accounts named<") == 1


def test_forces_that_share_a_subject_and_the_lead_are_named_and_the_lead_is_changed(client, shared):
    path = f"/hub/subjects/{shared.subject.reference}/"
    page = text_of(client.get(path))
    assert "It has the earliest report." in page
    assert "Kent" in page
    form = client.get(f"{path}lead/")
    assert "checked" in text_of(form)
    kept = client.post(f"{path}lead/", {"force": "nowhere", "is_agreed": "yes", "reason": "They met on Monday."})
    assert (kept.status_code, "Choose one of these forces." in text_of(kept)) == (422, True)
    assert "They met on Monday." in text_of(kept)
    sent = {"force": KENT, "is_agreed": "yes", "reason": "They met on Monday."}
    assert client.post(f"{path}lead/", sent).status_code == 302
    assert "They met on Monday." in text_of(client.get(path))
    shared.refresh_from_db()
    assert (shared.lead.code, shared.state) == (KENT, "agreed")


def test_page_says_what_has_changed_over_time(client, submit):
    reports = [submit(url=X, minutes=minutes) for minutes in range(3)]
    making.work_off()
    account = Account.objects.get(sightings__report=reports[0])
    Report.objects.filter(id__in=[each.id for each in reports]).update(submitted_at=timezone.now())
    page = text_of(client.get(subject_path(account)))
    assert "Reports in the last 30 days: 3," in page
    assert "It is named more often than before." in page
    assert "It is new on" not in page


def test_there_is_no_lead_of_what_one_force_has(client, two):
    assert client.get(f"{subject_path(two[0])}lead/").status_code == 404


def test_the_page_costs_the_same_whatever_it_shows(client, shared, submit, officer, at):
    path = f"/hub/subjects/{shared.subject.reference}/"
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for minutes in range(5, 9):
        submit(url=X, minutes=minutes)
    making.work_off()
    with CaptureQueriesContext(connection) as more:
        client.get(path)
    assert len(more) == len(few)
