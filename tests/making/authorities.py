"""A pytest plugin: local time-stamp authorities round `openssl ts`, with faults on demand."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

POLICY = "1.2.3.4.1"
SETTINGS = f"""
[tsa]
default_tsa = one
[one]
serial = serial
crypto_device = builtin
signer_cert = signer.pem
signer_key = signer.key
signer_digest = sha256
default_policy = {POLICY}
digests = sha256, sha512
accuracy = secs:1
clock_precision_digits = 0
tsa_name = yes
ess_cert_id_alg = sha256
"""
REPLY = "application/timestamp-reply"


class Authority:
    """One authority in a folder of its own. `faults` are statuses, or words, that the next questions meet."""

    def __init__(self, folder: Path, *, purpose: Any = ExtendedKeyUsageOID.TIME_STAMPING) -> None:
        folder.mkdir()
        self.folder, self.faults, self.questions = folder, [], 0
        key, certificate = _root()
        _write_signer(folder, key, certificate, purpose)
        (folder / "ca.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        (folder / "tsa.cnf").write_text(SETTINGS)
        (folder / "serial").write_text("01\n")
        self._lock = threading.Lock()

    @property
    def ca_path(self) -> str:
        """The file of the certificate that it is trusted by."""
        return str(self.folder / "ca.pem")

    def answer(self, question: bytes) -> tuple[int, str, bytes]:
        """Answer one question: status, type and content."""
        with self._lock:
            self.questions += 1
            fault = self.faults.pop(0) if self.faults else ""
            if isinstance(fault, int):
                return fault, "text/plain", b"no"
            if fault == "garbage":
                return 200, REPLY, b"0\x82garbage"
            if fault == "page":
                return 200, "text/html", b"<p>Sign in"
            if fault == "endless":
                return 200, REPLY, bytes(2_000_000)
            answer = fault(question) if callable(fault) else self.reply(question)
        if fault == "slow":
            time.sleep(2)
        return 200, REPLY, answer

    def reply(self, question: bytes) -> bytes:
        """Return what `openssl ts -reply` says to a question."""
        (self.folder / "question.tsq").write_bytes(question)
        command = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "question.tsq", "-out", "answer.tsr"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "answer.tsr").read_bytes()

    def asked(self, *options: str) -> bytes:
        """Return a question that somebody else might put: `asked("-digest", ...)`."""
        command = ["openssl", "ts", "-query", "-sha256", "-cert", "-out", "other.tsq", *options]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "other.tsq").read_bytes()


def _root() -> tuple[Any, x509.Certificate]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An invented authority")])
    builder = _builder(name, key).issuer_name(name)
    return key, builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
        key, SHA256()
    )


def _write_signer(folder: Path, issuer: Any, above: x509.Certificate, purpose: Any) -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An invented time-stamper")])
    builder = (
        _builder(name, key)
        .issuer_name(above.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    )
    (folder / "signer.pem").write_bytes(builder.sign(issuer, SHA256()).public_bytes(Encoding.PEM))
    (folder / "signer.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _builder(subject: x509.Name, key: Any) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder(subject_name=subject, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2066, 1, 1, tzinfo=UTC))
    )


@pytest.fixture
def authority(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Authority]]:
    """Start an authority and configure it beside those there are: `authority("one")`."""
    servers = []
    settings.TIME_STAMP_AUTHORITIES = []
    settings.TIME_STAMP_SECONDS = 1
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def start(name: str = "one", *, policy: str = "", ca_of: Authority | None = None, **given: Any) -> Authority:
        made = Authority(tmp_path / f"authority-{name}", **given)
        server = _serve(made)
        servers.append(server)
        made.url = f"http://127.0.0.1:{server.server_port}/{name}"
        known = {"url": made.url, "ca_path": (ca_of or made).ca_path, "policy": policy}
        settings.TIME_STAMP_AUTHORITIES = [*settings.TIME_STAMP_AUTHORITIES, known]
        return made

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def _serve(authority: Authority) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, kind, content = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:  # the hub did not wait
                return

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return server
