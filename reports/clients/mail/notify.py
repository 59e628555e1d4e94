"""GOV.UK Notify over its published REST interface (docs.notifications.service.gov.uk/rest-api.html)."""

import time
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
from django.conf import settings

from reports.clients.mail.protocol import Mail, MailDelayed, MailRefused

SECONDS = 10.0
UUID_LETTERS = 36

DELIVERED = "delivered"
PERMANENT_FAILURE = "permanent-failure"
NOT_DELIVERED = frozenset({"temporary-failure", "technical-failure"})
"""Notify has given up on a message of this status and asks its sender to send it again."""


@dataclass(frozen=True, kw_only=True)
class NotifyChannel:
    """One Notify service. Its template holds `((subject))` as the subject and `((body))` as the message."""

    url: str
    api_key: str
    template_id: str

    def send(self, mail: Mail) -> str:
        """Hand a message over, once in effect: Notify is asked for our reference first.

        It is asked every time and not only at a retry: a process may have died between sending and noting it.
        """
        known = self._find(str(mail.id))
        if known:
            return known
        asked = {
            "email_address": mail.to,
            "template_id": self.template_id,
            "personalisation": {"subject": mail.subject, "body": mail.body},
            "reference": str(mail.id),
        }
        response = self._call("POST", "/v2/notifications/email", json=asked)
        if response.status_code == httpx.codes.BAD_REQUEST and _error_type(response) == "ValidationError":
            raise MailRefused("ValidationError")
        return str(_read(response).get("id", ""))

    def status(self, provider_reference: str) -> str:
        """Return what became of a message. Raises MailDelayed."""
        return str(_read(self._call("GET", f"/v2/notifications/{provider_reference}")).get("status", ""))

    def _find(self, reference: str) -> str:
        """Return Notify's id for a message that is there already; empty where there is none, or it was given up."""
        found = _read(self._call("GET", "/v2/notifications", params={"reference": reference})).get("notifications", [])
        own = [each for each in found if each.get("reference") == reference]
        if any(each.get("status") == PERMANENT_FAILURE for each in own):
            raise MailRefused(PERMANENT_FAILURE)
        return next((str(each["id"]) for each in own if each.get("status") not in NOT_DELIVERED), "")

    def _call(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token()}"}
        try:
            return httpx.request(method, f"{self.url}{path}", headers=headers, timeout=SECONDS, **more)
        except httpx.HTTPError as error:
            raise MailDelayed(type(error).__name__) from None

    def _token(self) -> str:
        """Return a token for one request; Notify takes it for 30 seconds."""
        secret = self.api_key[-UUID_LETTERS:]
        issuer = self.api_key[-2 * UUID_LETTERS - 1 : -UUID_LETTERS - 1]
        return jwt.encode({"iss": issuer, "iat": int(time.time())}, secret, algorithm="HS256")


def notify_channel() -> NotifyChannel:
    """Return the service of the settings."""
    return NotifyChannel(
        url=settings.NOTIFY_URL, api_key=settings.NOTIFY_API_KEY, template_id=settings.NOTIFY_TEMPLATE_ID
    )


def _read(response: httpx.Response) -> dict[str, Any]:
    """Return the answer. Raises MailDelayed for any other than success.

    Besides 429 and 5xx that is a wrong key or a service in trial mode: whoever runs the hub can mend it, so
    the message waits.
    """
    if not response.is_success:
        raise MailDelayed(f"{response.status_code} {_error_type(response)}".strip())
    try:
        answer = response.json()
    except ValueError:
        raise MailDelayed("no JSON") from None
    if not isinstance(answer, dict):
        raise MailDelayed("no object")
    return answer


def _error_type(response: httpx.Response) -> str:
    """Return the type of the error, which Notify keeps stable; its words are for people and may change."""
    try:
        return str(response.json()["errors"][0]["error"])[:40]
    except (ValueError, LookupError, TypeError):
        return ""
