"""The worker's side of re-checks: leased one a host, looked at outside any transaction, and tried again where it helps.

Nothing that comes is kept: what is to be kept is captured before a platform is asked.
"""

import logging
from datetime import datetime
from secrets import SystemRandom

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min, Q

from hatehub.vault.services import KeyDestroyed
from referrals.models import ReCheck, TakedownPost
from referrals.rules.capture.failures import Failure, wait_before_retry
from referrals.rules.letters import LARGEST_SHARE
from referrals.rules.takedowns.links import clean_link
from referrals.rules.takedowns.rechecks import MOST_ATTEMPTS, SECOND_LOOK, Look, Seen, is_believed, judge
from referrals.services import pacing
from referrals.services.capturing.taking import Taken, take
from referrals.services.capturing.tools import NAME, Tools, configured
from referrals.services.pacing import LEASE
from referrals.services.rechecking.planning import look_again, may_ask
from referrals.services.takedowns.checking import note_seen
from reports.models import Case, Content
from reports.rules.post_keys import recognise_post
from reports.services.diversion import marks_of_posts
from reports.services.personal import read_words
from reports.services.subjects import withholds_subject

logger = logging.getLogger(__name__)

NOT_ASKED = "not_asked"
"""The request is not with the platform: there is nothing to look at."""


@transaction.atomic
def lease_due(*, at: datetime) -> list[int]:
    """Lease re-checks whose time has come: one for each host, at the one pace that captures keep as well.

    An expired lease is due again. However many wait for one host, those for others are not held up by it.
    """
    if not pacing.begin_leasing():
        return []
    room = pacing.room(at=at)
    if room <= 0:
        return []
    due = ReCheck.objects.filter(done_at__isnull=True, not_before__lte=at).exclude(pacing.asked_lately(at=at))
    first_of_each = due.order_by("host", "not_before", "id").distinct("host").values("id")
    chosen = ReCheck.objects.filter(id__in=first_of_each).order_by("not_before", "id")[:room]
    leased = list(chosen.values_list("id", flat=True))
    ReCheck.objects.filter(id__in=leased).update(not_before=at + LEASE, started_at=at)
    return leased


def run(*, recheck_id: int, at: datetime, tools: Tools | None = None) -> ReCheck | None:
    """Take one re-check that was leased, and note what it showed; None where it is done, or somebody else has it.

    Whatever a site does ends in the row: what may pass is tried again, four times in all, and then cannot be told.
    """
    begun = _begin(recheck_id, at=at)
    if begun is None or begun.done_at is not None:
        return begun
    try:
        taken = take(url=begun.post.url, words=_words(begun), tools=tools or configured(), described={"software": NAME})
    except Exception as error:
        logger.exception("recheck_broke_off", extra={"recheck": recheck_id, "error": type(error).__name__})
        return _finish(recheck_id, None, at=at)
    if taken.warc is not None:
        taken.warc.close()
    return _finish(recheck_id, taken, at=at)


@transaction.atomic
def _begin(recheck_id: int, *, at: datetime) -> ReCheck | None:
    """Take a re-check in hand and return it; done where there is nothing to look at, or nothing may be fetched."""
    rows = ReCheck.objects.select_for_update(of=["self"], skip_locked=True).select_related("post__takedown__report")
    row = rows.filter(id=recheck_id, done_at__isnull=True).first()
    if row is None:
        return None
    row.attempts += 1
    row.not_before, row.started_at = at + LEASE, at
    row.save(update_fields=["attempts", "not_before", "started_at"])
    why = _why_not(row.post)
    if not why and row.attempts > MOST_ATTEMPTS:
        why = Failure.BROKE_OFF.value
    return _end(row, Look(seen=Seen.UNKNOWN, reason=why), at=at) if why else row


def _why_not(post: TakedownPost) -> str:
    """Return why a post is not looked at; empty where it may be."""
    case = Case.objects.select_related("lead").get(id=post.takedown.report.case_id)
    if not may_ask(post.takedown):
        return NOT_ASKED
    if not post.url or withholds_subject(case=case):
        return Failure.WITHHELD.value
    if _is_diverted(post, case=case):
        return Failure.DIVERTED.value
    return "" if settings.CAPTURE else Failure.SWITCHED_OFF.value


def _is_diverted(post: TakedownPost, *, case: Case) -> bool:
    marked = Content.objects.filter(report__case=case).exclude(diverted_as="")
    if post.url in {clean_link(url) for url in marked.values_list("url", flat=True)}:
        return True
    return bool(marks_of_posts([post.post_key, recognise_post(post.url).key]))


def _words(row: ReCheck) -> str:
    """Return the words of a post as somebody reported them, by which it is recognised; empty where there are none."""
    post = row.post
    same = Q(post_key=post.post_key) if post.post_key else Q(url=post.url)
    of_case = Content.objects.filter(same, report__case=post.takedown.report.case_id, diverted_as="")
    content = of_case.exclude(sealed_words=None).select_related("report").order_by("id").first()
    try:
        return read_words(content=content) if content is not None else ""
    except KeyDestroyed:
        return ""


@transaction.atomic
def _finish(recheck_id: int, taken: Taken | None, *, at: datetime) -> ReCheck:
    """End a re-check by what came of it, or put it back for another try; return it as it stands then."""
    row = ReCheck.objects.select_for_update(of=["self"]).select_related("post").get(id=recheck_id)
    if row.done_at is not None:
        return row
    failure = taken.verdict.failure if taken is not None else Failure.BROKE_OFF
    asked_to_wait = taken.retry_after if taken is not None else None
    row.status = taken.status if taken is not None else None
    wait = wait_before_retry(failure, attempts=row.attempts, asked_to_wait=asked_to_wait) if failure else None
    if wait is not None and failure is not None:
        return _put_back(row, failure, until=at + wait * (1 + LARGEST_SHARE * SystemRandom().random()))
    if taken is None:
        return _end(row, Look(seen=Seen.UNKNOWN, reason=Failure.BROKE_OFF.value), at=at)
    asked, final = row.post.url, taken.drawn.url if taken.drawn else taken.final_url
    look = judge(asked=asked, final=final or asked, status=taken.status, verdict=taken.verdict, page=taken.page)
    return _end(row, look, at=at)


def _put_back(row: ReCheck, failure: Failure, *, until: datetime) -> ReCheck:
    """Have it tried again later; a site that asks to be left alone is, by captures and re-checks alike."""
    row.not_before, row.reason = until, failure.value
    row.save(update_fields=["not_before", "reason", "status"])
    if failure == Failure.RATE_LIMITED:
        pacing.leave_alone(host=row.host, until=until)
    return row


def _end(row: ReCheck, look: Look, *, at: datetime) -> ReCheck:
    """Note what a look showed, on its row and, as far as it is believed, on the post."""
    row.done_at, row.seen, row.reason = at, look.seen.value, look.reason
    row.save(update_fields=["done_at", "seen", "reason", "status"])
    if look.reason == NOT_ASKED:
        return row
    post = row.post
    was_gone = post.seen == TakedownPost.Seen.GONE
    if is_believed(look, was_gone=was_gone, first_gone_at=_first_gone_at(post), at=at):
        note_seen(post_id=post.id, seen=look.seen, at=at)
    else:
        note_seen(post_id=post.id, seen=Seen.UNKNOWN, at=at)
        look_again([post], due_at=at + SECOND_LOOK)
    return row


def _first_gone_at(post: TakedownPost) -> datetime | None:
    """Return since when looks at a post have shown it gone, with none between that showed it up."""
    done = ReCheck.objects.filter(post=post, done_at__isnull=False)
    last_up = done.filter(seen=Seen.UP).aggregate(at=Max("done_at"))["at"]
    gone = done.filter(seen=Seen.GONE)
    found: datetime | None = (gone.filter(done_at__gt=last_up) if last_up else gone).aggregate(at=Min("done_at"))["at"]
    return found
