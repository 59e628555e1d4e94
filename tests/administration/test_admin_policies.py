"""Policies under /admin/: administrators read and load, supervisors put in force."""

import html
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Action, Role, is_allowed
from hatehub.audit.models import Entry
from triage.models import PolicyVersion
from triage.selectors.policies import get_policy
from triage.services import policies

pytest_plugins = ["tests.making.http"]
ADD = "/admin/triage/policyversion/add/"


@pytest.fixture
def client(staff):
    return staff("reference_admin")


def text_of(page):
    return html.unescape(page.content.decode())


def file_of(version, **changes):
    told = json.loads(policies.shipped_files()[0].content)
    return SimpleUploadedFile("invented.json", json.dumps(told | {"version": version} | changes, indent=1).encode())


def test_versions_are_read_with_which_is_in_force_and_since_when(client):
    page = client.get("/admin/triage/policyversion/")
    in_force = {str(row): row.is_newest for row in page.context["cl"].result_list}
    assert in_force[get_policy().version] is True
    assert sum(in_force.values()) == 1
    row = PolicyVersion.objects.get(version=get_policy().version)
    shown = text_of(client.get(f"/admin/triage/policyversion/{row.pk}/change/"))
    assert "The first policy of this hub." in shown
    assert row.digest in shown


def test_file_is_loaded_and_changes_no_decision(client):
    former = get_policy().version
    page = client.post(ADD, {"file": file_of("2027-invented.1")}, follow=True)
    assert "A supervisor can put it in force." in text_of(page)
    assert PolicyVersion.objects.get(version="2027-invented.1").loaded_by.startswith("reference_admin:")
    assert get_policy().version == former
    assert Entry.objects.get(verb="policy_loaded", actor__startswith="reference_admin:").subject == "policy"
    again = client.post(ADD, {"file": file_of("2027-invented.1")}, follow=True)
    assert "was loaded before" in text_of(again)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("x.json", b"{}"), "x.json line 1"),
        (SimpleUploadedFile("x.json", b"\xff\xfe"), "not UTF-8"),
        (SimpleUploadedFile("x.json", b" " * 1_000_001), "larger than 1 MB"),
        (None, "Choose a file."),
    ],
)
def test_file_that_is_no_policy_is_refused_by_line_and_reason(file, words, client):
    before = PolicyVersion.objects.count()
    page = client.post(ADD, {"file": file} if file else {})
    assert page.status_code == 422
    assert words in text_of(page)
    assert PolicyVersion.objects.count() == before


def test_version_that_stands_is_not_replaced(client):
    page = client.post(ADD, {"file": file_of(get_policy().version, name="Another name")})
    assert "give a changed policy another version" in text_of(page)


def test_administrator_puts_none_in_force(client, db, at):
    assert client.get("/hub/policy/").status_code == 403
    by = Actor(role=Role.REFERENCE_ADMIN, identifier="ada")
    with pytest.raises(NotPermitted):
        policies.activate(version="2026-review.1", reason="x", by=by, at=at)


def test_officer_neither_loads_nor_puts_in_force():
    assert not is_allowed(role=Role.OFFICER, action=Action.LOAD_POLICY)
    assert not is_allowed(role=Role.OFFICER, action=Action.CHANGE_POLICY)
    assert is_allowed(role=Role.SUPERVISOR, action=Action.CHANGE_POLICY)


def test_first_page_says_in_a_sentence_what_each_place_is_for(client):
    page = client.get("/admin/")
    places = page.context["places"]
    assert all(str(place["says"]) for place in places)
    text = text_of(page)
    for place in places:
        assert str(place["says"]) in text
    assert {str(place["group"]) for place in places} == {
        *("Reference data", "People and programs", "Policies and texts", "What was loaded"),
    }


def test_texts_lead_to_their_own_pages(client):
    assert client.get("/admin/reports/messagetext/").headers["Location"] == "/admin/texts/"
