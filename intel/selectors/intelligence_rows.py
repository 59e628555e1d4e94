"""Intelligence reports as lists show them: where each stands, in words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from intel.models import IntelligenceReport
from intel.rules.intelligence.steps import State

STATES = {
    State.DRAFT: _("Draft"),
    State.SUBMITTED: _("Waits to be signed off"),
    State.SIGNED_OFF: _("Signed off"),
    State.WEEDED: _("Weeded"),
}
COLOURS = {State.DRAFT: "yellow", State.SUBMITTED: "purple", State.SIGNED_OFF: "green", State.WEEDED: "grey"}


def report_row(row: IntelligenceReport, *, today: date) -> dict[str, Any]:
    """Return one report as lists show it."""
    state = State(row.state)
    return {
        "row": row,
        "reference": row.reference,
        "state": STATES[state],
        "colour": COLOURS[state],
        "items": getattr(row, "number_of_items", None),
        "who": who(row.written_by),
        "is_due": state == State.SIGNED_OFF and row.review_due_on is not None and row.review_due_on <= today,
    }


def who(actor: str) -> str:
    """Return an actor as pages name them: the name of a person, or the hub."""
    return actor.partition(":")[2] or "The hub"
