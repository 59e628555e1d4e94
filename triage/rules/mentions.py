"""Who is mentioned in a note: names of colleagues after an at sign."""

import re

MENTION = re.compile(r"(?<![\w@./+-])@((?>[\w.+-]*\w))(?!@)")
"""Not inside an e-mail address, a link or a handle of the form `@name@server`; a full stop ends a sentence."""


def find_mentions(text: str) -> tuple[str, ...]:
    """Return the names that a text mentions, without the sign and in small letters, each once and in their order."""
    return tuple(dict.fromkeys(found.casefold() for found in MENTION.findall(text)))
