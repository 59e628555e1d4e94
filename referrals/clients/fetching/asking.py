"""Asking one address once, over HTTP/1.1, and keeping every byte of the answer as it came."""

import socket
from collections.abc import Iterable
from datetime import UTC, datetime

import h11

from referrals.clients.fetching.budgets import Budget
from referrals.clients.fetching.exchanges import Exchange, FetchFailed
from referrals.clients.fetching.reaching import Reach
from referrals.rules.capture.failures import Failure
from referrals.rules.capture.targets import Target

READ_BYTES = 64 * 1024
MOST_HEAD_BYTES = 128 * 1024
TRUNCATED = {Failure.TOO_LARGE: "length", Failure.TIMED_OUT: "time", Failure.BROKEN_ANSWER: "disconnect"}
Headers = Iterable[tuple[str, str]]


class Asker:
    """Asks under one name and one set of rules; keeps no cookie, follows no redirect, knows no proxy."""

    def __init__(self, *, reach: Reach, user_agent: str, language: str = "en-GB,en;q=0.8") -> None:
        self._reach = reach
        self.user_agent = user_agent
        self._language = language

    def ask(
        self, target: Target, *, budget: Budget, method: str = "GET", more: Headers = (), body: bytes = b""
    ) -> Exchange:
        """Return the exchange; one that broke off is `truncated`, and has `status` 0 where no head came.

        Raises FetchFailed where nothing was asked at all: the address refused, no connection.
        """
        client = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD_BYTES)
        length = [("Content-Length", str(len(body)))] if body or method == "POST" else []
        headers = [*self._headers(target, more), *length]
        sent = [client.send(h11.Request(method=method, target=target.path, headers=headers)) or b""]
        if body:
            sent.append(client.send(h11.Data(data=body)) or b"")
        client.send(h11.EndOfMessage())
        connection = self._reach.open(target, budget=budget)
        exchange = Exchange(
            target=target,
            request=b"".join(sent),
            begun_at=datetime.now(UTC),
            address=connection.address,
            local_address=connection.local_address,
        )
        with connection.socket as opened:
            try:
                _send(opened, exchange.request, budget)
                _Reading(client, opened, exchange, budget).read()
            except FetchFailed as failed:
                exchange.truncated = TRUNCATED[failed.failure]
        return exchange

    def _headers(self, target: Target, more: Headers) -> list[tuple[str, str]]:
        own = [
            ("Host", target.authority),
            ("User-Agent", self.user_agent),
            ("Accept-Language", self._language),
            ("Accept-Encoding", "gzip"),
            ("Connection", "close"),
        ]
        return [*own, *more]


def _send(opened: socket.socket, request: bytes, budget: Budget) -> None:
    try:
        opened.settimeout(budget.seconds_left())
        opened.sendall(request)
    except TimeoutError:
        raise FetchFailed(Failure.TIMED_OUT) from None
    except OSError:
        raise FetchFailed(Failure.BROKEN_ANSWER) from None


class _Reading:
    """Reads one response: the bytes as they come into `raw`, the body without framing into `body`."""

    def __init__(self, client: h11.Connection, opened: socket.socket, exchange: Exchange, budget: Budget) -> None:
        self._client = client
        self._opened = opened
        self._exchange = exchange
        self._budget = budget
        self._received = bytearray()  # what came before the head of the final response was whole

    def read(self) -> None:
        """Read to the end. Raises FetchFailed."""
        while True:
            event = self._next()
            if event is h11.NEED_DATA:
                self._take(self._receive())
            elif isinstance(event, h11.InformationalResponse):
                self._received[:] = self._client.trailing_data[0]
            elif isinstance(event, h11.Response):
                self._begin(event)
            elif isinstance(event, h11.Data):
                self._exchange.body.write(event.data)
            else:
                return

    def _next(self) -> object:
        try:
            return self._client.next_event()
        except h11.RemoteProtocolError:
            raise FetchFailed(Failure.BROKEN_ANSWER) from None

    def _receive(self) -> bytes:
        try:
            self._opened.settimeout(self._budget.seconds_left())
            data = self._opened.recv(READ_BYTES)
        except TimeoutError:
            raise FetchFailed(Failure.TIMED_OUT) from None
        except OSError:
            raise FetchFailed(Failure.BROKEN_ANSWER) from None
        self._budget.take(len(data))
        return data

    def _take(self, data: bytes) -> None:
        if self._exchange.status:
            self._exchange.raw.write(data)
        else:
            self._received += data
        try:
            self._client.receive_data(data)
        except h11.RemoteProtocolError:
            raise FetchFailed(Failure.BROKEN_ANSWER) from None

    def _begin(self, response: h11.Response) -> None:
        exchange = self._exchange
        exchange.head_bytes = len(self._received) - len(self._client.trailing_data[0])
        exchange.raw.write(self._received)
        self._received.clear()
        exchange.status = response.status_code
        exchange.reason = bytes(response.reason).decode("latin-1")
        exchange.headers = [
            (bytes(name).decode("latin-1").lower(), bytes(value).decode("latin-1")) for name, value in response.headers
        ]
