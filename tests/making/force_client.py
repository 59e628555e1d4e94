"""A pytest plugin: forces' programs that call the API with real tokens."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from hatehub.accounts.models import ApiClient
from hatehub.reference.models import Force
from tests.making.reports import WEST_YORKSHIRE

SECRET = "a secret of the test's own"


class ForceProgram:
    """One force's client, signed in by client credentials."""

    def __init__(self, *, force: str, scope: str = "cases:read cases:act packages:read", allowed: str = "") -> None:
        self.row = ApiClient.objects.create(
            name=f"client of {force}",
            client_id=f"client-{force}-{ApiClient.objects.count()}",
            client_secret=SECRET,
            client_type=ApiClient.CLIENT_CONFIDENTIAL,
            authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
            force=Force.objects.get(code=force),
            **({"allowed_scopes": allowed} if allowed else {}),
        )
        self.http = Client()
        self.token = self.sign_in(scope=scope).json().get("access_token", "")

    def sign_in(self, *, scope: str = "", secret: str = SECRET) -> HttpResponse:
        """Ask for a token."""
        basic = base64.b64encode(f"{self.row.client_id}:{secret}".encode()).decode()
        asked = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
        return self.http.post("/oauth/token", asked, headers={"authorization": f"Basic {basic}"})

    def get(self, path: str, query: dict[str, Any] | None = None) -> HttpResponse:
        """Read."""
        return self.http.get(f"/api/v1/{path}", query, headers=self._headers)

    def post(self, path: str, body: Any, *, content_type: str = "application/json") -> HttpResponse:
        """Write."""
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.http.post(f"/api/v1/{path}", text, content_type=content_type, headers=self._headers)

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


@pytest.fixture
def program(db: None) -> Callable[..., ForceProgram]:
    """Make a force's client: `program(force=..., scope=...)`."""

    def make(*, force: str = WEST_YORKSHIRE, **more: str) -> ForceProgram:
        return ForceProgram(force=force, **more)

    return make
