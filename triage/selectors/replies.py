"""Reading replies: those that ship, where nobody has changed them, and those of the supervisors."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import ReplyTemplate
from triage.rules.replies import SHIPPED_LANGUAGE, Shipped, read_shipped
from triage.selectors.data_files import read_data

SHIPPED = 0


class UnknownReply(Exception):
    """There is no reply of this code in this language."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The version of a reply that holds in a language; version 0 shipped, and awaits the review of a practitioner."""

    code: str
    language: str
    version: int
    name: str
    text: str
    is_retired: bool = False
    saved_by: str = ""
    saved_at: datetime | None = None

    @property
    def awaits_review(self) -> bool:
        """Whether nobody of the hub has made it the hub's own yet."""
        return self.version == SHIPPED


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What can be picked for a complainant: replies in their language, and English ones that it has not."""

    own: list[Reply]
    english: list[Reply]


@lru_cache(maxsize=1)
def shipped_replies() -> tuple[Shipped, ...]:
    """Return the replies that ship with this release, checked. Raises BadReplies."""
    return read_shipped(read_data("replies.json"))


def list_replies(*, by: Actor) -> list[Reply]:
    """Return each reply in each language as it holds, retired ones too, by name: one query. Raises NotPermitted."""
    require(by=by, action=Action.ASK_COMPLAINANT)
    return _all()


def list_offered(*, language: str, by: Actor) -> Offered:
    """Return what can be picked for a complainant of a language, without what is retired: one query.

    Raises NotPermitted.
    """
    require(by=by, action=Action.ASK_COMPLAINANT)
    used = [reply for reply in _all() if not reply.is_retired]
    own = [reply for reply in used if reply.language == language]
    has = {reply.code for reply in own}
    english = [reply for reply in used if reply.language == SHIPPED_LANGUAGE and reply.code not in has]
    return Offered(own=own, english=english)


def find_reply(*, code: str, language: str) -> Reply:
    """Return a reply as it holds in a language: one query. Raises UnknownReply."""
    row = ReplyTemplate.objects.filter(code=code, language=language).order_by("-version").first()
    if row is not None:
        return reply_of(row)
    if language == SHIPPED_LANGUAGE:
        for shipped in shipped_replies():
            if shipped.code == code:
                return _as_shipped(shipped)
    raise UnknownReply(f"{code} ({language})")


def list_versions(*, code: str, language: str, by: Actor) -> list[Reply]:
    """Return every version of a reply in a language, newest first, what shipped last: one query.

    Empty for one that there is not. Raises NotPermitted.
    """
    require(by=by, action=Action.ASK_COMPLAINANT)
    rows = ReplyTemplate.objects.filter(code=code, language=language).order_by("-version")
    shipped = [_as_shipped(each) for each in shipped_replies() if each.code == code and language == SHIPPED_LANGUAGE]
    return [*(reply_of(row) for row in rows), *shipped]


def codes_taken() -> set[str]:
    """Return every code that a reply has or had, with one query."""
    return {
        *ReplyTemplate.objects.values_list("code", flat=True).distinct(),
        *(each.code for each in shipped_replies()),
    }


def reply_of(row: ReplyTemplate) -> Reply:
    """Return a stored version as a reply."""
    return Reply(
        code=row.code,
        language=row.language,
        version=row.version,
        name=row.name,
        text=row.text,
        is_retired=row.is_retired,
        saved_by=row.saved_by.partition(":")[2],
        saved_at=row.saved_at,
    )


def _all() -> list[Reply]:
    newest = ReplyTemplate.objects.order_by("code", "language", "-version").distinct("code", "language")
    found = {(each.code, SHIPPED_LANGUAGE): _as_shipped(each) for each in shipped_replies()}
    found |= {(row.code, row.language): reply_of(row) for row in newest}
    return sorted(found.values(), key=lambda reply: (reply.name.casefold(), reply.code, reply.language))


def _as_shipped(shipped: Shipped) -> Reply:
    return Reply(code=shipped.code, language=SHIPPED_LANGUAGE, version=SHIPPED, name=shipped.name, text=shipped.text)
