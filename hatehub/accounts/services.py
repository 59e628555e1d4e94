"""Making the accounts of staff and the clients of forces."""

import secrets

from django.contrib.auth.models import Permission
from django.db import transaction

from hatehub.accounts.models import ApiClient, User
from hatehub.accounts.roles import Action, Role, is_allowed
from hatehub.reference.models import Force


@transaction.atomic
def make_staff(*, username: str, role: Role, password: str) -> User:
    """Make an account for a member of staff; a second factor is set up at the first sign-in.

    Only a role that edits the reference data gets into the admin, and there to the reference tables alone.
    """
    edits_reference = is_allowed(role=role, action=Action.EDIT_REFERENCE)
    user = User.objects.create_user(username=username, role=role.value, password=password, is_staff=edits_reference)
    if edits_reference:
        user.user_permissions.set(Permission.objects.filter(content_type__app_label="reference"))
    return user


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
