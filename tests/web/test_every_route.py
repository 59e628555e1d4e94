"""Who gets what of every route, made from the URL map: a route that stands in no matrix fails.

The workbench, the portal of forces, the tables of the administration and the API have matrices of their own, which say
in detail what each of their routes does; what none of them covers stands here.
"""

import itertools
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, URLPattern, get_resolver, resolve, reverse
from django.utils import timezone

from hatehub.accounts.actors import HUB
from hatehub.reference.models import Material
from referrals import registries
from referrals.models import AnswerLink
from referrals.services import answer_links
from reports.models import Case
from reports.services import diversion
from tests.administration import test_admin_matrix as of_tables
from tests.making.answer_links import KIND, WordForm, make_link, take
from tests.making.safe_pages import check_page
from tests.referrals.api import test_api_matrix as of_api
from tests.web import test_hub_access as of_hub
from tests.web import test_portal_access as of_portal

pytest_plugins = ["tests.making.http", "tests.making.kept"]

NO_ID = "00000000-0000-0000-0000-000000000000"
NO_DIGEST = "0" * 64
ROLES = ("officer", "supervisor", "reference_admin", "force", "partner")
LOGIN, ACTIVATE = "/accounts/login/", "/accounts/2fa/totp/activate/"
STAFF_PAGES = {
    # Route: what an officer, a supervisor and an administrator get. A force and a partner are refused each of them.
    "GET /hub/cases/{case}/captures/": (200, 200, 403),
    "GET /hub/cases/{case}/captures/own/": (200, 200, 403),
    "POST /hub/cases/{case}/captures/post/{post}/": (302, 302, 403),
    "POST /hub/cases/{case}/captures/{none}/again/": (404, 404, 403),
    "GET /hub/time-stamps/": (403, 200, 403),
    "GET /hub/web-hooks/": (403, 200, 403),
    "POST /hub/cases/{case}/package/new": (302, 302, 403),
    "GET /hub/cases/{case}/enquiries/{enquiry}/allow/": (403, 200, 403),
    "GET /hub/cases/{case}/enquiries/{enquiry}/end/": (302, 302, 403),
    "GET /hub/enquiries/methods/new/": (403, 200, 403),
    "GET /hub/enquiries/methods/open_source/": (403, 200, 403),
    "GET /hub/enquiries/trials/new/": (403, 200, 403),
    "GET /hub/enquiries/trials/{trial}/end/": (403, 200, 403),
    "GET /hub/subjects/{subject}/lead/": (404, 404, 403),
    "GET /hub/notices/": (403, 200, 403),
    "GET /hub/notices/{none}/": (403, 404, 403),
    "GET /hub/statistics/releases/1/": (404, 404, 403),
    "POST /hub/statistics/releases/1/publish/": (403, 404, 403),
    "POST /hub/statistics/releases/1/discard/": (404, 404, 403),
    "POST /hub/statistics/research/{research}/settle/": (403, 422, 403),
    "POST /hub/statistics/research/{research}/end/": (403, 302, 403),
    "GET /hub/products/{product}/publish/": (403, 200, 403),
    "GET /hub/products/{product}/withdraw/": (403, 404, 403),
    "GET /hub/guidance/keep-it/review/": (403, 200, 403),
    "GET /hub/guidance/keep-it/withdraw/": (403, 200, 403),
    "GET /hub/intelligence/{intelligence}/return/": (200, 200, 403),
    "GET /hub/intelligence/{intelligence}/sign-off/": (200, 200, 403),
    "GET /hub/intelligence/{intelligence}/discard/": (200, 200, 403),
    "GET /hub/intelligence/{intelligence}/items/{item}/": (302, 302, 403),
    "GET /hub/intelligence/{intelligence}/items/{item}/remove/": (302, 302, 403),
    "GET /hub/intelligence/{intelligence}/items/{item}/source/": (403, 403, 403),  # nobody without a clearance
    "GET /hub/intelligence/{intelligence}/given/{none}/take-back/": (404, 404, 403),
    "GET /hub/intelligence/{intelligence}/review/": (403, 302, 403),
    "GET /hub/intelligence/{intelligence}/stix.json": (302, 302, 403),
    "GET /hub/views/": (200, 200, 403),
    "GET /hub/views/save/": (200, 200, 403),
    "POST /hub/views/1/remove/": (302, 302, 403),
    "GET /hub/my-day/mentions/1/": (404, 404, 403),
    "GET /hub/search/": (200, 200, 403),
    "GET /hub/overview/": (403, 200, 403),
    "GET /hub/overview/received/": (403, 404, 403),
    "GET /hub/look-ups/": (403, 200, 403),
    "GET /hub/look-ups/0/": (403, 404, 403),
    "GET /hub/retention/": (403, 200, 403),
    "GET /hub/cases/{case}/retention/": (403, 200, 403),
    "GET /hub/cases/{case}/retention/keep/": (403, 200, 403),
    "GET /hub/cases/{case}/retention/propose/": (403, 200, 403),
    "POST /hub/cases/{case}/retention/confirm/": (403, 409, 403),
    "POST /hub/cases/{case}/retention/withdraw/": (403, 409, 403),
    "GET /hub/cases/{case}/hold/": (403, 200, 403),
    "GET /hub/cases/{case}/hold/1/lift/": (403, 404, 403),
    "GET /hub/cases/{case}/erasure/{report}/": (200, 200, 403),
    "GET /hub/cases/{case}/erasure/1/decide/": (403, 404, 403),
    "GET /hub/late/": (403, 200, 403),
    "GET /hub/access-requests/{access}/give-back/": (403, 200, 403),
    "GET /hub/access-requests/{access}/refuse/": (403, 200, 403),
    "POST /hub/access-requests/{access}/approve/": (403, 302, 403),
    "GET /hub/notices/1/told/": (404, 404, 403),
    "GET /hub/cases/{case}/offences/1/remove/": (404, 404, 403),
    "GET /hub/cases/{case}/unit/": (404, 404, 403),
    "GET /hub/disputes/": (403, 200, 403),
    "GET /hub/disputes/{transfer}/": (403, 404, 403),
    "GET /hub/cases/{case}/contact/": (200, 200, 403),
    "GET /hub/cases/{case}/ask/{report}/": (200, 200, 403),
    "POST /hub/cases/{case}/messages/read/": (302, 302, 403),
    "GET /hub/cases/{case}/questions/1/take-back/": (404, 404, 403),
    "GET /hub/duplicates/": (403, 200, 403),
    "POST /hub/duplicates/1/confirm/": (403, 404, 403),
    "GET /hub/policy/": (403, 200, 403),
    "GET /hub/policy/2023-code.2/": (403, 200, 403),
    "GET /hub/second-readings/quality/": (403, 200, 403),
    "GET /hub/second-readings/{reading}/settle/": (403, 302, 403),
    "GET /hub/replies/": (403, 200, 403),
    "GET /hub/replies/new/": (403, 200, 403),
    "GET /hub/replies/x/en-gb/": (403, 404, 403),
    "POST /hub/replies/x/en-gb/retire/": (403, 404, 403),
    "GET /hub/exhibits/{exhibit}/words/": (404, 404, 403),
    "POST /hub/exhibits/{exhibit}/release/": (403, 422, 403),
    "GET /hub/quarantine/": (403, 200, 403),
    "GET /hub/exhibits/{exhibit}/pages/": (404, 404, 403),
    "GET /hub/exhibits/{exhibit}/pages/1/": (404, 404, 403),
    "GET /hub/exhibits/{exhibit}/play/": (404, 404, 403),
    "GET /admin/": (403, 403, 200),
    "GET /admin/accounts/": (403, 403, 200),
    "GET /admin/jsi18n/": (403, 403, 200),
    "GET /admin/texts/": (403, 403, 200),
    "GET /admin/texts/received/en-gb/": (403, 403, 200),
    "POST /admin/texts/received/en-gb/back/": (403, 403, 404),
    "GET /admin/accounts/user/1/do/nothing/": (403, 403, 404),
    "GET /admin/accounts/apiclient/1/do/nothing/": (403, 403, 404),
    "POST /admin/reference/correction/1/files-decide/": (403, 403, 302),
    "GET /admin/anything/else/": (403, 403, 404),
}
PUBLIC = {
    # Route: what anybody gets, signed in or not: a session of the staff opens nothing more.
    "GET /livez": 200,
    "GET /readyz": 200,
    "GET /metrics": 200,
    "GET /accounts/inactive/": 200,
    "POST /language/setlang/": 302,
    "POST /oauth/token": 400,
    "POST /oauth/revoke": 400,
    "GET /api/docs/": 200,
    "GET /api/docs/reference": 200,
    "GET /api/docs/problems": 200,
    "GET /api/docs/changes": 200,
    "GET /api/docs/examples/x": 404,
    "GET /api/schema": 200,
    "GET /keys/package-signing-key.pem": 200,
    "GET /keys/receipt-signing-certificate.pem": 200,
    "GET /keys/": 200,
    "GET /keys/{digest}.pem": 404,
    "GET /verify_package.py": 200,
    "GET /answer/x/": 404,
    "GET /answer/x/exhibits/1": 404,
    "GET /answer/x/package": 404,
    "POST /answer/x/details": 404,
    "GET /statistics/": 200,
    "GET /statistics/releases/": 200,
    "GET /statistics/releases/1/": 404,
    "GET /statistics/releases/1/x/": 404,
    "GET /statistics/releases/1/x.csv": 404,
    "GET /statistics/files/1.csv": 404,
    "GET /statistics/files/1.json": 404,
    "GET /statistics/dictionary/": 404,
    "GET /statistics/tables/x/": 404,
    "GET /files/x/x": 410,
    "GET /": 200,
    "GET /leave/": 302,
    "GET /report/begin/": 302,
    "GET /report/begin/link/": 302,
    "GET /report/check/": 410,
    "GET /report/sent/": 410,
    "POST /report/finish/": 302,
    "GET /report/saved/": 410,
    "POST /report/saved/leave/": 302,
    "GET /report/resume/": 200,
    "GET /report/receipt/": 302,
    "GET /report/about-you/": 302,
    "GET /report/help/": 200,
    "GET /report/links/": 200,
    "GET /report/posts/": 302,
    "GET /report/posts/1/": 302,
    "GET /report/files/": 200,
    "POST /report/files/add/": 400,
    "POST /report/files/remove/": 410,
    "GET /report/what-happened/": 404,
    "GET /status/": 200,
    "GET /status/report/": 302,
    "GET /status/add/": 302,
    "GET /status/questions/1/": 302,
    "GET /status/contact/": 302,
    "GET /status/consents/": 302,
    "GET /status/support/": 302,
    "GET /status/advice/": 302,
    "GET /status/withdraw/": 302,
    "GET /status/review/": 302,
    "GET /status/receipt/": 302,
    "POST /status/leave/": 302,
    "POST /callbacks/notify/": 404,
    "GET /demonstration/mail/": 200,
}
DOORS = {
    # Route: what somebody gets who is not signed in, has no second factor yet, or has signed in with one.
    "GET /accounts/login/": (200, "/hub/", "/hub/"),
    "GET /accounts/logout/": (LOGIN, 200, 200),
    "GET /accounts/signup/": (200, "/hub/", "/hub/"),
    "GET /accounts/password/": (LOGIN, 200, 200),
    "GET /accounts/sessions/": (LOGIN, 200, 200),
    "GET /accounts/sessions/typing/": (401, 204, 204),
    "POST /accounts/sessions/end/": (LOGIN, "/accounts/sessions/", "/accounts/sessions/"),
    "POST /accounts/sessions/1/end/": (LOGIN, "/accounts/sessions/", "/accounts/sessions/"),
    "GET /accounts/reauthenticate/": (LOGIN, 200, 200),
    "GET /accounts/outside/": (404, "/hub/", "/hub/"),
    "GET /accounts/outside/callback/": (404, 404, 404),
    "GET /accounts/outside/confirm/": (LOGIN, 404, 404),
    "GET /accounts/outside/confirmed/": (LOGIN, 404, 404),
    "GET /accounts/2fa/": (LOGIN, 200, 200),
    "GET /accounts/2fa/authenticate/": (LOGIN, "/hub/", "/hub/"),
    "GET /accounts/2fa/reauthenticate/": (LOGIN, "/accounts/reauthenticate/", 200),
    "GET /accounts/2fa/webauthn/": (LOGIN, 200, 200),
    "GET /accounts/2fa/webauthn/add/": (LOGIN, "/accounts/reauthenticate/", "/accounts/reauthenticate/"),
    "GET /accounts/2fa/webauthn/reauthenticate/": (LOGIN, "/accounts/reauthenticate/", "/accounts/reauthenticate/"),
    "GET /accounts/2fa/webauthn/login/": (LOGIN, "/hub/", "/hub/"),
    "GET /accounts/2fa/webauthn/keys/1/edit/": (LOGIN, "/accounts/reauthenticate/", "/accounts/reauthenticate/"),
    "GET /accounts/2fa/webauthn/keys/1/remove/": (LOGIN, "/accounts/reauthenticate/", "/accounts/reauthenticate/"),
    "GET /accounts/2fa/totp/activate/": (LOGIN, "/accounts/reauthenticate/", "/accounts/reauthenticate/"),
    "GET /accounts/2fa/totp/deactivate/": (LOGIN, 404, "/accounts/reauthenticate/"),
    "GET /accounts/2fa/recovery-codes/": (LOGIN, 404, 404),
    "GET /accounts/2fa/recovery-codes/generate/": (LOGIN, "/accounts/reauthenticate/", "/accounts/reauthenticate/"),
    "GET /accounts/2fa/recovery-codes/download/": (LOGIN, 404, 404),
}
NOW = timezone.now()
LINK_STATES = {
    "open": {},
    "used": {"used_at": NOW},
    "revoked": {"revoked_at": NOW, "revoked_why": "x"},
    "expired": {"made_at": NOW - timedelta(days=9), "expires_at": NOW - timedelta(days=1)},
}
"""What makes a link be in a state. What is over answers 410 to everybody, on each of its addresses."""
OF_LINKS = {"GET /answer/{token}/": 200, "GET /answer/{token}/exhibits/1": 404, "GET /answer/{token}/package": 404}
OF_MATERIAL = {
    # Route: what an officer gets of an exhibit, and of the same once it is diverted.
    "GET /hub/exhibits/{exhibit}/look/": (200, 410),
    "GET /hub/exhibits/{exhibit}/copy/": (200, 410),
    "GET /hub/exhibits/{exhibit}/redact/view/": (200, 410),
}


def every_route():
    """Return the pattern of each address that the hub has."""

    def walk(patterns, before=""):
        for each in patterns:
            own = str(each.pattern)
            path = before + own.removeprefix("^") if before else own
            if isinstance(each, URLPattern):
                yield path
            else:
                yield from walk(each.url_patterns, path)

    return set(walk(get_resolver().url_patterns))


def route_of(path):
    """Return the pattern that answers a row's path, whatever stands for its names."""
    path = path.partition(" ")[2] or path
    path = path.partition("?")[0].replace("{digest}", NO_DIGEST)
    names = re.findall(r"{\w+}", path)
    for values in itertools.product(("1", "x", NO_ID), repeat=len(names)):
        given = iter(values)
        try:
            return resolve(re.sub(r"{\w+}", lambda _name, given=given: next(given), path)).route
        except Resolver404:
            continue
    raise AssertionError(f"{path} leads nowhere")


def covered():
    """Return the patterns that stand in any of the matrices."""
    paths = {*STAFF_PAGES, *PUBLIC, *DOORS, *of_hub.READ, *of_hub.OWNED, *of_hub.WRITE, *of_portal.READ}
    found = {route_of(path) for path in paths | {*of_portal.WRITE}}
    tables = {address for model in of_tables.TABLES for address in of_tables.addresses(model, row=model(pk=1))}
    found |= {route_of(address) for address in tables}
    named = {name: arguments for name, arguments in of_api.ROUTES.items() if name in of_api.MATRIX}
    for name, arguments in named.items():
        found.add(resolve(reverse(name, kwargs=dict.fromkeys(arguments, 1))).route)
    return found


def is_known_to_django(route):
    """Tell whether a route is the admin's own: its doors are closed or lead on, which the admin's matrix asks."""
    return route in ("admin/login/", "admin/logout/") or route.endswith("<path:object_id>/")


def test_every_route_stands_in_a_matrix():
    missing = {route for route in every_route() - covered() if not is_known_to_django(route)}
    assert not missing


def test_no_route_stands_twice_here():
    rows = [row.partition(" ")[2] for table in (STAFF_PAGES, PUBLIC, DOORS) for row in table]
    elsewhere = {route_of(path) for path in (*of_hub.READ, *of_hub.OWNED, *of_hub.WRITE)}
    assert len(rows) == len(set(rows))
    assert not {row for row in STAFF_PAGES if route_of(row) in elsewhere}


@pytest.fixture(scope="module")
def addresses(kept_rows):
    return {**of_hub.make_addresses(), "none": NO_ID, "digest": NO_DIGEST}


@pytest.fixture(scope="module")
def people(addresses, signing_in):
    """The browsers of everybody who might ask."""
    known = {role: signing_in(role, password="words that nobody guesses") for role in ROLES}
    half = signing_in("officer", has_second_factor=False, password="words that nobody guesses")
    return {**known, "half": half, "nobody": Client()}


@pytest.fixture
def ask(people, addresses, db):
    """Ask for a row as somebody, with the cookies as they were; nothing has been counted yet."""
    cache.clear()

    def get(who, row, **more):
        method, _, path = row.partition(" ")
        client = people[who]
        cookies = client.cookies.copy()
        answer = client.generic(method, path.format(**{**addresses, **more}))
        client.cookies = cookies
        if not path.startswith("/files/"):
            check_page(answer)
        return answer

    return get


def end_of(answer):
    """Return the status of an answer, or the path it leads to."""
    return answer.headers["Location"].partition("?")[0] if answer.status_code == 302 else answer.status_code


@pytest.mark.parametrize("row", STAFF_PAGES)
def test_page_of_the_staff_answers_each_as_its_row_says(ask, addresses, row):
    expected = dict(zip(ROLES, (*STAFF_PAGES[row], 403, 403), strict=True))
    answers = {who: ask(who, row) for who in (*ROLES, "half", "nobody")}
    refused = {who: answer for who, answer in answers.items() if answer.status_code in (302, 403)}
    assert {who: answers[who].status_code for who in ROLES} == expected
    assert (end_of(answers["nobody"]), end_of(answers["half"])) == (LOGIN, ACTIVATE)
    assert not [who for who, answer in refused.items() if addresses["case"].encode() in answer.content]


@pytest.mark.parametrize("row", PUBLIC)
def test_public_page_answers_everybody_alike(ask, row):
    for who in ("nobody", "officer", "reference_admin", "force"):
        cache.clear()
        assert (who, ask(who, row).status_code) == (who, PUBLIC[row])


@pytest.mark.parametrize("row", DOORS)
def test_door_answers_by_how_far_somebody_has_come_in(ask, row):
    assert tuple(end_of(ask(who, row)) for who in ("nobody", "half", "officer")) == DOORS[row]


@pytest.fixture
def answer_kind():
    registries.register_answer_kind(
        registries.AnswerKind(
            code=KIND, template="answer/page.html", form=WordForm, context=lambda link: {}, answer=take
        )
    )
    yield
    registries._answers.pop(KIND)


@pytest.mark.parametrize("state", LINK_STATES)
@pytest.mark.parametrize("row", OF_LINKS)
def test_link_opens_for_whoever_has_it_until_it_is_over(ask, addresses, answer_kind, row, state):
    link = make_link(Case.objects.get(reference=addresses["case"]))
    AnswerLink.objects.filter(id=link.id).update(**LINK_STATES[state])
    expected = OF_LINKS[row] if state == "open" else 410
    for who in ("nobody", "officer", "force"):
        assert ask(who, row, token=answer_links.token_of(link)).status_code == expected


@pytest.mark.parametrize("row", OF_MATERIAL)
def test_exhibit_that_is_diverted_is_shown_to_nobody(ask, addresses, row):
    before = ask("officer", row).status_code
    diversion.mark_exhibit(evidence_id=addresses["exhibit"], material=Material.TERRORIST, by=HUB, at=NOW)
    assert (before, ask("officer", row).status_code) == OF_MATERIAL[row]
    assert ask("supervisor", row).status_code == OF_MATERIAL[row][1]
