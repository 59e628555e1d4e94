"""Long lists of hosts and words, written as a running text."""


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text."""
    return tuple(text.split())
