"""Every operation asked what its schema allows and forbids, as each kind of client: no 5xx, nothing undocumented."""

from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import ApiClient
from hatehub.accounts.roles import Role
from hatehub.accounts.scopes import OF_FORCES, OF_PARTNERS
from hatehub.reference.models import Partner
from referrals.api.report_schema import EXAMPLE
from tests.making import bags, intelligence
from tests.making import reports as making

pytest_plugins = ["tests.making.http", "tests.making.force_client", "tests.making.kept"]
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

load_all_checks()
CHECKED = CHECKS.get_by_names(
    (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "response_headers_conformance",
        "unsupported_method",
    )
)
EVERY_SCOPE, OF_PARTNER = " ".join(OF_FORCES), " ".join(OF_PARTNERS)
KINDS = ("anonymous", "force", "other_force", "partner", "wrong_scope", "revoked")
FEW, MANY = 3, 40
"""Examples of each operation and kind: some hundreds in `make test`, more than 5,000 in `make test-full`."""


@cache
def schema():
    """Return the schema as the hub gives it out, over the hub in this process."""
    return schemathesis.openapi.from_wsgi("/api/schema?format=json", get_wsgi_application())


def operations():
    """Return all operations of the schema, so that each is a test of its own."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return [(path, method) for path, methods in sorted(paths.items()) for method in sorted(methods)]


@contextmanager
def one_connection():
    """Keep the test's own connection over requests, as Django's test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def rows(kept_rows, programs):
    """A case that a force has accepted, with a package and intelligence, and clients of every kind; made once."""
    officer = Actor(role=Role.OFFICER, identifier="officer-1")
    report = making.walk(making.submit(at=AT), to="with_force", by=officer, at=AT)
    bags.built(report, at=AT)
    given = intelligence.given(report, at=AT).reference
    making.work_off()
    every = {"force": making.WEST_YORKSHIRE, "scope": EVERY_SCOPE, "allowed": EVERY_SCOPE}
    force, revoked, other = programs(**every), programs(**every), programs(**every | {"force": "E23000009"})
    ApiClient.objects.filter(pk=revoked.row.pk).update(is_active=False)
    hook = force.post("hooks", {"url": "https://receiver.example/in"}).json()["hook"]["id"]
    sent = force.post("reports", EXAMPLE).json()["reference"]
    file = force.post(f"reports/{sent}/evidence", {"name": "a.png", "size": 9, "sha256": "0" * 64}).json()["id"]
    of_no_use = programs(force=making.WEST_YORKSHIRE, scope="packages:read", allowed="packages:read")
    service = Partner.objects.create(code="invented-service", name="Invented service", kind="support", nations="EW")
    partner = programs(force=making.WEST_YORKSHIRE, scope=OF_PARTNER, allowed=OF_PARTNER)
    ApiClient.objects.filter(pk=partner.row.pk).update(force=None, partner=service)
    programs = {"partner": partner, "force": force, "other_force": other, "wrong_scope": of_no_use, "revoked": revoked}
    return {
        "case": report.case.reference,
        "intelligence": given,
        "known": {"hook_id": hook, "version": 1, "number": 1, "report": sent, "file": file},
        "tokens": {kind: each.token for kind, each in programs.items()},
    }


@pytest.fixture
def world(rows, path, db):
    """What a path names, and the headers of everybody who might ask for it."""
    reference = rows["intelligence" if "/intelligence" in path else "case"]
    return {
        "known": {**rows["known"], "reference": reference},
        "headers": {kind: {"Authorization": f"Bearer {token}"} for kind, token in rows["tokens"].items()}
        | {"anonymous": {}},
    }


def examine(path, method, world, *, examples):
    with one_connection():
        operation = schema()[path][method]
        for kind in KINDS:
            ask_each(operation, kind, world, examples=examples)


def ask_each(operation, kind, world, *, examples):
    names = {each.name for each in operation.path_parameters}
    known = {name: value for name, value in world["known"].items() if name in names}
    if "/reports/{reference}" in operation.path:
        known["reference"] = world["known"]["report"]

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def ask(data):
        modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
        mode = data.draw(st.sampled_from(modes if operation.body or operation.query else modes[:1]))
        is_known = bool(known) and data.draw(st.booleans())
        strategy = operation.as_strategy(generation_mode=mode, path_parameters=known if is_known else None)
        case = data.draw(strategy)
        answer = case.call(headers=world["headers"][kind])
        case.validate_response(answer, checks=CHECKED)
        if kind in ("anonymous", "revoked"):
            assert answer.status_code in (400, 401, 404, 405, 406)

    ask()


@pytest.mark.parametrize(("path", "method"), operations())
def test_operation_keeps_to_its_schema(path, method, world):
    examine(path, method, world, examples=FEW)


@pytest.mark.long
@pytest.mark.parametrize(("path", "method"), operations())
def test_operation_keeps_to_its_schema_thousands_of_times(path, method, world):
    examine(path, method, world, examples=MANY)
