"""People who report: drafts made through the real pages, in this process, up to the last click."""

import io
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.test import Client
from PIL import Image

from tests.benches.stage import HOST, SITE

CHECK = "/report/check/"
SENT = "/report/sent/"
STORY = "They write under every picture of my family that we should leave, and since Sunday others join in. " * 6
FULL: tuple[tuple[str, dict[str, Any]], ...] = (
    ("story", {"narrative": STORY}),
    ("why", {"strands": ["race", "religion"]}),
    ("place", {"postcode": "LS6 2AB"}),
    ("impact", {"impact": "I sleep badly.", "wishes": ["remove", "record"]}),
    ("identity", {"identity": "confidential"}),
    ("reach", {"email": "invented@example.org"}),
    ("consents", {"shares_with_support": "on"}),
)


class Refused(Exception):
    """A page did not lead on; the message says which."""


class Person:
    """A browser of its own, with cookies and the CSRF check on."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"host": HOST, "origin": SITE})

    def answer(self, slug: str, answer: Mapping[str, Any], *, leads_to: str = "/report/") -> None:
        """Answer one page; the first is read before, for the security token. Raises Refused."""
        path = f"/report/{slug}/"
        if not self.client.cookies:
            self.client.get(path, secure=True)
        response = self.send(path, answer)
        if response.status_code != 302 or not response.headers["Location"].startswith(leads_to):
            raise Refused(f"{path}: {response.status_code}")

    def send(self, path: str, answer: Mapping[str, Any]) -> Any:
        """Post a form with its security token."""
        token = self.client.cookies[settings.CSRF_COOKIE_NAME].value
        return self.client.post(path, {**answer, "csrfmiddlewaretoken": token}, secure=True)


def with_everything() -> Person:
    """Return a person with two posts and their words, a story, strands, a postcode, an address and a picture."""
    person = Person()
    person.answer("links", {"pasted": f"{_link()}\n{_link()}"}, leads_to="/report/posts/")
    for number in (1, 2):
        person.answer(f"posts/{number}", {"words": "Words that somebody wrote, " * 8, "visibility": "everyone"})
    for slug, given in FULL:
        person.answer(slug, given)
    person.answer("files", {"files": _picture(), "add": "1"}, leads_to="/report/files/")
    person.client.get(CHECK, secure=True)
    return person


def with_a_bare_link() -> Person:
    """Return a person on the short way: a link, and no address."""
    person = Person()
    person.answer("link", {"url": _link()})
    person.answer("hear", {}, leads_to=CHECK)
    person.client.get(CHECK, secure=True)
    return person


def _link() -> str:
    return f"https://x.com/someone{secrets.randbelow(50_000)}/status/{secrets.randbelow(10**15)}"


def _picture() -> io.BytesIO:
    """Return a small picture that nobody else has sent."""
    file = io.BytesIO()
    Image.frombytes("RGB", (64, 48), secrets.token_bytes(64 * 48 * 3)).save(file, "PNG")
    file.seek(0)
    file.name = "screenshot.png"
    return file
