"""Finding duplicates of a report, and refusing what was offered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from reports.models import Content, Evidence, Report
from reports.rules.workflow import State
from triage.models import DuplicateMatch

MOST_CANDIDATES = 10
Found = tuple[Report, str, dict[str, str]]


@transaction.atomic
def find(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Offer the other reports of the same post, or with the same file; return how many are new.

    Running it again offers nothing twice, and nothing that an officer has refused.
    """
    require(by=by, action=Action.TRIAGE)
    report = Report.objects.get(id=report_id)
    before = _count(report)
    rows = [
        _match(report, other, kind=kind, facts=facts, at=at)
        for other, kind, facts in [*_same_post(report), *_same_file(report)]
    ]
    DuplicateMatch.objects.bulk_create(rows, ignore_conflicts=True)
    return _count(report) - before


def _count(report: Report) -> int:
    return DuplicateMatch.objects.filter(Q(report=report) | Q(other=report)).count()


def _match(report: Report, other: Report, *, kind: str, facts: dict[str, str], at: datetime) -> DuplicateMatch:
    """Return the row of a pair, the same one whichever of the two is looked at: the later is `report`."""
    earlier, later = sorted((report, other), key=lambda each: (each.submitted_at, each.id))
    return DuplicateMatch(report=later, other=earlier, kind=kind, facts=facts, found_at=at)


def _same_post(report: Report) -> list[Found]:
    contents = {content.post_key: content for content in report.contents.all() if content.post_key}
    same = Content.objects.filter(report=OuterRef("pk"), post_key__in=list(contents))
    facts = {"platform": next(iter(contents.values())).platform_code} if contents else {}
    return [(other, DuplicateMatch.Kind.SAME_POST, facts) for other in _others(report, same)]


def _same_file(report: Report) -> list[Found]:
    hashes = list(report.evidence.values_list("file_hash", flat=True))
    same = Evidence.objects.filter(report=OuterRef("pk"), file_hash__in=hashes)
    return [(other, DuplicateMatch.Kind.SAME_FILE, {}) for other in _others(report, same)]


def _others(report: Report, same: QuerySet[Any]) -> list[Report]:
    """Return the oldest reports that share something, those first that lead a case of their own."""
    others = Report.objects.filter(Exists(same)).exclude(id=report.id).exclude(state=State.MERGED)
    return list(others.order_by("submitted_at", "id")[:MOST_CANDIDATES])


@transaction.atomic
def refuse(*, match_id: int, by: Actor, at: datetime) -> DuplicateMatch:
    """Remember that two reports are not duplicates. Saying it twice changes nothing."""
    require(by=by, action=Action.REFUSE_DUPLICATE)
    match = DuplicateMatch.objects.select_for_update().select_related("report").get(id=match_id)
    if match.state == DuplicateMatch.State.OFFERED:
        match.state, match.decided_by, match.decided_at = DuplicateMatch.State.REFUSED, str(by), at
        match.save(update_fields=["state", "decided_by", "decided_at"])
        record(
            subject=f"report:{match.report.reference}",
            verb="duplicate_refused",
            by=by,
            at=at,
            details={"other": str(match.other_id), "kind": match.kind},
        )
    return match
