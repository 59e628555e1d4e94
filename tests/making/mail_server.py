"""A pytest plugin: a real mail server on a free port that answers as the test says."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller


class Letterbox:
    """Keeps the letters it took; `at_sender`, `at_recipient` and `at_data` are the answers it gives, in this order."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.senders: list[str] = []
        self.message_ids_tried: list[str] = []
        self.at_sender: list[str] = []
        self.at_recipient: list[str] = []
        self.at_data: list[str] = []

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Answer to the sender."""
        answer = self.at_sender.pop(0) if self.at_sender else "250 OK"
        if answer.startswith("250"):
            envelope.mail_from = address
            self.senders.append(address)
        return answer

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Answer to one recipient."""
        answer = self.at_recipient.pop(0) if self.at_recipient else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Answer to one letter."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.message_ids_tried.append(letter["Message-ID"])
        answer = self.at_data.pop(0) if self.at_data else "250 OK"
        if answer.startswith("250"):
            self.letters.append(letter)
            self.recipients += envelope.rcpt_tos
        return answer


@pytest.fixture
def letterbox(settings: Any) -> Iterator[Letterbox]:
    """Run the server and have the hub send its mail there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()
