"""Sessions of people who sign in: over after a while, seen by their owner, ended one by one or all others."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.models import OpenSession, User
from hatehub.audit.models import Entry

pytest_plugins = ["tests.making.http"]
BACKEND = "hatehub.accounts.backends.StaffBackend"
WORDS = "words that nobody guesses"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def officer_there(staff):
    return staff("officer", password=WORDS)


def another_browser(user, **more):
    """Return a second browser of somebody, which is not asked for a second factor on the pages of the account."""
    client = Client(**more)
    client.force_login(user, backend=BACKEND)
    return client


def is_in(client):
    return client.get("/accounts/sessions/").status_code == 200


def test_session_without_use_is_over_after_half_an_hour(officer_there, wait):
    wait(29)
    assert officer_there.get("/hub/queues/").status_code == 200
    wait(31)
    answer = officer_there.get("/hub/queues/", follow=True)
    assert answer.redirect_chain[0] == ("/accounts/login/?next=/hub/queues/", 302)
    assert "nothing was done for a while" in answer.content.decode()


def test_session_in_use_is_over_after_twelve_hours(officer_there, wait):
    for _ in range(35):
        wait(20)
        assert officer_there.get("/hub/queues/").status_code == 200
    wait(19)
    assert officer_there.get("/hub/queues/").status_code == 200
    wait(2)
    answer = officer_there.get("/hub/queues/", follow=True)
    assert answer.redirect_chain[0][0].startswith("/accounts/login/")
    assert "a session ends after 12 hours" in answer.content.decode()


def test_typing_is_use_up_to_twelve_hours_and_says_when_it_is_over(officer_there, wait):
    for _ in range(24):
        wait(29)
        assert officer_there.get("/accounts/sessions/typing/").status_code == 204
    wait(25)
    assert officer_there.get("/accounts/sessions/typing/").status_code == 401


def test_what_a_page_asks_by_itself_is_no_use(officer_there, submit, wait):
    path = f"/hub/cases/{submit().case.reference}/looking/"
    for _ in range(2):
        wait(14)
        assert officer_there.get(path).status_code == 200
    wait(3)
    assert officer_there.get(path).status_code == 302


def test_complainant_has_no_session_that_could_run_out(person):
    person.get("/")
    person.post("/status/", {"reference": "x", "code": "y"})
    assert "hub-session" not in person.cookies
    assert not OpenSession.objects.exists()


def test_person_sees_where_they_are_signed_in_in_rough_words(staff):
    client = staff("officer", has_second_factor=False, password=WORDS)
    staff("supervisor")
    said = {"login": User.objects.get(role="officer").username, "password": WORDS}
    Client(headers={"User-Agent": FIREFOX}).post("/accounts/login/", said)
    page = client.get("/accounts/sessions/").content.decode()
    assert page.count("Unknown browser</th>") == 1
    assert page.count("Firefox on Windows</th>") == 1
    assert "145" not in page
    assert page.count("This one") == 1


def test_sign_in_is_recorded_with_its_ways_and_no_address(officer_there, staff):
    user = User.objects.get()
    Authenticator.objects.filter(user=user).delete()
    said = {"login": user.username, "password": WORDS}
    Client(headers={"User-Agent": FIREFOX}).post("/accounts/login/", {**said, "password": "wrong"})
    assert not Entry.objects.filter(verb="signed_in").exists()
    Client(headers={"User-Agent": FIREFOX}).post("/accounts/login/", said)
    entry = Entry.objects.get(verb="signed_in")
    assert (entry.subject, entry.actor) == (f"account:{user.pk}", f"officer:{user.username}")
    assert entry.details == {"username": user.username, "browser": "Firefox on Windows", "ways": ["password"]}


def test_one_session_is_ended_and_recorded(officer_there):
    user = User.objects.get()
    other = another_browser(user)
    row = OpenSession.objects.latest("pk")
    answer = officer_there.post(f"/accounts/sessions/{row.pk}/end/", follow=True)
    assert "That browser is signed out." in answer.content.decode()
    assert (is_in(officer_there), is_in(other)) == (True, False)
    entry = Entry.objects.get(verb="sessions_ended")
    assert (entry.subject, entry.details) == (f"account:{user.pk}", {"username": user.username, "number": 1})


def test_all_others_are_ended_at_once(officer_there):
    others = [another_browser(User.objects.get()) for _ in range(3)]
    answer = officer_there.post("/accounts/sessions/end/", follow=True)
    assert "3 other browsers are signed out." in answer.content.decode()
    assert [is_in(each) for each in (officer_there, *others)] == [True, False, False, False]


def test_session_of_somebody_else_is_not_ended(officer_there, staff):
    other = staff("supervisor")
    row = OpenSession.objects.get(user__role="supervisor")
    officer_there.post(f"/accounts/sessions/{row.pk}/end/")
    officer_there.post("/accounts/sessions/end/")
    assert other.get("/hub/queues/").status_code == 200
    assert not Entry.objects.filter(verb="sessions_ended").exists()


def test_looking_ends_nothing(officer_there):
    assert officer_there.get("/accounts/sessions/end/").status_code == 405
    assert officer_there.get("/accounts/sessions/1/end/").status_code == 405


@pytest.mark.parametrize("deed", ["deactivate", "password", "second-factor"])
def test_sessions_end_with_what_an_administrator_does(officer_there, staff, deed):
    user = User.objects.get()
    staff("reference_admin").post(f"/admin/accounts/user/{user.pk}/do/{deed}/", {"reason": "Has left."})
    assert not OpenSession.objects.filter(user=user).exists()
    assert Session.objects.count() == 1
    assert not is_in(officer_there)


def test_new_password_ends_the_others_and_keeps_this_one(officer_there):
    user = User.objects.get()
    other = another_browser(user)
    said = {"oldpassword": WORDS, "password1": "other words they chose", "password2": "other words they chose"}
    assert officer_there.post("/accounts/password/", said).status_code == 302
    assert (is_in(officer_there), is_in(other)) == (True, False)
    assert OpenSession.objects.get().session_key == officer_there.session.session_key


def test_signing_out_takes_the_row_away(officer_there):
    officer_there.post("/accounts/logout/")
    assert not OpenSession.objects.exists()


def test_session_is_written_down_once_a_minute(officer_there, django_assert_num_queries, wait):
    with django_assert_num_queries(0):
        officer_there.get("/livez")
    with CaptureQueriesContext(connection) as asked:
        officer_there.get("/accounts/sessions/")
    assert not [each for each in asked if each["sql"].startswith("UPDATE")]
    wait(2)
    before = OpenSession.objects.get().seen_at
    officer_there.get("/accounts/sessions/")
    assert OpenSession.objects.get().seen_at > before
