"""What every test may ask for: actors, reports made through the real services, and the outbox worked off."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import translation
from whitenoise.middleware import WhiteNoiseMiddleware

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.roles import Role
from reports.models import Report
from tests.making import reports as making

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

# What lands is judged by the same examples each time; new ones are looked for by `make test-full`, and for longer by
# `pytest --hypothesis-profile=search`. No example is timed.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.register_profile("new", deadline=None)
hypothesis.settings.register_profile("search", deadline=None, max_examples=3000)
hypothesis.settings.load_profile("new" if os.environ.get("HATEHUB_FULL") else "same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the long tests to `make test-full`."""
    if not os.environ.get("HATEHUB_FULL"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="long: make test-full runs it"))


def pytest_collection_finish() -> None:
    """Look for cyclic garbage less often, and never among what stays: twelve thousand tests and their modules."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Load the reference data and the policies once; begin with an empty audit, which such tests empty that commit."""
    with django_db_blocker.unblock():
        call_command("load_reference")
        call_command("load_policy")
        call_command("load_enquiry_methods")
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE %s", ["%no_truncate%"])
            for table, name in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
            cursor.execute("TRUNCATE audit_entry, audit_chainhead")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(worker_id: str) -> Iterator[None]:
    """Give each process of the test run a cache of its own: emptying one must not empty another's."""
    number = 2 + int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 1
    address = settings.REDIS_URL.partition("?")[0]
    location = f"{address}?db={number}" if address.startswith("unix:") else settings.REDIS_URL
    with override_settings(CACHES={"default": {**settings.CACHES["default"], "LOCATION": location}}):
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_found_once() -> Iterator[None]:
    """Look for the static files once a process: each test client makes its own middleware, which would look again."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def add(self: WhiteNoiseMiddleware) -> None:
        if not found:
            before = set(self.files)
            look(self)
            found.update({url: file for url, file in self.files.items() if url not in before})
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add)
        yield


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Any) -> None:
    """Keep each test's files to itself."""
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Begin each test in the language of the hub; a page in another one leaves that behind in its thread."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def at() -> datetime:
    """The moment at which a test happens."""
    return NOON


@pytest.fixture
def officer() -> Actor:
    """A hub officer."""
    return Actor(role=Role.OFFICER, identifier="officer-1")


@pytest.fixture
def supervisor() -> Actor:
    """A supervisor."""
    return Actor(role=Role.SUPERVISOR, identifier="supervisor-1")


@pytest.fixture
def hub() -> Actor:
    """The hub itself."""
    return HUB


@pytest.fixture
def west_yorkshire() -> Actor:
    """The API client of West Yorkshire Police."""
    return Actor(role=Role.FORCE, identifier="client-wyp", force_code="E23000010")


@pytest.fixture
def kent() -> Actor:
    """The API client of another force."""
    return Actor(role=Role.FORCE, identifier="client-kent", force_code="E23000032")


@pytest.fixture
def submit(db: None, at: datetime) -> Callable[..., Report]:
    """Make a report by sending a draft: `submit(url=..., narrative=..., postcode=..., files=[...])`."""

    def make(*, minutes: int = 0, **answers: Any) -> Report:
        return making.submit(at=at + timedelta(minutes=minutes), **answers)

    return make


@pytest.fixture
def report_at(submit: Callable[..., Report], officer: Actor, at: datetime) -> Callable[..., Report]:
    """Make a report and walk it to a state through the real commands: `report_at("assigned", postcode="LS6 2AB")`."""

    def make(state: str, **answers: Any) -> Report:
        return making.walk(submit(**answers), to=state, by=officer, at=at)

    return make
