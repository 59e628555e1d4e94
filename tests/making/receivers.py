"""Receivers of web hooks on this machine, reached as if they were on public addresses."""

import json
import socket
import ssl
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

from referrals.clients.fetching.reaching import Reach, tls
from referrals.clients.hooks import HookSender
from tests.making.sites import Answer, Site, certificate_for, page

HOSTS = {
    "one.example": "93.184.216.31",
    "two.example": "93.184.216.32",
    "three.example": "93.184.216.33",
}


class Got:
    """One message as it came in."""

    def __init__(self, to: BaseHTTPRequestHandler) -> None:
        self.host = to.headers["Host"]
        self.headers = {name.lower(): value for name, value in to.headers.items()}
        self.body = to.rfile.read(int(to.headers.get("Content-Length") or 0))
        self.content: dict[str, Any] = json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


class Receivers:
    """Receivers by host. `got` are all messages in their order; `next[host]` says what to answer before all else."""

    def __init__(self) -> None:
        certificate, key = certificate_for(*HOSTS)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.NamedTemporaryFile() as file:
            file.write(certificate + key)
            file.flush()
            context.load_cert_chain(file.name)
        self._site = Site(context=context)
        self.got: list[Got] = []
        self.next: dict[str, list[Answer]] = defaultdict(list)
        self.always: dict[str, Callable[[Got], Answer]] = {}
        self.down: set[str] = set()
        self.dialled: list[tuple[str, int]] = []
        self.addresses = {host: [address] for host, address in HOSTS.items()}
        for host in HOSTS:
            self._site.answers[f"{host}/in"] = self._answer
        trusting = tls()
        trusting.load_verify_locations(cadata=certificate.decode())
        reach = Reach(resolver=lambda host: self.addresses.get(host, []), connector=self._connect, tls=trusting)
        self.sender = HookSender(user_agent="Hub under test", reach=reach, seconds=5)

    def _connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.dialled.append((address, port))
        if address in {HOSTS[host] for host in self.down}:
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", self._site.port), timeout=seconds)

    def _answer(self, to: BaseHTTPRequestHandler) -> None:
        got = Got(to)
        self.got.append(got)
        waiting = self.next[got.host]
        answer = waiting.pop(0) if waiting else self.always.get(got.host, lambda _got: page("", status=204))(got)
        answer(to)

    def of(self, host: str) -> list[Got]:
        """Return the messages to one host."""
        return [each for each in self.got if each.host == host]

    def close(self) -> None:
        self._site.close()


def hangs_up(to: BaseHTTPRequestHandler) -> None:
    """Answer nothing at all."""
    to.connection.close()


class Moving:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def on(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at
