"""Subjects that cases of several forces name: how much each force has, and what a force is told of the others."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Value, When

from intel.models import Account, SharedSubject, Sighting, Subject
from intel.rules.lead_force import PLACE_KNOWN, Share
from intel.selectors.case_forces import WHOLE
from intel.selectors.subjects import OPEN, is_urgent, open_by
from referrals.selectors.force_cases import VISIBLE
from reports.models import Case
from triage.models import Responsibility

MOST_OF_CASE, MOST_ACCOUNTS, MOST_CASES = 50, 50, 50


def shares_of(*, subjects: Collection[UUID]) -> dict[UUID, list[Share]]:
    """Return what each force has of these subjects, by subject, in the order of the forces' codes: one statement.

    Of cases that were offered to the force that records or investigates them; a withheld subject's are left out.
    """
    part = "report__case__responsibilities__"
    rows = _offered(subjects).values("account__subject", f"{part}force__code")
    counted = rows.annotate(
        cases=Count("report__case", distinct=True),
        reports=Count("report", distinct=True),
        urgent=Count("report", filter=is_urgent("report__case"), distinct=True),
        first=Min("report__submitted_at"),
        there=Max(
            Choice(
                When(**{f"{part}role": "investigating", f"{part}rule__in": PLACE_KNOWN, "then": Value(1)}),
                default=Value(0),
            )
        ),
    )
    found: dict[UUID, list[Share]] = {}
    for row in counted.order_by("account__subject", f"{part}force__code"):
        share = Share(
            force=row[f"{part}force__code"],
            cases=row["cases"],
            reports=row["reports"],
            urgent=row["urgent"],
            first=row["first"],
            is_there=bool(row["there"]),
        )
        found.setdefault(row["account__subject"], []).append(share)
    return found


def newest_cases(*, subject: UUID, forces: Collection[str]) -> dict[str, Case]:
    """Return the newest case that each of these forces has of a subject, by the force's code."""
    named = Sighting.objects.filter(OPEN, account__subject=subject, report__case=OuterRef("case"))
    parts = Responsibility.objects.filter(
        Exists(named),
        force__code__in=forces,
        role__in=WHOLE,
        replaced_at__isnull=True,
        case__lead__state__in=VISIBLE,
        case__merged_into__isnull=True,
    )
    newest = parts.order_by("force__code", "-case__opened_at", "case").distinct("force__code")
    return {part.force.code: part.case for part in newest.select_related("force", "case") if part.force}


def subjects_in(*, cases: Collection[UUID]) -> set[UUID]:
    """Return the subjects of the accounts that cases name, withheld or not."""
    named = Sighting.objects.filter(report__case__in=cases, account__subject__isnull=False)
    return set(named.order_by().values_list("account__subject", flat=True).distinct())


def subjects_of_case(*, case: Case) -> list[Subject]:
    """Return the subjects of the accounts that a case names, with `shared` where several forces have them, up to 50."""
    named = Sighting.objects.filter(OPEN, account__subject=OuterRef("pk"), report__case=case)
    rows = Subject.objects.filter(Exists(named)).select_related("shared__lead")
    return list(rows.order_by("reference")[:MOST_OF_CASE])


def accounts_told(*, subjects: Collection[UUID]) -> dict[UUID, list[Account]]:
    """Return by subject the accounts that a force may read of: those that a case which some force has names."""
    seen = open_by("report__case") & Q(report__case__lead__state__in=VISIBLE)
    rows = Account.objects.filter(Exists(Sighting.objects.filter(seen, account=OuterRef("pk"))), subject__in=subjects)
    found: dict[UUID, list[Account]] = {}
    for row in rows.prefetch_related("names").order_by("subject", "platform_code", "handle"):
        if row.subject_id and len(found.setdefault(row.subject_id, [])) < MOST_ACCOUNTS:
            found[row.subject_id].append(row)
    return found


def cases_by_subject(*, subjects: Collection[UUID], force: str) -> dict[UUID, list[str]]:
    """Return by subject the references of a force's own cases that name it, up to 50 each."""
    rows = _offered(subjects).filter(report__case__responsibilities__force__code=force)
    pairs = rows.order_by("report__case__reference").values_list("account__subject", "report__case__reference")
    found: dict[UUID, list[str]] = {}
    for subject, reference in pairs.distinct():
        if len(found.setdefault(subject, [])) < MOST_CASES:
            found[subject].append(reference)
    return found


def find_shared(*, subject: Subject) -> SharedSubject | None:
    """Return which forces share a subject, and who leads; None where no two do."""
    return SharedSubject.objects.select_related("lead").filter(subject=subject).first()


def _offered(subjects: Collection[UUID]) -> QuerySet[Sighting]:
    part = "report__case__responsibilities__"
    return Sighting.objects.filter(
        OPEN,
        account__subject__in=subjects,
        report__case__lead__state__in=VISIBLE,
        report__case__merged_into__isnull=True,
        **{f"{part}replaced_at__isnull": True, f"{part}role__in": WHOLE, f"{part}force__isnull": False},
    )
