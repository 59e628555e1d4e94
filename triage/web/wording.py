"""Words that the workbench shows for states, clocks and matches."""

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports.rules.workflow import Queue
from triage.rules.queue_filter import View
from triage.rules.untold import Why

STALE = gettext_lazy("Somebody else has changed this case since you opened the page. Here is how it stands now.")

STATES: dict[str, str | Promise] = {
    "received": gettext_lazy("Received"),
    "in_triage": gettext_lazy("In triage"),
    "assessed_crime": gettext_lazy("Crime"),
    "assessed_non_crime": gettext_lazy("Non-crime"),
    "out_of_scope": gettext_lazy("Out of scope"),
    "assigned": gettext_lazy("Assigned"),
    "packaged": gettext_lazy("Offered to force"),
    "with_force": gettext_lazy("With force"),
    "closed": gettext_lazy("Closed"),
    "merged": gettext_lazy("Merged"),
}

QUEUES: dict[Queue, str | Promise] = {
    Queue.NEW: gettext_lazy("New"),
    Queue.TRIAGE: gettext_lazy("In triage"),
    Queue.TO_ASSIGN: gettext_lazy("To assign"),
    Queue.TO_CLOSE: gettext_lazy("To close"),
    Queue.PACKAGING: gettext_lazy("Package being built"),
    Queue.ON_FORCE: gettext_lazy("Waiting on force"),
    Queue.WITH_FORCE: gettext_lazy("With force"),
}

VIEWS: dict[View, str | Promise] = {
    View.ALL: gettext_lazy("All open reports"),
    View.MINE: gettext_lazy("Mine"),
    View.TEAM: gettext_lazy("My team"),
    **{View(queue.value): name for queue, name in QUEUES.items()},
    View.ON_COMPLAINANT: gettext_lazy("Waiting on complainant"),
    View.ON_PLATFORM: gettext_lazy("Waiting on platform"),
    View.TIME_BAR: gettext_lazy("Time bar near"),
    View.OVERDUE: gettext_lazy("Overdue"),
    View.CLOSED: gettext_lazy("Closed"),
}

NEXT_STEPS: dict[str, str | Promise] = {
    "received": gettext_lazy("Open this report and begin triage"),
    "in_triage": gettext_lazy("Decide whether it is a crime"),
    "assessed_crime": gettext_lazy("Settle which force is responsible, and assign"),
    "assessed_non_crime": gettext_lazy("Close it with an explanation"),
    "out_of_scope": gettext_lazy("Close it with an explanation"),
    "assigned": gettext_lazy("The evidence package is being built"),
    "packaged": gettext_lazy("The force has to accept or refuse"),
    "with_force": gettext_lazy("The force is working on it"),
    "closed": gettext_lazy("Nothing more to do"),
}

ROLES: dict[str, str | Promise] = {
    "recording": gettext_lazy("Records"),
    "investigating": gettext_lazy("Investigates"),
    "victim_contact": gettext_lazy("Stays in touch with the victim"),
}

ROLES_OF_NON_CRIME: dict[str, str | Promise] = {"victim_contact": gettext_lazy("Stays in touch with the complainant")}
"""Without a crime nobody is called a victim."""

DECISIONS: dict[str, str | Promise] = {
    "record_crime": gettext_lazy("Recorded as a crime"),
    "record_non_crime": gettext_lazy("Recorded as a non-crime"),
    "mark_out_of_scope": gettext_lazy("Out of scope"),
    "close": gettext_lazy("Closed"),
    "close_without_enforcement": gettext_lazy("Closed without enforcement"),
}

ENTITLEMENTS: dict[str, str | Promise] = {
    "enhanced": gettext_lazy("enhanced rights"),
    "standard": gettext_lazy("standard rights"),
}

ROUTES: dict[str, str | Promise] = {
    "message": gettext_lazy("by message"),
    "status_page": gettext_lazy("by the status page"),
    "in_person": gettext_lazy("in person"),
}

WHY_UNTOLD: dict[Why, str | Promise] = {
    Why.TELEPHONE: gettext_lazy("Gave only a telephone number: somebody has to ring"),
    Why.NO_MESSAGE: gettext_lazy("No message was written: somebody has to get in touch"),
    Why.CAME_BACK: gettext_lazy("Messages to this person come back"),
    Why.FAILED: gettext_lazy("The message failed for good"),
    Why.NOT_TAKEN: gettext_lazy("The mail system has not taken the message yet"),
    Why.SAFE_HOURS: gettext_lazy("Waits for the hours in which a message is safe"),
    Why.WAITING: gettext_lazy("The message waits to be sent"),
}

GATES: dict[str, str | Promise] = {
    "complainant_told": gettext_lazy("Complainant told"),
    "support_offered": gettext_lazy("Support offered"),
    "intelligence_considered": gettext_lazy("Intelligence considered"),
    "second_reading": gettext_lazy("Read by a second officer"),
}

WHO_MEETS: dict[str, str | Promise] = {
    "complainant_told": gettext_lazy(
        "The hub, once the decision is on the status page; an officer who told them in person marks it"
    ),
    "support_offered": gettext_lazy(
        "A service that answers, on the tab Support; the person on their page; or an officer who offered it"
    ),
    "intelligence_considered": gettext_lazy("An officer, on the tab Intelligence"),
    "second_reading": gettext_lazy("An officer who has not decided on this case, under Second readings"),
}

GATE_STATES: dict[str, str | Promise] = {
    "open": gettext_lazy("open"),
    "met": gettext_lazy("done"),
    "waived": gettext_lazy("waived"),
}


def clock(due: datetime | None, *, at: datetime) -> str:
    """Return how long is left, or how late it is, in hours under two days and in days from there."""
    if due is None:
        return ""
    left = due - at
    span = amount(abs(left))
    return _("%s left") % span if left >= timedelta() else _("%s late") % span


def amount(span: timedelta) -> str:
    """Return a span of time in hours under two days and in days from there."""
    hours = int(span.total_seconds() // 3600)
    if hours < 48:
        return ngettext("%d hour", "%d hours", hours) % hours
    return ngettext("%d day", "%d days", hours // 24) % (hours // 24)


def working_days_late(days: int) -> str:
    """Return how late a decision is told, in days on which somebody works."""
    if not days:
        return _("less than a working day late")
    return ngettext("%d working day late", "%d working days late", days) % days


def shortened(text: str, *, letters: int = 70) -> str:
    """Return the first words of a text."""
    line = " ".join(text.split())
    return line if len(line) <= letters else line[: letters - 1].rsplit(" ", 1)[0] + "…"
