"""What a body that is asked for advice sees: words and pictures of posts, as they go out, and never who complained."""

import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import QuerySet
from PIL import Image

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.rules.masking import Mask, values_of_person
from referrals.services import redacting
from referrals.services.redacted_pictures import as_view
from reports.models import Case, Content, Evidence, Report
from reports.rules.custody import CustodyVerb
from reports.rules.file_kinds import DRAWN_TYPES, KINDS
from reports.services import custody
from reports.services.pictures import open_picture
from reports.services.subjects import withholds_subject
from reports.services.what_is_left import read_contacts_of_case, read_texts_left

MOST_REPORTS = 20
MOST_ITEMS = 40
TO_MASK = "advice, to take out of texts who complained"
WHY = "shown to a body that was asked for advice"


@dataclass(frozen=True, kw_only=True)
class ShownPost:
    """The words of a post, as they go out; of the post no link and no account."""

    name: str
    platform_code: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ShownPicture:
    """A picture, or the copy of it with parts blacked out."""

    name: str
    item: Evidence
    is_redacted: bool


@dataclass(frozen=True, kw_only=True)
class Showable:
    """What may be shown. `has_more` where the case has more than is looked at; `is_changed` where a text has changed.

    A text that has changed since parts of it were blacked out is not shown: somebody has to look at it again.
    """

    posts: tuple[ShownPost, ...] = ()
    pictures: tuple[ShownPicture, ...] = ()
    has_more: bool = False
    is_changed: bool = False

    @property
    def names(self) -> set[str]:
        """The names of all of it."""
        return {post.name for post in self.posts} | {picture.name for picture in self.pictures}


class NothingToShow(Exception):
    """This is not shown, or no longer: the consent, a marking or a decision has changed."""


def showable(*, case: Case, by: Actor, at: datetime) -> Showable:
    """Return what of a case may be shown to advisers now: of reports whose complainant agreed to that, twenty of them.

    Nothing that is diverted, in quarantine, left out by an officer or erased; no exhibit while whom the case is about
    is withheld. Reading who complained, to take that out of the words, is recorded. Raises NotPermitted.
    """
    require(by=by, action=Action.ASK_ADVICE)
    rows = Report.objects.filter(case=case, complainant__shares_with_experts=True).order_by("submitted_at", "id")
    reports = list(_with_all(rows)[: MOST_REPORTS + 1])
    found = _open(reports[:MOST_REPORTS], at=at)
    return Showable(
        posts=found.posts[:MOST_ITEMS],
        pictures=found.pictures[:MOST_ITEMS],
        has_more=len(reports) > MOST_REPORTS or max(len(found.posts), len(found.pictures)) > MOST_ITEMS,
        is_changed=found.is_changed,
    )


def shown_now(*, names: Collection[str], at: datetime) -> tuple[Showable, list[Report]]:
    """Return what of the chosen things may be shown at this moment, and the reports that they come from."""
    posts, exhibits = _ids(names, "post:"), _ids(names, "exhibit:")
    owners = set(Content.objects.filter(id__in=posts).values_list("report_id", flat=True))
    owners |= set(Evidence.objects.filter(id__in=exhibits).values_list("report_id", flat=True))
    rows = Report.objects.filter(id__in=owners, complainant__shares_with_experts=True)
    reports = list(_with_all(rows.order_by("submitted_at", "id")))
    found = _open(reports, at=at)
    chosen = Showable(
        posts=tuple(each for each in found.posts if each.name in names),
        pictures=tuple(each for each in found.pictures if each.name in names),
        is_changed=found.is_changed,
    )
    of_posts = Content.objects.filter(id__in=_ids(chosen.names, "post:")).values_list("report_id", flat=True)
    given = set(of_posts) | {each.item.report_id for each in chosen.pictures}
    return chosen, [report for report in reports if report.id in given]


def picture(*, names: Collection[str], number: int, by: Actor, at: datetime) -> bytes:
    """Return a PNG of one of the chosen pictures by its place, from 1: drawn anew, with nothing but its pixels.

    That the body looked is recorded in the exhibit's custody log. Must not be called inside a transaction. Raises
    NothingToShow, NotPermitted, and what custody raises.
    """
    pictures = shown_now(names=names, at=at)[0].pictures
    if not 1 <= number <= len(pictures):
        raise NothingToShow(str(number))
    item = pictures[number - 1].item
    read = custody.read(item=item, by=by, at=at, verb=CustodyVerb.VIEWED, why=WHY, action=Action.ADVISE)
    drawn = open_picture(io.BytesIO(b"".join(read)), drawn_as=KINDS[item.content_type].drawn_as)
    clean = Image.new("RGB", drawn.size, (255, 255, 255))
    layer = drawn.convert("RGBA")
    clean.paste(layer, mask=layer)
    return as_view(clean)


def mask_for(*, reports: Iterable[Report], at: datetime) -> Mask:
    """Return what takes out of a text who complained in the cases of these reports, and what looks like contact data.

    Everybody who complained in those cases, whichever report is meant: who writes about a case knows of all of them.
    The reading is recorded once a case.
    """
    cases = {report.case_id: report.case for report in reports}
    contacts = chain.from_iterable(
        read_contacts_of_case(case=case, by=HUB, at=at, reason=TO_MASK) for case in cases.values()
    )
    values = chain.from_iterable(
        values_of_person(
            name=contact.name,
            email=contact.email,
            telephone=contact.telephone,
            postcode=contact.postcode,
            others=(contact.organisation, contact.own_reference),
        )
        for contact in contacts
    )
    return Mask(values=tuple(dict.fromkeys(values)), patterns=True)


def _with_all(rows: QuerySet[Report]) -> QuerySet[Report]:
    return rows.select_related("complainant", "case__lead").prefetch_related("contents", "evidence")


def _ids(names: Iterable[str], prefix: str) -> list[int]:
    return [int(name.removeprefix(prefix)) for name in names if name.startswith(prefix)]


def _open(reports: list[Report], *, at: datetime) -> Showable:
    """Return what goes out of these reports, whose complainants agreed."""
    gone = vault.destroyed_among(owners=[report.id for report in reports], purpose=Purpose.MATERIAL)
    left = [report for report in reports if report.id not in gone]
    if not left:
        return Showable()
    posts, is_changed = _posts(left, at=at)
    return Showable(posts=tuple(posts), pictures=tuple(_pictures(left)), is_changed=is_changed)


def _posts(reports: list[Report], *, at: datetime) -> tuple[list[ShownPost], bool]:
    contents = [post for report in reports for post in sorted(report.contents.all(), key=lambda post: post.position)]
    words = read_texts_left(reports=reports, posts=contents).words
    try:
        hidden = redacting.texts_for(reports=reports)
    except (redacting.TextChanged, vault.KeyDestroyed):
        return [], True
    mask = mask_for(reports=reports, at=at)
    shown = (
        ShownPost(
            name=f"post:{post.id}",
            platform_code=post.platform_code,
            words=mask.text(hidden.get(("post", post.id), words.get(post.id, ""))),
        )
        for post in contents
        if not post.diverted_as
    )
    return [post for post in shown if post.words.strip()], False


def _pictures(reports: list[Report]) -> list[ShownPicture]:
    """Return the pictures that go out; a copy with parts blacked out stands for its original."""
    open_to_all = [report for report in reports if not withholds_subject(case=report.case)]
    copies, left_out = redacting.copies_for(reports=open_to_all), redacting.left_out_for(reports=open_to_all)
    shown: list[ShownPicture] = []
    for report in open_to_all:
        for original in sorted(report.evidence.all(), key=lambda item: item.id):
            item = copies.get(original.id, original)
            is_hidden = original.diverted_as or original.is_quarantined or original.id in left_out
            if original.origin == Evidence.Origin.REDACTED or is_hidden or item.content_type not in DRAWN_TYPES:
                continue
            shown.append(ShownPicture(name=f"exhibit:{original.id}", item=item, is_redacted=item.id != original.id))
    return shown
