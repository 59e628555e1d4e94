"""Sending a page as a browser does: everything that its form holds, changed by what somebody types."""

from html.parser import HTMLParser
from typing import Any


class _Fields(HTMLParser):
    """Collects the hidden fields of every form of a page that is sent by POST, by the address it goes to."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._is_inside = named.get("method") == "post"
            self.forms += [{}] if self._is_inside else []
        if tag == "input" and self._is_inside and named.get("type") == "hidden":
            self.forms[-1][named["name"]] = named.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = self._is_inside and tag != "form"


def hidden_in(page: Any) -> dict[str, str]:
    """Return what the forms of a page send along by themselves, those of all forms together."""
    reader = _Fields()
    reader.feed(page.content.decode())
    found: dict[str, str] = {}
    for form in reader.forms:
        found |= form
    found.pop("csrfmiddlewaretoken", None)
    return found
