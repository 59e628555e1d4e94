"""How a text would look in every language, filled with sample facts: as a line of the story and as a message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from reports.rules.texts import fill
from reports.selectors.letters import Letter, write_letter
from reports.selectors.story import Line
from reports.selectors.text_values import values_of
from reports.selectors.texts import Words, allowed_names, newest_words

REFERENCE = "OHR-7K3M-9QXD"
FACTS: dict[str, Any] = {"force": "E23000010", "platform": "x", "tell_by": "2026-03-02", "service": "Sample Service"}


@dataclass(frozen=True, kw_only=True)
class Preview:
    """One language's view of a text. `is_typed` marks the language whose words are not saved yet."""

    language: str
    name: str
    direction: str
    is_typed: bool
    story: list[Line]
    letter: Letter


def list_previews(*, kind: str, language: str, title: str, body: str, at: datetime) -> list[Preview]:
    """Return a preview in every language of the hub: the typed words in their own, what holds now in the others."""
    typed = Words(version=0, title=title, body=body)
    return [
        _preview(
            kind,
            language=code,
            words=typed if code == language else newest_words(kind=kind, language=code),
            is_typed=code == language,
            at=at,
        )
        for code, _name in sorted(settings.LANGUAGES, key=lambda pair: pair[0] != language)
    ]


def _preview(kind: str, *, language: str, words: Words, is_typed: bool, at: datetime) -> Preview:
    with translation.override(language):
        values = values_of(FACTS, names=allowed_names(kind), reference=REFERENCE)
        line = Line(
            title=fill(words.title, values), body=fill(words.body, values), at=at, by=_("an officer of the hub")
        )
        letter = write_letter(reference=REFERENCE, line=line)
    return Preview(
        language=language,
        name=language_name(language),
        direction=direction_of(language),
        is_typed=is_typed,
        story=[line],
        letter=letter,
    )


def language_name(language: str) -> str:
    """Return the name of one of the hub's languages, as the settings write it."""
    return str(dict(settings.LANGUAGES)[language])


def direction_of(language: str) -> str:
    """Return `rtl` or `ltr`, as HTML writes it."""
    return "rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"
