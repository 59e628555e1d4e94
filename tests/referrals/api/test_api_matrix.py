"""Who gets what of every route of the API, made from the URL map: a route that is added fails until it stands here."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import ApiClient
from hatehub.accounts.roles import Role
from hatehub.accounts.scopes import OF_FORCES, OF_PARTNERS
from hatehub.reference.models import Partner
from referrals.api.report_schema import EXAMPLE
from tests.making import bags, intelligence
from tests.making import reports as making
from tests.making.supporting import CODE, send, wanting_report

pytest_plugins = ["tests.making.http", "tests.making.force_client", "tests.making.kept"]
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

EVERY_SCOPE, OF_PARTNER = " ".join(OF_FORCES), " ".join(OF_PARTNERS)
NO_ID = "00000000-0000-0000-0000-000000000000"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ENDED = {"outcome": 18, "outcome_date": "2026-01-05"}
# Route -> method -> (scope, body, what the right force gets). Nobody else gets anything of it.
MATRIX = {
    "api_cases": {"GET": ("cases:read", None, 200)},
    "api_case": {"GET": ("cases:read", None, 200)},
    "api_case_reports": {"GET": ("cases:read", None, 400)},
    "api_messages": {"GET": ("cases:read", None, 200)},
    "api_outcomes": {"GET": ("cases:read", None, 200)},
    "api_transfer": {"GET": ("cases:read", None, 200)},
    "api_package": {"GET": ("packages:read", None, 200)},
    "api_packages": {"GET": ("packages:read", None, 200)},
    "api_package_version": {"GET": ("packages:read", None, 200)},
    "api_time_stamps": {"GET": ("packages:read", None, 200)},
    "api_time_stamp": {"GET": ("packages:read", None, 404)},
    "api_acknowledge": {"POST": ("cases:act", {}, 200)},
    "api_accept": {"POST": ("cases:act", {"crime_number": "13/1"}, 409)},
    "api_refuse": {"POST": ("cases:act", {"reason": "Not ours."}, 200)},
    "api_take_on": {"POST": ("cases:act", {}, 404)},
    "api_not_take_on": {"POST": ("cases:act", {"reason": "Not ours."}, 404)},
    "api_notes": {"POST": ("cases:act", {"text": "A note."}, 201)},
    "api_questions": {"POST": ("cases:act", {"text": "A question?"}, 201)},
    "api_outcome": {"POST": ("cases:act", ENDED, 201)},
    "api_feedback": {"POST": ("cases:act", {"version": 1, "verdict": "enough"}, 200)},
    "api_intelligence": {"GET": ("intel:read", None, 200)},
    "api_intelligence_report": {"GET": ("intel:read", None, 200)},
    "api_intelligence_pdf": {"GET": ("intel:read", None, 200)},
    "api_hooks": {
        "GET": ("hooks:manage", None, 200),
        "POST": ("hooks:manage", {"url": "https://receiver.example/in"}, 201),
    },
    "api_hook": {
        "GET": ("hooks:manage", None, 200),
        "PATCH": ("hooks:manage", {"state": "paused"}, 200),
        "DELETE": ("hooks:manage", None, 204),
    },
    "api_hook_rotate": {"POST": ("hooks:manage", {}, 200)},
    "api_hook_test": {"POST": ("hooks:manage", {}, 202)},
    "api_hook_replay": {"POST": ("hooks:manage", {"given_up": True}, 202)},
    "api_deliveries": {"GET": ("hooks:manage", None, 200)},
    "api_delivery": {"GET": ("hooks:manage", None, 404)},
}
REPORT = EXAMPLE | {"own_reference": "matrix-1"}
FILE = {"name": "picture.png", "size": 100, "sha256": "0" * 64}
ALSO_OF_PARTNERS = {
    "api_reports": {
        "GET": ("reports:write", None, 200),
        "POST": ("reports:write", REPORT, 201),
    },
    "api_report": {"GET": ("reports:write", None, 200)},
    "api_report_batches": {"POST": ("reports:write", {"reports": [REPORT]}, 200)},
    "api_report_batch": {"GET": ("reports:write", None, 404)},
    "api_files": {"POST": ("reports:write", FILE, 201)},
    "api_file": {"GET": ("reports:write", None, 200)},
    "api_part": {"PUT": ("reports:write", None, 400)},
    "api_file_complete": {"POST": ("reports:write", {}, 409)},
}
MATRIX |= ALSO_OF_PARTNERS
OF_SERVICES = {
    "api_support": {"GET": ("support:act", None, 200)},
    "api_support_referral": {"GET": ("support:act", None, 200)},
    "api_support_accept": {"POST": ("support:act", {}, 200)},
    "api_support_decline": {"POST": ("support:act", {"reason": "no_capacity"}, 200)},
    "api_support_details": {"POST": ("support:act", {}, 409)},
    "api_support_contact": {"POST": ("support:act", {"reached": True}, 409)},
    "api_support_outcome": {"POST": ("support:act", {"outcome": "supported"}, 409)},
}
MATRIX |= OF_SERVICES
OF_NOBODY = {
    *("api_support", "api_cases", "api_outcomes", "api_hooks", "api_reports", "api_report_batches"),
    "api_intelligence",
}
"""Routes that name nothing: each client gets its own there."""


ASKED_AFTER = {"api_case_reports"}
"""Routes that look at what is asked before they look for the case: here nothing is asked, so that all get 400."""


def routes():
    """Return the routes under /api/v1/ by their names, with the names of their parameters."""

    def walk(patterns, before=""):
        for each in patterns:
            path = before + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, path)
            elif isinstance(each, URLPattern) and path.startswith("api/v1/"):
                yield each.name, tuple(each.pattern.converters)

    return dict(walk(get_resolver().url_patterns))


ROUTES = routes()
ASKED = [(route, method) for route, methods in MATRIX.items() for method in methods]


@pytest.fixture(scope="module")
def rows(kept_rows, programs):
    """A case of a force with a package and intelligence, and every program that might ask; made once."""
    officer = Actor(role=Role.OFFICER, identifier="officer-1")
    report = making.walk(making.submit(at=AT), to="with_force", by=officer, at=AT)
    bags.built(report, at=AT)
    making.work_off()
    right = programs(force=making.WEST_YORKSHIRE, scope=EVERY_SCOPE, allowed=EVERY_SCOPE)
    hook = right.post("hooks", {"url": "https://receiver.example/in"}).json()["hook"]["id"]
    sent_report = right.post("reports", REPORT | {"own_reference": "matrix-0"}).json()["reference"]
    file = right.post(f"reports/{sent_report}/evidence", FILE).json()["id"]
    return {
        "case": report.case.reference,
        "intelligence": intelligence.given(report, at=AT).reference,
        "referral": send(wanting_report(strands=("religion",)), by=officer).id,
        "hook": hook,
        "report": sent_report,
        "file": file,
        "right": right,
        "revoked": revoked(programs, force=making.WEST_YORKSHIRE, scope=EVERY_SCOPE, allowed=EVERY_SCOPE),
        "service": programs(partner=CODE, scope=OF_PARTNER, allowed=OF_PARTNER),
        "revoked_service": revoked(programs, partner=CODE, scope=OF_PARTNER, allowed=OF_PARTNER),
        "wrong_force": programs(force="E23000009", scope=EVERY_SCOPE, allowed=EVERY_SCOPE),
        "partner": of_a_partner(programs),
    }


@pytest.fixture
def world(rows, route, staff):
    """What a route names, and everybody who might ask for it."""
    reference = rows["intelligence"] if "intelligence" in route else rows["case"]
    of_service = route in OF_SERVICES
    return {
        "reference": reference,
        "arguments": {
            "reference": reference,
            "version": 1,
            "number": 1,
            "hook_id": rows["hook"],
            "delivery_id": NO_ID,
            "batch_id": NO_ID,
            "referral": rows["referral"],
            "report": rows["report"],
            "file": rows["file"],
        },
        "right": rows["service" if of_service else "right"],
        "wrong_force": rows["wrong_force"],
        "revoked": rows["revoked_service" if of_service else "revoked"],
        "partner": rows["partner"],
        "officer": staff("officer"),
        "force_session": staff("force"),
    }


def revoked(programs, **known):
    """Return a program that was let in once and is no more."""
    made = programs(**known)
    ApiClient.objects.filter(pk=made.row.pk).update(is_active=False)
    return made


def of_a_partner(programs):
    """Return the program of a support service with all that partners may ever be allowed."""
    partner = Partner.objects.create(code="invented-elsewhere", name="Invented elsewhere", kind="support", nations="EW")
    made = programs(force=making.WEST_YORKSHIRE, scope=OF_PARTNER, allowed=OF_PARTNER)
    ApiClient.objects.filter(pk=made.row.pk).update(force=None, partner=partner)
    return made


def address(route, world):
    known = dict(world["arguments"])
    if route == "api_report":
        known["reference"] = known["report"]
    return reverse(route, kwargs={name: known[name] for name in ROUTES[route]})


def ask(client, method, path, body, token=""):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return client.generic(method, path, b"" if body is None else body, "application/json", headers=headers)


def sent(program, method, path, body):
    return program.call(method, path.removeprefix("/api/v1/"), body)


def test_every_route_stands_in_the_matrix():
    assert set(ROUTES) == set(MATRIX)


@pytest.mark.parametrize(("route", "method"), ASKED)
def test_the_right_force_gets_it(route, method, world):
    _scope, body, expected = MATRIX[route][method]
    assert sent(world["right"], method, address(route, world), body).status_code == expected


@pytest.mark.parametrize(("route", "method"), ASKED)
def test_nobody_else_gets_a_byte_of_it(route, method, world, program):
    scope, body, _expected = MATRIX[route][method]
    path = address(route, world)
    others = [each for each in OF_FORCES if each != scope]
    without = program(scope=" ".join(others), allowed=" ".join(others))
    answers = {
        "anonymous": ask(Client(), method, path, "{}"),
        "revoked": sent(world["revoked"], method, path, body),
        "officer's session": ask(world["officer"], method, path, "{}"),
        "force's session": ask(world["force_session"], method, path, "{}"),
        "nonsense token": ask(Client(), method, path, "{}", token="nonsense"),
        "wrong scope": sent(without, method, path, body),
        "partner": sent(world["partner"], method, path, body),
        "wrong force": sent(world["wrong_force"], method, path, body),
    }
    expected = dict.fromkeys(answers, 401) | {"wrong scope": 403, "partner": 403}
    if route in OF_SERVICES:
        expected["wrong force"], strangers = 403, ["partner"]
    else:
        strangers = ["wrong force", *(["partner"] if route in ALSO_OF_PARTNERS else [])]
    for who in strangers:
        own = answers[who].status_code if route in OF_NOBODY else 404
        expected[who] = 400 if route in ASKED_AFTER else own
    assert {who: each.status_code for who, each in answers.items()} == expected
    for each in answers.values():
        assert world["reference"].encode() not in each.content
        if each.status_code >= 400:
            assert each.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("route", [route for route in MATRIX if {"reference", "report"} & set(ROUTES.get(route, ()))])
def test_what_is_anothers_answers_as_what_is_not_there(route, world):
    for method, (_scope, body, _expected) in MATRIX[route].items():
        path = address(route, world)
        nowhere = path.replace(world["reference"], "OHC-AAAA-AAAA").replace(
            world["arguments"]["report"], "OHR-AAAA-AAAA"
        )
        assert nowhere != path
        anothers, nothing = (sent(world["wrong_force"], method, each, body) for each in (path, nowhere))
        assert (anothers.status_code, anothers.content) == (nothing.status_code, nothing.content)


@pytest.mark.parametrize("route", MATRIX)
def test_other_methods_are_not_done(route, world):
    for method in METHODS:
        if method in MATRIX[route]:
            continue
        answer = sent(world["right"], method, address(route, world), {})
        assert (method, answer.status_code) == (method, 405)
        assert method not in answer.headers["Allow"]
