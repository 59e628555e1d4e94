"""Making subject access requests for tests, and reading the bundles that come of them."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.roles import Role
from triage.models import AccessRequest
from triage.rules.access_requests import Choice, Ground, Kind
from triage.services.access_requests import building, choosing, deciding, giving, receiving
from triage.services.access_requests.parts import Asker, list_parts

OFFICER = Actor(role=Role.OFFICER, identifier="officer-1")
SUPERVISOR = Actor(role=Role.SUPERVISOR, identifier="supervisor-1")


def receive(
    *, at: datetime, references: list[str] = (), kind: Kind = Kind.COMPLAINANT, by: Actor = OFFICER, **said: Any
) -> AccessRequest:
    """Take a request in on the day."""
    asker = Asker(**{"checked": "Saw the passport.", **said})
    return receiving.receive(
        kind=kind, asker=asker, references=references, received_on=at.date(), confirmed_on=at.date(), by=by, at=at
    )


def include_all(request: AccessRequest, *, at: datetime, by: Actor = OFFICER) -> None:
    """Include everything that was found."""
    for item in request.items.all():
        choosing.choose(
            request_id=request.id, item_id=item.id, choice=Choice.INCLUDED, reason="It is theirs.", by=by, at=at
        )


def approve(request: AccessRequest, *, at: datetime, given: bool = True, by: Actor = SUPERVISOR) -> None:
    """Have everything included, handed over and approved; of somebody reports are about, each section decided."""
    include_all(request, at=at)
    approve_decided(request, at=at, given=given, by=by)


def approve_decided(request: AccessRequest, *, at: datetime, given: bool = True, by: Actor = SUPERVISOR) -> None:
    """Do what `approve` does, with what was included as it is."""
    if request.kind == Kind.SUBJECT:
        for part in list_parts(Kind.SUBJECT):
            if part.never_given is None:
                ground = None if given else Ground.OTHERS
                choosing.decide_section(
                    request_id=request.id,
                    code=part.code,
                    is_given=given,
                    reason="Nobody is told by it.",
                    ground=ground,
                    by=by,
                    at=at,
                )
    deciding.submit(request_id=request.id, by=OFFICER, at=at)
    deciding.approve(request_id=request.id, by=by, at=at)


def make(request: AccessRequest, *, at: datetime, given: bool = True) -> zipfile.ZipFile:
    """Take a request all the way, and return the bundle as it is given out."""
    include_all(request, at=at)
    return make_decided(request, at=at, given=given)


def make_decided(request: AccessRequest, *, at: datetime, given: bool = True) -> zipfile.ZipFile:
    """Do what `make` does, with what was included as it is."""
    approve_decided(request, at=at, given=given)
    is_made = building.build(request_id=request.id, by=HUB, at=at)
    request.refresh_from_db()
    assert is_made, request.last_error
    return fetch(request, at=at)


def fetch(request: AccessRequest, *, at: datetime) -> zipfile.ZipFile:
    """Return the bundle as it is given out."""
    given = giving.fetch(request_id=request.id, by=OFFICER, at=at)
    content = b"".join(given.pieces)
    assert len(content) == given.size
    return zipfile.ZipFile(io.BytesIO(content))


def words_of(bundle: zipfile.ZipFile) -> str:
    """Return everything that can be read in a bundle."""
    return "\n".join(bundle.read(name).decode() for name in ("index.html", "data.json"))


def data_of(bundle: zipfile.ZipFile) -> dict[str, Any]:
    """Return what programs read."""
    return dict(json.loads(bundle.read("data.json")))
