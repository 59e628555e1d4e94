"""Reading what a person would see of an HTML page: its title, its words, what it says of itself. Pure."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

MOST_MARKUP = 600_000
MOST_WORDS = 60_000
SILENT = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "object", "textarea"})
CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?([a-zA-Z0-9_-]{2,40})""", re.IGNORECASE)
OF_HEADER = re.compile(r"charset=[\"']?([a-zA-Z0-9_-]{2,40})", re.IGNORECASE)
SPACES = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is to be seen: `about` holds what the page says of itself, by name (og:title, canonical, description)."""

    title: str = ""
    text: str = ""
    about: dict[str, str] = field(default_factory=dict)
    asks_password: bool = False
    leads_on: bool = False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.words: list[str] = []
        self.about: dict[str, str] = {}
        self.asks_password = self.leads_on = self._is_title = False
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self._silent.append(tag)
        self._is_title = tag == "title" and not self.title
        if tag == "meta":
            self._note_meta(given)
        elif tag == "link" and given.get("rel", "").lower() == "canonical":
            self.about.setdefault("canonical", given.get("href", ""))
        elif tag == "input" and given.get("type", "").lower() == "password":
            self.asks_password = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._is_title = False
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._is_title:
            self.title.append(data)
        elif not self._silent:
            self.words.append(data)

    def _note_meta(self, given: dict[str, str]) -> None:
        name = (given.get("property") or given.get("name") or "").lower()
        if name:
            self.about.setdefault(name, given.get("content", ""))
        if given.get("http-equiv", "").lower() == "refresh":
            self.leads_on = True


def read_page(markup: bytes, *, content_type: str = "") -> Page:
    """Return what is to be seen of a page, of which the first 600,000 bytes are read."""
    reader = _Reader()
    reader.feed(_decode(markup[:MOST_MARKUP], content_type))
    return Page(
        title=tidy(" ".join(reader.title))[:500],
        text=tidy(" ".join(reader.words))[:MOST_WORDS],
        about={name: tidy(value)[:2000] for name, value in reader.about.items()},
        asks_password=reader.asks_password,
        leads_on=reader.leads_on,
    )


def tidy(text: str) -> str:
    """Return a text with single spaces between its words."""
    return SPACES.sub(" ", text).strip()


def _decode(markup: bytes, content_type: str) -> str:
    named = OF_HEADER.search(content_type)
    found = CHARSET.search(markup[:4096])
    charset = named[1] if named else found[1].decode("ascii") if found else "utf-8"
    try:
        return markup.decode(charset, errors="replace")
    except LookupError:
        return markup.decode("utf-8", errors="replace")
