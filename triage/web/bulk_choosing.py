"""Which cases an officer has chosen from a list: those selected, or all that the list holds."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from hatehub.accounts.actors import Actor
from triage.rules.queue_filter import View, Viewer
from triage.selectors.queues import list_matching, names_of
from triage.services.bulk import MOST
from triage.web.queue_pages import filter_names, read_address

KNOWN = frozenset({"queue", "order", "after", "avoided"})


class NotTold(Exception):
    """It cannot be told which cases are meant; the message says why, where the form does not."""


def ids_chosen(written: Iterable[str]) -> list[UUID]:
    """Return the reports that were selected. Raises NotTold for what is no id."""
    try:
        return [UUID(each) for each in written]
    except ValueError:
        raise NotTold(_("Select the cases again.")) from None


def matching(query: str, *, viewer: Viewer, by: Actor, at: datetime) -> tuple[list[UUID], int]:
    """Return the reports of all that a list holds, up to 5,000, and how many more there are, at most one counted.

    `query` is the query string of the list. One that asks for more than is understood here matches nothing, rather
    than more than was shown. Raises NotTold and NotPermitted.
    """
    given = QueryDict(query)
    asked = read_address(given, viewer=viewer, names=names_of(with_officers=True), at=at)
    is_known = (KNOWN | filter_names()).issuperset(given) and given.get("queue", "") in {"", *View}
    if not is_known or asked.form.errors:
        raise NotTold(_("Select the cases one by one: all of this list cannot be chosen."))
    found = list_matching(wanted=asked.wanted, by=by, most=MOST + 1)
    return found[:MOST], max(0, len(found) - MOST)
