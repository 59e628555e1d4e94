"""Web servers of this machine that stand in for the sites of others, reached as if they were on a public address."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from referrals.clients.fetching.reaching import Reach, tls

PUBLIC = "93.184.216.34"
"""A public address that nobody connects to here: the connector of the tests leads it to this machine."""
Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """One server with answers by path; `asked` is what it was asked for, with the headers."""

    def __init__(self, *, context: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host = self.headers.get("Host", "")
                site.asked.append((host, self.path, {name.lower(): value for name, value in self.headers.items()}))
                path = self.path.partition("?")[0]
                found = site.answers.get(f"{host}{path}") or site.answers.get(path)
                (found or page("Not here", status=404))(self)
                self.close_connection = True

            do_POST = do_GET  # noqa: N815

            def log_message(self, *arguments: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *arguments: Any) -> None:
                pass  # a client that goes away early is what half of the tests are about

        self._server = Server(("127.0.0.1", 0), Handler)
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def page(body: str | bytes, *, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    """Answer with a page; a header is given as `retry_after="60"`."""
    content = body if isinstance(body, bytes) else body.encode()

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        to.send_header("Content-Type", kind)
        to.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            to.send_header(name.replace("_", "-"), value)
        to.end_headers()
        to.wfile.write(content)

    return answer


def leads(to: str, *, status: int = 302, **headers: str) -> Answer:
    """Answer with a redirect."""
    return page("", status=status, location=to, **headers)


def packed(body: bytes, **headers: str) -> Answer:
    """Answer with a page that is packed."""
    return page(gzip.compress(body), content_encoding="gzip", **headers)


def drips(*, pieces: int, seconds: float) -> Answer:
    """Answer so slowly that no single wait is long."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("Content-Type", "text/html")
        to.send_header("Content-Length", str(pieces))
        to.end_headers()
        for _ in range(pieces):
            to.wfile.write(b".")
            to.wfile.flush()
            time.sleep(seconds)

    return answer


def in_chunks(pieces: Sequence[bytes]) -> Answer:
    """Answer in chunks."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("Content-Type", "text/html; charset=utf-8")
        to.send_header("Transfer-Encoding", "chunked")
        to.end_headers()
        for piece in pieces:
            to.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        to.wfile.write(b"0\r\n\r\n")

    return answer


def breaks_off(to: BaseHTTPRequestHandler) -> None:
    """Promise more than comes."""
    to.send_response(200)
    to.send_header("Content-Type", "text/html")
    to.send_header("Content-Length", "1000")
    to.end_headers()
    to.wfile.write(b"<p>only this")


class Dialled:
    """A connector that leads public addresses to the ports of this machine, and keeps what it was asked for."""

    def __init__(self, **ports: int) -> None:
        self._ports = {80: ports.get("http"), 443: ports.get("https")}
        self.to: list[tuple[str, int]] = []

    def __call__(self, address: str, port: int, seconds: float) -> socket.socket:
        self.to.append((address, port))
        found = self._ports[port]
        if found is None:
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", found), timeout=seconds)


def reach_of(dialled: Dialled, hosts: dict[str, list[str]] | None = None, *, authority: bytes | None = None) -> Reach:
    """Return how the tests reach hosts: those of the table by its addresses, every other on one public address."""
    context = tls()
    if authority is not None:
        context.load_verify_locations(cadata=authority.decode())
    table = hosts or {}
    return Reach(resolver=lambda host: table.get(host, [PUBLIC]), connector=dialled, tls=context)


def certificate_for(*names: str) -> tuple[bytes, bytes]:
    """Return a certificate that vouches for itself, and its key, both in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.public_bytes(pem), private
