"""Writing the replies that officers pick from. Versions are added, never changed."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from triage.models import ReplyTemplate
from triage.rules.replies import check_reply, code_from
from triage.selectors.replies import SHIPPED, Reply, UnknownReply, codes_taken, find_reply, reply_of


class ReplyRefused(Exception):
    """The reply cannot be saved or retired; the message says why."""


class StaleReply(ReplyRefused):
    """Somebody else has saved a version since this one was opened."""


@transaction.atomic
def add(*, language: str, name: str, text: str, by: Actor, at: datetime) -> Reply:
    """Add a new reply in one language, under a code made from its name. Raises as `save`."""
    require(by=by, action=Action.EDIT_REPLIES)
    check_reply(name=name, text=_one_break(text))
    code = code_from(name, taken=codes_taken())
    return save(code=code, language=language, name=name, text=text, based_on=SHIPPED, by=by, at=at)


@transaction.atomic
def save(*, code: str, language: str, name: str, text: str, based_on: int, by: Actor, at: datetime) -> Reply:
    """Add a version of a reply, which holds from then on; a retired one is in use again.

    `based_on` is the version that whoever writes has seen, 0 for what shipped or for a language that is new. The
    audit has no words. Raises BrokenReply, ReplyRefused for a language that the hub does not speak, StaleReply, and
    NotPermitted.
    """
    require(by=by, action=Action.EDIT_REPLIES)
    name, text = name.strip(), _one_break(text).strip()
    check_reply(name=name, text=text)
    if language not in dict(settings.LANGUAGES):
        raise ReplyRefused("The hub does not speak this language.")
    _check_newest(code, language, based_on=based_on)
    row = ReplyTemplate(code=code, language=language, version=based_on + 1, name=name, text=text)
    return _insert(row, verb="reply_saved", by=by, at=at)


@transaction.atomic
def retire(*, code: str, language: str, based_on: int, by: Actor, at: datetime) -> Reply:
    """Have a reply not be offered any more; its versions stay. Raises UnknownReply, StaleReply, NotPermitted, and
    ReplyRefused where it is retired already.
    """
    require(by=by, action=Action.EDIT_REPLIES)
    now = find_reply(code=code, language=language)
    _check_newest(code, language, based_on=based_on)
    if now.is_retired:
        raise ReplyRefused("It is retired already.")
    row = ReplyTemplate(
        code=code, language=language, version=based_on + 1, name=now.name, text=now.text, is_retired=True
    )
    return _insert(row, verb="reply_retired", by=by, at=at)


def _check_newest(code: str, language: str, *, based_on: int) -> None:
    try:
        newest = find_reply(code=code, language=language).version
    except UnknownReply:
        newest = SHIPPED
    if based_on != newest:
        raise _stale()


def _insert(row: ReplyTemplate, *, verb: str, by: Actor, at: datetime) -> Reply:
    row.saved_by, row.saved_at = str(by), at
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _stale() from None
    details = {"language": row.language, "version": row.version}
    record(subject=f"reply:{row.code}", verb=verb, by=by, at=at, details=details)
    return reply_of(row)


def _stale() -> StaleReply:
    return StaleReply("Somebody else has changed this reply since you opened it. Compare, then save again.")


def _one_break(words: str) -> str:
    """Return words with one kind of line break: browsers send two characters for each."""
    return words.replace("\r\n", "\n").replace("\r", "\n")
