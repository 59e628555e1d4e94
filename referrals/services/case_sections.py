"""What the API's case says beside its reports: requests to platforms, accounts, and cases that are related."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault.services import lookup_hash
from referrals.models import Takedown
from referrals.rules.takedowns.steps import ONCE_SENT
from referrals.selectors.force_cases import VISIBLE, visible_cases
from reports.models import Case, Content
from reports.services.subjects import withholds_subject
from triage.models import DuplicateMatch, Trait
from triage.selectors.links import linked_cases

MOST_TAKEDOWNS = 100
MOST_ACCOUNTS = 500
MOST_RELATED = 50
MOST_READ = 200
MOST_KEYS = 5
SAME_THING = {
    DuplicateMatch.Kind.SAME_POST: "same_post",
    DuplicateMatch.Kind.SAME_FILE: "same_file",
    DuplicateMatch.Kind.SAME_PICTURE: "same_picture",
}
"""Why cases are related, as far as it tells nothing of who complained: the same sender never does."""
RELATED_KINDS = (*SAME_THING.values(), "same_account", "linked")
LETTERS = 20


def read_takedowns(*, case: Case, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return the requests to platforms that were sent about a case, the newest first, up to 100; not their words."""
    require(by=by, action=Action.READ_FORCE_CASES)
    sent = Takedown.objects.filter(report__case=case, state__in=[state.value for state in ONCE_SENT])
    return [
        {
            "platform": row.platform_code,
            "action": row.action,
            "state": row.state,
            "sent_at": row.sent_at,
            "answer_due_at": row.answer_due_at,
            "answered_at": row.answered_at,
            "seen_gone_at": row.confirmed_at,
        }
        for row in sent.order_by("-sent_at", "-id")[:MOST_TAKEDOWNS]
    ]


def read_accounts(*, case: Case, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return the accounts that the reports of a case are about, the most reported first, up to 500.

    None where whom the case is about is withheld; those of diverted posts are left out.
    """
    require(by=by, action=Action.READ_FORCE_CASES)
    if withholds_subject(case=case):
        return []
    posts = Content.objects.filter(report__case=case, diverted_as="").exclude(account_handle="")
    counted = posts.values("platform_code", "account_handle").annotate(
        posts=Count("id"), first=Min("report__submitted_at")
    )
    rows = counted.order_by("-posts", "platform_code", "account_handle")[:MOST_ACCOUNTS]
    return [
        {
            "platform": row["platform_code"],
            "handle": row["account_handle"],
            "posts": row["posts"],
            "first_reported_at": row["first"],
        }
        for row in rows
    ]


def read_related(*, case: Case, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return the cases of forces that are related to a case, and why, up to 50.

    One of the actor's own force is named. Of any other only an opaque reference is given, the same for both forces
    of a pair, by which to ask the hub.
    """
    require(by=by, action=Action.READ_FORCE_CASES)
    why: dict[UUID, set[str]] = {}
    for other, kind in _reasons(case):
        why.setdefault(other, set()).add(kind)
    why.pop(case.id, None)
    with_forces = Case.objects.filter(id__in=why, lead__state__in=VISIBLE, merged_into__isnull=True)
    ids = list(with_forces.order_by("-opened_at", "id").values_list("id", flat=True)[:MOST_RELATED])
    own = dict(visible_cases(by=by).filter(id__in=ids).values_list("id", "reference"))
    return [
        {"reference": _opaque(case.id, other), "case": own.get(other), "because": sorted(why[other])} for other in ids
    ]


def _reasons(case: Case) -> Iterable[tuple[UUID, str]]:
    """Yield the cases that may be related, each with a reason; the newest 200 of each kind."""
    for linked in linked_cases(case=case):
        yield linked.case.id, "linked"
    for own, other in (("report", "other"), ("other", "report")):
        matches = DuplicateMatch.objects.filter(**{f"{own}__case": case}, kind__in=SAME_THING)
        told_apart = matches.exclude(Q(state=DuplicateMatch.State.REFUSED) | Q(**{f"{other}__case": case}))
        newest = told_apart.order_by("-found_at", "id").values_list(f"{other}__case", "kind")
        for found, kind in newest[:MOST_READ]:
            yield found, SAME_THING[DuplicateMatch.Kind(kind)]
    if not withholds_subject(case=case):
        yield from ((found, "same_account") for found in _of_same_accounts(case))


def _of_same_accounts(case: Case) -> Iterable[UUID]:
    """Yield the cases with reports about the accounts that the lead is about."""
    lead = Trait.objects.filter(report=case.lead_id, kind=Trait.Kind.ACCOUNT)
    for key in lead.order_by("id").values_list("key", flat=True)[:MOST_KEYS]:
        shared = Trait.objects.filter(kind=Trait.Kind.ACCOUNT, key=key).exclude(report__case=case)
        yield from shared.order_by("-at", "-id").values_list("report__case", flat=True)[:MOST_READ]


def _opaque(one: UUID, other: UUID) -> str:
    """Return what stands for a pair of cases: the same for both, and useless to anybody but the hub."""
    pair = ":".join(sorted((str(one), str(other))))
    return f"REL-{lookup_hash(pair, purpose='related-cases')[:LETTERS].upper()}"
