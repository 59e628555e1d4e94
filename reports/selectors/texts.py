"""Which words a text has: as shipped, or as an administrator changed them, by language and version."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import translation

from reports.models import MessageText
from reports.selectors.shipped_texts import BY_OUTCOME, CLOSINGS, TEXTS

SHIPPED = 0
EVERYWHERE = frozenset({"reference"})


class UnknownText(Exception):
    """A line names a kind for which there is no text."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """Title and body of one version, with their placeholders still in them."""

    version: int
    title: str
    body: str


def check_kind(kind: str) -> None:
    """Return quietly where there is a text. Raises UnknownText."""
    if kind not in TEXTS:
        raise UnknownText(kind)


def text_of(kind: str, facts: dict[str, Any] | None) -> str:
    """Return the text that tells a line: closings have one for each outcome."""
    if kind not in CLOSINGS:
        return kind
    return BY_OUTCOME.get(str((facts or {}).get("outcome", "")), kind)


def allowed_names(kind: str) -> frozenset[str]:
    """Return the placeholders that a text may hold. Raises UnknownText."""
    check_kind(kind)
    return EVERYWHERE | TEXTS[kind].names


def shipped_words(kind: str, *, language: str) -> Words:
    """Return version 0, out of the catalogue of a language."""
    text = TEXTS[kind]
    with translation.override(language):
        paragraphs = [str(part) for part in (text.body, text.next) if part]
        return Words(version=SHIPPED, title=str(text.title), body="\n\n".join(paragraphs))


def words_of(row: MessageText) -> Words:
    """Return the words of a stored version."""
    return Words(version=row.version, title=row.title, body=row.body)


def list_versions(*, kind: str, language: str) -> list[MessageText]:
    """Return the versions of a text in a language, newest first, without the one that shipped."""
    return list(MessageText.objects.filter(kind=kind, language=language).order_by("-version"))


def newest_words(*, kind: str, language: str) -> Words:
    """Return the words that hold now. Raises UnknownText."""
    check_kind(kind)
    row = MessageText.objects.filter(kind=kind, language=language).order_by("-version").first()
    return words_of(row) if row else shipped_words(kind, language=language)


def current_versions(*, kind: str, languages: Iterable[str], at: datetime) -> dict[str, int]:
    """Return, by language, the version that held at a moment; a language in which nothing was changed is left out."""
    rows = MessageText.objects.filter(kind=kind, language__in=set(languages), saved_at__lte=at)
    return dict(rows.values_list("language").annotate(newest=Max("version")))


def changed_languages() -> dict[str, dict[str, int]]:
    """Return, by kind, the newest version of each language in which the text was changed."""
    found: dict[str, dict[str, int]] = {}
    rows = MessageText.objects.values_list("kind", "language").annotate(newest=Max("version"))
    for kind, language, newest in rows:
        found.setdefault(kind, {})[language] = newest
    return found
