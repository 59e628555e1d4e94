"""Doors of the staff side that must not open: the admin's own sign-in, and sessions without a second factor."""

import time

import pytest
from django.core.cache import cache

from hatehub.accounts.roles import Role
from hatehub.accounts.services import make_staff

pytest_plugins = ["tests.making.http"]


@pytest.mark.parametrize("role", ["officer", "supervisor"])
def test_admin_has_no_door_of_its_own_for_somebody_signed_in(staff, role):
    client = staff(role)
    client.post("/admin/login/", {"username": "x", "password": "y"})
    page = client.get("/admin/login/")
    assert page.status_code == 403
    assert b"password" not in page.content.lower()


def test_admin_sends_a_stranger_to_the_one_door_there_is(person):
    assert person.get("/admin/login/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["/hub/queues/", "/admin/"])
def test_session_that_used_no_second_factor_is_closed(staff, path):
    client = staff("officer", used_it=False)
    assert client.get(path).headers["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_cookie_with_a_null_byte_is_dropped(person):
    person.cookies.load('hub-session="\\000aaaaaaaaaaaaaaaaa"')
    assert person.get("/hub/").status_code == 302


def test_account_has_no_permission_beside_its_role(db):
    user = make_staff(username="data", role=Role.REFERENCE_ADMIN, password="long enough for this")
    assert not user.is_superuser
    assert not user.get_all_permissions()


def one_time_code(secret, *, step=0):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def test_new_officer_sets_up_a_second_factor_and_comes_in_with_it(person, django_user_model):
    make_staff(username="alex", role=Role.OFFICER, password="long enough for this")
    signed_in = person.post("/accounts/login/", {"login": "alex", "password": "long enough for this"})
    assert signed_in.status_code == 302
    assert person.get("/hub/queues/").headers["Location"] == "/accounts/2fa/totp/activate/"
    asked = person.get("/accounts/2fa/totp/activate/")
    if asked.status_code == 302:  # setting one up is a thing for which the password is asked once more
        person.post(asked.headers["Location"], {"password": "long enough for this"})
        assert person.get("/accounts/2fa/totp/activate/").status_code == 200
    secret = person.session["mfa.totp.secret"]
    activated = person.post("/accounts/2fa/totp/activate/", {"code": one_time_code(secret)})
    assert activated.status_code == 302
    page = person.get("/hub/queues/")
    if page.status_code == 302:
        person.post("/accounts/login/", {"login": "alex", "password": "long enough for this"})
        assert person.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
        cache.clear()
        person.post("/accounts/2fa/authenticate/", {"code": one_time_code(secret)})
        page = person.get("/hub/queues/")
    assert page.status_code == 200
