"""Finding duplicates of a report, and refusing what was offered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from reports.models import Content, Evidence, Report
from triage.models import DuplicateMatch

MOST_CANDIDATES = 10


@transaction.atomic
def find(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Offer the earlier reports of the same post, or with the same file; return how many are new.

    Running it again offers nothing twice, and nothing that an officer has refused.
    """
    require(by=by, action=Action.TRIAGE)
    report = Report.objects.get(id=report_id)
    found = [*_same_post(report), *_same_file(report)]
    known = set(
        DuplicateMatch.objects.filter(Q(report=report) | Q(other=report)).values_list("report_id", "other_id", "kind")
    )
    fresh = [
        DuplicateMatch(report=report, other_id=other, kind=kind, facts=facts, found_at=at)
        for other, kind, facts in found
        if not {(report.id, other, kind), (other, report.id, kind)} & known
    ]
    DuplicateMatch.objects.bulk_create(fresh)
    return len(fresh)


def _same_post(report: Report) -> list[tuple[UUID, str, dict[str, str]]]:
    keys = [key for key in report.contents.values_list("post_key", flat=True) if key]
    rows = (
        Content.objects.filter(post_key__in=keys)
        .exclude(report=report)
        .filter(report__submitted_at__lte=report.submitted_at)
        .order_by("report_id", "position")
        .distinct("report_id")
        .values_list("report_id", "platform_code")[:MOST_CANDIDATES]
    )
    return [(other, DuplicateMatch.Kind.SAME_POST, {"platform": platform}) for other, platform in rows]


def _same_file(report: Report) -> list[tuple[UUID, str, dict[str, str]]]:
    hashes = list(report.evidence.values_list("file_hash", flat=True))
    rows = (
        Evidence.objects.filter(file_hash__in=hashes)
        .exclude(report=report)
        .filter(report__submitted_at__lte=report.submitted_at)
        .order_by("report_id", "exhibit")
        .distinct("report_id")
        .values_list("report_id", "exhibit")[:MOST_CANDIDATES]
    )
    return [(other, DuplicateMatch.Kind.SAME_FILE, {"exhibit": exhibit}) for other, exhibit in rows]


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
