"""Counts of reports and messages."""

from django.db.models import Count

from reports.models import Report, Update
from reports.rules.workflow import State


def report_states() -> dict[str, int]:
    """Return how many reports stand in each state."""
    counted = dict(Report.objects.values_list("state").annotate(n=Count("id")))
    return {state.value: counted.get(state.value, 0) for state in State}


def waiting_updates() -> int:
    """Return how many messages wait to be sent."""
    return Update.objects.filter(state=Update.State.WAITING).count()
