"""Which cases are linked to a case."""

from dataclasses import dataclass

from django.db.models import Q

from reports.models import Case
from triage.models import CaseLink
from triage.selectors.merges import cases_below, root_of


@dataclass(frozen=True, kw_only=True)
class LinkedCase:
    """A link that holds, and the case at its other end, with its lead: where that was merged, the one it is in."""

    link: CaseLink
    case: Case


def linked_cases(*, case: Case) -> list[LinkedCase]:
    """Return the cases linked to a case or to any that was emptied into it, the newest link first."""
    own = set(cases_below(case_id=case.id))
    rows = CaseLink.objects.filter(Q(first__in=own) | Q(second__in=own), undone_at__isnull=True)
    found = []
    for row in rows.select_related("first__lead", "second__lead").order_by("-linked_at", "-id"):
        other = row.second if row.first_id in own else row.first
        there = other if other.merged_into_id is None else root_of(case_id=other.id)
        if there.id != case.id:
            found.append(LinkedCase(link=row, case=there))
    return found
