"""What the hub may merge without an officer, and the officer's look at it afterwards."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted, require
from hatehub.accounts.roles import Action, Role
from hatehub.audit.services import record
from reports.models import Case, Report
from triage.models import DuplicateMatch, Merge
from triage.rules.matching import CERTAIN
from triage.services.merging.refusing import MergeRefused

TOLD_APART = frozenset({DuplicateMatch.State.REFUSED, DuplicateMatch.State.RELATED})


def refuse_uncertain(*, reports: Sequence[Report], into_case: Case) -> dict[UUID, MergeRefused]:
    """Return, of the reports that the hub would merge by itself, those that it may not, and why.

    It may where that is switched on, a certain match is offered, and no officer has said that any two are not the
    same, or taken the report out of a case before.
    """
    if not settings.AUTO_MERGE:
        text = "The hub merges nothing by itself: that is not switched on."
        return {report.id: MergeRefused(text, code="automatic_off") for report in reports}
    ids = [report.id for report in reports]
    pairs = Q(report__in=ids, other__case=into_case) | Q(other__in=ids, report__case=into_case)
    kinds: dict[UUID, set[tuple[str, str]]] = {}
    for match in DuplicateMatch.objects.filter(pairs):
        own = match.report_id if match.report_id in ids else match.other_id
        kinds.setdefault(own, set()).add((match.kind, match.state))
    text = "No certain match is offered, or an officer has said that these are not the same."
    taken_out = set(Merge.objects.filter(report__in=ids, undone_at__isnull=False).values_list("report_id", flat=True))
    return {
        report.id: MergeRefused(text, code="not_certain")
        for report in reports
        if report.id in taken_out or not _is_certain(kinds.get(report.id, set()))
    }


def _is_certain(found: set[tuple[str, str]]) -> bool:
    offered = {kind for kind, state in found if state == DuplicateMatch.State.OFFERED}
    return bool(offered & CERTAIN) and not any(state in TOLD_APART for _, state in found)


@transaction.atomic
def confirm_automatic(*, merge_id: int, by: Actor, at: datetime) -> Merge:
    """Note that an officer has looked at a merge of the hub's and lets it stand. Doing it twice changes nothing.

    Raises NotPermitted, also to the hub itself, and Merge.DoesNotExist.
    """
    require(by=by, action=Action.MERGE)
    if by.role is Role.HUB:
        raise NotPermitted(by=by, action=Action.MERGE)
    row = Merge.objects.select_for_update(of=("self",)).select_related("report").get(id=merge_id, is_automatic=True)
    if row.reviewed_at is None:
        row.reviewed_by, row.reviewed_at = str(by), at
        row.save(update_fields=["reviewed_by", "reviewed_at"])
        record(subject=f"report:{row.report.reference}", verb="merge_confirmed", by=by, at=at)
    return row
