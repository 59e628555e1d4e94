"""Texts with named placeholders in braces: which are sound, and how they are filled."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from string import Formatter

LONGEST_TITLE = 200
LONGEST_LINE = 998  # RFC 5322, section 2.1.1
TAG = re.compile(r"<[A-Za-z/!?]")
TURNING = {"\u202d", "\u202e", "\u2028", "\u2029"}
"""Characters that turn the writing around by force, or break a line where no editor shows it."""


class BrokenText(Exception):
    """A text that must not be saved. `field` is where (title or body); the message says what to do."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


def check_text(*, title: str, body: str, allowed: Iterable[str]) -> None:
    """Return quietly where title and body are sound. Raises BrokenText for the first thing that is not."""
    if not title.strip():
        raise BrokenText("Enter a title.", field="title")
    if len(title) > LONGEST_TITLE:
        raise BrokenText(f"The title can have at most {LONGEST_TITLE} characters.", field="title")
    if "\n" in title:
        raise BrokenText("The title is one line.", field="title")
    if not body.strip():
        raise BrokenText("Enter the text.", field="body")
    names = frozenset(allowed)
    for field, words in (("title", title), ("body", body)):
        _check_words(words, field=field, allowed=names)


def _check_words(words: str, *, field: str, allowed: frozenset[str]) -> None:
    if TAG.search(words):
        raise BrokenText("Write plain words: HTML tags would be shown as they stand.", field=field)
    if any(_is_control(letter) for letter in words):
        raise BrokenText("There is a control character in it that nobody can see. Type it anew.", field=field)
    if any(len(line) > LONGEST_LINE for line in words.split("\n")):
        raise BrokenText(f"A line can have at most {LONGEST_LINE} characters. Start a new one.", field=field)
    try:
        parts = list(Formatter().parse(words))
    except ValueError:
        message = "A brace is open or closed alone. Write a placeholder as {reference}, and a brace itself twice."
        raise BrokenText(message, field=field) from None
    for _literal, name, spec, conversion in parts:
        if name is not None and (name not in allowed or spec or conversion):
            known = ", ".join(f"{{{each}}}" for each in sorted(allowed))
            raise BrokenText(f"{{{name}}} is no placeholder of this text. It may hold: {known}.", field=field)


def _is_control(letter: str) -> bool:
    return letter in TURNING or (letter != "\n" and unicodedata.category(letter) in ("Cc", "Cs"))


def fill(words: str, values: Mapping[str, str]) -> str:
    """Put values in the place of their names. Nothing but a plain name is looked up; an unknown one stays as it is.

    Never raises: a text that somebody broke behind the hub's back is shown as it stands.
    """
    try:
        parts = list(Formatter().parse(words))
    except ValueError:
        return words
    return "".join(literal + ("" if name is None else values.get(name, f"{{{name}}}")) for literal, name, *_ in parts)
