"""The one way of writing the address of a page on a site that no module knows."""

import re
from dataclasses import replace
from urllib.parse import quote, quote_plus

from reports.rules.post_keys import forums, known_sites
from reports.rules.post_keys.links import KEPT_BYTES, Link, parse_link
from reports.rules.post_keys.tracking import is_tracking, kept_fragment
from reports.rules.post_keys.typed import trim

SAFE = "@:!$&'()*+,;=~-._"
INDEX = re.compile(r"(?i)(?:index|default)\.(?:html?|php|aspx?|jsp)")
MOBILE = ("m.", "mobile.", "amp.")
AMP_ENDING = re.compile(r"\.amp(?:\.html)?$")
AMP_QUERY = frozenset({("amp", ""), ("amp", "1"), ("amp", "true"), ("outputType", "amp"), ("output", "amp")})
TELLING = re.compile(r"[0-9]{5}|[a-z0-9]+-[a-z0-9]+-[a-z0-9]+-|(?=[a-z]*[0-9])[0-9a-z]{11}")


def kept_pairs(link: Link) -> list[tuple[str, str]]:
    """Return the query by name, without what only tracks the reader and what is said twice."""
    kept = dict.fromkeys((name, value) for name, value in link.pairs if name and not is_tracking(name, value))
    return sorted(kept, key=lambda pair: pair[0])


def canonical(link: Link) -> str:
    """Return a link without scheme, `www.`, tracking, trailing slash and any fragment that names nothing in the page.

    The reader's telephone (`m.`, `/amp`) is left out only where the path itself tells the page beyond doubt. What is
    written does not end in a mark that would be taken for the sentence's when it is read again.
    """
    text = _written_out(link)
    trimmed = trim(text)
    again = parse_link(f"https://{trimmed}") if trimmed != text else None
    return canonical(again) if again else trimmed


def _written_out(link: Link) -> str:
    link = known_sites.one_spelling(forums.one_spelling(link))
    if _tells_the_page(link):
        link = _without_telephone(link)
    parts = link.parts[:-1] if link.parts and INDEX.fullmatch(link.parts[-1]) else link.parts
    path = "/" + "/".join(quote(part, safe=SAFE, errors=KEPT_BYTES) for part in parts)
    port = f":{link.port}" if link.port else ""
    query = "&".join(_written(name, value) for name, value in kept_pairs(link))
    fragment = quote(kept_fragment(link.fragment), safe=f"{SAFE}%/?#!")
    return link.host + port + path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def _written(name: str, value: str) -> str:
    name = quote_plus(name, safe="/.-_", errors=KEPT_BYTES)
    return f"{name}={quote_plus(value, errors=KEPT_BYTES)}" if value else name


def _tells_the_page(link: Link) -> bool:
    return any(TELLING.search(part.lower()) for part in link.parts)


def _without_telephone(link: Link) -> Link:
    host, parts = link.host, link.parts
    for prefix in MOBILE:
        if host.startswith(prefix) and host.count(".") >= 2:
            host = host.removeprefix(prefix)
    if parts[-1] == "amp":
        parts = parts[:-1]
    elif "amp" in parts[:2]:
        parts = tuple(part for part in parts if part != "amp")
    if parts:
        parts = (*parts[:-1], AMP_ENDING.sub("", parts[-1]))
    pairs = tuple(pair for pair in link.pairs if pair not in AMP_QUERY)
    return replace(link, host=host.removeprefix("www."), parts=parts, pairs=pairs)
