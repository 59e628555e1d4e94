"""A question as PostgreSQL asks it of one block after the other. Pure."""

from collections.abc import Iterable

from triage.rules.search.lexemes import lexeme
from triage.rules.search.queries import Item, Query, Way


def exact(query: Query, *, key: bytes) -> str:
    """Return the question as a tsquery in which the block is left open; empty where nothing is wanted."""
    return _either(_all(items, key=key, is_rough=False) for items in query.alternatives)


def rough(query: Query, *, key: bytes) -> str:
    """Return the question without the order of words: it finds all that the exact one does, from the index alone."""
    return _either(_all(items, key=key, is_rough=True) for items in query.alternatives)


def _all(items: Iterable[Item], *, key: bytes, is_rough: bool) -> str:
    said = []
    for item in items:
        if is_rough and item.is_unwanted:
            ways = [_way(way, key=key, joined="&") for way in item.ways if not way.is_phrase]
        else:
            ways = [_way(way, key=key, joined="&" if is_rough or not way.is_phrase else "<->") for way in item.ways]
        if ways:
            said.append(f"{'!' if item.is_unwanted else ''}({' | '.join(ways)})")
    return " & ".join(said)


def _way(way: Way, *, key: bytes, joined: str) -> str:
    return f"({f' {joined} '.join(lexeme(token, key=key) for token in way.tokens)})"


def _either(alternatives: Iterable[str]) -> str:
    return " | ".join(f"({each})" for each in alternatives if each)
