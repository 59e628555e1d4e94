"""Keeping what queues filter by: the terms of a case, written whenever what they tell may have changed."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case, Report
from reports.services import queueing
from triage.models import FurtherTerm
from triage.rules.queue_terms import LONGEST
from triage.selectors.queue_terms import terms_of

BATCH = 500


@transaction.atomic
def refresh(*, case_ids: Collection[UUID], by: Actor) -> int:
    """Write the terms of these cases as they are now; return how many changed. Emptied cases are left alone.

    Call it in the transaction that changes what a queue shows: an owner, a question, who is responsible. The lead is
    locked before the facts are read, so that of two who write the later knows what the earlier knew. Costs three
    statements. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    leads = Case.objects.filter(id__in=case_ids, merged_into=None).values("lead")
    list(Report.objects.filter(id__in=leads).order_by("id").select_for_update(no_key=True).values_list("id"))
    return queueing.describe(terms=terms_of(case_ids=case_ids), by=by)


def list_waiting(*, by: Actor) -> int:
    """Write the terms of up to 500 cases that have none yet; return how many, and call it again until there are none.

    Raises NotPermitted.
    """
    waiting = Report.objects.filter(queue_terms=[]).exclude(state="merged").order_by("id")
    case_ids = list(waiting.values_list("case_id", flat=True)[:BATCH])
    refresh(case_ids=case_ids, by=by)
    return len(case_ids)


@transaction.atomic
def say(*, case_id: UUID, source: str, terms: Collection[str], by: Actor) -> None:
    """Let queues filter a case by what an app downstream tells of it, and by nothing else that it told before.

    Raises NotPermitted, and ValueError for a term that does not fit.
    """
    require(by=by, action=Action.TRIAGE)
    if any(not term or len(term) > LONGEST for term in terms):
        raise ValueError(f"A term has from 1 to {LONGEST} characters.")
    FurtherTerm.objects.filter(case=case_id, source=source).exclude(term__in=terms).delete()
    rows = [FurtherTerm(case_id=case_id, source=source, term=term) for term in sorted(set(terms))]
    FurtherTerm.objects.bulk_create(rows, ignore_conflicts=True)
    refresh(case_ids=[case_id], by=by)
