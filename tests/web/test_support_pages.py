import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referrals.models import SupportReferral
from referrals.services import support
from reports.models import Complainant, Gate, Report
from tests.making import reports as making
from tests.making.supporting import CODE, OTHER, a_service, again, link_of, send, wanting_report

pytest_plugins = ["tests.making.http"]
POST = "https://x.com/a/status/17000000000000002{}"


@pytest.fixture
def report(db):
    a_service(areas=["E23000010"])
    a_service(OTHER, areas=["E23000032"])
    return wanting_report()


@pytest.fixture
def client(staff):
    return staff("officer")


def path(report, page=""):
    return f"/hub/cases/{report.case.reference}/support/{page}"


def tab(report):
    return f"/hub/cases/{report.case.reference}/tab/support/"


def shown(client, address):
    return client.get(address).content.decode()


def test_officer_is_shown_who_fits_and_why_and_asks(client, report):
    assert f"Invented {CODE}: it works in the area of West Yorkshire Police" in shown(client, tab(report))
    page = shown(client, path(report, f"for/{report.id}/"))
    assert f"Invented {OTHER}: it does not work in the area of West Yorkshire Police" in page
    answer = client.post(path(report, f"for/{report.id}/"), {"partner": CODE})
    assert (answer.status_code, answer["Location"]) == (302, tab(report))
    assert SupportReferral.objects.get().partner_code == CODE
    page = shown(client, tab(report))
    assert "Asked" in page
    assert "link not opened yet" in page
    assert "Ask a service" not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose the service."),
        ({"partner": "nobody"}, "Select a valid choice"),
        ({"partner": OTHER}, "Say why it is asked all the same"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_asked(client, report, typed, said):
    answer = client.post(path(report, f"for/{report.id}/"), typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not SupportReferral.objects.exists()


def test_service_that_does_not_fit_is_asked_with_a_reason(client, report):
    answer = client.post(path(report, f"for/{report.id}/"), {"partner": OTHER, "despite": "They have moved."})
    assert answer.status_code == 302
    assert "They have moved." in shown(client, tab(report))


def test_consent_that_went_meanwhile_is_said(client, report):
    Complainant.objects.filter(report=report).update(shares_with_support=False)
    answer = client.post(path(report, f"for/{report.id}/"), {"partner": CODE})
    assert "has not agreed" in answer.content.decode()


def test_report_of_another_case_is_not_found(client, report):
    other = wanting_report(url=POST.format(1))
    row = send(other, by=support_officer(), code="third")
    assert client.post(path(report, f"for/{other.id}/"), {"partner": CODE}).status_code == 404
    for page in ("said", "take-back", "seen"):
        assert client.post(path(report, f"{row.id}/{page}/"), {}).status_code == 404


def support_officer():
    from hatehub.accounts.actors import Actor
    from hatehub.accounts.roles import Role

    return Actor(role=Role.OFFICER, identifier="officer-1")


def test_what_a_service_said_is_noted(client, report, officer):
    row = send(report, by=officer)
    address = path(report, f"{row.id}/said/")
    assert "It has been in touch" not in shown(client, address)
    assert client.post(address, {"step": "decline", "words": "Rang."}).status_code == 422
    assert client.post(address, {"step": "decline", "reason": "conflict", "words": "Rang at two."}).status_code == 302
    assert again(row).declined_as == "conflict"
    page = shown(client, tab(report))
    assert "A conflict of interest" in page
    assert "Rang at two." in page


def test_referral_is_taken_back(client, report, officer):
    row = send(report, by=officer)
    address = path(report, f"{row.id}/take-back/")
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"reason": "another_service"}).status_code == 302
    assert again(row).state == "withdrawn"
    late = client.post(address, {"reason": "mistake"})
    assert late.status_code == 422
    assert "cannot take the step" in late.content.decode()


def test_worklist_holds_what_came_back_until_somebody_has_seen_to_it(client, report, officer):
    row = send(report, by=officer)
    assert "Nothing waits." in shown(client, "/hub/support/")
    data = {"reply": "decline", "reason": "no_capacity", "words": ""}
    support.take(link=link_of(row), data=data, at=timezone.now())
    page = shown(client, "/hub/support/")
    assert report.case.reference in page
    assert "It cannot take anybody on just now" in page
    client.post(path(report, f"{row.id}/seen/"))
    assert "Nothing waits." in shown(client, "/hub/support/")


def test_gate_is_marked_by_hand_with_how(client, report_at):
    report = report_at("in_triage")
    address = f"/hub/cases/{report.case.reference}/gates/support_offered/"
    assert client.post(address, {"reason": "Rang."}).status_code == 422
    assert client.post(address, {"how": "declined", "reason": "Rang on Monday."}).status_code == 302
    gate = Gate.objects.get(report=report, name="support_offered")
    assert (gate.state, gate.reason) == ("met", "Offered: they do not want it. Rang on Monday.")


def test_waiving_says_why_by_itself(client, report_at):
    report = report_at("in_triage")
    client.post(f"/hub/cases/{report.case.reference}/gates/support_offered/", {"how": "unreachable"})
    gate = Gate.objects.get(report=report, name="support_offered")
    assert (gate.state, gate.reason) == ("waived", "They could not be reached.")


def test_tab_costs_the_same_for_many_people(client, report, officer):
    send(report, by=officer)
    client.get(tab(report))
    few = queries(client, report)
    for number in range(10, 18):
        other = wanting_report(url=POST.format(number))
        Report.objects.filter(id=other.id).update(case=report.case)
        send(other, by=officer)
    unwilling = making.submit(at=timezone.now(), url=POST.format(30))
    Report.objects.filter(id=unwilling.id).update(case=report.case)
    assert queries(client, report) <= few
    page = shown(client, tab(report))
    assert "1 person of this case has not agreed" in page
    assert 'rel="next"' in page


def queries(client, report):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(tab(report))
    return len(seen)
