"""What was seen gone and is reported again: linked to its request, for an officer to look at. Nothing is merged."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from referrals.models import Reappearance, Takedown, TakedownPost
from referrals.rules.takedowns.steps import Asked
from referrals.services.takedowns.stepping import is_open_for, lock, note, take_step
from reports.models import Case, Evidence, Report
from reports.services.diversion import marks_of_posts
from reports.services.subjects import withholds_subject
from triage.models import DuplicateMatch

By = Reappearance.By
SAME_PICTURE = (DuplicateMatch.Kind.SAME_FILE, DuplicateMatch.Kind.SAME_PICTURE)
MOST = 20
"""Requests that one report is linked to: a post is in few, and a picture that is everywhere is a wave."""


@transaction.atomic
def note_same_post(*, report_id: UUID, at: datetime) -> list[Takedown]:
    """Link a new report to the requests about the same post that was seen gone before; return those newly linked.

    Where its request counts as removed it has re-appeared. Doing it twice changes nothing. Nothing is linked of
    diverted posts, nor while who either case is about is withheld.
    """
    report = Report.objects.get(id=report_id)
    keys = set(report.contents.filter(diverted_as="").exclude(post_key=None).values_list("post_key", flat=True))
    keys -= set(marks_of_posts(keys)) | {""}
    gone = TakedownPost.objects.filter(post_key__in=keys, gone_at__lt=report.submitted_at)
    gone = gone.exclude(seen=TakedownPost.Seen.UP).filter(takedown__action=Asked.REMOVE)
    return _link(report, gone.order_by("-gone_at").values_list("takedown", flat=True)[:MOST], by=By.POST, at=at)


@transaction.atomic
def note_same_picture(*, report_id: UUID, at: datetime) -> list[Takedown]:
    """Link a report to the requests of cases with the same picture, all of whose posts were seen gone before.

    The request stays as it is: its own posts are gone still, and what is elsewhere is asked about in the other case.
    Doing it twice changes nothing. Diverted pictures link nothing.
    """
    report = Report.objects.get(id=report_id)
    if Evidence.objects.filter(report=report).exclude(diverted_as="").exists():
        return []
    diverted = Evidence.objects.filter(report=OuterRef("other")).exclude(diverted_as="")
    matches = DuplicateMatch.objects.filter(report=report, kind__in=SAME_PICTURE).exclude(Exists(diverted))
    removed = Takedown.objects.filter(
        report__case__in=matches.values("other__case"),
        action=Asked.REMOVE,
        confirmed_at__lt=report.submitted_at,
    ).exclude(report__case=report.case_id)
    found = removed.order_by("-confirmed_at").values_list("id", flat=True)[:MOST]
    return _link(report, found, by=By.PICTURE, at=at)


@transaction.atomic
def settle(*, takedown_id: UUID, by: Actor, at: datetime) -> int:
    """Note that an officer has seen where it is reported again; return how many reports that were. Twice is once."""
    require(by=by, action=Action.ASK_TAKEDOWN)
    takedown = lock(takedown_id)
    count = Reappearance.objects.filter(takedown=takedown, settled_at=None).update(settled_at=at, settled_by=str(by))
    if count or takedown.again_since is not None:
        takedown.again_since = None
        takedown.save(update_fields=["again_since"])
        _record(takedown, "takedown_again_settled", by=by, at=at, reports=count)
    return count


def _link(report: Report, takedown_ids: Iterable[UUID], *, by: Reappearance.By, at: datetime) -> list[Takedown]:
    """Link a report to requests, unless it is withheld who one of the cases is about; return those that are new."""
    linked = []
    for takedown_id in sorted(set(takedown_ids)):
        takedown = lock(takedown_id)
        cases = Case.objects.filter(id__in=[report.case_id, takedown.report.case_id]).select_related("lead")
        if any(withholds_subject(case=case) for case in cases):
            continue
        _row, is_new = Reappearance.objects.get_or_create(takedown=takedown, report=report, by=by, defaults={"at": at})
        if is_new:
            _tell(takedown, by=by, at=at)
            linked.append(takedown)
    return linked


def _tell(takedown: Takedown, *, by: Reappearance.By, at: datetime) -> None:
    """Move the request where it can be, or note it; of many reports only the first until an officer has noted it."""
    is_first, details = takedown.again_since is None, {"reported_again_by": by.value}
    if is_first:
        takedown.again_since = at
        takedown.save(update_fields=["again_since"])
    if by == By.POST and is_open_for("reappear", takedown=takedown):
        take_step(takedown_id=takedown.id, step="reappear", by=HUB, at=at, details=details, arguments={"at": at})
    elif is_first:
        note(takedown, step="reported_again", verb="takedown_reported_again", by=HUB, at=at, details=details)


def _record(takedown: Takedown, verb: str, *, by: Actor, at: datetime, **facts: int) -> None:
    details = {"takedown": str(takedown.id), "platform": takedown.platform_code, **facts}
    record(subject=f"case:{takedown.report.case.reference}", verb=verb, by=by, at=at, details=details)
