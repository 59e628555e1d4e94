import pytest

from hatehub.audit.models import Entry
from hatehub.reference.models import Force, ForceUnit
from referrals.services import answering
from reports.models import Report
from tests.making import reports as making
from tests.making.transfers import KENT, escalate, propose, refuse
from triage.models import Responsibility, Transfer

pytest_plugins = ["tests.making.http"]
WYP = making.WEST_YORKSHIRE
DORSET = "E23000039"


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def registrar(staff):
    return staff("supervisor")


def path(report, page):
    return f"/hub/cases/{report.case.reference}/{page}/"


def now(report):
    return Report.objects.get(id=report.id)


def traced(report, **more):
    return {
        "victim": "force",
        "victim_force": WYP,
        "suspect": "force",
        "suspect_force": KENT,
        "suspect_traced_later": "on",
        "to_force": KENT,
        "reason": "The suspect was traced.",
        "version": now(report).version,
        **more,
    }


@pytest.fixture
def dispute(report_at, officer, at):
    report = report_at("with_force")
    return report, escalate(refuse(propose(report, by=officer, at=at), at=at), by=officer, at=at)


# Deciding ------------------------------------------------------------------------------------------------
def test_facts_of_every_row_can_be_given_and_the_rule_says_a_sentence(client, report_at):
    report = report_at("assessed_crime")
    asked = {
        "S7": {"victim": "nobody", "suspect": "force", "suspect_force": KENT},
        "S8": {"victim": "nobody", "suspect": "unknown", "reporter_force": WYP},
        "S3": {"victim": "force", "victim_force": WYP, "suspect": "force", "suspect_force": KENT}
        | {"suspect_traced_later": "on"},
        "S11": {"victim": "force", "victim_force": WYP, "suspect": "force", "suspect_force": KENT}
        | {"several_victims": "on", "lead_force": DORSET},
        "S2": {"victim": "force", "victim_force": WYP, "suspect": "uk"},
        "S12": {"victim": "unknown", "suspect": "unknown", "on_railway": "on"},
    }
    for rule, query in asked.items():
        page = client.get(path(report, "responsibility"), query)
        assert page.context["decision"].rule == rule
        assert f"Rule {rule} decides" in page.content.decode()
    nominated = {"victim": "nobody", "suspect": "unknown", "nominated_force": DORSET}
    assert client.get(path(report, "responsibility"), nominated).context["decision"].investigating == DORSET


def test_asking_the_rule_assigns_nothing_and_keeps_what_was_typed(client, report_at):
    report = report_at("assessed_crime")
    asked = {
        "victim": "force",
        "victim_force": KENT,
        "suspect": "unknown",
        "override_reason": "They lead.",
        "ask": "yes",
    }
    page = client.post(path(report, "responsibility"), asked)
    assert (page.status_code, page.context["decision"].investigating) == (200, KENT)
    assert "They lead." in page.content.decode()
    assert now(report).state == "assessed_crime"


def test_question_leads_to_asking_the_person_who_reported_it(client, report_at):
    report = report_at("assessed_crime", postcode="")
    page = client.get(path(report, "responsibility")).content.decode()
    assert "Where does the victim live?" in page
    assert f"/hub/cases/{report.case.reference}/ask/{report.id}/" in page


def test_what_no_force_records_is_kept_at_the_hub(client, report_at):
    report = report_at("assessed_crime")
    abroad = {"victim": "abroad", "suspect": "abroad", "version": report.version}
    page = client.get(path(report, "responsibility"), abroad).content.decode()
    assert "Keep it at the hub" in page
    assert client.post(path(report, "responsibility"), {**abroad, "keep": "yes"}).status_code == 302
    assert now(report).state == "assessed_crime"
    assert Responsibility.objects.get(role="investigating").rule == "S6"
    known = {"victim": "force", "victim_force": WYP, "suspect": "unknown", "version": report.version, "keep": "yes"}
    assert client.post(path(report, "responsibility"), known).status_code == 422


def test_unit_is_offered_for_the_force_that_has_some(client, report_at, db):
    ForceUnit.objects.create(force=Force.objects.get(code=WYP), code="leeds", name="Leeds", basis="test")
    report = report_at("assessed_crime")
    assert "Unit of that force" in client.get(path(report, "responsibility")).content.decode()
    agreed = {"victim": "force", "victim_force": WYP, "suspect": "unknown", "version": report.version}
    assert client.post(path(report, "responsibility"), {**agreed, "unit": "ctiru"}).status_code == 422
    assert client.post(path(report, "responsibility"), {**agreed, "unit": "leeds"}).status_code == 302
    assert Responsibility.objects.get(role="investigating").unit.name == "Leeds"
    assert "Leeds" in client.get(path(report, "tab/overview")).content.decode()
    changed = {"unit": "", "unit_reason": "Not theirs."}
    assert client.post(path(report, "unit"), {**changed, "unit_reason": ""}).status_code == 422
    assert client.post(path(report, "unit"), changed).status_code == 302
    assert Responsibility.objects.get(role="investigating").unit is None


def test_force_without_units_has_no_page_to_name_one(client, report_at):
    assert client.get(path(report_at("assigned"), "unit")).status_code == 404


# Asking another force --------------------------------------------------------------------------------------
def test_new_facts_propose_what_the_rule_now_says(client, report_at):
    report = report_at("with_force")
    page = client.get(path(report, "forces"))
    assert page.context["decision"].investigating == WYP
    page = client.get(path(report, "forces"), traced(report))
    assert page.context["decision"].rule == "S3"
    assert page.context["ask_form"].initial["to_force"] == KENT
    assert "another force than the one" in page.content.decode()
    page = client.post(path(report, "forces"), {**traced(report), "ask": "yes"})
    assert (page.status_code, page.context["decision"].rule) == (200, "S3")
    assert "The suspect was traced." in page.content.decode()
    assert not Transfer.objects.filter(from_force__isnull=False).exists()


def test_transfer_is_proposed_and_taken_back_on_the_page(client, report_at):
    report = report_at("with_force")
    assert client.post(path(report, "forces"), traced(report)).status_code == 302
    row = Transfer.objects.latest("id")
    assert (row.state, row.to_force.code, row.inputs["suspect_traced_later"]) == ("proposed", KENT, True)
    page = client.get(path(report, "forces")).content.decode()
    assert "Transfer from West Yorkshire Police" in page
    assert "Propose the transfer" not in page
    address = f"/hub/transfers/{row.id}/withdraw/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "A mistake."}).status_code == 302
    assert client.post(address, {"reason": "Again."}).status_code == 422
    assert Transfer.objects.get(id=row.id).state == "withdrawn"


@pytest.mark.parametrize(
    "change",
    [{"to_force": WYP}, {"to_force": ""}, {"to_force": "x"}, {"reason": " "}, {"version": "x"}, {"victim": ""}],
)
def test_proposal_with_a_hole_is_refused_on_the_page(client, report_at, change):
    report = report_at("with_force")
    assert client.post(path(report, "forces"), traced(report, **change)).status_code == 422
    assert Transfer.objects.filter(from_force__isnull=False).count() == 0


def test_case_on_offer_goes_to_another_force(client, report_at):
    report = report_at("packaged")
    assert client.post(path(report, "forces"), traced(report, suspect_traced_later="")).status_code == 302
    assert now(report).state == "assigned"
    assert Responsibility.objects.get(role="investigating", replaced_at__isnull=True).force.code == KENT


def test_case_that_is_not_with_a_force_has_no_such_page(client, report_at):
    report = report_at("assessed_crime")
    assert client.get(path(report, "forces")).status_code == 302
    assigned = report_at("assigned")
    answer = client.get(path(assigned, "responsibility"))
    assert answer.headers["Location"] == path(assigned, "forces")


def test_stale_page_proposes_nothing(client, report_at):
    report = report_at("with_force")
    assert client.post(path(report, "forces"), traced(report, version=1)).status_code == 409
    assert not Transfer.objects.filter(from_force__isnull=False).exists()


# Disputes -----------------------------------------------------------------------------------------------
def test_refused_case_is_taken_to_the_registrar_on_the_page(client, report_at, west_yorkshire, at):
    report = report_at("packaged")
    answering.refuse(reference=report.case.reference, reason="Not in our area.", by=west_yorkshire, at=at)
    page = client.get(path(report, "responsibility")).content.decode()
    assert "Not in our area." in page
    row = Transfer.objects.get()
    address = f"/hub/transfers/{row.id}/escalate/"
    assert address in page
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "By the rule it is theirs."}).status_code == 302
    assert client.post(address, {"reason": "Again."}).status_code == 422
    assert "the registrar" in client.get(path(report, "tab/overview")).content.decode()


def test_registrar_finds_the_dispute_and_decides(registrar, dispute):
    report, row = dispute
    page = registrar.get("/hub/disputes/").content.decode()
    assert report.case.reference in page
    assert "Not in our area." in page
    page = registrar.get(f"/hub/disputes/{row.id}/").content.decode()
    assert "It is theirs by the rule." in page
    assert "The suspect was traced." in page
    assert Entry.objects.filter(verb="read", details__what="dispute").exists()
    chosen = {"force": "another", "other_force": "", "reason": "They lead."}
    for change in ({}, {"force": ""}, {"force": "x"}, {"force": KENT, "reason": ""}):
        assert registrar.post(f"/hub/disputes/{row.id}/", {**chosen, **change}).status_code == 422
    answer = registrar.post(f"/hub/disputes/{row.id}/", {**chosen, "other_force": DORSET})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/hub/disputes/")
    assert Transfer.objects.get(id=row.id).settled_for.code == DORSET
    assert registrar.post(f"/hub/disputes/{row.id}/", {**chosen, "force": KENT}).status_code == 422
    assert "This is settled." in registrar.get(f"/hub/disputes/{row.id}/").content.decode()
    assert "No dispute waits" in registrar.get("/hub/disputes/").content.decode()


def test_officers_neither_see_nor_settle_disputes(client, dispute):
    _, row = dispute
    for address in ("/hub/disputes/", f"/hub/disputes/{row.id}/"):
        assert client.get(address).status_code == 403
    assert client.post(f"/hub/disputes/{row.id}/", {"force": KENT, "reason": "x"}).status_code == 403
    assert "/hub/disputes/" not in client.get("/hub/queues/").content.decode()


def test_navigation_counts_the_disputes_for_the_registrar(registrar, dispute):
    page = registrar.get("/hub/queues/").content.decode()
    assert "/hub/disputes/" in page


def test_dispute_that_there_is_not_is_not_found(registrar, dispute):
    for address in ("/hub/disputes/0/", "/hub/disputes/99999999999999999999/", "/hub/transfers/0/escalate/"):
        assert registrar.get(address).status_code == 404
