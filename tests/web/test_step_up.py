"""What is shown or given out asks for the second factor again once a quarter of an hour has passed."""

import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

from hatehub.audit.models import Entry

pytest_plugins = ["tests.making.http"]
SECRET = "JBSWY3DPEHPK3PXP"
MINUTE = 60


@pytest.fixture
def old(staff):
    """Sign somebody in whose second factor was used so many minutes ago."""
    cache.clear()

    def sign_in(role="officer", *, minutes=16, **more):
        client = staff(role, **more)
        Authenticator.objects.update(data={"secret": get_adapter().encrypt(SECRET)})
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "type": "totp", "at": time.time() - minutes * MINUTE}
        ]
        session.save()
        return client

    return sign_in


@pytest.fixture
def path(submit):
    return f"/hub/cases/{submit().case.reference}/contact/"


def code():
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


SAID = {"why": "in_touch", "reason": "To ring her back."}


def was_read():
    return Entry.objects.filter(verb="read", details__what="contact").exists()


def test_code_of_the_last_quarter_of_an_hour_is_enough(old, path):
    page = old(minutes=14).post(path, SAID).content.decode()
    assert "once more" not in page
    assert was_read()


def test_older_code_is_asked_again_and_nothing_is_shown(old, path):
    page = old().post(path, SAID).content.decode()
    assert "Your second factor, once more" in page
    assert 'name="reason" value="To ring her back."' in page
    assert 'name="why" value="in_touch"' in page
    assert not was_read()


def test_right_code_does_what_was_asked_with_what_was_typed(old, path):
    client = old()
    page = client.post(path, {**SAID, "second_factor": code()}).content.decode()
    assert "That you looked, and why, is recorded." in page
    assert Entry.objects.get(verb="read", details__what="contact").reason == "To ring her back."
    assert "once more" not in client.post(path, SAID).content.decode()


@pytest.mark.parametrize("wrong", ["", "000000", "x" * 41])
def test_wrong_code_shows_nothing_and_keeps_what_was_typed(old, path, wrong):
    answer = old().post(path, {**SAID, "second_factor": wrong})
    assert answer.status_code == 422
    assert 'name="reason" value="To ring her back."' in answer.content.decode()
    assert not was_read()


def test_guessing_codes_is_slowed_even_with_the_right_one(old, path):
    client = old()
    for number in range(6):
        client.post(path, {**SAID, "second_factor": f"00000{number}"})
    answer = client.post(path, {**SAID, "second_factor": code()})
    assert answer.status_code == 422
    assert not was_read()


def test_code_of_one_person_does_not_serve_another(old, path):
    old("supervisor")
    client = old()
    Authenticator.objects.filter(user__role="officer").update(
        data={"secret": get_adapter().encrypt("KRSXG5BAKRSXG5BA")}
    )
    assert client.post(path, {**SAID, "second_factor": code()}).status_code == 422


def test_what_was_typed_cannot_write_into_the_page(old, path):
    page = old().post(path, {**SAID, "reason": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


def test_form_of_the_page_itself_needs_no_code(old, path):
    assert "Why do you need to know" in old().get(path).content.decode()


def test_forged_form_is_refused(old, path):
    client = old(enforce_csrf_checks=True)
    assert client.post(path, {**SAID, "second_factor": code()}).status_code == 403


def test_download_is_asked_again_and_fetched_anew(old, submit):
    path = f"/hub/cases/{submit().case.reference}/package/1"
    client = old()
    assert "once more" in client.get(path).content.decode()
    answer = client.post(path, {"second_factor": code()})
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/hub/statistics/research/00000000-0000-0000-0000-000000000000/export/", "officer"),
        ("/hub/exhibits/{exhibit}/copy/", "officer"),
    ],
)
def test_other_ways_out_ask_as_well(old, submit, path, role):
    exhibit = submit(files=[b"words that are evidence"]).evidence.get()
    answer = old(role).post(path.format(exhibit=exhibit.id), {"why": "For the court."})
    assert "once more" in answer.content.decode()


def test_force_is_asked_as_well(old, db):
    answer = old("force").get("/force/cases/OHC-0000-0000/packages/1/")
    assert "once more" in answer.content.decode()


def test_nobody_is_asked_who_may_not_come_in(old, path):
    assert old("reference_admin").post(path, SAID).status_code == 403
