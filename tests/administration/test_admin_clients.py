"""Programs under /admin/: made, given new secrets, revoked; what a token opens afterwards."""

import base64
import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hatehub.accounts.models import ApiClient
from hatehub.audit.models import Entry
from hatehub.reference.models import Force, Partner
from tests.making.reports import WEST_YORKSHIRE

pytest_plugins = ["tests.making.http"]

LIST = "/admin/accounts/apiclient/"


@pytest.fixture
def administrator(staff):
    return staff("reference_admin")


@pytest.fixture
def service(db):
    return Partner.objects.create(code="invented-service", name="Invented service", kind="support", nations="EW")


def written(**changes):
    force = Force.objects.get(code=WEST_YORKSHIRE).pk
    return {"name": "Invented records", "force": force, "allowed_scopes": ["cases:read", "cases:act"], **changes}


def shown(page):
    """Return the client's id and secret as they stand on a page."""
    return [html.unescape(each) for each in re.findall(r"<code>([^<]+)</code>", page.content.decode())]


def made(administrator, **changes):
    page = administrator.post(f"{LIST}add/", written(**changes))
    assert page.status_code == 200, page
    secret, client_id = shown(page)
    return ApiClient.objects.get(client_id=client_id), secret


def token(client, secret, **more):
    basic = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    return Client(**more).post(
        "/oauth/token", {"grant_type": "client_credentials"}, headers={"authorization": f"Basic {basic}"}
    )


def reads(answer, **more):
    bearer = {"authorization": f"Bearer {answer.json()['access_token']}"}
    return Client(**more).get("/api/v1/cases", headers=bearer).status_code


def test_program_is_made_and_its_secret_is_shown_once(administrator):
    client, secret = made(administrator)
    assert reads(token(client, secret)) == 200
    assert client.client_secret != secret
    assert secret not in administrator.get(f"{LIST}{client.pk}/change/").content.decode()
    entry = Entry.objects.get(verb="client_made")
    assert entry.subject == f"client:{client.pk}"
    assert secret not in str(entry.details)


def test_program_of_a_partner_is_allowed_what_partners_may(administrator, service):
    both = administrator.post(f"{LIST}add/", written(partner=service.pk))
    assert "Choose a force or a partner, and not both." in html.unescape(both.content.decode())
    beyond = administrator.post(f"{LIST}add/", written(force="", partner=service.pk))
    assert "Not for the program of a partner: cases:read, cases:act." in html.unescape(beyond.content.decode())
    client, secret = made(administrator, force="", partner=service.pk, allowed_scopes=["support:act"])
    answer = token(client, secret)
    assert answer.json()["scope"] == "" or answer.status_code == 400 or reads(answer) == 403
    assert client.partner == service


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"networks": "192.0.2.0/24 elsewhere"}, "elsewhere is no network; write for example 192.0.2.0/24."),
        ({"certificate_sha256": "abc"}, "A SHA-256 has 64 hexadecimal digits."),
        ({"allowed_scopes": []}, "This field is required."),
        ({"force": ""}, "Choose a force or a partner, and not both."),
    ],
)
def test_refusal_stands_beside_the_field_and_nothing_is_made(administrator, changes, sentence):
    page = administrator.post(f"{LIST}add/", written(**changes))
    assert sentence in html.unescape(page.content.decode())
    assert not ApiClient.objects.exists()


def test_whose_program_it_is_stays(administrator):
    client, _ = made(administrator)
    other = Force.objects.exclude(pk=client.force_id).first()
    administrator.post(f"{LIST}{client.pk}/change/", written(force=other.pk, name="Another name"))
    client.refresh_from_db()
    assert (client.force.code, client.name) == (WEST_YORKSHIRE, "Another name")


def test_earlier_secret_works_on_for_as_long_as_was_said(administrator):
    client, first = made(administrator)
    path = f"{LIST}{client.pk}/do/secret/"
    assert administrator.post(path, {"overlap": "24", "reason": ""}).status_code == 422
    second, _ = shown(administrator.post(path, {"overlap": "24", "reason": "A yearly change."}))
    assert reads(token(client, first)) == reads(token(client, second)) == 200
    ApiClient.objects.filter(pk=client.pk).update(earlier_secret_until=timezone.now() - timedelta(seconds=1))
    assert token(client, first).status_code == 401
    assert reads(token(client, second)) == 200


def test_of_three_secrets_the_oldest_works_no_more(administrator):
    client, first = made(administrator)
    path, said = f"{LIST}{client.pk}/do/secret/", {"overlap": "720", "reason": "Again."}
    second, _ = shown(administrator.post(path, said))
    third, _ = shown(administrator.post(path, said))
    assert token(client, first).status_code == 401
    assert token(client, second).status_code == token(client, third).status_code == 200


def test_secret_without_an_overlap_ends_the_tokens_at_once(administrator):
    client, first = made(administrator)
    given = token(client, first)
    administrator.post(f"{LIST}{client.pk}/do/secret/", {"overlap": "0", "reason": "It was in a log."})
    assert reads(given) == 401
    assert token(client, first).status_code == 401


def test_revoked_program_is_out_at_once_and_comes_back_with_another_secret(administrator):
    client, first = made(administrator)
    given = token(client, first)
    administrator.post(f"{LIST}{client.pk}/do/revoke/", {"reason": "The laptop was lost."})
    assert reads(given) == 401
    assert token(client, first).status_code == 401
    second, _ = shown(administrator.post(f"{LIST}{client.pk}/do/reopen/", {"reason": "A new laptop."}))
    assert token(client, first).status_code == 401
    assert reads(token(client, second)) == 200
    assert reads(given) == 401


def test_token_from_elsewhere_opens_nothing(administrator):
    client, secret = made(administrator, networks="192.0.2.0/24\n2001:db8::/48")
    assert token(client, secret).status_code == 401
    for here in ("192.0.2.7", "2001:db8::5"):
        given = token(client, secret, REMOTE_ADDR=here)
        assert reads(given, REMOTE_ADDR=here) == 200
        assert reads(given, REMOTE_ADDR="198.51.100.1") == 401


def test_address_is_taken_from_a_trusted_proxy_alone(administrator, settings):
    client, secret = made(administrator, networks="192.0.2.7")
    claimed = {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}
    assert token(client, secret, **claimed).status_code == 401
    settings.TRUSTED_PROXIES = 1
    assert token(client, secret, **claimed).status_code == 200
    assert token(client, secret, HTTP_X_FORWARDED_FOR="192.0.2.7, 198.51.100.1").status_code == 401


def test_certificate_is_asked_for_where_one_is_named(administrator, settings):
    client, secret = made(administrator, certificate_sha256=":".join(["AB"] * 32))
    shown_one = {"HTTP_X_CLIENT_SHA256": "ab" * 32}
    assert token(client, secret, **shown_one).status_code == 401
    settings.CLIENT_CERTIFICATE_HEADER, settings.TRUSTED_PROXIES = "X-Client-SHA256", 1
    given = token(client, secret, **shown_one)
    assert reads(given, **shown_one) == 200
    assert reads(given) == 401
    assert reads(given, HTTP_X_CLIENT_SHA256="cd" * 32) == 401
    settings.TRUSTED_PROXIES = 0
    assert reads(given, **shown_one) == 401
