"""What becomes of requests when the post turns out to be diverted, or who it is about is withheld or destroyed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from referrals.models import ReCheck, Takedown, TakedownPost
from referrals.rules.takedowns.steps import State
from referrals.services.takedowns.leaving import PostsDiverted, check_may_leave
from referrals.services.takedowns.sending import note_undeliverable
from reports.models import Case, Report
from reports.services.subjects import SubjectWithheld

WITHHELD, DIVERTED = "withheld", "diverted"


@transaction.atomic
def hold_back(*, case_id: UUID, at: datetime) -> int:
    """Take back from the queue what may not leave the hub any more; return how many requests there were.

    An officer finds each among the drafts, with the reason. What was sent is sent.
    """
    case = Case.objects.select_related("lead").get(id=case_id)
    held = 0
    for takedown in Takedown.objects.filter(report__case=case, state=State.READY).order_by("id"):
        why = _why_not(takedown, case=case)
        if why:
            note_undeliverable(takedown_id=takedown.id, why=why, at=at)
            held += 1
    return held


@transaction.atomic
def forget_subject(*, report_id: UUID) -> int:
    """Take links and accounts from the requests of a report's case, as they go from its posts; return how many posts.

    Of a case of several, only those posts that no other of its reports has any more.
    """
    report = Report.objects.select_related("case").get(id=report_id)
    kept = TakedownPost.objects.filter(takedown__report__case=report.case).exclude(url="")
    named = report.case.reports.exclude(contents__url="").values("contents__post_key")
    keys = [key for key in named.values_list("contents__post_key", flat=True) if key]
    forgotten = list(kept.exclude(post_key__in=keys).values_list("id", flat=True))
    ReCheck.objects.filter(post__in=forgotten).update(host="")
    return TakedownPost.objects.filter(id__in=forgotten).update(url="", account="", post_id="", post_key="")


def _why_not(takedown: Takedown, *, case: Case) -> str:
    try:
        check_may_leave(takedown, case=case)
    except SubjectWithheld:
        return WITHHELD
    except PostsDiverted:
        return DIVERTED
    return ""
