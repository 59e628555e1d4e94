"""Reports that programs of forces and partners send: judged as those of the form, taken once, and followed."""

import json

import pytest

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.vault.services import unseal
from referrals.models import InboundReport
from referrals.services import referring
from reports.models import Draft, Report
from reports.services import following
from reports.services.submission import Answers
from tests.making import reports as making
from tests.making.reports import WEST_YORKSHIRE
from triage.models import DuplicateMatch
from triage.services import merging

pytest_plugins = ["tests.making.http", "tests.making.force_client", "tests.making.committing"]
KENT = "E23000032"
TOLD = {"own_reference": "A-1", "narrative": "Those people should go, somebody wrote to them."}
PERSON = {"agreement": "agrees", "identity": "named", "name": "Amira Example", "email": "amira@example.org"}


@pytest.fixture
def sender(program):
    return program(scope="reports:write", allowed="reports:write")


@pytest.fixture
def partner(program):
    return program(partner="local-victim-service", scope="reports:write", allowed="reports:write")


def send(sender, **more):
    return sender.post("reports", {**TOLD, **more})


def errors_of(answer):
    assert answer.status_code == 400, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "invalid"
    return answer.json()["errors"]


def test_report_is_received_as_one_of_the_form_is(sender):
    answer = send(sender, posts=[{"url": "https://x.com/somebody/status/1700000000000000001", "words": "Go."}])
    assert answer.status_code == 201, answer.content
    report = Report.objects.get()
    assert answer.json() == {
        "reference": report.reference,
        "case": report.case.reference,
        "own_reference": "A-1",
        "status": "received",
        "receipt_code": None,
        "emergency": None,
        "is_repeat": False,
        "same_content": True,
    }
    assert (report.state, report.channel, report.complainant.kind) == ("received", "api", "third_party")
    assert (report.complainant.identity, report.complainant.shares_with_force) == ("anonymous", False)
    assert report.contents.get().post_key
    assert Entry.objects.get(verb="submitted").actor == f"force:{sender.row.client_id}"


def test_what_is_said_is_sealed_and_who_sent_it_stands_with_the_contact(sender):
    send(sender)
    report = Report.objects.get()
    kept = unseal(report.complainant.sealed, owner=report.id, purpose="person", field="contact")
    assert (kept["organisation"], kept["own_reference"]) == ("West Yorkshire Police", "A-1")
    row = InboundReport.objects.get()
    assert b"A-1" not in bytes(row.sealed_own_reference)
    assert "A-1" not in json.dumps([entry.details for entry in Entry.objects.all()])


def test_duplicates_are_found_as_for_the_form(sender, submit):
    submit(url="https://x.com/somebody/status/1700000000000000001")
    send(sender, posts=[{"url": "https://twitter.com/somebody/status/1700000000000000001?s=20"}])
    making.work_off()
    assert DuplicateMatch.objects.filter(report=InboundReport.objects.get().report).exists()


def test_own_reference_sent_twice_is_one_report(sender):
    first, again = send(sender), send(sender)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "is_repeat": True}
    assert Report.objects.count() == 1


def test_other_words_under_one_reference_are_said_to_differ(sender):
    send(sender)
    again = send(sender, narrative="Something else.")
    assert (again.status_code, again.json()["same_content"]) == (200, False)
    assert Report.objects.count() == 1


def test_two_programs_may_use_one_reference(sender, partner):
    assert send(sender).status_code == send(partner).status_code == 201
    assert Report.objects.count() == 2


def test_idempotency_key_gives_the_code_again_that_is_given_once(partner):
    headers = {"Idempotency-Key": "11112222-3333"}
    own = {**TOLD, "kind": "professional", "job": "Adviser"}
    first, again = (partner.post("reports", own, headers=headers) for _ in range(2))
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    bare = partner.post("reports", own)
    assert (bare.status_code, bare.json()["receipt_code"]) == (200, None)


def test_code_opens_the_page_of_who_reports_for_themselves(partner, at):
    answer = send(partner, kind="professional").json()
    opened = following.open_report(reference=answer["reference"], code=answer["receipt_code"], at=at)
    assert opened.complainant.kind == "professional"


def test_somebody_elses_code_is_not_given(sender):
    assert send(sender, **PERSON).json()["receipt_code"] is None


@pytest.mark.parametrize("danger", ["danger", "child", "unsure"])
def test_danger_is_answered_with_what_to_do(sender, danger):
    assert "999" in send(sender, danger=danger).json()["emergency"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"own_reference": ""}, "own_reference"),
        ({"own_reference": 5}, "own_reference"),
        ({"own_reference": "x" * 101}, "own_reference"),
        ({"kind": "victim"}, "kind"),
        ({"kind": ["third_party"]}, "kind"),
        ({"danger": "perhaps"}, "danger"),
        ({"postcode": "nowhere"}, "postcode"),
        ({"happened_on": "1 March"}, "happened_on"),
        ({"happened_on": "2999-01-01"}, "happened_on"),
        ({"strands": ["unknown"]}, "strands"),
        ({"strands": "religion"}, "strands"),
        ({"strand_values": ["religion:muslim"]}, "strand_values"),
        ({"narrative": "x" * 20_001}, "narrative"),
        ({"narrative": None}, "narrative"),
        ({"narrative": "\ud800"}, "narrative"),
        ({"narrative": "a\0b"}, "narrative"),
        ({"posts": {}}, "posts"),
        ({"posts": [{"url": "no link"}]}, "posts[0].url"),
        ({"posts": [{"url": "https://x.com/a/status/1", "colour": "red"}]}, "posts[0].colour"),
        ({"posts": [{"url": "https://x.com/a/status/1", "still_up": "maybe"}]}, "posts[0].still_up"),
        ({"posts": [{"url": "https://x.com/a/status/1"}, {"words": "Go."}]}, "posts[1].url"),
        ({"posts": [{"url": f"https://x.com/a/status/{n}"} for n in range(1, 22)]}, "posts"),
        ({"language": "tlh"}, "language"),
        ({"shares_with_force": "yes"}, "shares_with_force"),
        ({"shares_with_police": True}, "shares_with_police"),
        ({**PERSON, "email": "nobody"}, "email"),
        ({**PERSON, "telephone": "call me"}, "telephone"),
    ],
)
def test_what_is_wrong_comes_back_by_field(sender, given, field):
    assert field in errors_of(send(sender, **given))
    assert not Report.objects.exists()


def test_anonymous_person_has_no_name(sender):
    assert "name" in errors_of(send(sender, name="Amira Example"))


@pytest.mark.parametrize("agreement", ["", "objects", "unaware", "unable"])
def test_nobody_is_named_or_consents_without_agreeing(sender, agreement):
    errors = errors_of(send(sender, **{**PERSON, "agreement": agreement}, shares_with_support=True))
    assert {"identity", "shares_with_support"} <= errors.keys()


def test_consents_are_those_that_were_sent(sender):
    send(sender, **PERSON, shares_with_support=True)
    person = Report.objects.get().complainant
    assert (person.shares_with_support, person.shares_with_force, person.shares_with_experts) == (True, False, False)
    assert person.has_email


def test_consent_that_makes_no_sense_is_refused(sender):
    errors = errors_of(send(sender, **{**PERSON, "identity": "confidential"}, shares_with_force=True))
    assert "shares_with_force" in errors


def test_nothing_to_report_is_refused(sender):
    answer = sender.post("reports", {"own_reference": "A-2"})
    assert (answer.status_code, answer.json()["code"]) == (400, "nothing_to_report")
    assert not InboundReport.objects.exists()


@pytest.mark.parametrize("body", ["[]", '"x"', "{", "[" * 5000])
def test_what_is_no_report_is_refused(sender, body):
    assert sender.post("reports", body).status_code == 400


def test_body_that_is_too_long_is_refused(sender):
    answer = sender.post("reports", {**TOLD, "narrative": "x" * 2_000_001})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_scope_is_needed(program):
    other = program(scope="cases:read", allowed="cases:read reports:write")
    assert send(other).status_code == other.get("reports").status_code == 403


# Following ----------------------------------------------------------------------------------------
def feed(sender, since=0):
    return sender.get("reports", {"since": since}).json()


def test_reports_stand_in_the_feed_once_as_they_are_now(sender, officer, at):
    first, second = (send(sender, own_reference=name).json()["reference"] for name in ("A", "B"))
    page = feed(sender)
    assert [(each["reference"], each["own_reference"], each["state"]) for each in page["reports"]] == [
        (first, "A", "received"),
        (second, "B", "received"),
    ]
    assert feed(sender, page["next"])["reports"] == []
    making.walk(Report.objects.get(reference=first), to="in_triage", by=officer, at=at)
    making.work_off()
    later = feed(sender, page["next"])
    assert [(each["reference"], each["state"]) for each in later["reports"]] == [(first, "in_triage")]
    assert [each["reference"] for each in feed(sender)["reports"]] == [second, first]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("assessed_crime", "assessed_crime"),
        ("assessed_non_crime", "assessed_non_crime"),
        ("out_of_scope", "out_of_scope"),
        ("packaged", "offered_to_force"),
        ("with_force", "with_force"),
        ("closed", "closed"),
    ],
)
def test_state_is_told_in_a_word_and_a_sentence(sender, officer, at, state, told):
    reference = send(sender, postcode="LS6 2AB").json()["reference"]
    making.walk(Report.objects.get(reference=reference), to=state, by=officer, at=at)
    found = sender.get(f"reports/{reference}").json()
    assert (found["state"], found["outcome"]) == (told, "no_enforcement" if state == "closed" else None)
    assert found["sentence"]


@pytest.fixture
def taken_on(officer, at):
    """Walk what was sent to a force, with the outbox worked off."""

    def walk(reference):
        making.walk(Report.objects.get(reference=reference), to="with_force", by=officer, at=at)
        making.work_off()

    return walk


def test_which_force_has_it_is_told_to_that_force(program, taken_on):
    for force, told in ((WEST_YORKSHIRE, True), (KENT, False)):
        sender = program(force=force, scope="reports:write", allowed="reports:write")
        reference = send(sender, postcode="LS6 2AB").json()["reference"]
        taken_on(reference)
        found = sender.get(f"reports/{reference}").json()
        assert (found["force"] == {"code": WEST_YORKSHIRE, "name": "West Yorkshire Police"}) is told, found
        assert (WEST_YORKSHIRE in json.dumps(found)) is told


@pytest.mark.parametrize(("more", "told"), [({}, False), (PERSON, True), ({"kind": "professional"}, True)])
def test_which_force_has_it_needs_the_persons_agreement(partner, taken_on, more, told):
    reference = send(partner, postcode="LS6 2AB", **more).json()["reference"]
    taken_on(reference)
    assert bool(partner.get(f"reports/{reference}").json()["force"]) is told


def test_withdrawal_is_said_without_a_reason(sender, at):
    reference = send(sender).json()["reference"]
    following.withdraw(report_id=Report.objects.get().id, at=at)
    found = sender.get(f"reports/{reference}").json()
    assert (found["state"], found["outcome"], found["sentence"]) == ("withdrawn", None, "It was withdrawn.")


def test_erased_report_is_listed_without_words(sender, at):
    reference = send(sender).json()["reference"]
    making.erase(Report.objects.get(), at=at)
    [found] = feed(sender)["reports"]
    assert (found["reference"], found["state"], found["own_reference"]) == (reference, "erased", None)
    assert send(sender).json()["status"] == "erased"


def test_merged_report_tells_of_its_lead_and_not_of_the_other_case(sender, submit, officer, at):
    first = send(sender).json()
    other = submit()
    own = Report.objects.get(channel="api")
    merging.merge(report_id=own.id, into_case_id=other.case_id, by=officer, at=at, reason="the same")
    making.walk(other, to="assessed_crime", by=officer, at=at)
    making.work_off()
    found = sender.get(f"reports/{first['reference']}").json()
    assert found["state"] == "assessed_crime"
    again = send(sender).json()
    assert again["case"] == first["case"] != other.case.reference
    merging.unmerge(report_id=own.id, by=officer, at=at, reason="not the same")
    making.work_off()
    assert feed(sender)["reports"][-1]["state"] == "received"


def test_another_programs_report_is_answered_as_one_that_is_not_there(sender, partner):
    reference = send(sender).json()["reference"]
    theirs, nothing, odd = (partner.get(f"reports/{name}") for name in (reference, "OHR-0000-0000", "x"))
    assert theirs.status_code == nothing.status_code == odd.status_code == 404
    assert theirs.json() == nothing.json() == odd.json()
    assert feed(partner)["reports"] == []


def test_page_costs_the_same_however_long(sender, django_assert_max_num_queries):
    for number in range(5):
        send(sender, own_reference=str(number))
    feed(sender)
    with django_assert_max_num_queries(14):
        assert len(feed(sender)["reports"]) == 5


@pytest.mark.parametrize("query", [{"since": -1}, {"since": "x"}, {"limit": 0}, {"limit": 501}, {"sinse": 1}])
def test_query_that_makes_no_sense_is_refused(sender, query):
    assert next(iter(query)) in errors_of(sender.get("reports", query))


def test_of_two_at_once_under_one_reference_one_is_kept(together, at):
    by = Actor(role=Role.FORCE, identifier="client-kent", force_code=KENT)

    def call():
        return referring.refer(answers=Answers(narrative="Once."), own_reference="A", is_own=True, by=by, at=at)

    taken = together(*[call] * 6)
    assert sorted(each.is_new for each in taken) == [False] * 5 + [True]
    assert len({each.reference for each in taken}) == 1
    assert Report.objects.count() == InboundReport.objects.count() == Draft.objects.count() == 1


def test_changes_are_numbered_beside_others_that_are_written(together, at):
    by = Actor(role=Role.FORCE, identifier="client-kent", force_code=KENT)

    def send_some(name):
        for number in range(10):
            words = Answers(narrative="Once.")
            referring.refer(answers=words, own_reference=f"{name}{number}", is_own=False, by=by, at=at)

    def follow():
        seen, since = [], 0
        while len(seen) < 20:
            page = referring.read_referred_page(since=since, limit=3, by=by, at=at)
            seen += [each.reference for each in page.reports]
            since = page.following
        return seen

    *_senders, first, second = together(lambda: send_some("A"), lambda: send_some("B"), follow, follow)
    assert sorted(first) == sorted(second) == sorted(Report.objects.values_list("reference", flat=True))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.FORCE, Role.PARTNER)])
def test_nobody_else_refers_or_follows(db, at, role):
    by = Actor(role=role, identifier="x")
    with pytest.raises(NotPermitted):
        referring.read_referred_page(since=0, limit=1, by=by, at=at)
    if role is not Role.PUBLIC:
        with pytest.raises(NotPermitted):
            referring.refer(answers=Answers(narrative="x"), own_reference="A", is_own=True, by=by, at=at)
