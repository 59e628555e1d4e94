"""The load: a process of its own whose threads send reports over HTTP until the time is over.

It reads one JSON object on standard input (port, host, seconds, threads, tokens; with tokens only the last click of
those drafts is sent) and writes one: acknowledged tokens, seconds of each final POST, errors, and how long it took.
"""

import http.client
import json
import re
import secrets
import sys
import threading
import time
from collections import deque
from typing import Any
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
DRAFT_COOKIE = "hub-draft"
CHECK, SENT = "/report/check/", "/report/sent/"


class Failed(Exception):
    """An answer was not the one that a person would have had."""


class Browser:
    """One person's browser: cookies, and a security token out of the page.

    Each request has a connection of its own, as a proxy without keep-alive opens them.
    """

    def __init__(self, *, host: str, port: int) -> None:
        self._host, self._port = host, port
        self.cookies: dict[str, str] = {}
        self.security_token = ""

    def get(self, path: str) -> None:
        """Read a page with its form. Raises Failed."""
        status, _location, page = self._ask("GET", path, None)
        found = TOKEN.search(page)
        if status != 200 or found is None:
            raise Failed(f"GET {path}: {status}")
        self.security_token = found.group(1)

    def post(self, path: str, *, leads_to: str, **fields: str) -> None:
        """Send a form. Raises Failed where it does not lead on."""
        body = urlencode({"csrfmiddlewaretoken": self.security_token, **fields})
        status, location, _page = self._ask("POST", path, body)
        if status != 302 or location != leads_to:
            raise Failed(f"POST {path}: {status} {location}")

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, body=body, headers=self._headers())
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), page

    def _headers(self) -> dict[str, str]:
        return {
            "Host": self._host,
            "Origin": f"https://{self._host}",
            "X-Forwarded-Proto": "https",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }


class Load:
    """What all threads share."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._order = order
        self._tokens: deque[str] = deque(order["tokens"])
        self._only_last = bool(order["tokens"])
        self.acknowledged: list[str] = []
        self.seconds: list[float] = []
        self.errors: list[str] = []

    def run(self) -> float:
        """Keep all threads sending until the time is over; return how many seconds that took."""
        started = time.perf_counter()
        threads = [threading.Thread(target=self._work) for _ in range(self._order["threads"])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - started

    def _work(self) -> None:
        end = time.perf_counter() + self._order["seconds"]
        known = self._browser()
        if self._only_last:
            known.get("/report/link/")
        while time.perf_counter() < end:
            try:
                self._send_one(known)
            except IndexError:
                return
            except Exception as error:
                self.errors.append(f"{type(error).__name__}: {error}")

    def _browser(self) -> Browser:
        return Browser(host=self._order["host"], port=self._order["port"])

    def _send_one(self, known: Browser) -> None:
        browser = known
        if self._only_last:
            known.cookies[DRAFT_COOKIE] = self._tokens.popleft()
        else:
            browser = self._whole_way()
        token, started = browser.cookies[DRAFT_COOKIE], time.perf_counter()
        browser.post(CHECK, leads_to=SENT)
        self.seconds.append(time.perf_counter() - started)
        self.acknowledged.append(token)

    def _whole_way(self) -> Browser:
        """Return a browser that has come to the last page: GET and POST of link and address, GET of the check."""
        browser = self._browser()
        browser.get("/report/link/")
        link = f"https://x.com/someone{secrets.randbelow(50_000)}/status/{secrets.randbelow(10**15)}"
        browser.post("/report/link/", leads_to="/report/hear/", url=link)
        browser.get("/report/hear/")
        browser.post("/report/hear/", leads_to=CHECK, email="invented@example.org")
        browser.get(CHECK)
        return browser


def main() -> None:
    """Read the order, carry it out, and say what came of it."""
    load = Load(json.load(sys.stdin))
    took = load.run()
    answer = {"acknowledged": load.acknowledged, "final": load.seconds, "errors": load.errors, "took": took}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
