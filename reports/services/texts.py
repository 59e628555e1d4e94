"""Changing the texts in which complainants are told. Versions are added, never changed."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from reports.models import MessageText
from reports.rules.texts import check_text
from reports.selectors.texts import SHIPPED, Words, allowed_names, newest_words, shipped_words, words_of


class UnknownLanguage(Exception):
    """The hub does not speak this language."""


class StaleText(Exception):
    """Somebody else has saved a version since this one was opened."""


class NoSuchVersion(Exception):
    """The text has no version of this number."""


@transaction.atomic
def save_text(
    *,
    kind: str,
    language: str,
    title: str,
    body: str,
    note: str,
    by: Actor,
    at: datetime,
    based_on: int | None = None,
) -> MessageText:
    """Add a version of a text in one language. From then on lines are told in it; older ones keep theirs.

    Raises NotPermitted, UnknownText, UnknownLanguage, BrokenText, and StaleText where `based_on` is given and is
    not the newest version.
    """
    require(by=by, action=Action.EDIT_REFERENCE)
    title, body = title.strip(), one_break(body).strip()
    check(kind=kind, language=language, title=title, body=body)
    newest = newest_words(kind=kind, language=language).version
    if based_on is not None and based_on != newest:
        raise StaleText("Somebody else has changed this text since you opened it. Compare, then save again.")
    row = MessageText(kind=kind, language=language, version=newest + 1, title=title, body=body, note=note)
    row.saved_at, row.saved_by = at, str(by)
    _insert(row)
    details = {"language": language, "version": row.version}
    record(subject=f"text:{kind}", verb="text_saved", by=by, at=at, reason=note, details=details)
    return row


def _insert(row: MessageText) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise StaleText("Somebody else has just saved this text. Compare, then save again.") from None


def check(*, kind: str, language: str, title: str, body: str) -> None:
    """Return quietly where the words could be saved. Raises UnknownText, UnknownLanguage and BrokenText."""
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(language)
    check_text(title=title.strip(), body=one_break(body).strip(), allowed=allowed_names(kind))


def go_back(
    *, kind: str, language: str, version: int, by: Actor, at: datetime, based_on: int | None = None
) -> MessageText:
    """Add a version with the words of an earlier one; 0 is what shipped. Raises as `save_text`, and NoSuchVersion."""
    words = _words(kind, language=language, version=version)
    note = f"Back to version {version}."
    return save_text(
        kind=kind, language=language, title=words.title, body=words.body, note=note, by=by, at=at, based_on=based_on
    )


def _words(kind: str, *, language: str, version: int) -> Words:
    allowed_names(kind)
    if version == SHIPPED:
        return shipped_words(kind, language=language)
    row = MessageText.objects.filter(kind=kind, language=language, version=version).first()
    if row is None:
        raise NoSuchVersion(f"There is no version {version}.")
    return words_of(row)


def one_break(words: str) -> str:
    """Return words with one kind of line break: browsers send two characters for each."""
    return words.replace("\r\n", "\n").replace("\r", "\n")
