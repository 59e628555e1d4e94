"""Reads who works at the hub."""

from django.db.models import QuerySet

from hatehub.accounts.models import User
from hatehub.accounts.roles import Role

CASE_WORKERS = (Role.OFFICER.value, Role.SUPERVISOR.value)


def case_workers() -> QuerySet[User]:
    """Return those who work on cases and may sign in."""
    return User.objects.filter(role__in=CASE_WORKERS, is_active=True)
