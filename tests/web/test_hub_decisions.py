import pytest

from hatehub.audit.models import Entry
from reports.models import Complainant, Report
from reports.rules.gates import GATES
from tests.making import reports as making
from triage.models import Assessment, Responsibility

pytest_plugins = ["tests.making.http"]
TABS = ("overview", "reports", "duplicates", "package", "intelligence", "timeline")
REACHED = (
    "received",
    "in_triage",
    "assessed_crime",
    "assessed_non_crime",
    "out_of_scope",
    "assigned",
    "packaged",
    "closed",
)
A, B = making.WEST_YORKSHIRE, "E23000032"


@pytest.fixture
def client(staff):
    return staff("officer")


def path_of(report, page=""):
    return f"/hub/cases/{report.case.reference}/{page}"


def state_of(report):
    return Report.objects.get(id=report.id).state


@pytest.mark.parametrize("state", REACHED)
def test_every_tab_opens_in_every_state(client, report_at, state):
    report = report_at(state, files=[making.picture()], words="their words", email="quillfeather@example.org")
    making.work_off()
    for tab in TABS:
        page = client.get(path_of(report, f"tab/{tab}/"))
        assert page.status_code == 200
        assert b"quillfeather" not in page.content.lower()


def test_triage_begins_once_and_a_second_click_is_no_error(client, submit):
    report = submit()
    for _ in range(2):
        assert client.post(path_of(report, "start/")).headers["Location"] == path_of(report)
    assert state_of(report) == "in_triage"
    assert Entry.objects.filter(verb="triage_started").count() == 1


def crime(report, **more):
    answers = {f"answer_{name}": answer.answer for name, answer in making.CRIME.items()}
    reasons = {f"reason_{name}": answer.reason for name, answer in making.CRIME.items()}
    return {
        "version": report.version,
        **answers,
        **reasons,
        "offence": making.an_offence(),
        "record": "1",
        **more,
    }


def test_questions_are_asked_one_after_the_other_and_the_decision_recorded(client, report_at):
    report = report_at("in_triage")
    path = path_of(report, "assess/")
    assert client.get(path).status_code == 200
    page = client.post(path, {"version": report.version, "answer_concerns_crime": "yes"})
    assert b"answer_probable" in page.content
    assert not Assessment.objects.exists()
    assert client.post(path, crime(report)).headers["Location"] == path_of(report)
    assert state_of(report) == "assessed_crime"
    assert client.get(path).headers["Location"] == path_of(report)


@pytest.mark.parametrize(
    "change",
    [
        {"reason_exception": ""},
        {"offence": ""},
        {"offence": "nonsense"},
        {"answer_concerns_crime": ""},
        {"answer_concerns_crime": "maybe"},
        {"reason_confirmed": "x" * 4001},
        {"reason_exception": "\0"},
        {"version": ""},
        {"version": "1\0"},
        {"version": "9" * 5000},
    ],
)
def test_decision_that_is_not_complete_is_refused_and_nothing_recorded(client, report_at, change):
    report = report_at("in_triage")
    page = client.post(path_of(report, "assess/"), crime(report, **change))
    assert page.status_code == 422
    assert state_of(report) == "in_triage"


def test_decision_from_a_stale_page_is_not_recorded(client, report_at):
    report = report_at("in_triage")
    assert client.post(path_of(report, "assess/"), crime(report, version=report.version - 1)).status_code == 409
    assert state_of(report) == "in_triage"


def agreed(report, **more):
    return {"victim": "force", "victim_force": A, "suspect": "unknown", "version": report.version, **more}


def test_rule_names_the_force_and_the_case_is_assigned(client, report_at):
    report = report_at("assessed_crime")
    page = client.get(path_of(report, "responsibility/"))
    assert b"West Yorkshire" in page.content
    assert client.post(path_of(report, "responsibility/"), agreed(report)).headers["Location"] == path_of(report)
    assert state_of(report) == "assigned"


def test_override_needs_its_reason(client, report_at):
    report = report_at("assessed_crime")
    path = path_of(report, "responsibility/")
    assert client.post(path, agreed(report, override_force=B)).status_code == 422
    assert client.post(path, agreed(report, override_force=B, override_reason="\0")).status_code == 422
    assert client.post(path, agreed(report, override_force=B, override_reason="Agreed.")).status_code == 302
    assert Responsibility.objects.get(role="investigating").force.code == B


@pytest.mark.parametrize(
    "change",
    [
        {"victim": "unknown"},
        {"victim": "abroad", "suspect": "abroad"},
        {"victim_force": ""},
        {"victim_force": "nonsense"},
        {"victim": "nonsense"},
        {"suspect": ""},
        {"suspect": "force"},
        {"version": "x"},
        {"victim_force": "\0"},
    ],
)
def test_assignment_to_nobody_or_with_holes_is_refused(client, report_at, change):
    report = report_at("assessed_crime")
    assert client.post(path_of(report, "responsibility/"), agreed(report, **change)).status_code == 422
    assert state_of(report) == "assessed_crime"


@pytest.mark.parametrize(
    "query", [{"victim": "force"}, {"victim": "nonsense"}, {"victim": "abroad", "suspect": "abroad"}]
)
def test_rule_can_be_asked_with_any_facts(client, report_at, query):
    assert client.get(path_of(report_at("assessed_crime"), "responsibility/"), query).status_code in (200, 422)


def test_railway_case_is_assigned_on_the_page(client, report_at):
    report = report_at("assessed_crime")
    assert client.get(path_of(report, "responsibility/"), agreed(report, on_railway="on")).status_code == 200
    assert client.post(path_of(report, "responsibility/"), agreed(report, on_railway="on")).status_code == 302


@pytest.mark.parametrize("postcode", ["", "nonsense", "LS6", "SW1A 1AA", "JE2 3AB", "BT1 1AA", "EH1 1YZ"])
def test_responsibility_page_opens_wherever_the_victim_lives(client, report_at, postcode):
    assert client.get(path_of(report_at("assessed_crime", postcode=postcode), "responsibility/")).status_code == 200


def test_case_is_closed_once_its_gates_are_waived(client, report_at):
    report = report_at("assessed_crime")
    data = {"outcome": "no_enforcement", "reason": "No data.", "version": report.version}
    page = client.post(path_of(report, "close/"), data)
    assert page.status_code == 422
    assert b"Still open" in page.content
    for name in GATES:
        assert client.post(path_of(report, f"gates/{name}/"), {"state": "waived", "reason": " "}).status_code == 422
        waived = {"state": "waived", "how": "unsafe", "reason": "Not wanted."}
        assert client.post(path_of(report, f"gates/{name}/"), waived).status_code == 302
    assert client.post(path_of(report, "close/"), {"outcome": "x", "reason": ""}).status_code == 422
    stale = client.post(path_of(report, "close/"), {**data, "version": report.version - 1})
    assert stale.status_code == 409
    assert b"A colleague has changed this case" in stale.content
    assert client.post(path_of(report, "close/"), data).status_code == 302
    assert state_of(report) == "closed"
    assert client.post(path_of(report, "close/"), data).status_code == 409


def test_intelligence_is_considered_with_a_finding(client, report_at):
    report = report_at("in_triage")
    assert client.post(path_of(report, "intelligence/"), {"finding": ""}).status_code == 422
    assert client.post(path_of(report, "intelligence/"), {"finding": "Nothing."}).status_code == 302
    assert report.gates.get(name="intelligence_considered").state == "met"


def test_officer_sees_that_messages_do_not_arrive(client, report_at, at):
    report = report_at("in_triage", email="a@example.org")
    assert "do not arrive" not in client.get(path_of(report)).content.decode()
    Complainant.objects.filter(report=report).update(bounced_at=at, bounce="5.1.1")
    page = client.get(path_of(report)).content.decode()
    assert "Messages do not arrive since 2 March 2026." in page
    assert "5.1.1" in page
