"""What guidance depends on, read of one case."""

from typing import Any

from django.db.models import Count, Min, Q

from intel.rules.guidance import CaseFacts
from referrals.models import Capture, Takedown
from referrals.rules.takedowns.steps import ONCE_SENT, Asked, State
from reports.models import Case, Content, Report
from reports.services.subjects import withholds_subject
from triage.models import EngagedOffence
from triage.selectors.strands import strands_named
from triage.selectors.time_bars import find_time_bar, local_day
from triage.services.assessing import latest_assessment

DECLINED = (State.REFUSED.value, State.NO_ANSWER.value)
DANGERS = ("danger", "child")


def facts_of(case: Case) -> CaseFacts:
    """Return what is known of a case, with nine statements however large it is.

    Where whom it is about is withheld, nothing is said of accounts, or of where somebody is.
    """
    said = _of_reports(case)
    platforms, names_account = _of_posts(case)
    asked = Takedown.objects.filter(report__case=case).aggregate(
        declined=Count("id", filter=Q(state__in=DECLINED)),
        preserve=Count("id", filter=Q(action=Asked.PRESERVE.value, state__in=[state.value for state in ONCE_SENT])),
    )
    tried = Capture.objects.filter(report__case=case).aggregate(
        done=Count("id", filter=Q(state=Capture.State.CAPTURED)),
        failed=Count("id", filter=Q(state=Capture.State.FAILED)),
    )
    bar = find_time_bar(case=case)
    is_withheld = withholds_subject(case=case)
    return CaseFacts(
        offences=_offences(case),
        platforms=platforms,
        strands=strands_named(case=case),
        names_account=names_account and not is_withheld,
        describes_suspect=bool(said["described"]),
        says_abroad=bool(said["abroad"]) and not is_withheld,
        platform_declined=bool(asked["declined"]),
        asked_to_preserve=bool(asked["preserve"]),
        has_capture=bool(tried["done"]),
        failed_capture=bool(tried["failed"]),
        happened_before=bool(said["before"]),
        in_danger=bool(said["danger"]),
        under_18=bool(said["young"]),
        reports=said["reports"],
        earliest_on=local_day(said["earliest"]) if said["earliest"] else None,
        proceedings_by=bar.due_on if bar else None,
    )


def _of_reports(case: Case) -> dict[str, Any]:
    counts: dict[str, Any] = Report.objects.filter(case=case).aggregate(
        reports=Count("id"),
        earliest=Min("submitted_at"),
        described=Count("id", filter=Q(sealed_suspect__isnull=False)),
        abroad=Count("id", filter=Q(suspect_whereabouts="abroad")),
        danger=Count("id", filter=Q(danger__in=DANGERS)),
        before=Count("id", filter=Q(circumstances__before="yes")),
        young=Count("id", filter=Q(circumstances__under_18="yes")),
    )
    return counts


def _of_posts(case: Case) -> tuple[frozenset[str], bool]:
    """Return the platforms of a case, and whether an account is named; diverted posts say nothing."""
    posts = Content.objects.filter(report__case=case, diverted_as="")
    rows = posts.values("platform_code").annotate(named=Count("id", filter=~Q(account_handle="")))
    found = list(rows.values_list("platform_code", "named"))
    return frozenset(code for code, _ in found if code), any(named for _, named in found)


def _offences(case: Case) -> frozenset[str]:
    """Return the offences that are recorded, or the one of the decision while there are none."""
    engaged = EngagedOffence.objects.filter(case=case, replaced_at__isnull=True)
    codes = frozenset(engaged.values_list("offence__code", flat=True))
    if codes:
        return codes
    decided = latest_assessment(report=case.lead)
    return frozenset({decided.offence.code}) if decided and decided.offence else frozenset()
