"""The programs of a force, as people of it see them: never a secret."""

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import ApiClient
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action


def programs_of(*, by: Actor) -> list[ApiClient]:
    """Return the API clients of the actor's force, those in use first. Raises NotPermitted."""
    require(by=by, action=Action.MANAGE_OWN_CLIENT)
    rows = ApiClient.objects.filter(force__code=by.force_code)
    return list(rows.order_by("-is_active", "name", "id"))
