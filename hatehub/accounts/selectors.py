"""Reads who works at the hub."""

from hatehub.accounts.models import User
from hatehub.accounts.roles import Role

CASE_WORKERS = (Role.OFFICER.value, Role.SUPERVISOR.value)


def list_case_workers() -> list[str]:
    """List by user name those who work on cases and may sign in, with one query."""
    rows = User.objects.filter(role__in=CASE_WORKERS, is_active=True)
    return list(rows.order_by("username").values_list("username", flat=True))
