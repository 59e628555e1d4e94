"""Headers of every answer, and that no template has anything inline."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from hatehub.headers import NOT_NEEDED
from tests.making import files as making_files
from tests.making import reports as making
from tests.making.safe_pages import check_page, inline_in

pytest_plugins = ["tests.making.http"]
ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    path
    for folder in ("templates", "hatehub", "reports", "triage", "referrals", "intel")
    for path in (ROOT / folder).rglob("*.html")
)


NEVER_SERVED = {"templates/access_request/bundle.html": ["a style sheet"]}
"""Pages that are read from a file, with no server: what they need stands in them."""


def test_no_template_has_anything_inline():
    assert len(TEMPLATES) > 300
    found = {str(path.relative_to(ROOT)): inline_in(path.read_text(encoding="utf-8")) for path in TEMPLATES}
    assert {name: what for name, what in found.items() if what} == NEVER_SERVED


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("<script>alert(1)</script>", ["a script"]),
        ('<script type="module">x</script>', ["a script"]),
        ('<p onclick="x()">', ["a handler"]),
        ("<p style='x'>", ["a style"]),
        ("<style>p{}</style>", ["a style sheet"]),
        ('<a href="javascript:x">', ["an address that is a script"]),
        ('<script src="/static/hub.js"></script><p data-only="one=1" class="style">on=1</p>', []),
    ],
)
def test_what_is_inline_is_found(page, what):
    assert inline_in(page) == what


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/livez", "/api/v1/cases", "/accounts/login/", "/status/"])
def test_every_kind_of_answer_has_the_headers(db, path):
    check_page(Client().get(path))


def test_failure_has_the_headers_as_well(db, monkeypatch):
    def fail(*_args, **_known):
        raise RuntimeError

    monkeypatch.setattr("allauth.account.views.LoginView.get_context_data", fail)
    client = Client(raise_request_exception=False)
    answer = client.get("/accounts/login/")
    assert answer.status_code == 500
    assert answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_static_files_are_for_the_hub_alone(db):
    answer = Client().get("/static/hub.css")
    assert answer.status_code == 200
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_powers_that_no_page_needs_are_off():
    assert {"camera", "microphone", "geolocation", "usb", "payment"} <= set(NOT_NEEDED)


def test_page_of_a_player_may_load_its_film_from_the_host_of_files(staff, submit, settings):
    """A page under `require-corp` loads from another host only what says `cross-origin`: the files' host does."""
    settings.FILES_ORIGIN = "http://localhost:8001"
    item = submit(files=[making_files.wave()]).evidence.get()
    client = staff("officer")
    page = client.get(f"/hub/exhibits/{item.id}/play/")
    assert page["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "media-src http://localhost:8001/files/" in page["Content-Security-Policy"]
    path = page.content.decode().partition('src="http://localhost:8001')[2].partition('"')[0]
    given = Client(headers={"Host": "localhost:8001"}).get(path)
    assert given.status_code == 200
    assert given["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_picture_of_an_exhibit_comes_from_the_hub_itself(staff, submit):
    item = submit(files=[making.picture()]).evidence.get()
    answer = staff("officer").get(f"/hub/exhibits/{item.id}/")
    assert answer["Content-Type"].startswith("image/")
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_production_says_https_for_a_year():
    text = (ROOT / "hatehub" / "settings" / "production.py").read_text(encoding="utf-8")
    assert "SECURE_HSTS_SECONDS = 31_536_000" in text
    assert "SECURE_HSTS_INCLUDE_SUBDOMAINS = True" in text
