"""A pytest plugin: a provider of OpenID Connect as the specification has it, on loopback, with faults on demand."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import Client

from hatehub.settings.oidc_checks import Provider

CLIENT, SECRET = "the-hub", "a secret: of the hub & of nobody else's"
PERSON = {"sub": "248289761001", "preferred_username": "officer-0"}
RSA_KEY, EC_KEY = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
OTHER_KEY = rsa.generate_private_key(65537, 2048)
SIGNED: dict[str, tuple[Any, str, str]] = {
    "unsigned": (None, "none", "rsa"),
    "by_secret": (SECRET, "HS256", "rsa"),
    "other_key": (OTHER_KEY, "RS256", "rsa"),
    "unknown_key": (RSA_KEY, "RS256", "another"),
    "ec": (EC_KEY, "ES256", "ec"),
}
"""How a token is signed with such a fault: by which key, how, and under which name. The last one is none."""


class OpenProvider:
    """One provider. `person` are the claims of who signs in there, `of_token` what a token says besides.

    `faults` are words that say what goes wrong with the next answers.
    """

    def __init__(self) -> None:
        self.issuer = ""
        self.person: dict[str, Any] = dict(PERSON)
        self.of_token: dict[str, Any] = {}
        self.further: dict[str, Any] | None = None
        self.faults: set[str] = set()
        self.asked: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, str]] = {}

    def authorise(self, address: str) -> str:
        """Do what the person does in the browser, and return the path they are sent back to."""
        split = urlsplit(address)
        assert address.startswith(f"{self.issuer}/authorize?"), address
        asked = dict(parse_qsl(split.query))
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["nonce"]) > 30
        self.asked.append(asked)
        back = urlsplit(asked["redirect_uri"])
        if "cancel" in self.faults:
            return f"{back.path}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        if "decline" in self.faults:
            return f"{back.path}?{urlencode({'error': 'server_error', 'state': asked['state']})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{back.path}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def answer(self, method: str, path: str, body: bytes, headers: Any) -> tuple[int, Any]:
        """Answer one request of the hub's."""
        if path == "/.well-known/openid-configuration":
            return self._configuration()
        if path == "/keys":
            return self._keys()
        if path == "/token" and method == "POST":
            return self._token({name: values[0] for name, values in parse_qs(body.decode()).items()}, headers)
        if path == "/userinfo" and headers.get("Authorization", "").startswith("Bearer access-"):
            return 200, self.further
        return 404, {"error": "not_found"}

    def _configuration(self) -> tuple[int, Any]:
        found: Any = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        if self.further is not None:
            found["userinfo_endpoint"] = f"{self.issuer}/userinfo"
        if "other_issuer" in self.faults:
            found["issuer"] = "https://elsewhere.example"
        if "no_endpoints" in self.faults:
            found = {"issuer": self.issuer}
        if "no_object" in self.faults:
            found = ["nothing"]
        return (500 if "broken" in self.faults else 200), "no JSON" if "no_json" in self.faults else found

    def _keys(self) -> tuple[int, Any]:
        if "no_keys" in self.faults:
            return 200, {"keys": []}
        if "keys_broken" in self.faults:
            return 200, {"keys": [{"kty": "RSA", "kid": "rsa", "n": "%%"}]}
        algorithms = jwt.algorithms.get_default_algorithms()
        found = []
        for name, algorithm, key in (("rsa", "RS256", RSA_KEY), ("ec", "ES256", EC_KEY)):
            public = json.loads(algorithms[algorithm].to_jwk(key.public_key()))
            found.append({**public, "kid": name, "use": "sig", "alg": algorithm})
        return 200, {"keys": found}

    def _token(self, said: dict[str, str], headers: Any) -> tuple[int, Any]:
        asked = self.codes.pop(said.get("code", ""), None)
        digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        name, _, secret = base64.b64decode(headers.get("Authorization", " ").split()[1]).decode().partition(":")
        is_good = asked is not None and (name, secret) == (CLIENT, SECRET)
        is_good = is_good and asked["code_challenge"] == challenge and said["redirect_uri"] == asked["redirect_uri"]
        if not is_good or "bad_code" in self.faults:
            return 400, {"error": "invalid_grant"}
        if "token_broken" in self.faults:
            return 500, {"error": "server_error"}
        found = {"access_token": "access-1", "token_type": "Bearer", "expires_in": "soon"}
        return 200, found if "no_token" in self.faults else {**found, "id_token": self._id_token(asked)}

    def _id_token(self, asked: dict[str, str]) -> Any:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= {**self.person, **self.of_token}
        claims = {name: value for name, value in claims.items() if value is not None}
        if "number" in self.faults:
            return 7
        for fault, (key, algorithm, name) in SIGNED.items():
            if fault in self.faults:
                return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": name})
        whole = jwt.encode(claims, RSA_KEY, algorithm="RS256", headers={"kid": "rsa"})
        return whole[:-8] + "AAAAAAAA" if "tampered" in self.faults else whole


@pytest.fixture
def open_provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenProvider]:
    """Run the provider. A browser that comes to it is sent back at once, as somebody who is known there."""
    service = OpenProvider()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path.startswith("/authorize?"):
                return self._send_back()
            status, found = service.answer(self.command, self.path, body, self.headers)
            content = found.encode() if isinstance(found, str) else json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            return None

        def _send_back(self) -> None:
            path = service.authorise(f"{service.issuer}{self.path}")
            split = urlsplit(service.asked[-1]["redirect_uri"])
            self.send_response(302)
            self.send_header("Location", f"{split.scheme}://{split.netloc}{path}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = _answer  # noqa: N815

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    service.issuer = f"http://127.0.0.1:{server.server_port}"
    yield service
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(open_provider: OpenProvider, settings: Any) -> OpenProvider:
    """Run the provider, and have the hub know it."""
    settings.OIDC = _configured(open_provider)
    return open_provider


def _configured(service: OpenProvider, **changed: Any) -> Provider:
    """Return what the settings say of a provider."""
    said = {"name": "Police sign-in", "acr": (), "is_factor_trusted": False, "is_only": False, **changed}
    return Provider(issuer=service.issuer, client_id=CLIENT, secret=SECRET, **said)


@pytest.fixture
def configure(provider: OpenProvider, settings: Any) -> Callable[..., None]:
    """Change what the settings say of the provider: `configure(is_only=True)`."""

    def change(**changed: Any) -> None:
        settings.OIDC = _configured(provider, **changed)

    return change


@pytest.fixture
def come_from(provider: OpenProvider) -> Callable[..., Any]:
    """Walk there and back in a browser, and return the hub's answer: `come_from(client, path="...")`."""

    def walk(client: Client, path: str = "/accounts/outside/") -> Any:
        there = client.get(path)
        return client.get(provider.authorise(there.headers["Location"])) if there.status_code == 302 else there

    return walk
