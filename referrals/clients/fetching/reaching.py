"""Connecting to a host: resolved once, every address judged, and the connection made to the address that was judged."""

import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from referrals.clients.fetching.budgets import Budget
from referrals.clients.fetching.exchanges import FetchFailed
from referrals.rules.capture.addresses import is_address, why_refused
from referrals.rules.capture.failures import Failure
from referrals.rules.capture.targets import Target

Resolver = Callable[[str], Sequence[str]]
"""Returns the addresses of a host. Raises OSError."""
Connector = Callable[[str, int, float], socket.socket]
"""Connects to an address and port within seconds. Raises OSError."""

MOST_ADDRESSES = 16
TRIED = 3
EACH_SECONDS = 8.0


def resolve(host: str) -> list[str]:
    """Return the addresses that the system's resolver knows for a host. Raises OSError."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to an address. Raises OSError."""
    return socket.create_connection((address, port), timeout=seconds)


def tls() -> ssl.SSLContext:
    """Return the rules for TLS: certificates are checked against the system's authorities, TLS 1.2 at least."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


@dataclass(frozen=True, kw_only=True)
class Connection:
    """An open connection, with both of its addresses."""

    socket: socket.socket
    address: str
    local_address: str


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How hosts are found and reached. Tests put in their own resolver and connector; the address rule stays."""

    resolver: Resolver = resolve
    connector: Connector = connect
    tls: ssl.SSLContext = field(default_factory=tls)

    def open(self, target: Target, *, budget: Budget) -> Connection:
        """Return a connection to where a link leads, with TLS where it is https. Raises FetchFailed.

        A host of which any address is not public is refused whole: what it answers next time could be the other.
        """
        last: OSError | None = None
        for address in self._addresses(target, budget)[:TRIED]:
            seconds = min(EACH_SECONDS, budget.seconds_left())
            try:
                plain = self.connector(address, target.port, seconds)
            except OSError as error:
                last = error
                continue
            return self._secured(plain, target, address, budget)
        failure = Failure.TIMED_OUT if isinstance(last, TimeoutError) else Failure.UNREACHABLE
        raise FetchFailed(failure)

    def _addresses(self, target: Target, budget: Budget) -> list[str]:
        found = [target.host] if is_address(target.host) else self._resolved(target.host, budget)
        if not found:
            raise FetchFailed(Failure.DNS)
        for address in found:
            why = why_refused(address)
            if why:
                raise FetchFailed(Failure.REFUSED_ADDRESS, why)
        return found

    def _resolved(self, host: str, budget: Budget) -> list[str]:
        """Ask the resolver in a thread of its own: the system's one knows no time limit."""
        answers: list[Sequence[str]] = []
        thread = threading.Thread(target=lambda: answers.append(self._ask(host)), daemon=True)
        thread.start()
        thread.join(min(EACH_SECONDS, budget.seconds_left()))
        return list(answers[0])[:MOST_ADDRESSES] if answers else []

    def _ask(self, host: str) -> Sequence[str]:
        try:
            return self.resolver(host)
        except (OSError, UnicodeError):
            return []

    def _secured(self, plain: socket.socket, target: Target, address: str, budget: Budget) -> Connection:
        local = str(plain.getsockname()[0])
        if target.scheme == "http":
            return Connection(socket=plain, address=address, local_address=local)
        try:
            plain.settimeout(budget.seconds_left())
            return Connection(
                socket=self.tls.wrap_socket(plain, server_hostname=target.host), address=address, local_address=local
            )
        except TimeoutError:
            plain.close()
            raise FetchFailed(Failure.TIMED_OUT) from None
        except (OSError, ValueError) as error:
            plain.close()
            raise FetchFailed(Failure.TLS, getattr(error, "verify_message", "")[:80]) from None
        except FetchFailed:
            plain.close()
            raise
