"""How a case stood when an officer opened a page of it, and what others have decided on it since."""

from collections.abc import Iterable, Mapping

from django.db.models import Value
from django.db.models.functions import Concat

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from hatehub.audit.models import Entry
from hatehub.audit.selectors import lengths_of, lengths_with, list_after
from reports.models import Case
from triage.selectors.cases import LOOKS

MOST = 20
NO_DECISIONS = LOOKS | {
    *("claimed", "claim_given", "claim_released", "claim_handed_on", "claim_taken_over", "claim_ended"),
    *("viewing_refused", "message_read", "note_written", "note_struck", "mention_read", "package_exported"),
    *("task_set", "task_done", "task_cancelled"),
}
"""Verbs of the audit that no other decision is made on: looks, claims and notes. Any other counts."""
DECIDING = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.FORCE})
"""Whose decisions a form that is older must not go over. What the hub does by itself is no decision."""


def lengths_of_case(*, reference: str, by: Actor) -> dict[str, int]:
    """Return how far the audit has come of a case and of the report that leads it now; with one statement.

    Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    leads = Case.objects.filter(reference=reference).values_list(Concat(Value("report:"), "lead__reference"))
    return {f"case:{reference}": 0} | lengths_with(subject=f"case:{reference}", others=leads)


def lengths_now(*, subjects: Iterable[str], by: Actor) -> dict[str, int]:
    """Return how far the audit of these subjects has come. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return lengths_of(list(subjects))


def done_since(*, lengths: Mapping[str, int], by: Actor) -> list[Entry]:
    """Return what others have done since the audit had come so far, oldest first, the first twenty.

    Neither looks nor what complainants wrote are among it: that is on its own tab, and nothing goes over it.
    """
    require(by=by, action=Action.VIEW_CASE)
    found = list_after(lengths, without=NO_DECISIONS, most=10 * MOST)
    others = [entry for entry in found if entry.actor != str(by) and _role(entry) != Role.COMPLAINANT]
    return others[:MOST]


def is_decision(entry: Entry) -> bool:
    """Tell whether a person decided something, at the hub or at a force."""
    return _role(entry) in DECIDING


def _role(entry: Entry) -> str:
    return entry.actor.partition(":")[0]
