"""Looking up who complained: why is asked and recorded, and a supervisor sees what is unusual."""

import html
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.accounts.actors import HUB
from hatehub.accounts.models import User
from hatehub.audit.models import Entry
from triage.models import ContactLookUp
from triage.services import opening

pytest_plugins = ["tests.making.http"]
SAID = {"why": "support", "reason": "To offer them a service."}


@pytest.fixture
def case(submit):
    return submit().case


def look_up(user, *, days=1, number=1):
    at = timezone.now() - timedelta(days=days)
    rows = [ContactLookUp(user=user, case_reference="OHC-AAAA-AAAA", why="risk", at=at) for _ in range(number)]
    ContactLookUp.objects.bulk_create(rows)


def make_officer(name):
    return User.objects.create_user(username=name, role="officer")


def test_why_is_recorded_with_its_code_and_its_words(staff, case):
    page = staff("officer").post(f"/hub/cases/{case.reference}/contact/", SAID)
    assert page.status_code == 200
    entry = Entry.objects.get(verb="read", details__what="contact")
    assert (entry.reason, entry.details) == (SAID["reason"], {"what": "contact", "why": "support"})
    row = ContactLookUp.objects.get()
    assert (row.case_reference, row.why, row.user.role) == (case.reference, "support", "officer")


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [("why", "Choose why you need to know who they are."), ("reason", "Give the reason.")],
)
def test_without_a_reason_nothing_is_shown_and_what_was_typed_stays(staff, case, missing, sentence):
    said = {**SAID, missing: ""}
    answer = staff("officer").post(f"/hub/cases/{case.reference}/contact/", said)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in page
    assert SAID["reason"] in page or missing == "reason"
    assert not Entry.objects.filter(details__what="contact").exists()
    assert not ContactLookUp.objects.exists()


def test_reason_that_there_is_not_is_refused(staff, case):
    answer = staff("officer").post(f"/hub/cases/{case.reference}/contact/", {**SAID, "why": "curiosity"})
    assert answer.status_code == 422


def test_supervisor_sees_what_is_unusual_first(staff):
    client = staff("supervisor")
    busy, usual, third = (make_officer(name) for name in ("anna", "berta", "clara"))
    look_up(busy, number=40)
    for user in (usual, third):
        look_up(user, number=12)
        for week in range(1, 8):
            look_up(user, days=7 * week + 1, number=11)
    page = client.get("/hub/look-ups/").content.decode()
    assert page.index("anna") < page.index("berta") < page.index("clara")
    assert page.count("far more than others") == 1
    assert "far more than their own usual week" not in page
    assert "too new" in page
    assert ">11.0<" in page.replace("\n", "").replace(" ", "")


def test_week_beyond_ones_own_usual_is_marked(staff):
    client, user = staff("supervisor"), make_officer("anna")
    for week in range(1, 8):
        look_up(user, days=7 * week + 1, number=2)
    look_up(user, number=20)
    assert "far more than their own usual week" in client.get("/hub/look-ups/").content.decode()


def test_supervisor_sees_which_cases_and_why(staff, case):
    staff("officer").post(f"/hub/cases/{case.reference}/contact/", SAID)
    user = User.objects.get(role="officer")
    page = staff("supervisor").get(f"/hub/look-ups/{user.pk}/").content.decode()
    assert case.reference in page
    assert "To arrange support" in page
    assert SAID["reason"] not in page


def test_nobody_looked_up_is_said(staff):
    assert "Nobody has looked" in staff("supervisor").get("/hub/look-ups/").content.decode()


@pytest.mark.parametrize("role", ["officer", "reference_admin", "force"])
def test_others_do_not_see_it(staff, role):
    user = make_officer("anna")
    client = staff(role)
    assert client.get("/hub/look-ups/").status_code == 403
    assert client.get(f"/hub/look-ups/{user.pk}/").status_code == 403


def test_lists_cost_the_same_whatever_their_length(staff):
    client, costs = staff("supervisor"), []
    user = make_officer("anna")
    for round_ in range(2):
        for number in range(1 + 20 * round_):
            look_up(make_officer(f"officer-{round_}-{number}"), number=2)
            look_up(user, number=3)
        counted = []
        for path in ("/hub/look-ups/", f"/hub/look-ups/{user.pk}/"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counted.append(len(asked))
        costs.append(counted)
    assert costs[0] == costs[1]


def test_long_lists_are_paged(staff):
    client, user = staff("supervisor"), make_officer("anna")
    look_up(user, number=51)
    page = client.get(f"/hub/look-ups/{user.pk}/").content.decode()
    assert page.count("OHC-AAAA-AAAA</a>") == 50
    assert "Next page" in page


def test_what_is_too_old_to_compare_with_is_destroyed(db, at):
    user = make_officer("anna")
    look_up(user, days=91)
    look_up(user, days=89)
    assert opening.forget_look_ups(by=HUB, at=timezone.now()) == 1
    assert ContactLookUp.objects.count() == 1
