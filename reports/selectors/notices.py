"""Reading the notices of decisions."""

from uuid import UUID

from django.db.models import QuerySet

from reports.models import DecisionNotice


def latest_notice(*, report_id: UUID) -> DecisionNotice | None:
    """Return the notice of the newest decision on a report, as `with_reasons`; None before the first."""
    return with_reasons(DecisionNotice.objects.filter(report_id=report_id)).order_by("-decided_at", "-id").first()


def with_reasons(notices: QuerySet[DecisionNotice]) -> QuerySet[DecisionNotice]:
    """Fetch with each notice what says why it has not been told: the message, and the routes that were given."""
    return notices.select_related("report__case", "report__complainant", "entry__update")


def untold_notices() -> QuerySet[DecisionNotice]:
    """Return what must still be told; who has withdrawn a report waits for nothing more."""
    waiting = DecisionNotice.objects.filter(told_at__isnull=True)
    return waiting.exclude(report__state="closed", report__outcome="withdrawn")
