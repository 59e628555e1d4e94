"""How somebody looks for a symbol or a phrase in the glossary."""

import re
import unicodedata

WORD = re.compile(r"\w+")
MOST_WORDS = 8


def as_searched(text: str) -> str:
    """Return a text as it is stored for searching and as it is searched for: one form of every letter, lower case."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def prefix_query(text: str) -> str:
    """Return a query of PostgreSQL for entries in which every word begins so; empty where there is no word."""
    words = WORD.findall(as_searched(text))[:MOST_WORDS]
    return " & ".join(f"'{word}':*" for word in words)
