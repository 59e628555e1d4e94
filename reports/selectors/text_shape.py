"""The shape of a text that ships with the hub."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Text:
    """A title, what it means, and what happens next and by when. `names` may stand in braces, beside `reference`."""

    title: str | Promise
    body: str | Promise
    next: str | Promise = ""
    names: frozenset[str] = frozenset()
