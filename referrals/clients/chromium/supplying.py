"""Answering a browser's requests with what the hub's own fetcher gets: bounded, judged and recorded like all else."""

import base64
from collections.abc import Iterable

from referrals.clients.chromium.pipe import Browser, Message
from referrals.clients.fetching.asking import Asker
from referrals.clients.fetching.bodies import unpacked
from referrals.clients.fetching.budgets import Budget
from referrals.clients.fetching.exchanges import Exchange, FetchFailed
from referrals.clients.fetching.warc import Recorder
from referrals.rules.capture.targets import LinkRefused, read_target

MOST_REQUESTS = 250
MOST_UNPACKED = 20_000_000
PASSED_ON = {"accept", "referer", "origin"}
LONGEST_HEADER = 2000
KEPT_BACK = {"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie", "keep-alive"}


class Supplier:
    """Fetches for one page. The document itself is the exchange that was recorded already, and is not asked for again.

    Only GET: a page that is captured sends nothing. Cookies go neither way.
    """

    def __init__(
        self, browser: Browser, *, document: Exchange, asker: Asker, budget: Budget, recorder: Recorder
    ) -> None:
        self._browser = browser
        self._document: Exchange | None = document
        self._asker = asker
        self._budget = budget
        self._recorder = recorder
        self._asked = 0
        self.address = document.target.url

    def supply(self, paused: Message, *, session: str) -> None:
        """Answer one request that the browser holds."""
        request, number = paused["request"], paused["requestId"]
        document = self._take_document(request)
        if document is not None:
            self._fulfil(document, number, session)
            return
        try:
            exchange = self._fetch(request)
        except (FetchFailed, LinkRefused):
            self._browser.tell("Fetch.failRequest", session=session, requestId=number, errorReason="BlockedByClient")
            return
        try:
            self._fulfil(exchange, number, session)
        finally:
            exchange.close()

    def _take_document(self, request: Message) -> Exchange | None:
        if self._document is None or request["url"].partition("#")[0] != self.address:
            return None
        document, self._document = self._document, None
        return document

    def _fetch(self, request: Message) -> Exchange:
        self._asked += 1
        if request["method"] != "GET" or self._asked > MOST_REQUESTS:
            raise LinkRefused("not asked for")
        target = read_target(request["url"].partition("#")[0])
        exchange = self._asker.ask(target, budget=self._budget, more=_passed_on(request["headers"].items()))
        self._recorder.add(exchange)
        if exchange.truncated or not exchange.status:
            exchange.close()
            raise LinkRefused("broken off")
        return exchange

    def _fulfil(self, exchange: Exchange, number: str, session: str) -> None:
        try:
            body = unpacked(exchange, most=MOST_UNPACKED)
        except FetchFailed:
            self._browser.tell("Fetch.failRequest", session=session, requestId=number, errorReason="Failed")
            return
        headers = [{"name": name, "value": value} for name, value in exchange.headers if name not in KEPT_BACK]
        self._browser.tell(
            "Fetch.fulfillRequest",
            session=session,
            requestId=number,
            responseCode=exchange.status,
            responseHeaders=headers,
            body=base64.b64encode(body).decode("ascii"),
        )


def _passed_on(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what of a page's own headers a site is told; nothing that could not stand in a header."""
    return [
        (name, value)
        for name, value in headers
        if name.lower() in PASSED_ON and value.isascii() and value.isprintable() and len(value) <= LONGEST_HEADER
    ]
