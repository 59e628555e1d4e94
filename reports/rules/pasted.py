"""Finding the links in what somebody pasted: one link, several, or a whole message with links in it. Pure."""

import re
from dataclasses import dataclass

from reports.rules.post_keys.links import parse_link

LONGEST_PASTE = 20_000
MOST_PASTED = 5 * LONGEST_PASTE
LONGEST_LINK = 2000
# With a scheme anything up to a space; without one a domain and a path, as people copy it from an address bar.
WITH_SCHEME = re.compile(r"(?i)https?://[^\s<>\"“”«»]+")
WITHOUT_SCHEME = re.compile(r"(?i)(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}/[^\s<>\"“”«»]*")
CLOSING = {")": "(", "]": "[", "}": "{"}
STOPS = ".,;:!?'\u2019\u2026*_"


@dataclass(frozen=True, kw_only=True)
class Pasted:
    """The links in their order, each once, and whether there was more to the text than links."""

    links: tuple[str, ...]
    has_more: bool


def find_links(text: str) -> Pasted:
    """Return the links in a text; sentence marks and brackets around a link are not part of it."""
    found: dict[str, None] = {}
    rest = text
    for pattern in (WITH_SCHEME, WITHOUT_SCHEME):
        for match in pattern.finditer(rest):
            link = _trimmed(match.group()[: LONGEST_LINK + 1])
            if len(link) <= LONGEST_LINK and parse_link(link) is not None:
                found[link] = None
        rest = pattern.sub(" ", rest)
    in_order = sorted(found, key=text.find)
    return Pasted(links=tuple(in_order), has_more=any(letter.isalnum() for letter in rest))


class TooMuchPasted(Exception):
    """All messages that were pasted into one report are longer together than a report holds."""


def add_paste(earlier: str, text: str) -> str:
    """Return what was pasted so far with a text behind it; the same one again adds nothing. Raises TooMuchPasted."""
    if not text or text in earlier:
        return earlier
    pasted = f"{earlier}\n\n{text}" if earlier else text
    if len(pasted) > MOST_PASTED:
        raise TooMuchPasted
    return pasted


def _trimmed(link: str) -> str:
    """Return a link without the marks of the sentence that it stood in."""
    while link:
        last = link[-1]
        if last in STOPS or (last in CLOSING and link.count(last) > link.count(CLOSING[last])):
            link = link[:-1]
        else:
            break
    return link
