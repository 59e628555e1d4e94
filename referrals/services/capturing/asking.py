"""Asking for captures: by an officer, for a reported post or any link; or by the hub itself, once for each post."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, record_many
from hatehub.outbox.services import nudge
from referrals.models import Capture
from referrals.rules.capture.addresses import is_address, why_refused
from referrals.rules.capture.failures import Failure
from referrals.rules.capture.targets import LONGEST_LINK, LinkRefused, read_target
from reports.models import Case, Content, Report
from reports.rules.post_keys import recognise_post
from reports.rules.post_keys.typed import tidy_link
from reports.services.diversion import marks_of_posts
from reports.services.subjects import withholds_subject

TASK = "referrals.take_due_captures"
WAITING = (Capture.State.REQUESTED, Capture.State.RUNNING)
NOT_AGAIN = timedelta(hours=24)
MOST_BY_ITSELF = 20
HOLD = "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS held (name)"


class CaptureRefused(Exception):
    """There is no capturing this; `failure` says why."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(failure.value)
        self.failure = failure
        self.detail = detail


@transaction.atomic
def ask(*, case_id: UUID, by: Actor, at: datetime, content_id: int | None = None, link: str = "") -> Capture:
    """Ask for a capture of a post of the case, or of any link for it; return it. One that waits already serves both.

    Raises NotPermitted, Content.DoesNotExist where the case has no such post, and CaptureRefused: switched off,
    diverted, withheld, a link that is not followed.
    """
    require(by=by, action=Action.MAKE_EXHIBIT)
    case = Case.objects.select_for_update(of=["self"], no_key=True).select_related("lead").get(id=case_id)
    content = None
    if content_id is not None:
        content = Content.objects.select_related("report").get(id=content_id, report__case=case)
        link = content.url
    url = check_link(link, case=case)
    check_post(url, content=content)
    waiting = Capture.objects.filter(report__case=case, url=url, state__in=WAITING).first()
    if waiting is not None:
        return waiting
    report = content.report if content else case.lead
    [made] = _store([(case, report, content, url)], by=by, at=at)
    return made


@transaction.atomic
def ask_by_itself(*, report_id: UUID, at: datetime) -> list[Capture]:
    """Ask for a capture of each post of a new report that nobody has asked for within a day, in any case.

    Nothing where that is not switched on. Doing it twice, or for five thousand reports of one post, asks once.
    """
    if not (settings.CAPTURE and settings.CAPTURE_BY_ITSELF):
        return []
    report = Report.objects.select_related("case__lead").get(id=report_id)
    return _ask_each(
        report.case, report.contents.select_related("report").order_by("position"), since=at - NOT_AGAIN, at=at
    )


@transaction.atomic
def ask_missing(*, case_id: UUID, at: datetime) -> list[Capture]:
    """Ask for captures of the posts of a case that has none of its own, at most 20, as it goes to a force.

    Nothing where capturing by itself is not switched on. Doing it twice asks once.
    """
    if not (settings.CAPTURE and settings.CAPTURE_BY_ITSELF):
        return []
    case = Case.objects.select_for_update(of=["self"], no_key=True).select_related("lead").get(id=case_id)
    posts = Content.objects.filter(report__case=case).exclude(url="").select_related("report")
    one_of_each = posts.order_by("post_key", "id").distinct("post_key")[:MOST_BY_ITSELF]
    return _ask_each(case, one_of_each, since=None, at=at)


def check_link(link: str, *, case: Case) -> str:
    """Return a link as it is asked for. Raises CaptureRefused: switched off, withheld, no link to follow."""
    if not settings.CAPTURE:
        raise CaptureRefused(Failure.SWITCHED_OFF)
    if withholds_subject(case=case):
        raise CaptureRefused(Failure.WITHHELD)
    url = tidy_link(link[:LONGEST_LINK])
    try:
        target = read_target(url)
    except LinkRefused as refusal:
        raise CaptureRefused(Failure.REFUSED_LINK, str(refusal)) from None
    if is_address(target.host) and why_refused(target.host):
        raise CaptureRefused(Failure.REFUSED_ADDRESS, why_refused(target.host))
    return url


def check_post(url: str, *, content: Content | None = None) -> None:
    """Raise CaptureRefused where a link, or the post it was reported as, is diverted material.

    Until the transaction ends nobody marks the same post.
    """
    if content is not None and content.diverted_as:
        raise CaptureRefused(Failure.DIVERTED)
    keys = [recognise_post(url).key, content.post_key if content else None]
    if marks_of_posts(keys):
        raise CaptureRefused(Failure.DIVERTED)


def key_of(url: str) -> str:
    """Return what is equal for two links to the same post, or to the same page."""
    return recognise_post(url).key or f"link:{hashlib.sha256(url.encode()).hexdigest()}"


def host_of(url: str) -> str:
    """Return the host that is asked, by which the hub's requests are spaced out."""
    return (urlsplit(url).hostname or "")[:255]


def _ask_each(case: Case, posts: Iterable[Content], *, since: datetime | None, at: datetime) -> list[Capture]:
    """Ask for the posts that can be captured and are not yet: in any case since a time, or in this case at all."""
    wanted: dict[str, tuple[Case, Report, Content, str]] = {}
    for post in posts:
        try:
            url = check_link(post.url, case=case)
            check_post(url, content=post)
        except CaptureRefused:
            continue
        wanted.setdefault(key_of(url), (case, post.report, post, url))
    _hold(sorted(wanted))
    asked = Capture.objects.filter(post_key__in=wanted)
    if since is not None:
        asked = asked.filter(asked_at__gt=since)
    else:
        asked = asked.filter(report__case=case).exclude(state=Capture.State.FAILED)
    for key in set(asked.values_list("post_key", flat=True)):
        del wanted[key]
    return _store(wanted.values(), by=HUB, at=at)


def _hold(keys: list[str]) -> None:
    """Let nobody else ask by itself for the same posts until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [[f"capture {key}" for key in keys]])


def _store(wanted: Iterable[tuple[Case, Report, Content | None, str]], *, by: Actor, at: datetime) -> list[Capture]:
    made = [
        Capture(
            case=case,
            report=report,
            content=content,
            url=url,
            post_key=key_of(url),
            host=host_of(url),
            operator=str(by),
            asked_at=at,
            not_before=at,
        )
        for case, report, content, url in wanted
    ]
    Capture.objects.bulk_create(made)
    notes = (
        Note(subject=f"report:{each.report.reference}", verb="capture_asked", details={"capture": str(each.id)})
        for each in made
    )
    record_many(notes=notes, by=by, at=at)
    if made:
        transaction.on_commit(lambda: nudge(TASK))
    return made
