"""What a bundle holds: everything of the person, and nothing of anybody else."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.actors import HUB
from hatehub.audit.models import Entry
from hatehub.reference.models import Material
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroy_key
from reports.models import Complainant, Evidence, Message, Report
from reports.services import diversion, messaging
from tests.making import access_requests as asking
from tests.making import reports as making
from tests.making.reports import picture
from triage.models import AccessRequest
from triage.rules.access_requests import Ground, Kind
from triage.services import forgetting, merging, notes, offences
from triage.services.access_requests import building, bundle, choosing

MINE = {
    "narrative": "Zebra words that only I would write.",
    "suspect": "The one with the quokka picture.",
    "email": "rosalind@example.org",
    "name": "Rosalind Oakenshield",
    "words": "A post that says wombat.",
    "details": {"impact": "I sleep badly like a pangolin.", "why": "They wrote axolotl."},
    "circumstances": {"wishes": ["remove", "stop"], "ongoing": "yes"},
    "kind": "victim",
    "identity": "named",
    "shares_with_force": True,
}
THEIRS = {
    "narrative": "Another person's platypus story.",
    "email": "balthazar@example.net",
    "name": "Balthazar Quillfeather",
    "suspect": "They know the ocelot.",
    "details": {"impact": "A narwhal kept me awake."},
    "kind": "witness",
    "identity": "named",
}


def write(report, *, officer, at):
    question = messaging.ask(report_id=report.id, text="Was it the manatee post?", by=officer, at=at)
    messaging.reply(report_id=report.id, question_id=question.id, text="Yes, the dugong one.", at=at)
    messaging.add_information(report_id=report.id, text="Also a capybara.", at=at)


@pytest.fixture
def mine(submit, officer, at):
    report = submit(**MINE, files=[picture()], url="https://x.com/wombat_hater/status/1700000000000000009")
    write(report, officer=officer, at=at)
    return report


@pytest.fixture
def theirs(submit, officer, at):
    report = submit(**THEIRS, files=[picture(colour="red")], minutes=5)
    messaging.add_information(report_id=report.id, text="A secret aardvark.", at=at)
    return report


def walked(report, officer, at):
    return making.walk(Report.objects.get(id=report.id), to="with_force", by=officer, at=at)


def test_everything_of_a_report_is_in_its_bundle(mine, officer, at):
    notes.write(case_id=mine.case_id, text="Asked @officer-7 about the okapi.", by=officer, at=at, keep_unknown=True)
    walked(mine, officer, at)
    making.work_off(at=at)
    made = asking.make(asking.receive(at=at, references=[mine.reference]), at=at)
    words = asking.words_of(made)
    told = ["Zebra words", "quokka picture", "rosalind@example.org", "Rosalind Oakenshield", "says wombat"]
    told += ["pangolin", "axolotl", "manatee post", "dugong one", "capybara", "Remove it, That it stops", "okapi"]
    told += ["wombat_hater", "1700000000000000009", mine.reference, "West Yorkshire Police", "The words threaten."]
    assert [each for each in told if each not in words] == []
    assert "officer-1" not in words
    assert "officer-7" not in words


def test_offences_are_given_with_what_was_written_of_them(mine, officer, at):
    making.walk(Report.objects.get(id=mine.id), to="assessed_crime", by=officer, at=at)
    code = "poa-1986-s5"
    points = {"hostility": "motivated", "hostility_evidence": "It calls them a chinchilla."}
    entry = offences.Entry(offence_code=code, **points)
    version = Report.objects.get(id=mine.id).version
    offences.record(case_id=mine.case_id, entry=entry, by=officer, at=at, expected_version=version)
    words = asking.words_of(asking.make(asking.receive(at=at, references=[mine.reference]), at=at))
    assert "chinchilla" in words


def test_files_are_given_byte_for_byte_and_logged(mine, at):
    made = asking.make(asking.receive(at=at, references=[mine.reference]), at=at)
    item = Evidence.objects.get(report=mine, origin="reported")
    [path] = [name for name in made.namelist() if name.startswith("files/")]
    assert hashlib.sha256(made.read(path)).hexdigest() == item.sha256
    assert item.sha256 in made.read("data.json").decode()
    assert Entry.objects.filter(subject=f"report:{mine.reference}", verb="exported").exists()


def test_nothing_of_somebody_else_in_the_same_case_is_given(mine, theirs, officer, at):
    for report in (mine, theirs):
        making.walk(report, to="in_triage", by=officer, at=at)
    merging.merge(report_id=theirs.id, into_case_id=mine.case_id, by=officer, at=at, reason="Balthazar sent the same")
    text = "Rang Balthazar Quillfeather (balthazar@example.net) of the platypus story."
    notes.write(case_id=mine.case_id, text=text, by=officer, at=at)
    walked_lead = Report.objects.get(id=mine.id)
    making.assess(walked_lead, making.CRIME, by=officer, at=at)
    making.work_off(at=at)
    for asked, others in ((mine, THEIRS), (theirs, MINE)):
        made = asking.make(asking.receive(at=at, references=[asked.reference]), at=at + timedelta(minutes=1))
        words = asking.words_of(made).casefold()
        foreign = [others["name"], others["email"], others["narrative"], others["suspect"], others["name"].split()[0]]
        foreign += [others["details"]["impact"], "aardvark" if asked == mine else "capybara"]
        foreign.append(theirs.reference if asked == mine else mine.reference)
        assert [each for each in foreign if each.casefold() in words] == []
        digest = Evidence.objects.get(report=theirs if asked == mine else mine, origin="reported").sha256
        assert digest not in words
        assert len([name for name in made.namelist() if name.startswith("files/")]) == 1


def test_merged_reports_own_words_are_still_there(mine, theirs, officer, at):
    for report in (mine, theirs):
        making.walk(report, to="in_triage", by=officer, at=at)
    merging.merge(report_id=mine.id, into_case_id=theirs.case_id, by=officer, at=at, reason="same")
    made = asking.make(asking.receive(at=at, references=[mine.reference]), at=at)
    words = asking.words_of(made)
    assert "Zebra words" in words
    assert "worked together with other reports" in words


@pytest.fixture
def about_somebody(mine, officer, at):
    Report.objects.get(id=mine.id)
    making.walk(Report.objects.get(id=mine.id), to="assessed_crime", by=officer, at=at)
    making.work_off(at=at)
    return asking.receive(at=at, kind=Kind.SUBJECT, name="Bert Wombat", handles=("wombat_hater",))


def test_bundle_of_who_is_complained_of_tells_nobody_who_complained(mine, about_somebody, at):
    assert [item.key for item in about_somebody.items.filter(source="reports")] == [str(mine.id)]
    made = asking.make(about_somebody, at=at)
    words = asking.words_of(made)
    told = ["Zebra", "rosalind", "Rosalind", "Oakenshield", "pangolin", "axolotl", "manatee", "dugong", "capybara"]
    told += ["quokka", "LS6", mine.reference, mine.case.reference, "The words threaten", "officer-1"]
    assert [each for each in told if each in words] == []
    assert "says wombat" in words
    assert "wombat_hater" in words
    assert not [name for name in made.namelist() if name.startswith("files/")]


def test_post_that_names_its_victim_is_given_without_the_name(submit, officer, at):
    report = submit(
        name="Rosalind Oakenshield",
        email="rosalind@example.org",
        words="Rosalind Oakenshield is a wombat, write to rosalind@example.org",
        url="https://x.com/wombat_hater/status/1700000000000000009",
    )
    making.work_off(at=at)
    request = asking.receive(at=at, kind=Kind.SUBJECT, handles=("@Wombat_Hater",))
    assert request.items.filter(key=str(report.id)).exists()
    words = asking.words_of(asking.make(request, at=at))
    assert "is a wombat" in words
    assert "rosalind" not in words.casefold()


def test_who_is_complained_of_is_given_nothing_that_was_not_decided(about_somebody, at):
    data = asking.data_of(asking.make(about_somebody, at=at, given=False))
    assert data["sections"] == []
    assert {each["ground"] for each in data["withheld"]} >= {"section 45(4)(e)"}


def test_withheld_section_is_listed_with_its_ground_unless_it_is_silent(mine, at):
    request = asking.receive(at=at, references=[mine.reference])
    known = {"request_id": request.id, "is_given": False, "reason": "An inquiry runs.", "by": asking.OFFICER, "at": at}
    choosing.decide_section(code="decisions", ground=Ground.CRIME, **known)
    choosing.decide_section(code="responsible", ground=Ground.INQUIRY, is_silent=True, **known)
    made = asking.make(request, at=at)
    data = asking.data_of(made)
    assert not {"decisions", "responsible"} & {each["code"] for each in data["sections"]}
    grounds = {each["title"]: each["ground"] for each in data["withheld"]}
    assert grounds["What was decided, and why"] == "section 45(4)(b)"
    assert "Which police force was responsible" not in asking.words_of(made)
    assert "An inquiry runs." not in asking.words_of(made)


def test_erased_report_says_what_is_left(mine, at):
    destroy_key(owner=mine.id, purpose=Purpose.PERSON, at=at)
    Complainant.objects.filter(report=mine).update(email_key="", telephone_key="")
    words = asking.words_of(asking.make(asking.receive(at=at, references=[mine.reference]), at=at))
    assert "who reported it, and the messages" in words
    assert "rosalind" not in words
    assert "capybara" not in words
    assert "Zebra words" in words


def test_wholly_erased_report_makes_a_bundle_all_the_same(mine, at):
    making.erase(mine, at=at)
    made = asking.make(asking.receive(at=at, references=[mine.reference]), at=at)
    words = asking.words_of(made)
    assert "Zebra" not in words
    assert "it has been erased" in words
    assert not [name for name in made.namelist() if name.startswith("files/")]


def test_diverted_material_is_never_given(mine, at):
    item = Evidence.objects.get(report=mine, origin="reported")
    diversion.mark_exhibit(evidence_id=item.id, material=Material.TERRORIST, by=HUB, at=at)
    made = asking.make(asking.receive(at=at, references=[mine.reference]), at=at)
    assert not [name for name in made.namelist() if name.startswith("files/")]
    assert item.sha256 not in asking.words_of(made)


def test_bundle_is_built_anew_when_a_report_in_it_is_erased(mine, officer, at, django_capture_on_commit_callbacks):
    request = asking.receive(at=at, references=[mine.reference])
    asking.approve(request, at=at)
    assert building.build(request_id=request.id, by=HUB, at=at)
    with django_capture_on_commit_callbacks(execute=True):
        making.erase(mine, at=at)
        forgetting.forget(report_id=mine.id, by=officer, at=at)
    request.refresh_from_db()
    assert (request.state, request.storage_name) == ("approved", "")
    assert building.build(request_id=request.id, by=HUB, at=at)
    assert "Zebra" not in asking.words_of(asking.fetch(request, at=at))


def test_bundle_is_not_kept_where_a_report_is_erased_while_it_is_built(mine, officer, at, monkeypatch):
    request = asking.receive(at=at, references=[mine.reference])
    asking.approve(request, at=at)
    building.lease_due(at=at)
    collect = bundle.collect

    def meanwhile(**known):
        contents = collect(**known)
        building.drop_of_report(report_id=mine.id, by=officer, at=at)
        return contents

    monkeypatch.setattr(bundle, "collect", meanwhile)
    assert not building.build(request_id=request.id, by=HUB, at=at)
    request.refresh_from_db()
    assert (request.state, request.storage_name, request.last_error) == ("approved", "", "")
    assert building.lease_due(at=at) == [request.id]


def test_reports_of_the_same_sender_are_found_by_their_address(mine, theirs, submit, at):
    again = submit(email="ROSALIND@example.org ", narrative="Once more.", minutes=9)
    request = asking.receive(at=at, emails=("rosalind@example.org",))
    assert set(request.items.values_list("key", flat=True)) == {str(mine.id), str(again.id)}
    assert set(request.items.values_list("how", flat=True)) == {"email"}


def cost(report, at):
    request = asking.receive(at=at, references=[report.reference])
    asking.approve(request, at=at)
    with CaptureQueriesContext(connection) as seen:
        bundle.collect(request=AccessRequest.objects.get(id=request.id), by=HUB, at=at, note=lambda done, total: None)
    return len(seen)


def test_bundle_costs_the_same_queries_for_one_message_and_for_many(mine, officer, at):
    notes.write(case_id=mine.case_id, text="one note", by=officer, at=at)
    before = cost(mine, at)
    Message.objects.bulk_create(
        Message(report=mine, kind="addition", written_at=at, written_by="complainant:x") for _ in range(20)
    )
    for number in range(5):
        notes.write(case_id=mine.case_id, text=f"note {number}", by=officer, at=at)
    assert cost(mine, at) <= before
