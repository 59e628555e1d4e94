"""A web hook of a platform that wants notices as JSON: signed, with a key that makes sending it twice harmless.

`docs/takedown-channels.md` says what is sent and what may be answered.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from referrals.clients.platforms.calling import Caller
from referrals.clients.platforms.protocol import NotConfigured, Part, Receipt, Refused, Standing, Values
from referrals.rules.takedowns.notice import Notice

VERSION = "1"
LONGEST_REFERENCE = 100


class WebhookChannel:
    """Sends the whole notice as one, to the address in the reference data."""

    def __init__(
        self, accounts: Sequence[Values], *, caller: Caller, address: str, clock: Callable[[], float] = time.time
    ) -> None:
        if not accounts or not address:
            raise NotConfigured("not_configured")
        self._key = accounts[0]["key"]
        self._caller, self._address, self._clock = caller, address, clock

    def parts(self, notice: Notice) -> list[Part]:
        """Return the notice as one part."""
        return [Part(key="all", posts=notice.posts)]

    def send(self, notice: Notice, part: Part) -> Receipt:
        """Send the notice. 409 means that the platform has it already."""
        body = json.dumps(as_json(notice), ensure_ascii=False, sort_keys=True).encode()
        moment = int(self._clock())
        more = {
            "Idempotency-Key": str(notice.id),
            "Hub-Signature": f"t={moment},v1={signature(self._key, moment=moment, body=body)}",
        }
        try:
            said = self._caller.post_bytes(self._address, body, kind="application/json", more=more)
        except Refused as error:
            if error.code != "status_409":
                raise
            return Receipt(reference=error.said("reference")[:LONGEST_REFERENCE])
        return Receipt(reference=str(said.get("reference") or "")[:LONGEST_REFERENCE])

    def poll(self, notice_id: UUID) -> Standing | None:
        """Ask how a notice stands; None where the platform does not say. Raises as `send` does."""
        moment = int(self._clock())
        signed = signature(self._key, moment=moment, body=str(notice_id).encode())
        more = {"Hub-Signature": f"t={moment},v1={signed}"}
        try:
            said = self._caller.get(f"{self._address.rstrip('/')}/{notice_id}", more=more)
        except Refused as error:
            if error.code != "status_404":
                raise
            return None
        state, reason = said.get("state"), said.get("reason")
        if not isinstance(state, str):
            return None
        return Standing(state=state, reason=reason if isinstance(reason, str) else "")


def signature(key: str, *, moment: int, body: bytes) -> str:
    """Return the HMAC-SHA-256 of the moment, a dot and the body, in hexadecimal."""
    return hmac.new(key.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def as_json(notice: Notice) -> dict[str, Any]:
    """Return a notice with the fields of Art. 16(2) of the Digital Services Act, as a platform reads it."""
    return {
        "version": VERSION,
        "id": str(notice.id),
        "case": notice.case_reference,
        "action": notice.action,
        "content": [
            {"url": post.url, "kind": post.kind, "id": post.post_id, "account": post.account} for post in notice.posts
        ],
        "legal_basis": notice.legal_basis,
        "explanation": notice.explanation,
        "notifier": {"name": notice.notifier_name, "email": notice.notifier_email},
        "good_faith": notice.good_faith,
        "answer_at": notice.answer_address,
    }
