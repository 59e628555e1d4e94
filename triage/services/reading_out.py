"""What an officer reads out to a control room: personal, short, and recorded as read."""

from dataclasses import dataclass
from datetime import date, datetime

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record_read
from hatehub.vault.services import KeyDestroyed
from reports.models import Content, Report
from reports.services.personal import Contact, read_contact, read_details, read_narrative, read_suspect

REASON = "emergency hand-over"
LONGEST_STORY = 700
LONGEST_SUSPECT = 400


@dataclass(frozen=True, kw_only=True)
class ReadOut:
    """The facts of the text, the words shortened; empty where not told or erased. `posts` leave out diverted ones."""

    report: Report
    contact: Contact
    story: str
    is_cut: bool
    where: str
    suspect: str
    happened_on: date | None
    posts: tuple[Content, ...]
    diverted_posts: int


def open_read_out(*, report: Report, by: Actor, at: datetime) -> ReadOut:
    """Open what a control room has to be told of a report, and record that it was read and why.

    Consent is not asked for: somebody's life or a child is at stake. What was erased is empty. Raises NotPermitted.
    """
    require(by=by, action=Action.HAND_OVER)
    record_read(subject=f"report:{report.reference}", what="emergency_text", by=by, at=at, reason=REASON)
    story, posts = _story(report), list(report.contents.order_by("position"))
    return ReadOut(
        report=report,
        contact=_contact(report, by=by, at=at),
        story=_cut(story, LONGEST_STORY),
        is_cut=len(story) > LONGEST_STORY,
        where=_where(report),
        suspect=_cut(_suspect(report), LONGEST_SUSPECT),
        happened_on=report.happened_on,
        posts=tuple(post for post in posts if not post.diverted_as),
        diverted_posts=sum(1 for post in posts if post.diverted_as),
    )


def _contact(report: Report, *, by: Actor, at: datetime) -> Contact:
    try:
        return read_contact(report=report, by=by, at=at, reason=REASON)
    except KeyDestroyed:
        return Contact()


def _story(report: Report) -> str:
    try:
        return " ".join(read_narrative(report=report).split())
    except KeyDestroyed:
        return ""


def _where(report: Report) -> str:
    try:
        return read_details(report=report).get("happened_where", "")
    except KeyDestroyed:
        return ""


def _suspect(report: Report) -> str:
    try:
        return " ".join(read_suspect(report=report).split())
    except KeyDestroyed:
        return ""


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0] + "…"
