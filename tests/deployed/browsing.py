"""A browser without scripts: keeps cookies, reads the form of a page, and sends it with what a person filled in."""

import http.client
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import html
from urllib3 import encode_multipart_formdata

Files = list[tuple[str, tuple[str, bytes, str]]]
WENT_ON = frozenset({301, 302, 303})
AWAY = frozenset({502, 503, 504})
"""Answers after which people press again."""


class Unreached(Exception):
    """No answer came: the server is not there, or said nothing in time."""


@dataclass(frozen=True)
class Page:
    """One answer."""

    path: str
    status: int
    location: str
    content: bytes
    seconds: float
    says_when: bool
    """Whether it says when to try again."""

    @property
    def tree(self) -> Any:
        """The page as a document; an answer without text is an empty one."""
        return html.fromstring(self.content or b"<html></html>")

    def form(self, *, with_field: str = "") -> Any:
        """Return the first form of the page's main part, or the one that has a field. Raises LookupError."""
        for form in self.tree.xpath("//main//form"):
            if not with_field or with_field in form.fields:
                return form
        raise LookupError(f"{self.path} ({self.status}) has no form with {with_field or 'anything'}")

    def text_of(self, selector: str) -> list[str]:
        """Return the words of the elements that an XPath names."""
        return [str(each.text_content()).strip() for each in self.tree.xpath(selector)]


class Browser:
    """One person's browser, through a proxy that ends TLS: every request has a connection of its own.

    `ports` gives the ports of the web servers as they stand: a balancer takes the next where one does not answer.
    """

    def __init__(
        self, *, host: str, ports: Callable[[], list[int]], address: str = "192.0.2.1", timeout: float = 30.0
    ) -> None:
        self._host, self._ports, self._address, self._timeout = host, ports, address, timeout
        self._turn = 0
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Page:
        """Open a page. Raises Unreached."""
        return self._ask("GET", path, {}, None)

    def send(
        self,
        form: Any,
        page: Page,
        *,
        values: Mapping[str, str | list[str]] | None = None,
        press: tuple[str, str] | None = None,
        files: Files | None = None,
    ) -> Page:
        """Send a form of a page with what was filled in and the button that was pressed. Raises Unreached."""
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        data.update(values or {})
        if press:
            data[press[0]] = press[1]
        path = urljoin(page.path, form.action or page.path)
        return self._ask("POST", path, data, files)

    def _ask(self, method: str, path: str, data: Mapping[str, Any], files: Files | None) -> Page:
        body, kind = _encoded(data, files)
        ports = self._ports()
        problem = "NobodyListens"
        for _ in ports:
            self._turn += 1
            connection = http.client.HTTPConnection("127.0.0.1", ports[self._turn % len(ports)], timeout=self._timeout)
            try:
                connection.connect()
            except OSError as error:  # nothing was sent: a balancer asks the next
                problem = type(error).__name__
                continue
            try:
                return self._ask_over(connection, method, path, body, kind)
            except (
                OSError,
                http.client.HTTPException,
            ) as error:  # it may be done already
                raise Unreached(type(error).__name__) from error
            finally:
                connection.close()
        raise Unreached(problem)

    def _ask_over(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None, kind: str
    ) -> Page:
        began = time.monotonic()
        connection.request(method, path, body=body, headers={**self._headers(), "Content-Type": kind})
        answer = connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        location = urlsplit(answer.headers.get("Location", ""))
        led_to = location.path + (f"?{location.query}" if location.query else "")
        can_retry = answer.headers.get("Retry-After") is not None
        return Page(path, answer.status, led_to, content, time.monotonic() - began, can_retry)

    def _headers(self) -> dict[str, str]:
        return {
            "Host": self._host,
            "Origin": f"https://{self._host}",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": self._address,
            "Connection": "close",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }


def _encoded(data: Mapping[str, Any], files: Files | None) -> tuple[bytes | None, str]:
    """Return the body of a form and its type."""
    pairs = [(name, each) for name, value in data.items() for each in (value if isinstance(value, list) else [value])]
    if files is None:
        return (urlencode(pairs).encode() if pairs else None), "application/x-www-form-urlencoded"
    body, kind = encode_multipart_formdata([*pairs, *files])
    return body, kind
