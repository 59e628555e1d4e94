"""The actor: who did something, in the form that every service takes as `by`."""

from dataclasses import dataclass

from hatehub.accounts.models import ApiClient, User
from hatehub.accounts.roles import Role


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts. `identifier` names the account, client or report for the audit; never a person's name."""

    role: Role
    identifier: str
    force_code: str | None = None
    partner_code: str | None = None
    user_id: int | None = None
    is_cleared: bool = False

    def __str__(self) -> str:
        """Return the form that the audit keeps, for example `officer:demo-officer`."""
        return f"{self.role}:{self.identifier}"

    def is_named(self, *texts: str) -> bool:
        """Tell whether one of these, in the audit's form, names this actor, in whichever role.

        What takes two people is compared by this: acting up for a week makes nobody another person.
        """
        return any(text.partition(":")[2] == self.identifier for text in texts)


HUB = Actor(role=Role.HUB, identifier="hub")
PUBLIC = Actor(role=Role.PUBLIC, identifier="form")


def actor_for_user(user: User) -> Actor:
    """Return the actor that a signed-in member of staff is."""
    return Actor(
        role=Role(user.role),
        identifier=user.username,
        force_code=user.force.code if user.force else None,
        partner_code=user.partner.code if user.partner else None,
        user_id=user.pk,
        is_cleared=user.is_cleared_for_sources,
    )


def actor_for_client(client: ApiClient) -> Actor:
    """Return the actor that an API client is: its force, or its partner."""
    if client.force is not None:
        return Actor(role=Role.FORCE, identifier=client.client_id, force_code=client.force.code)
    code = client.partner.code if client.partner else None
    return Actor(role=Role.PARTNER, identifier=client.client_id, partner_code=code)


def actor_for_complainant(reference: str) -> Actor:
    """Return the actor that a complainant is, known only by the reference of the report."""
    return Actor(role=Role.COMPLAINANT, identifier=reference)


def actor_from(text: str) -> Actor:
    """Return the actor that the audit's form names, for work that goes on after the request: without force or account.

    Raises ValueError for a role that there is not.
    """
    role, _, identifier = text.partition(":")
    return Actor(role=Role(role), identifier=identifier)
