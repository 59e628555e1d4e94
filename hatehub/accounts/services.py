"""Making the accounts of staff and the clients of forces."""

import secrets

from hatehub.accounts.models import ApiClient, User
from hatehub.accounts.roles import Role
from hatehub.reference.models import Force


def make_staff(*, username: str, role: Role, password: str, force: Force | None = None) -> User:
    """Make an account for a member of staff, or of a force; a second factor is set up at the first sign-in.

    What it may do is said by its role alone: Django's own permissions and its staff mark are not used.
    """
    return User.objects.create_user(username=username, role=role.value, password=password, force=force)


def make_force_client(*, force_code: str, name: str) -> tuple[ApiClient, str]:
    """Make the API client of a force; return it with its secret, which is stored as a hash and shown once.

    Raises Force.DoesNotExist.
    """
    secret = secrets.token_urlsafe(32)
    client = ApiClient.objects.create(
        name=name,
        client_secret=secret,
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
        force=Force.objects.get(code=force_code),
    )
    return client, secret
