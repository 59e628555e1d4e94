"""Reading the notices of decisions."""

from uuid import UUID

from reports.models import DecisionNotice


def latest_notice(*, report_id: UUID) -> DecisionNotice | None:
    """Return the notice of the newest decision on a report, with its message if there is one; None before the first."""
    notices = DecisionNotice.objects.filter(report_id=report_id).select_related("entry__update")
    return notices.order_by("-decided_at", "-id").first()
