"""Reading a link that somebody typed, and writing it in one canonical way."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

LONGEST_LINK = 4000
TRACKING = ("utm_", "fbclid", "gclid", "igsh", "igshid", "mc_", "ref_", "si", "feature", "share_id", "_rdr")


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link taken apart. `host` is lower case without `www.`, `parts` are the path's non-empty segments."""

    host: str
    path: str
    parts: tuple[str, ...]
    query: dict[str, str]
    fragment: str

    def is_on(self, *domains: str) -> bool:
        """Tell whether the link is on one of these domains or below it."""
        return any(self.host == domain or self.host.endswith(f".{domain}") for domain in domains)


def parse_link(text: str) -> Link | None:
    """Return the link, or None where the text is not one. A missing scheme is forgiven."""
    typed = text.strip().strip("<>\"'")
    if not typed or len(typed) > LONGEST_LINK or any(ord(letter) < 33 for letter in typed):
        return None
    if "://" not in typed:
        typed = f"https://{typed}"
    try:
        split = urlsplit(typed)
        host = (split.hostname or "").rstrip(".")
        _ = split.port
    except ValueError:
        return None
    if split.scheme.lower() not in ("http", "https") or "." not in host:
        return None
    return Link(
        host=host.removeprefix("www."),
        path=split.path,
        parts=tuple(unquote(part) for part in split.path.split("/") if part),
        query=dict(parse_qsl(split.query)),
        fragment=split.fragment,
    )


def canonical(link: Link) -> str:
    """Return a link without scheme, `www.`, tracking parameters, fragment and trailing slash; query sorted."""
    kept = sorted((name, value) for name, value in link.query.items() if not name.lower().startswith(TRACKING))
    path = "/" + "/".join(quote(part, safe="@:!$&'()*+,;=~-._") for part in link.parts)
    return link.host + path + (f"?{urlencode(kept)}" if kept else "")
