"""What officers read of subjects: their accounts, the links that were found, the cases, how it went on over time.

An account that only cases name whose subject is withheld is shown to nobody.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import Account, AccountLink, Sighting, Subject
from intel.rules.account_links import Kind, Shared, Verdict, weigh
from intel.rules.escalation import BEFORE_DAYS, RECENT_DAYS, Pace
from intel.selectors.case_forces import forces_of
from reports.models import Case
from reports.rules.subjects import LOOKED_AT_AGAIN
from triage.models import Priority

MOST_LINKS, MOST_ACCOUNTS, MOST_CASES = 100, 100, 340
URGENT = ("urgent", "high")


def open_by(case: str) -> Q:
    """Return what holds where the subject of the case that the path leads to is not withheld, as `is_withheld` says."""
    return Q(**{f"{case}__subject_restricted_at__isnull": True}) | Q(**{f"{case}__lead__state__in": LOOKED_AT_AGAIN})


OPEN = open_by("report__case")


def is_urgent(case: str) -> Q:
    """Return what holds where the case that the path leads to is of the urgent or the high band, as `band_in_force`."""
    band = f"{case}__priority__"
    weighed = Q(**{f"{band}band__in": URGENT}) | Q(**{f"{band}carried_band__in": URGENT})
    return Q(**{f"{band}overridden_band__in": URGENT}) | (Q(**{f"{band}overridden_band": ""}) & weighed)


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    """A link as it is shown: seen from one account, with the other, and what speaks for it."""

    link: AccountLink
    account: Account
    other: Account
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A case that names a subject's accounts: which forces have it, and how many complained as what."""

    case: Case
    reports: int
    roles: Mapping[str, int]
    forces: list[str]
    first: datetime
    is_urgent: bool


@dataclass(frozen=True, kw_only=True)
class Month:
    """How many reports named a subject in a month, and how many of them are of urgent or high cases."""

    month: datetime
    reports: int
    urgent: int


def waiting(*, by: Actor) -> QuerySet[AccountLink]:
    """Return the links that wait to be looked at. Raises NotPermitted."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    return _to_look_at()


def links_to_look_at(*, by: Actor) -> list[LinkRow]:
    """Return up to 100 links that nobody has decided, the likeliest first. Raises NotPermitted."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    rows = _to_look_at().select_related("account__subject", "other__subject").order_by("-score", "id")
    return [_row(link, link.account) for link in rows[:MOST_LINKS]]


def find_link(*, link_id: int, by: Actor) -> LinkRow | None:
    """Return one link, decided or not; None where there is none that may be seen. Raises NotPermitted."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    rows = AccountLink.objects.filter(_both_open(), id=link_id).select_related("account__subject", "other__subject")
    link = rows.first()
    return _row(link, link.account) if link else None


def find_subject(*, reference: str, by: Actor) -> Subject | None:
    """Return a subject; of one whose account is tied to another by now, that other. Raises NotPermitted."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    subject = Subject.objects.filter(reference=reference).first()
    if subject is None:
        return None
    if not subject.accounts.exists():
        moved = Account.objects.filter(own_subject=subject).select_related("subject").first()
        subject = moved.subject if moved else None
    return subject if subject and accounts_of(subject=subject, by=by) else None


def accounts_of(*, subject: Subject, by: Actor) -> list[Account]:
    """Return a subject's accounts with `reports`, `cases`, `first` and `last`, the most reported first, up to 100."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    seen = open_by("sightings__report__case")
    rows = Account.objects.filter(_is_open("pk"), subject=subject).prefetch_related("names", "contacts")
    counted = rows.annotate(
        reports=Count("sightings", filter=seen, distinct=True),
        cases=Count("sightings__report__case", filter=seen, distinct=True),
        first=Min("sightings__report__submitted_at", filter=seen),
        last=Max("sightings__report__submitted_at", filter=seen),
    )
    return list(counted.order_by("-reports", "id")[:MOST_ACCOUNTS])


def links_of(*, accounts: Collection[Account], by: Actor) -> list[LinkRow]:
    """Return the links of these accounts with any, decided or offered, the likeliest first, up to 100."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    ids = {account.id for account in accounts}
    rows = AccountLink.objects.filter(Q(account__in=ids) | Q(other__in=ids), _both_open())
    rows = rows.filter(~Q(state=AccountLink.State.OFFERED) | Q(is_offered=True))
    found = rows.select_related("account__subject", "other__subject").order_by("state", "-score", "id")[:MOST_LINKS]
    return [_row(link, link.account if link.account_id in ids else link.other) for link in found]


def cases_of(*, subject: Subject, by: Actor) -> list[CaseRow]:
    """Return the cases that name a subject's accounts, the newest first, up to 340; five queries for all."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    seen = Sighting.objects.filter(OPEN, account__subject=subject)
    counted = seen.values("report__case").annotate(
        reports=Count("report", distinct=True), first=Min("report__submitted_at"), last=Max("report__submitted_at")
    )
    found = {row["report__case"]: row for row in counted.order_by("-last", "report__case")[:MOST_CASES]}
    cases = Case.objects.filter(id__in=found).select_related("lead").in_bulk()
    urgent = set(Priority.objects.filter(is_urgent("case"), case__in=found).values_list("case", flat=True))
    roles = _roles(seen, found)
    forces = forces_of(cases=found, field="name")
    return [
        CaseRow(
            case=cases[case_id],
            reports=row["reports"],
            roles=roles.get(case_id, Counter()),
            forces=forces.get(case_id, []),
            first=row["first"],
            is_urgent=case_id in urgent,
        )
        for case_id, row in found.items()
    ]


def named_in(*, accounts: Collection[Account], cases: Collection[UUID], by: Actor) -> set[tuple[int, UUID]]:
    """Return which of these accounts is named in which of these cases, as pairs. Raises NotPermitted."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    seen = Sighting.objects.filter(account__in=[each.id for each in accounts], report__case__in=cases)
    return set(seen.order_by().values_list("account", "report__case").distinct())


def months_of(*, subject: Subject, by: Actor) -> list[Month]:
    """Return by month how many reports named a subject, oldest first, months without any left out."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    seen = Sighting.objects.filter(OPEN, account__subject=subject)
    rows = seen.annotate(month=TruncMonth("report__submitted_at")).values("month")
    counted = rows.annotate(
        reports=Count("report", distinct=True), urgent=Count("report", filter=is_urgent("report__case"), distinct=True)
    )
    return [Month(**row) for row in counted.order_by("month").values("month", "reports", "urgent")]


def pace_of(*, subject: Subject, at: datetime, by: Actor) -> Pace:
    """Return how often a subject was named in the last 30 days and in the 180 before them. Raises NotPermitted."""
    require(by=by, action=Action.LINK_ACCOUNTS)
    since = at - timedelta(days=RECENT_DAYS)
    seen = Sighting.objects.filter(OPEN, account__subject=subject, report__submitted_at__lte=at)
    is_recent = Q(report__submitted_at__gt=since)
    is_before = Q(report__submitted_at__lte=since, report__submitted_at__gt=since - timedelta(days=BEFORE_DAYS))
    urgent = is_urgent("report__case")
    counted = seen.aggregate(
        recent=Count("report", filter=is_recent, distinct=True),
        before=Count("report", filter=is_before, distinct=True),
        recent_urgent=Count("report", filter=is_recent & urgent, distinct=True),
        before_urgent=Count("report", filter=is_before & urgent, distinct=True),
    )
    platforms = (
        seen.values("account__platform_code").annotate(first=Min("report__submitted_at")).filter(first__gt=since)
    )
    new = platforms.order_by("account__platform_code").values_list("account__platform_code", flat=True)
    return Pace(**counted, platforms=tuple(new))


def subjects_of(*, case: Case) -> list[dict[str, Any]]:
    """Return who is behind the accounts that a case names, with how many other cases name them: three queries.

    For the tab of a case whose subject is not withheld.
    """
    named = Account.objects.filter(sightings__report__case=case, subject__isnull=False).distinct()
    accounts = list(named.select_related("subject").order_by("platform_code", "handle")[:MOST_ACCOUNTS])
    subjects = {account.subject_id for account in accounts if account.subject_id}
    seen = Sighting.objects.filter(OPEN, account__subject__in=subjects).values_list("account__subject")
    counted = seen.annotate(Count("report", distinct=True), Count("report__case", distinct=True))
    counts: dict[UUID, tuple[int, int]] = {row[0]: (row[1], row[2]) for row in counted}
    of_subjects = Account.objects.filter(subject__in=subjects).values_list("subject").annotate(Count("id"))
    tied: dict[UUID, int] = {row[0]: row[1] for row in of_subjects}
    return [
        {
            "account": account,
            "subject": account.subject,
            "reports": counts[account.subject.id][0] if account.subject.id in counts else 0,
            "cases": counts[account.subject.id][1] if account.subject.id in counts else 0,
            "accounts": tied[account.subject.id],
        }
        for account in accounts
        if account.subject
    ]


def _to_look_at() -> QuerySet[AccountLink]:
    return AccountLink.objects.filter(_both_open(), state=AccountLink.State.OFFERED, is_offered=True)


def _both_open() -> Q:
    return Q(_is_open("account")) & Q(_is_open("other"))


def _is_open(name: str) -> Exists:
    return Exists(Sighting.objects.filter(OPEN, account=OuterRef(name)))


def _row(link: AccountLink, account: Account) -> LinkRow:
    shared = [Shared(kind=Kind(kind), **facts) for kind, facts in link.shared.items()]
    other = link.other if account.id == link.account_id else link.account
    known = max(link.account_id, link.other_id)
    return LinkRow(link=link, account=account, other=other, verdict=weigh(shared, accounts=known))


def _roles(seen: QuerySet[Sighting], cases: Collection[UUID]) -> dict[UUID, Counter[str]]:
    rows = seen.filter(report__case__in=cases).values_list("report__case", "report__complainant__kind", "report")
    found: dict[UUID, Counter[str]] = {}
    for case_id, kind, _report in rows.distinct():
        found.setdefault(case_id, Counter())[kind] += 1
    return found
