"""Taking apart a link that somebody typed."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

LONGEST_LINK = 4000
CONTROL = re.compile("[\x00-\x1f\x7f]")
PLAIN_HOST = re.compile(r"[a-z0-9_.-]+")
USUAL_PORTS = (None, 80, 443)
# Bytes that are no UTF-8 stay apart as half surrogates: two old Latin-1 addresses must not become one.
KEPT_BYTES = "surrogateescape"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link taken apart.

    `host` is lower case, in punycode, without `www.`; `parts` are the path's non-empty segments, decoded; `rest` is
    all behind the host as it was typed; `query` leaves out a name that was given twice with different values.
    """

    host: str
    port: int | None
    parts: tuple[str, ...]
    query: dict[str, str]
    pairs: tuple[tuple[str, str], ...]
    fragment: str
    rest: str

    def is_on(self, *domains: str) -> bool:
        """Tell whether the link is on one of these domains or below it."""
        return any(self.host == domain or self.host.endswith(f".{domain}") for domain in domains)

    def part(self, place: int) -> str:
        """Return the segment of the path at a place counted from 0; empty where there is none."""
        return self.parts[place] if place < len(self.parts) else ""

    def after(self, *words: str) -> str:
        """Return the segment behind the first of these words in the path; empty where there is none."""
        for place, part in enumerate(self.parts[:-1]):
            if part in words:
                return self.parts[place + 1]
        return ""


def parse_link(text: str) -> Link | None:
    """Return the link, or None where the text is not one. A missing scheme is forgiven."""
    typed = text.strip().strip("<>\"'")
    if not typed or len(typed) > LONGEST_LINK or not _is_printable(typed):
        return None
    if "://" not in typed[:12]:
        typed = f"https://{typed.lstrip('/')}"
    try:
        split = urlsplit(typed)
        host, port = _plain_host(split.hostname or ""), split.port if ":" in split.netloc else None
    except ValueError:
        return None
    if split.scheme.lower() not in ("http", "https") or "." not in host:
        return None
    pairs = tuple(parse_qsl(split.query, keep_blank_values=True, errors=KEPT_BYTES)) if split.query else ()
    parts = _segments(split.path)
    if "%" in typed and any(CONTROL.search(text) for text in (*parts, *(text for pair in pairs for text in pair))):
        return None
    behind = typed.split("://", 1)[1]
    return Link(
        host=host.removeprefix("www."),
        port=None if port in USUAL_PORTS else port,
        parts=parts,
        query=_unambiguous(pairs),
        pairs=pairs,
        fragment=split.fragment,
        rest=behind[len(split.netloc) :],
    )


def _is_printable(text: str) -> bool:
    """Tell whether a text has neither spaces, control characters nor half surrogates, as a link has none."""
    if text.isascii():
        return text.isprintable() and " " not in text
    return not any(ord(letter) < 33 or 0xD800 <= ord(letter) <= 0xDFFF for letter in text)


def _plain_host(host: str) -> str:
    """Return a host in lower case and punycode. Raises ValueError (UnicodeError) where it can be none."""
    host = host.lower().rstrip(".")
    if not PLAIN_HOST.fullmatch(host):
        host = host.encode("idna").decode().lower().rstrip(".")
        if not PLAIN_HOST.fullmatch(host):
            raise ValueError(host)
    return host


def _segments(path: str) -> tuple[str, ...]:
    """Return a path's segments, with `.` and `..` carried out."""
    segments: list[str] = []
    for raw in path.split("/"):
        segment = unquote(raw, errors=KEPT_BYTES) if "%" in raw else raw
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    return tuple(segments)


def _unambiguous(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    query = dict(pairs)
    if len(query) != len(pairs):
        for name, value in pairs:
            if name in query and query[name] != value:
                del query[name]
    return query


def follow_route(link: Link) -> Link:
    """Return the page that a `#!/` address shows, as old sites wrote them; any other link as it is."""
    if link.fragment.startswith("!/") or (link.fragment.startswith("/") and not link.parts):
        return parse_link(f"https://{link.host}/{link.fragment.lstrip('!/')}") or link
    return link
