"""Who has to act on a case: exactly one owner for every open state. Pure."""

from dataclasses import dataclass

from reports.rules.workflow import OWNING_QUEUE, Queue, State
from triage.rules.responsibility import HUB

REGISTRAR = "registrar"
HAS_ANSWER_TO_GIVE = frozenset({State.PACKAGED, State.WITH_FORCE})


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Who has to act: a force's code, HUB or REGISTRAR; and the queue in which the hub's people see it."""

    who: str
    queue: Queue


def owner_of(state: State, *, investigating: str | None, is_disputed: bool = False) -> Owner | None:
    """Return who has to act on a case in a state; None for one that is closed, or worked as part of another.

    A force has to act once there is a package; one that has a case keeps it while it is to be transferred or forces
    disagree about it. `is_disputed` is whether the registrar has been asked.
    """
    queue = OWNING_QUEUE.get(state)
    if queue is None:
        return None
    if state in HAS_ANSWER_TO_GIVE:
        return Owner(who=investigating or HUB, queue=queue)
    is_hubs_to_settle = is_disputed and state in (State.ASSESSED_CRIME, State.ASSESSED_NON_CRIME)
    return Owner(who=REGISTRAR if is_hubs_to_settle else HUB, queue=queue)
