"""Who works on cases: officers and supervisors who may sign in."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.db.models.functions import Lower

from hatehub.accounts.models import User
from hatehub.accounts.selectors import CASE_WORKERS


def list_colleagues() -> list[User]:
    """Return everybody who works on cases, by username, with one query."""
    return list(_colleagues().order_by("username"))


def find_colleague(*, user_id: int) -> User | None:
    """Return somebody who works on cases; None for anybody else."""
    return _colleagues().filter(id=user_id).first()


def colleagues_named(names: Collection[str]) -> dict[str, User]:
    """Return by username in small letters those who work on cases, with one query; nothing for a name unknown."""
    if not names:
        return {}
    rows = _colleagues().annotate(lowered=Lower("username")).filter(lowered__in=names).order_by("-id")
    return {user.username.lower(): user for user in rows}


def _colleagues() -> QuerySet[User]:
    return User.objects.filter(is_active=True, role__in=CASE_WORKERS)
