"""The one permission function."""

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Action, is_allowed


class NotPermitted(Exception):
    """The actor's role does not have this action, or they are not cleared. The refusal is recorded at the edge."""

    def __init__(self, *, by: Actor, action: Action) -> None:
        super().__init__(f"{by.role} may not {action}")
        self.by = by
        self.action = action


def require(*, by: Actor, action: Action) -> None:
    """Return quietly where the actor may take the action. Raises NotPermitted otherwise."""
    if not is_allowed(role=by.role, action=action, is_cleared=by.is_cleared):
        raise NotPermitted(by=by, action=action)
