"""A pytest plugin: a local server that behaves as GOV.UK Notify is published to, with faults on demand."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
ERRORS = {
    400: [("BadRequestError", "Can't send to this recipient when service is in trial mode")],
    403: [("AuthError", "Invalid token: API key not found")],
    429: [("RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds")],
    500: [("Exception", "Internal server error")],
}


class Notify:
    """What the service holds. `faults` are statuses, or words, that the next requests of a method meet."""

    def __init__(self) -> None:
        self.notifications: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str]] = []
        self.faults: dict[str, list[int | str]] = {"GET": [], "POST": []}

    def answer(self, method: str, path: str, body: dict[str, Any], authorisation: str) -> tuple[int, dict[str, Any]]:
        """Answer one request as the interface says."""
        self.requests.append((method, path))
        fault = self.faults[method].pop(0) if self.faults[method] else ""
        if isinstance(fault, int):
            return fault, _errors(fault, ERRORS[fault])
        if not _is_authorised(authorisation):
            return 403, _errors(403, ERRORS[403])
        status, answer = self._post(body) if method == "POST" else self._get(path)
        if fault == "lost":  # the work is done, and nobody hears of it
            raise ConnectionAbortedError
        return (status, answer) if fault != "slow" else _slowly(status, answer)

    def _post(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if "@" not in body.get("email_address", ""):
            return 400, _errors(400, [("ValidationError", "email_address Not a valid email address")])
        if body.get("template_id") != TEMPLATE or set(body["personalisation"]) != {"subject", "body"}:
            return 400, _errors(400, [("BadRequestError", "Missing personalisation")])
        made = {"id": str(uuid.uuid4()), "reference": body["reference"], "status": "created", "sent": body}
        self.notifications.insert(0, made)
        return 201, {"id": made["id"], "reference": made["reference"], "content": body["personalisation"]}

    def _get(self, path: str) -> tuple[int, dict[str, Any]]:
        split = urlsplit(path)
        if split.path == "/v2/notifications":
            wanted = parse_qs(split.query).get("reference", [""])[0]
            return 200, {"notifications": [each for each in self.notifications if each["reference"] == wanted]}
        found = [each for each in self.notifications if each["id"] == split.path.rpartition("/")[2]]
        return (200, found[0]) if found else (404, _errors(404, [("NoResultFound", "No result found")]))


def _errors(status: int, errors: list[tuple[str, str]]) -> dict[str, Any]:
    return {"status_code": status, "errors": [{"error": kind, "message": words} for kind, words in errors]}


def _slowly(status: int, answer: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    time.sleep(1)
    return status, answer


def _is_authorised(header: str) -> bool:
    try:
        claims = jwt.decode(header.removeprefix("Bearer "), SECRET, algorithms=["HS256"], options={"verify_iat": False})
    except jwt.PyJWTError:
        return False
    return claims["iss"] == SERVICE and abs(claims["iat"] - time.time()) < 30


@pytest.fixture
def notify(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notify]:
    """Run the service and have the hub send its messages there."""
    service = Notify()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body, token = json.loads(raw or b"{}"), self.headers.get("Authorization", "")
            try:
                status, answer = service.answer(self.command, self.path, body, token)
            except ConnectionAbortedError:
                self.connection.close()
                return
            content = json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:  # the hub did not wait
                return

        do_GET = do_POST = _answer  # noqa: N815

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings.MAIL_CHANNEL = "notify"
    settings.NOTIFY_URL = f"http://127.0.0.1:{server.server_port}"
    settings.NOTIFY_API_KEY = f"the-hub-{SERVICE}-{SECRET}"
    settings.NOTIFY_TEMPLATE_ID = TEMPLATE
    settings.NOTIFY_CALLBACK_TOKEN = "t" * 40
    yield service
    server.shutdown()
    server.server_close()
