"""The pages for programs: they say what the code does, their examples work, and every refusal has its sentence."""

import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from referrals.api import problems
from referrals.api.examples import BODIES
from referrals.api.problem_codes import CODES
from tests.making import bags
from tests.making import reports as making

pytest_plugins = ["tests.making.http", "tests.making.force_client"]

PAGES = ("/api/docs/", "/api/docs/reference", "/api/docs/problems", "/api/docs/changes")
EVERY = "cases:read cases:act packages:read hooks:manage"
BY_FRAMEWORK = {
    "parse_error",
    "not_authenticated",
    "authentication_failed",
    "permission_denied",
    "not_found",
    "method_not_allowed",
    "not_acceptable",
    "unsupported_media_type",
    "throttled",
}


def schema():
    from drf_spectacular.generators import SchemaGenerator

    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.mark.parametrize("path", PAGES)
def test_page_opens_for_everybody_under_the_strict_policy(path, db):
    page = Client().get(path)
    assert page.status_code == 200
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    text = page.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\bon[a-z]+=", text)


def test_every_operation_stands_on_its_page(db):
    text = html.unescape(Client().get("/api/docs/reference").content.decode())
    for path, methods in schema()["paths"].items():
        for method, told in methods.items():
            assert f'id="{told["operationId"]}"' in text
            assert f"{method.upper()} {path}" in text


def test_every_refusal_has_its_sentences_and_its_place(db):
    anticipated = {code: status for status, code in problems.ANTICIPATED.values()}
    assert {code: CODES[code].status for code in anticipated} == anticipated
    assert set(CODES) >= BY_FRAMEWORK
    text = Client().get("/api/docs/problems").content.decode()
    for code in CODES:
        assert f'id="{code}"' in text


def test_codes_that_are_written_in_the_code_are_listed():
    folder = Path(settings.BASE_DIR) / "referrals" / "api"
    for file in folder.glob("*.py"):
        for code in re.findall(r'code="([a-z_]+)"', file.read_text(encoding="utf-8")):
            assert code in CODES, (file.name, code)


def test_what_is_sent_has_an_example_that_is_taken(report_at, program, at):
    """Each in a world of its own: one example closes what another opens."""
    force = program(scope=EVERY, allowed=EVERY)
    paths = schema()["paths"]
    taken = set()
    for path, methods in paths.items():
        for method, told in methods.items():
            content = told.get("requestBody", {}).get("content", {}).get("application/json", {})
            if told["operationId"] not in BODIES:
                continue
            assert content["example"] == BODIES[told["operationId"]]
            offered = told["operationId"] in ("accept_case", "refuse_case")
            report = report_at("packaged" if offered else "with_force", minutes=len(taken))
            if "feedback" in path:
                bags.built(report, at=at)
            making.work_off()
            hook = force.post("hooks", {"url": "https://receiver.example/in"}).json()
            address = path.replace("{reference}", report.case.reference).removeprefix("/api/v1/")
            address = address.replace("{hook_id}", hook.get("hook", {}).get("id", ""))
            answer = force.call(method.upper(), address, content["example"])
            expected = {404} if told["operationId"] == "refuse_transfer" else {200, 201, 202}
            assert answer.status_code in expected, (told["operationId"], answer.content)
            taken.add(told["operationId"])
            for each in force.get("hooks").json()["hooks"]:
                force.call("DELETE", f"hooks/{each['id']}")
    assert taken == set(BODIES)


def test_example_programs_are_given_out_as_they_are():
    for name in ("keep_in_step.py", "keep_in_step.sh"):
        given = Client().get(f"/api/docs/examples/{name}")
        assert given.content == (Path(settings.BASE_DIR) / "examples" / name).read_bytes()
        assert "text/plain" in given.headers["Content-Type"]
    assert Client().get("/api/docs/examples/settings.py").status_code == 404


def test_example_program_is_short():
    text = (Path(settings.BASE_DIR) / "examples" / "keep_in_step.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
