"""Each reporter's own way through the form: nobody sees a question that isn't theirs."""

import pytest

from reports.models import Report
from reports.services import personal

pytest_plugins = ["tests.making.http"]
POST = "https://x.com/somebody/status/1700000000000000001"


def walk(person, answers):
    """Answer page after page, each as it is asked for; return the pages in their order."""
    page, seen = "/report/danger/", []
    while page != "/report/check/":
        slug = page.removeprefix("/report/").strip("/")
        seen.append(slug)
        if slug == "help":
            page = "/report/you/"
            continue
        page = person.post(page, answers.get(slug, {})).headers["Location"]
    return seen


def test_witness_without_a_link(person, officer, at):
    seen = walk(
        person,
        {
            "you": {"kind": "witness", "under_18": "yes"},
            "no-link": {"platform_name": "Some app", "account": "@someone", "words": "words"},
        },
    )
    assert "no-link" in seen
    assert not {"help", "agreement", "work", "posts", "why-more", "suspect-details", "name", "reach", "safe"} & set(
        seen
    )
    person.post("/report/check/")
    report = Report.objects.get()
    content = report.contents.get()
    assert (report.complainant.kind, content.url, content.account_handle) == ("witness", "", "@someone")
    assert personal.read_post_details(content=content) == {"platform_name": "Some app"}
    assert report.circumstances["under_18"] == "yes"


@pytest.mark.parametrize("agreement", ["agrees", "objects", "unaware", "unable"])
def test_on_somebodys_behalf_with_or_without_their_agreement(person, agreement):
    answers = {
        "you": {"kind": "third_party"},
        "agreement": {"agreement": agreement},
        "story": {"narrative": "For my neighbour."},
    }
    seen = walk(person, answers)
    assert seen[seen.index("you") + 1] == "agreement"
    person.post("/report/check/")
    complainant = Report.objects.get().complainant
    assert (complainant.kind, complainant.agreement) == ("third_party", agreement)


def test_professional_who_is_named(person, officer, at):
    answers = {
        "you": {"kind": "professional"},
        "work": {"organisation": "School of the Test", "job": "Teacher", "own_reference": "S-12"},
        "links": {"pasted": POST},
        "identity": {"identity": "named"},
        "name": {"name": "Demo Teacher"},
        "reach": {"email": "t@example.org", "telephone": "+44 20 7946 0000", "may_leave_messages": "on"},
        "safe": {"safe_hours": "working", "needs_interpreter": "on", "interpreter_language": "British Sign Language"},
        "consents": {"shares_with_force": "on"},
    }
    seen = walk(person, answers)
    assert {"work", "name", "reach", "safe"} <= set(seen)
    assert "agreement" not in seen
    person.post("/report/check/")
    report = Report.objects.get()
    contact = personal.read_contact(report=report, by=officer, at=at, reason="test")
    assert (contact.organisation, contact.job, contact.own_reference) == ("School of the Test", "Teacher", "S-12")
    assert (contact.telephone, contact.interpreter_language) == ("+44 20 7946 0000", "British Sign Language")
    complainant = report.complainant
    assert (complainant.identity, complainant.safe_hours) == ("named", "working")
    assert complainant.needs_interpreter
    assert complainant.may_leave_messages
    assert complainant.shares_with_force
    assert not complainant.shares_with_support


def test_confidential_victim_who_knows_the_suspect(person):
    answers = {
        "you": {"kind": "victim"},
        "story": {"narrative": "n"},
        "suspect": {"suspect_known": "yes"},
        "suspect-details": {"suspect": "A neighbour.", "suspect_whereabouts": "uk"},
        "identity": {"identity": "confidential"},
    }
    seen = walk(person, answers)
    assert "suspect-details" in seen
    assert "safe" not in seen  # no way to be reached was given
    person.post("/report/check/")
    report = Report.objects.get()
    assert personal.read_suspect(report=report) == "A neighbour."
    assert (report.suspect_whereabouts, report.complainant.identity) == ("uk", "confidential")


@pytest.mark.parametrize("danger", ["danger", "child", "unsure"])
def test_danger_is_answered_at_once_with_whom_to_call(person, danger):
    assert person.post("/report/danger/", {"danger": danger}).headers["Location"] == "/report/help/"
    page = person.get("/report/help/")
    assert b"999" in page.content
    assert b"18000" in page.content
    assert (b"Childline" in page.content) == (danger == "child")
    assert b"/report/you/" in page.content
    person.post("/report/story/", {"narrative": "n"})
    person.post("/report/check/")
    assert Report.objects.get().danger == danger


def test_no_danger_goes_straight_on(person):
    assert person.post("/report/danger/", {"danger": "no"}).headers["Location"] == "/report/you/"


def test_answer_on_a_way_not_taken_in_the_end_is_not_lodged(person, officer, at):
    walk(
        person,
        {
            "story": {"narrative": "n"},
            "suspect": {"suspect_known": "yes"},
            "suspect-details": {"suspect": "A name that was taken back."},
            "identity": {"identity": "named"},
            "name": {"name": "Demo Name"},
            "reach": {"email": "a@example.org"},
        },
    )
    person.post("/report/suspect/?check", {"suspect_known": "no"})
    person.post("/report/identity/?check", {"identity": "anonymous"})
    page = person.get("/report/check/").content
    assert b"taken back" not in page
    assert b"Demo Name" not in page
    person.post("/report/check/")
    report = Report.objects.get()
    assert report.sealed_suspect is None
    assert report.complainant.sealed is None
    assert report.complainant.identity == "anonymous"


def test_change_that_opens_a_branch_asks_it_before_the_check(person):
    walk(person, {"story": {"narrative": "n"}})
    gone_on = person.post("/report/identity/?check", {"identity": "confidential"})
    assert gone_on.headers["Location"] == "/report/name/?check"
    assert person.post("/report/name/?check", {"name": "x"}).headers["Location"] == "/report/reach/?check"
    reached = person.post("/report/reach/?check", {"email": "a@example.org"})
    assert reached.headers["Location"] == "/report/safe/?check"
    assert person.post("/report/safe/?check", {}).headers["Location"] == "/report/consents/?check"
    assert person.post("/report/consents/?check", {}).headers["Location"] == "/report/check/"


def test_consents_start_unticked_and_are_shown_when_refused(person):
    person.post("/report/identity/", {"identity": "named"})
    page = person.get("/report/consents/").content.decode()
    assert page.count('type="checkbox"') == 3
    assert "checked" not in page
    person.post("/report/consents/", {"shares_with_support": "on"})
    check = person.get("/report/check/").content.decode()
    assert "Contact from a support service" in check
    assert "Name and contact to the police force" in check
    person.post("/report/identity/", {"identity": "anonymous"})
    assert person.get("/report/consents/").content.decode().count('type="checkbox"') == 1


def test_consents_fit_how_the_person_reports(person):
    person.post("/report/story/", {"narrative": "n"})
    person.post("/report/identity/", {"identity": "named"})
    person.post("/report/consents/", {"shares_with_force": "on", "shares_with_support": "on"})
    gone_on = person.post("/report/identity/?check", {"identity": "anonymous"})
    assert gone_on.headers["Location"] == "/report/consents/?check"  # asked again: they meant somebody known
    page = person.get("/report/check/").content.decode()
    assert "Name and contact to the police force" not in page
    person.post("/report/check/")
    complainant = Report.objects.get().complainant
    assert (complainant.shares_with_force, complainant.shares_with_support) == (False, False)


def test_confidential_person_is_not_asked_to_be_named_to_the_force(person):
    person.post("/report/identity/", {"identity": "confidential"})
    page = person.get("/report/consents/").content.decode()
    assert "shares_with_force" not in page
    assert "shares_with_support" in page


def test_values_of_a_characteristic_go_with_it_and_are_asked_again(person):
    race = {"why": {"strands": ["race"]}, "why-more": {"values_race": ["race:colour"]}}
    walk(person, {"story": {"narrative": "n"}, **race})
    page = person.get("/report/why-more/").content.decode()
    assert page.count("checked") == 1
    gone_on = person.post("/report/why/?check", {"strands": ["religion"]})
    assert gone_on.headers["Location"] == "/report/why-more/?check"
    assert "Colour" not in person.get("/report/check/").content.decode()
    person.post("/report/check/")
    assert Report.objects.get().strand_values == []


def test_address_of_the_short_way_goes_with_the_long_form(person):
    person.post("/report/danger/", {"danger": "no"})
    person.post("/report/link/", {"url": POST})
    person.post("/report/hear/", {"email": "a@example.org"})
    assert "a@example.org" in person.get("/report/check/").content.decode()
    person.post("/report/check/")
    report = Report.objects.get()
    assert report.contents.get().url == POST
    assert (report.complainant.has_email, report.complainant.identity) == (True, "confidential")


def test_line_breaks_count_once(person):
    story = "line\r\n" * 3_400
    assert person.post("/report/story/", {"narrative": story}).status_code == 302
    person.post("/report/check/")
    assert personal.read_narrative(report=Report.objects.get()).count("\n") == 3_399
