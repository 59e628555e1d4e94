"""A pytest plugin: programs of forces and partners that call the API with real tokens."""

import base64
import json
from collections.abc import Callable
from secrets import token_hex
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from hatehub.accounts.models import ApiClient
from hatehub.reference.models import Force, Partner
from tests.making.reports import WEST_YORKSHIRE

SECRET = "a secret of the test's own"


class ForceProgram:
    """The client of a force, or of a partner by its code, signed in by client credentials."""

    def __init__(
        self,
        *,
        force: str = "",
        partner: str = "",
        scope: str = "cases:read cases:act packages:read",
        allowed: str = "",
    ) -> None:
        self.row = ApiClient.objects.create(
            name=f"client of {force or partner}",
            client_id=f"client-{force or partner}-{token_hex(4)}",  # with a budget of its own
            client_secret=SECRET,
            client_type=ApiClient.CLIENT_CONFIDENTIAL,
            authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
            force=Force.objects.get(code=force) if force else None,
            partner=Partner.objects.get(code=partner) if partner else None,
            **({"allowed_scopes": allowed} if allowed else {}),
        )
        self.secret = SECRET
        self.http = Client()
        self.token = self.sign_in(scope=scope).json().get("access_token", "")

    def sign_in(self, *, scope: str = "", secret: str = SECRET) -> HttpResponse:
        """Ask for a token."""
        basic = base64.b64encode(f"{self.row.client_id}:{secret}".encode()).decode()
        asked = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
        return self.http.post("/oauth/token", asked, headers={"authorization": f"Basic {basic}"})

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        """Read; a header such as If-Range is given as `if_range`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.get(f"/api/v1/{path}", query, headers=self._headers | named)

    def head(self, path: str, **headers: str) -> HttpResponse:
        """Ask for the headers alone."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.head(f"/api/v1/{path}", headers=self._headers | named)

    def post(
        self,
        path: str,
        body: Any,
        *,
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> HttpResponse:
        """Write."""
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        every = self._headers | (headers or {})
        return self.http.post(f"/api/v1/{path}", text, content_type=content_type, headers=every)

    def call(self, method: str, path: str, body: Any = None) -> HttpResponse:
        """Call by any method, with JSON where there is a body."""
        text = "" if body is None else json.dumps(body)
        more = {"content_type": "application/json"} if body is not None else {}
        return self.http.generic(method, f"/api/v1/{path}", text, headers=self._headers, **more)

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


@pytest.fixture(scope="session")
def programs() -> type[ForceProgram]:
    """The class of clients, for a module that keeps its rows: `programs(force=..., scope=...)`."""
    return ForceProgram


@pytest.fixture
def program(db: None) -> Callable[..., ForceProgram]:
    """Make a client: `program(force=..., scope=...)`, or `program(partner=...)`."""

    def make(*, force: str = "", partner: str = "", **more: str) -> ForceProgram:
        return ForceProgram(force=force if force or partner else WEST_YORKSHIRE, partner=partner, **more)

    return make
