"""A pytest plugin for tests that speak to the hub's pages: staff who are signed in, and people with drafts."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from hatehub.accounts.models import User
from hatehub.reference.models import Force
from tests.making.reports import WEST_YORKSHIRE


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    """Make the folder that WhiteNoise looks for, so that it does not warn."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def person(db: None) -> Client:
    """Somebody of the public, with a browser. Nothing has been counted yet: all tests come from one network."""
    cache.clear()
    return Client()


def sign_in(
    role: str, *, has_second_factor: bool = True, used_it: bool = True, password: str | None = None, **more: Any
) -> Client:
    """Return the browser of somebody of a role, who has signed in, with a second factor unless told otherwise."""
    known: dict[str, Any] = {"role": role, "password": password}
    known["force"] = Force.objects.get(code=WEST_YORKSHIRE) if role == "force" else None
    user = User.objects.create_user(username=f"{role}-{User.objects.count()}", **known)
    if has_second_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return open_session(user, used_factor=has_second_factor and used_it, **more)


def open_session(user: User, *, used_factor: bool = True, **more: Any) -> Client:
    """Return a browser of somebody who has just signed in."""
    client = Client(**more)
    client.force_login(user, backend="hatehub.accounts.backends.StaffBackend")
    if used_factor:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


@pytest.fixture(scope="session")
def signing_in() -> Callable[..., Client]:
    """Do what `staff` does, for rows that a module keeps."""
    return sign_in


@pytest.fixture
def another_session() -> Callable[..., Client]:
    """Give somebody who is there another browser in which they have signed in."""
    return open_session


@pytest.fixture
def staff(db: None) -> Callable[..., Client]:
    """Sign somebody in: `staff("officer")`, with a second factor unless told otherwise."""
    return sign_in


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let so many minutes pass: `wait(31)`."""
    real, passed = time.time, [0.0]
    monkeypatch.setattr(time, "time", lambda: real() + passed[0])

    def pass_by(minutes: float) -> None:
        passed[0] += minutes * 60

    return pass_by
