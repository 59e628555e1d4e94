"""Delivery status notifications as mail systems write them (RFC 3464)."""

from uuid import UUID

DSN = """\
From: MAILER-DAEMON@mail.example
To: {returned_to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="border"

--border
Content-Type: text/plain; charset=us-ascii

I could not deliver your message.

--border
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; a@example.org
Action: {action}
{status}
--border
Content-Type: {returned}

From: Updates <updates@hub.invalid>
{message_id}Subject: An update for you

--border--
"""


def dsn(
    update_id: UUID | None,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "message/rfc822",
    returned_to: str = "updates@hub.invalid",
) -> bytes:
    """Return a notification about one message; without an id, one that returns nothing of it."""
    message_id = f"Message-ID: <{update_id}@hub.invalid>\n" if update_id else ""
    status_line = f"Status: {status}\n" if status else ""
    return DSN.format(
        action=action, status=status_line, returned=returned, message_id=message_id, returned_to=returned_to
    ).encode()
