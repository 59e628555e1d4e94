"""Who has a case open at this moment: kept in Redis for two minutes, and nowhere else."""

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.clients import tallies
from reports.models import Case

SECONDS = 120
"""For how long somebody counts as looking after a page, or a sign of life of one, was asked for."""


def look_in(*, case: Case, by: Actor, at_work: str) -> list[str]:
    """Note that a member of staff has a case open; return what the others who do are called, the newest last.

    `at_work` is what colleagues call them. Nobody else is seen while Redis is away. Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    own = f"{by.user_id}:"
    found = tallies.gather(f"looking:{case.id}", f"{own}{at_work}", seconds=SECONDS)
    return [member.partition(":")[2] for member in found if not member.startswith(own)]
