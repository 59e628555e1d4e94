"""Reading a link that somebody typed, and writing it in one canonical way."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

LONGEST_LINK = 4000
CONTROL = re.compile("[\x00-\x1f\x7f]")
TRACKING_PREFIXES = ("utm_", "mc_")
TRACKING = frozenset({"fbclid", "gclid", "igsh", "igshid", "si", "feature", "share_id", "_rdr", "ref_src", "ref_url"})
USUAL_PORTS = (None, 80, 443)


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link taken apart. `host` is lower case without `www.`, `parts` are the path's non-empty segments."""

    host: str
    port: int | None
    parts: tuple[str, ...]
    query: dict[str, str]
    pairs: tuple[tuple[str, str], ...]

    def is_on(self, *domains: str) -> bool:
        """Tell whether the link is on one of these domains or below it."""
        return any(self.host == domain or self.host.endswith(f".{domain}") for domain in domains)


def parse_link(text: str) -> Link | None:
    """Return the link, or None where the text is not one. A missing scheme is forgiven."""
    typed = text.strip().strip("<>\"'")
    if not typed or len(typed) > LONGEST_LINK or not _is_printable(typed):
        return None
    if "://" not in typed:
        typed = f"https://{typed}"
    try:
        split = urlsplit(typed)
        host, port = (split.hostname or "").rstrip("."), split.port
    except ValueError:
        return None
    if split.scheme.lower() not in ("http", "https") or "." not in host:
        return None
    pairs = tuple(parse_qsl(split.query))
    parts = tuple(unquote(part) for part in split.path.split("/") if part)
    if any(CONTROL.search(text) for text in (*parts, *(text for pair in pairs for text in pair))):
        return None
    return Link(
        host=host.removeprefix("www."),
        port=None if port in USUAL_PORTS else port,
        parts=parts,
        query=dict(pairs),
        pairs=pairs,
    )


def _is_printable(text: str) -> bool:
    """Tell whether a text has neither spaces, control characters nor half surrogates, as a link has none."""
    return not any(ord(letter) < 33 or 0xD800 <= ord(letter) <= 0xDFFF for letter in text)


def kept_pairs(link: Link) -> list[tuple[str, str]]:
    """Return the query without what only tracks the reader, sorted."""
    return sorted(
        (name, value)
        for name, value in link.pairs
        if name.lower() not in TRACKING and not name.lower().startswith(TRACKING_PREFIXES)
    )


def canonical(link: Link) -> str:
    """Return a link without scheme, `www.`, tracking parameters, fragment and trailing slash; query sorted."""
    path = "/" + "/".join(quote(part, safe="@:!$&'()*+,;=~-._") for part in link.parts)
    port = f":{link.port}" if link.port else ""
    kept = kept_pairs(link)
    return link.host + port + path + (f"?{urlencode(kept)}" if kept else "")
