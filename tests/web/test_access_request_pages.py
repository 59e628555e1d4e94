"""Officers take requests for access in, decide on what was found, and give the bundle once."""

import io
import time
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.accounts.actors import HUB, actor_for_user
from hatehub.accounts.models import User
from hatehub.audit.models import Entry
from tests.making import access_requests as asking
from tests.making.safe_pages import check_page
from triage.models import AccessRequest
from triage.rules.access_requests import Kind
from triage.services.access_requests import building

pytest_plugins = ["tests.making.http"]
LIST = "/hub/access-requests/"
NEW = f"{LIST}new/"


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def chief(staff):
    return staff("supervisor")


def actor_of(client):
    return actor_for_user(User.objects.get(id=client.session["_auth_user_id"]))


def text_of(page):
    return " ".join(page.content.decode().split())


def typed(day=None, **more):
    day = day or timezone.localdate()
    parts = {"day": day.day, "month": day.month, "year": day.year}
    days = {f"{name}_{part}": str(value) for name in ("received_on", "confirmed_on") for part, value in parts.items()}
    empty = dict.fromkeys(("references", "name", "emails", "telephones", "handles", "reach"), "")
    return {**empty, **days, "kind": "complainant", "checked": "Rang the number back.", **more}


def address(row, page=""):
    return f"{LIST}{row.id}/{page}"


@pytest.fixture
def taken_in(client, submit):
    report = submit(email="rosalind@example.org", name="Rosalind Oakenshield", narrative="Zebra words.")
    answer = client.post(NEW, typed(references=report.reference, reach="12 Elm Road"))
    assert answer.status_code == 302, text_of(answer)
    return AccessRequest.objects.get()


def test_request_goes_from_the_letter_to_the_person(client, chief, taken_in, django_capture_on_commit_callbacks):
    page = client.get(address(taken_in))
    check_page(page)
    assert "12 Elm Road" in text_of(page)
    assert "Zebra" not in text_of(page)
    item = taken_in.items.get()
    assert (
        client.post(address(taken_in, f"found/{item.id}/"), {"choice": "included", "reason": "Theirs."}).status_code
        == 302
    )
    held = {"decision": "withhold", "ground": "b", "reason": "A trial runs."}
    assert client.post(address(taken_in, "sections/decisions/"), held).status_code == 302
    client.post(address(taken_in, "submit/"))
    assert "A supervisor who did not prepare it" in text_of(client.get(address(taken_in)))
    assert "A trial runs." in text_of(chief.get(address(taken_in)))
    chief.post(address(taken_in, "approve/"))
    assert "being made" in text_of(client.get(address(taken_in)))
    assert building.build(request_id=taken_in.id, by=HUB, at=timezone.now())
    answer = client.post(address(taken_in, "download/"))
    assert answer["Content-Disposition"] == f'attachment; filename="{taken_in.reference}.zip"'
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "Zebra words." in bundle.read("index.html").decode()
    assert client.post(address(taken_in, "download/")).status_code == 302
    assert "downloaded already" in text_of(client.get(address(taken_in)))
    today = timezone.localdate()
    said = {"how": "By post.", "on_day": today.day, "on_month": today.month, "on_year": today.year}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address(taken_in, "given/"), said).status_code == 302
    assert "By post." in text_of(client.get(address(taken_in)))
    assert taken_in.reference in text_of(client.get(f"{LIST}?show=ended"))
    assert taken_in.reference not in text_of(client.get(LIST))


def test_download_asks_for_the_second_factor_again(staff, taken_in):
    asking.approve(taken_in, at=timezone.now())
    building.build(request_id=taken_in.id, by=HUB, at=timezone.now())
    stale = staff("officer")
    session = stale.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time() - 3600}]
    session.save()
    answer = stale.post(address(taken_in, "download/"))
    assert "second_factor" in text_of(answer)
    taken_in.refresh_from_db()
    assert taken_in.fetched_at is None


def test_download_while_the_store_is_away_says_so_and_is_not_counted(client, taken_in, settings, tmp_path):
    asking.approve(taken_in, at=timezone.now())
    building.build(request_id=taken_in.id, by=HUB, at=timezone.now())
    here, settings.MEDIA_ROOT = settings.MEDIA_ROOT, str(tmp_path / "not mounted")
    page = client.post(address(taken_in, "download/"), follow=True)
    assert "does not answer. Try again in a few minutes." in text_of(page)
    settings.MEDIA_ROOT = here
    answer = client.post(address(taken_in, "download/"))
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"references": "OHR-0000-0001"}, "There is no report with this reference: OHR-0000-0001."),
        ({"name": "Somebody", "checked": ""}, "Say how it was checked who asks."),
        ({"name": "Somebody", "kind": ""}, "Choose what the person is to the hub."),
        ({"name": "Somebody", "received_on_month": "13"}, "Enter a real date"),
        ({}, "Enter a reference, a name, an address, a number or an account to look for."),
    ],
)
def test_refusal_stands_beside_the_field_and_nothing_typed_is_lost(client, said, words):
    answer = client.post(NEW, typed(reach="Flat 7, Heather Court", **said))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Flat 7, Heather Court" in text_of(answer)
    assert not AccessRequest.objects.exists()


def test_ground_is_asked_for_and_what_was_typed_kept(client, taken_in):
    answer = client.post(address(taken_in, "sections/decisions/"), {"decision": "withhold", "reason": "Because of it."})
    assert answer.status_code == 422
    assert "Choose the ground of section 45(4)." in text_of(answer)
    assert "Because of it." in text_of(answer)


def test_officer_is_not_offered_to_give_to_who_is_complained_of(client, chief, db):
    row = asking.receive(at=timezone.now(), kind=Kind.SUBJECT, name="Bert")
    path = address(row, "sections/posts_of_yours/")
    assert 'value="give"' not in text_of(client.get(path))
    assert 'value="give"' in text_of(chief.get(path))
    assert client.post(path, {"decision": "give", "reason": "x"}).status_code == 422
    assert 'value="give"' not in text_of(chief.get(address(row, "sections/told_of_you/")))


def test_undecided_request_is_not_handed_over(client, taken_in):
    page = client.post(address(taken_in, "submit/"), follow=True)
    assert "Decide of everything that was found" in text_of(page)


def test_supervisor_gives_back_and_refuses_with_words(client, chief, taken_in):
    asking.include_all(taken_in, at=timezone.now())
    client.post(address(taken_in, "submit/"))
    assert chief.post(address(taken_in, "give-back/"), {"reason": ""}).status_code == 422
    chief.post(address(taken_in, "give-back/"), {"reason": "One is missing."})
    assert "One is missing." in text_of(client.get(address(taken_in)))
    assert client.get(address(taken_in, "refuse/")).status_code == 403
    chief.post(address(taken_in, "refuse/"), {"why": "identity", "reason": "It could not be confirmed."})
    page = text_of(client.get(address(taken_in)))
    assert "It could not be confirmed." in page
    assert "section 52" in page


def test_looking_again_says_what_is_new_and_refuses_beside_the_field(client, taken_in, submit):
    more = submit(minutes=3)
    page = client.post(address(taken_in, "find/"), {"references": more.reference}, follow=True)
    assert "1 more was found." in text_of(page)
    answer = client.post(address(taken_in, "find/"), {"references": "OHR-nothing"})
    assert answer.status_code == 422
    assert "There is no report with this reference" in text_of(answer)
    assert "OHR-nothing" in text_of(answer)


def test_what_is_learnt_later_is_looked_for_and_kept(client, taken_in, submit):
    again = submit(email="r.oak@example.net", minutes=4)
    said = {"emails": "R.Oak@example.net\nrosalind@example.org", "references": "", "telephones": "", "handles": ""}
    client.post(address(taken_in, "find/"), said)
    assert taken_in.items.filter(key=str(again.id), how="email").exists()
    page = text_of(client.get(address(taken_in)))
    assert "R.Oak@example.net" in page
    assert "12 Elm Road" in page


def test_case_leads_to_a_request_that_names_its_report(client, submit):
    report = submit()
    page = client.get(f"/hub/cases/{report.case.reference}/")
    assert f"{NEW}?case={report.case.reference}" in text_of(page)
    assert report.reference in text_of(client.get(f"{NEW}?case={report.case.reference}"))
    assert client.get(f"{NEW}?case=nothing").status_code == 200


def test_list_says_what_is_late_and_names_nobody(client, taken_in):
    AccessRequest.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    page = text_of(client.get(LIST))
    assert "3 days late" in page
    assert "Oakenshield" not in page


def test_reading_who_asks_is_recorded(client, taken_in):
    client.get(address(taken_in))
    entry = Entry.objects.filter(subject=taken_in.subject, verb="read").last()
    assert entry.details == {"what": "asker"}


def test_address_of_nothing_is_not_found(client, taken_in):
    assert client.get(f"{LIST}00000000-0000-0000-0000-000000000000/").status_code == 404
    assert client.get(address(taken_in, "found/0/")).status_code == 404
    assert client.get(address(taken_in, "sections/nothing/")).status_code == 404
    for page in ("0", "x", "99999", "-1", "²"):
        assert client.get(f"{address(taken_in)}?page={page}").status_code == 200


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_pages_cost_the_same_for_many(client, taken_in, submit, at):
    before = queries(client, address(taken_in)), queries(client, LIST)
    references = [submit(minutes=n).reference for n in range(1, 6)]
    client.post(address(taken_in, "find/"), {"references": "\n".join(references)})
    asking.include_all(taken_in, at=at)
    for n in range(5):
        asking.receive(at=timezone.now(), name=f"Somebody {n}")
    after = queries(client, address(taken_in)), queries(client, LIST)
    assert after[0] <= before[0] + 1  # the reasons, once there are any
    assert after[1] <= before[1]
