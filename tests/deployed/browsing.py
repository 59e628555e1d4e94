"""A browser without scripts: keeps cookies, reads the form of a page, and sends it with what a person filled in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html

Files = list[tuple[str, tuple[str, bytes, str]]]
WENT_ON = frozenset({301, 302, 303})


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
        ports = self._ports()
        problem: Exception | None = None
        for _ in ports:
            self._turn += 1
            try:
                return self._ask_at(ports[self._turn % len(ports)], method, path, data, files)
            except httpx.ConnectError as error:  # nothing was sent: a balancer asks the next
                problem = error
            except httpx.HTTPError as error:  # it may have been done: only the person can ask again
                raise Unreached(type(error).__name__) from error
        raise Unreached(type(problem).__name__)

    def _ask_at(self, port: int, method: str, path: str, data: Mapping[str, Any], files: Files | None) -> Page:
        answer = httpx.request(
            method,
            f"http://127.0.0.1:{port}{path}",
            data=data or None,
            files=files,
            headers=self._headers(),
            timeout=self._timeout,
            trust_env=False,
        )
        for cookie in answer.headers.get_list("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        location = urlsplit(answer.headers.get("location", ""))
        led_to = location.path + (f"?{location.query}" if location.query else "")
        return Page(path, answer.status_code, led_to, answer.content, answer.elapsed.total_seconds())

    def _headers(self) -> dict[str, str]:
        return {
            "Host": self._host,
            "Origin": f"https://{self._host}",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": self._address,
            "Connection": "close",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
