"""An e-mail as plain words: who wrote to whom, when, about what, and what it says."""

import email
import re
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

SHOWN = ("From", "To", "Cc", "Date", "Subject")
UNSEEN = frozenset({"script", "style", "head", "title"})
BREAKING = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})
SPACES = re.compile(r"\s+")


def mail_as_text(raw: bytes) -> str:
    """Return an e-mail's main header fields and its words; of a web page inside it, the words alone.

    Attachments are left out. What cannot be parsed is returned as it came.
    """
    try:
        message = email.message_from_bytes(raw, policy=default)
        header = [f"{name}: {value}" for name in SHOWN for value in message.get_all(name, [])]
        return "\n".join([*header, "", _words_of(message)])
    except Exception:  # the parser trips over headers that strangers wrote
        return raw.decode("utf-8", "replace")


def _words_of(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    content = str(body.get_content())
    if body.get_content_subtype() != "html":
        return content
    reader = _Words()
    reader.feed(content)
    reader.close()
    return reader.text()


class _Words(HTMLParser):
    """Collects what a web page says, without what it does."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        if tag in BREAKING:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN and self._unseen > 0

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._parts.append(SPACES.sub(" ", data))

    def text(self) -> str:
        lines = (SPACES.sub(" ", line).strip() for line in "".join(self._parts).split("\n"))
        return "\n".join(line for line in lines if line)
