"""What a list of cases is asked for, as a value: a page, a count, a bulk action and a saved view mean the same."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from reports.rules.workflow import OPEN_STATES, OWNING_QUEUE, Queue, State
from triage.rules.priority_table import Band
from triage.rules.queue_terms import Facet, Mark, Waiting, term


class View(StrEnum):
    """The lists that stand beside the queue: those that own a state, and those that cut across."""

    ALL = "all"
    MINE = "mine"
    TEAM = "team"
    NEW = "new"
    TRIAGE = "triage"
    TO_ASSIGN = "to_assign"
    TO_CLOSE = "to_close"
    PACKAGING = "packaging"
    ON_FORCE = "on_force"
    WITH_FORCE = "with_force"
    ON_COMPLAINANT = "on_complainant"
    ON_PLATFORM = "on_platform"
    TIME_BAR = "time_bar"
    OVERDUE = "overdue"
    CLOSED = "closed"


class Order(StrEnum):
    """By what a list is ordered; among equals by the clock, and then by the id."""

    PRIORITY = "priority"
    CLOCK = "clock"
    TIME_BAR = "time_bar"
    OLDEST = "oldest"
    NEWEST = "newest"


OPEN = frozenset(state.value for state in OPEN_STATES)
CLOSED = frozenset({State.CLOSED.value})
DANGER = term(Facet.MARK, Mark.DANGER)
_OF_STATE = {View(queue.value): queue for queue in Queue}
_WAITING = {
    View.ON_COMPLAINANT: term(Facet.WAITING, Waiting.COMPLAINANT),
    View.ON_PLATFORM: term(Facet.WAITING, Waiting.PLATFORM),
}
ORDERS: dict[View, tuple[Order, ...]] = {
    **dict.fromkeys(View, tuple(Order)),
    View.TIME_BAR: (Order.TIME_BAR,),
    View.OVERDUE: (Order.CLOCK,),
    View.CLOSED: (Order.NEWEST, Order.OLDEST),
}
"""In which orders each list can be read; the first is the usual one. Only those are offered that an index serves."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which cases are asked for. All of it must hold.

    `any_of` has a tuple of terms for each facet asked for: a case has one of each. `none_of` are terms that it may
    not have, `avoided` those that it may not have unless somebody may be in danger. `due_before` and `bar_until` are
    the ends of the clock and of the time bar; `received_from` and `received_until` are both inclusive, in the time of
    the United Kingdom.
    """

    states: frozenset[str] = OPEN
    any_of: tuple[tuple[str, ...], ...] = ()
    none_of: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    received_from: date | None = None
    received_until: date | None = None
    due_before: datetime | None = None
    bar_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who looks: mine and my team's are another list for each."""

    username: str
    team: int | None = None
    avoided: tuple[str, ...] = field(default=())


def filter_of(view: View, *, viewer: Viewer, at: datetime, bar_until: date) -> Filter:
    """Return what a list holds, before anything is chosen on it. `bar_until` is the last day that counts as near."""
    if view in _OF_STATE:
        return Filter(states=_states_of(_OF_STATE[view]))
    terms = {
        **_WAITING,
        View.MINE: term(Facet.OWNER, viewer.username),
        View.TEAM: term(Facet.TEAM, viewer.team or 0),
    }
    others = {
        View.TIME_BAR: Filter(bar_until=bar_until),
        View.OVERDUE: Filter(due_before=at),
        View.CLOSED: Filter(states=CLOSED),
    }
    return Filter(any_of=((terms[view],),)) if view in terms else others.get(view, Filter())


def _states_of(queue: Queue) -> frozenset[str]:
    return frozenset(state.value for state, owner in OWNING_QUEUE.items() if owner is queue)


def without_avoided(wanted: Filter, *, viewer: Viewer) -> Filter:
    """Return the same list without what its reader asked not to see; an emergency is seen by everybody."""
    return replace(wanted, avoided=viewer.avoided)


def left_to_others(wanted: Filter, *, viewer: Viewer) -> Filter:
    """Return what of a list is not shown to a reader, because of what they asked not to see."""
    terms = (*wanted.any_of, viewer.avoided)
    return replace(wanted, avoided=(), any_of=terms, none_of=(*wanted.none_of, DANGER))
