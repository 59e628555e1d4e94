"""Reading captures: all of a case, a page of them for the workbench, and the posts that could still be captured."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import Capture
from reports.models import Case, Content
from triage.selectors.keyset import cursor_of, read_cursor

PAGE = 20
POSTS = 10


def of_case(case: Case) -> list[Capture]:
    """Return the captures of a case's reports, oldest first, with their exhibits and reports; one query."""
    rows = Capture.objects.filter(report__case=case).select_related("report", "content", "warc", "picture")
    return list(rows.order_by("asked_at", "id"))


@dataclass(frozen=True, kw_only=True)
class Captures:
    """Up to 20 captures, newest first, and the cursor of the older ones or empty."""

    rows: Sequence[Capture]
    following: str


def page_of_case(*, case: Case, after: str, by: Actor) -> Captures:
    """Return a page of a case's captures with one query; `after` is the cursor that the page before gave."""
    require(by=by, action=Action.VIEW_MATERIAL)
    rows = Capture.objects.filter(report__case=case).select_related("report", "warc", "picture")
    place = read_cursor(after, read_key=UUID)
    if place is not None:
        rows = rows.filter(asked_at__lte=place[0]).exclude(asked_at=place[0], id__gte=place[1])
    found = list(rows.order_by("-asked_at", "-id")[: PAGE + 1])
    shown = found[:PAGE]
    return Captures(rows=shown, following=cursor_of(shown[-1].asked_at, shown[-1].id) if len(found) > PAGE else "")


@dataclass(frozen=True, kw_only=True)
class Posts:
    """Up to ten different posts of a case of which there is no capture, and whether there are more."""

    rows: Sequence[Content]
    has_more: bool


def posts_without(*, case: Case, by: Actor) -> Posts:
    """Return the posts of a case that nobody has captured and no capture waits for, each post once; one query."""
    require(by=by, action=Action.VIEW_MATERIAL)
    of_case_ = Capture.objects.filter(report__case=case).exclude(state=Capture.State.FAILED)
    posts = Content.objects.filter(report__case=case, diverted_as="").exclude(url="")
    same_post = of_case_.filter(post_key=OuterRef("post_key"))
    lacking = posts.exclude(Exists(of_case_.filter(content=OuterRef("id")))).exclude(Exists(same_post))
    found = list(lacking.order_by("post_key", "id").distinct("post_key").select_related("report")[: POSTS + 1])
    return Posts(rows=found[:POSTS], has_more=len(found) > POSTS)


def find(*, capture_id: UUID, case: Case, by: Actor) -> Capture | None:
    """Return one capture of a case; None where it has no such."""
    require(by=by, action=Action.VIEW_MATERIAL)
    rows = Capture.objects.filter(report__case=case).select_related("report", "content")
    return rows.filter(id=capture_id).first()
