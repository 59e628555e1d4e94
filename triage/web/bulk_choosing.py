"""Which cases an officer has chosen from a list: those selected, or all that the list holds."""

from collections.abc import Iterable
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.rules.workflow import OPEN_STATES, OWNING_QUEUE, Queue
from triage.selectors.queue_orders import Order, page_of_ids
from triage.services.bulk import MOST

KNOWN = frozenset({"queue", "order", "after"})


class NotTold(Exception):
    """It cannot be told which cases are meant; the message says why, where the form does not."""


def ids_chosen(written: Iterable[str]) -> list[UUID]:
    """Return the reports that were selected. Raises NotTold for what is no id."""
    try:
        return [UUID(each) for each in written]
    except ValueError:
        raise NotTold(_("Select the cases again.")) from None


def matching(query: str, *, by: Actor) -> tuple[list[UUID], int]:
    """Return the reports of all that a list holds, up to 5,000, and how many more there are, at most one counted.

    `query` is the query string of the list. One that asks for more than is understood here matches nothing, rather
    than more than was shown. Raises NotTold.
    """
    require(by=by, action=Action.VIEW_CASE)
    asked = QueryDict(query)
    queue = next((each for each in Queue if each.value == asked.get("queue")), None)
    if not KNOWN.issuperset(asked) or (asked.get("queue") and queue is None):
        raise NotTold(_("Select the cases one by one: all of this list cannot be chosen."))
    order = next((each for each in Order if each.value == asked.get("order")), Order.PRIORITY)
    states = [state.value for state in OPEN_STATES if queue in (None, OWNING_QUEUE[state])]
    found = page_of_ids(states=states, order=order, after="", most=MOST + 1)
    return found[:MOST], max(0, len(found) - MOST)
