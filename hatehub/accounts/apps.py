"""App configuration of accounts."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out


class AccountsConfig(AppConfig):
    """Users, API clients and permissions."""

    name = "hatehub.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Hear of each sign-in and sign-out: Django tells of them in no other way, whichever door was used."""
        user_logged_in.connect(_begin_session, dispatch_uid="hub-session-begins")
        user_logged_out.connect(_forget_session, dispatch_uid="hub-session-ends")


def _begin_session(*, request: Any, user: Any, **_known: Any) -> None:
    from hatehub.accounts import sessions  # noqa: PLC0415 - models are there once every app is ready

    if request is not None and hasattr(request, "session"):
        sessions.begin(request=request, user=user)


def _forget_session(*, request: Any, **_known: Any) -> None:
    from hatehub.accounts import sessions  # noqa: PLC0415 - models are there once every app is ready

    if request is not None and hasattr(request, "session"):
        sessions.forget(request)
