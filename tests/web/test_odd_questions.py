"""Every page that is opened answers whatever stands behind its `?`: a page, a refusal in words, or another address.

No number asks for more rows than a page has, and none is too large, too small or no number at all.
"""

import inspect
import re

import pytest
from django.urls import URLPattern, get_resolver, resolve
from lxml import html

pytest_plugins = ["tests.making.http"]

ASKED = re.compile(r"""GET(?:\.get(?:list)?\(|\[)\s*["']([a-z_]+)["']""")
ODD = ("", "-1", "9" * 30, "x" * 3000, "2026-02-30", "a\x00b", "\u202e")
MOST_BYTES = 1_500_000
SIDES = {"/hub/": "supervisor", "/admin/": "reference_admin", "/force/": "force"}


def names_asked_for(path, answer):
    """Return the names that a page's module looks for behind the `?`, and those of the fields that the page has."""
    module = inspect.getsource(inspect.getmodule(inspect.unwrap(resolve(path).func)))
    names = set(ASKED.findall(module)) | {"page"}
    if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
        for form in html.fromstring(answer.content).xpath("//form[not(@method) or @method='get']"):
            names |= set(form.xpath(".//@name")) - {"csrfmiddlewaretoken"}
    return sorted(names)


def plain_paths(patterns=None, before=""):
    """Yield the path of every route that takes nothing."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(each.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if "<" in route or "(" in route:
            continue
        if isinstance(each, URLPattern):
            yield f"/{route}"
        else:
            yield from plain_paths(each.url_patterns, route)


PATHS = sorted({path for path in plain_paths() if not path.startswith(("/api/", "/oauth/", "/static/", "/files/"))})
OF_A_CASE = ("", "tab/reports/", "tab/duplicates/", "tab/evidence/", "tab/audit/", "tab/history/", "notes/", "assess/")


def role_of(path):
    return next((role for start, role in SIDES.items() if path.startswith(start)), None)


def check(client, path):
    """Ask one page every odd question, one name at a time, then all of them at once."""
    answer = client.get(path)
    names = [] if answer.streaming else names_asked_for(path, answer)
    for value in ODD:
        for asked in [*({name: value} for name in names), dict.fromkeys(names, value)]:
            answer = client.get(path, asked)
            assert answer.status_code < 500, (path, asked)
            assert answer.streaming or len(answer.content) < MOST_BYTES, (path, asked)


def test_all_sides_are_there():
    assert {role_of(path) for path in PATHS} == {None, "supervisor", "reference_admin", "force"}
    assert len(PATHS) > 100


@pytest.mark.parametrize("path", PATHS)
def test_plain_page_answers_odd_questions(path, staff, person):
    role = role_of(path)
    check(staff(role) if role else person, path)


@pytest.mark.parametrize("tab", OF_A_CASE)
def test_page_of_a_case_answers_odd_questions(tab, staff, submit):
    check(staff("supervisor"), f"/hub/cases/{submit().case.reference}/{tab}")
