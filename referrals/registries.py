"""What bodies may answer, what letters say, sections of the API's case, pages and feeds for forces: filled early.

Parts of packages and of what forces say of them are registered where their services are, and named here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django import forms
from rest_framework import serializers

from hatehub.accounts.actors import Actor
from referrals.models import AnswerLink
from referrals.services.contents.added import Added, PackagePart, register_package_part
from referrals.services.feedback_parts import FeedbackPart, register_feedback_part
from referrals.services.letters import OnFailed, OnSent, Write
from reports.models import Case

__all__ = [
    "Added",
    "Answer",
    "AnswerKind",
    "CaseSection",
    "Fed",
    "FedNotFound",
    "FedPage",
    "FedRevoked",
    "FeedbackPart",
    "ForcePage",
    "ForcePageContext",
    "LetterKind",
    "NoSuchKind",
    "ObjectFeed",
    "PackagePart",
    "ReadSection",
    "TakeForcePage",
    "Taken",
    "find_answer_kind",
    "find_force_page",
    "find_letter",
    "find_object_feed",
    "list_case_sections",
    "list_force_pages",
    "read_case_sections",
    "register_answer_kind",
    "register_case_section",
    "register_feedback_part",
    "register_force_page",
    "register_letter",
    "register_object_feed",
    "register_package_part",
]


class ReadSection(Protocol):
    """Returns what a section says of a case as a force may read it, with a number of statements that never grows."""

    def __call__(self, *, case: Case, by: Actor, at: datetime) -> Any:
        """Return what the section's schema describes."""
        ...


@dataclass(frozen=True, kw_only=True)
class CaseSection:
    """One section of the API's case. `schema` makes the field that describes it, in answers and in the schema alike."""

    name: str
    read: ReadSection
    schema: Callable[[], serializers.Field[Any, Any, Any, Any]]


@dataclass(frozen=True, kw_only=True)
class FedPage:
    """A page of a feed of objects: `following` is the cursor to go on from, `added` when the first and last came."""

    objects: list[dict[str, Any]]
    following: int
    is_more: bool
    added: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, kw_only=True)
class Fed:
    """One file that a force is given."""

    content: bytes
    media_type: str
    name: str


class FedNotFound(Exception):
    """The force was given no such thing, whether or not there is one."""


class FedRevoked(Exception):
    """The force was given it, and it is not to be used any more."""


class ReadFed(Protocol):
    """Returns a page of what a force was given, oldest change first, from behind a cursor."""

    def __call__(self, *, after: int, limit: int, by: Actor, at: datetime) -> FedPage:
        """Return up to `limit`; positions only grow, and are microseconds since 1970."""
        ...


class GiveFed(Protocol):
    """Returns one thing that a force was given. Raises FedNotFound and FedRevoked."""

    def __call__(self, *, reference: str, by: Actor, at: datetime) -> Fed:
        """Return the file."""
        ...


@dataclass(frozen=True, kw_only=True)
class ObjectFeed:
    """A feed of another app that forces read by the API: pages of objects, each whole, and each as a paper."""

    name: str
    page: ReadFed
    whole: GiveFed
    paper: GiveFed


class ForcePageContext(Protocol):
    """Returns what a page of the force portal's guidance shows."""

    def __call__(self, *, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
        """Return the template's context; `asked` are the values of the address."""
        ...


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What came of something that was sent to a page: where to go on and what to say there, or the page again.

    `leads_to` is an address; empty where it was refused, and `context` then is the page's with what was typed.
    """

    leads_to: str = ""
    says: str = ""
    context: Mapping[str, Any] | None = None


class TakeForcePage(Protocol):
    """Takes what was sent to a page of the portal's guidance."""

    def __call__(self, *, asked: Mapping[str, str], sent: Any, by: Actor, at: datetime) -> Taken:
        """Call one service; `sent` is what forms are filled with."""
        ...


class ForcePageFile(Protocol):
    """Returns the file that a page of the portal gives."""

    def __call__(self, *, asked: Mapping[str, str], by: Actor, at: datetime) -> Fed:
        """Return it; `asked` are the values of the address. Raises FedNotFound and FedRevoked."""
        ...


@dataclass(frozen=True, kw_only=True)
class ForcePage:
    """One page of guidance in the portal of forces. The template extends `force/guidance.html`.

    `file` is for one that is downloaded; it has no template. One that is not `is_listed` is reached from others alone;
    `take` is for one with a form. What raises `selectors.force_cases.CaseNotFound` is answered as not found.
    """

    code: str
    title: str
    template: str = ""
    context: ForcePageContext | None = None
    take: TakeForcePage | None = None
    file: ForcePageFile | None = None
    is_listed: bool = True


class NoSuchKind(Exception):
    """A link or a letter names a kind that this release does not have."""


class Answer(Protocol):
    """Takes one answer, in one transaction with the using up of its link."""

    def __call__(self, *, link: AnswerLink, data: dict[str, Any], at: datetime) -> AnswerLink | None:
        """Store the cleaned data of the form. Return a new link where the body is to answer again, else None."""
        ...


@dataclass(frozen=True, kw_only=True)
class AnswerKind:
    """One kind of answer: the page's template, its form, and what takes the answer.

    The template extends `answer/page.html` and gets `link`, `form`, and what `context(link)` returns under `asked`.
    """

    code: str
    template: str
    form: type[forms.Form]
    context: Callable[[AnswerLink], dict[str, Any]]
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class LetterKind:
    """One kind of letter: what writes its words when it is sent, and what follows where it is sent or has failed.

    `on_unwanted` is called where it is not sent, because nobody wants it any more or its link opens no more.
    """

    code: str
    write: Write
    on_failed: OnFailed | None = None
    on_sent: OnSent | None = None
    on_unwanted: OnFailed | None = None


_sections: dict[str, CaseSection] = {}
_force_pages: dict[str, ForcePage] = {}
_feeds: dict[str, ObjectFeed] = {}
_answers: dict[str, AnswerKind] = {}
_letters: dict[str, LetterKind] = {}


def register_answer_kind(kind: AnswerKind) -> None:
    """Add a kind of answer; registering the same one again replaces it."""
    _answers[kind.code] = kind


def find_answer_kind(code: str) -> AnswerKind:
    """Return a kind of answer. Raises NoSuchKind."""
    try:
        return _answers[code]
    except KeyError:
        raise NoSuchKind(code) from None


def register_letter(
    kind: str,
    write: Write,
    on_failed: OnFailed | None = None,
    on_sent: OnSent | None = None,
    on_unwanted: OnFailed | None = None,
) -> None:
    """Add a kind of letter; registering the same one again replaces it.

    `write(letter)` returns the words, or None where the letter is not wanted any more.
    """
    ends = {"on_failed": on_failed, "on_sent": on_sent, "on_unwanted": on_unwanted}
    _letters[kind] = LetterKind(code=kind, write=write, **ends)


def find_letter(code: str) -> LetterKind:
    """Return a kind of letter. Raises NoSuchKind."""
    try:
        return _letters[code]
    except KeyError:
        raise NoSuchKind(code) from None


def register_case_section(
    name: str, read: ReadSection, schema: Callable[[], serializers.Field[Any, Any, Any, Any]]
) -> None:
    """Add a section to the API's case under a name of its own; registering the same one again replaces it.

    It is read for a force that records or investigates the case alone; the others get null. `schema` makes a
    serializer or field, which is to allow null.
    """
    _sections[name] = CaseSection(name=name, read=read, schema=schema)


def list_case_sections() -> list[CaseSection]:
    """Return the sections in the order of their names."""
    return [_sections[name] for name in sorted(_sections)]


def read_case_sections(*, case: Case, is_whole: bool, by: Actor, at: datetime) -> dict[str, Any]:
    """Return what each section says of a case by its name; nothing of any where the force has no part in the whole."""
    return {each.name: each.read(case=case, by=by, at=at) if is_whole else None for each in list_case_sections()}


def register_force_page(page: ForcePage) -> None:
    """Add a page of guidance to the portal of forces; registering the same one again replaces it."""
    _force_pages[page.code] = page


def list_force_pages() -> list[ForcePage]:
    """Return the pages of guidance in the order in which they were registered."""
    return list(_force_pages.values())


def find_force_page(code: str) -> ForcePage | None:
    """Return a page of guidance; None where there is no such."""
    return _force_pages.get(code)


def register_object_feed(feed: ObjectFeed) -> None:
    """Add a feed for forces; registering the same one again replaces it."""
    _feeds[feed.name] = feed


def find_object_feed(name: str) -> ObjectFeed:
    """Return a feed. Raises NoSuchKind."""
    try:
        return _feeds[name]
    except KeyError:
        raise NoSuchKind(name) from None
