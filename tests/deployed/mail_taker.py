"""`python -m tests.deployed.mail_taker PORT FOLDER`: a mail server that notes each letter it takes, and can fail.

The file `mode` in the folder says how it behaves: empty, or not there, it takes everything; `refuse` answers that it
cannot now (451); `cut` takes the letter and ends the connection before it says so, which every mail system must expect
(RFC 5321, section 6.1). Each letter taken is one line of `taken`: its Message-ID, to whom, and its subject, as JSON.
"""

import asyncio
import json
import os
import sys
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Taker:
    """What the server does with a letter."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Note the letter, or behave as the mode says."""
        mode = self._mode()
        if mode == "refuse":
            return "451 4.3.0 Try again later"
        letter = message_from_bytes(envelope.content, policy=policy.default)
        line = {"id": letter["Message-ID"], "to": envelope.rcpt_tos, "subject": letter["Subject"]}
        with open(self._folder / "taken", "a", encoding="utf-8") as taken:
            taken.write(json.dumps(line) + "\n")
            taken.flush()
            os.fsync(taken.fileno())
        if mode == "cut":
            server.transport.abort()
        return "250 OK"

    def _mode(self) -> str:
        try:
            return (self._folder / "mode").read_text(encoding="utf-8").strip()
        except OSError:
            return ""


async def _serve(port: int, folder: Path) -> None:
    taker = Taker(folder)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(taker), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
