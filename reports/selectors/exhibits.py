"""Reading the exhibits of a case: what people gave, and what the hub made of it."""

from django.db.models import QuerySet

from reports.models import Case, Evidence


def exhibits_of(case: Case) -> QuerySet[Evidence]:
    """Return every exhibit of a case's reports with its report and what it was made from, in the order they came."""
    rows = Evidence.objects.filter(report__case=case).select_related("report", "made_from")
    return rows.order_by("report__submitted_at", "report_id", "id")
