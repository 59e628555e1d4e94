"""Reading who asks: recorded, as every reading of who somebody is."""

from datetime import datetime

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record_read
from triage.models import AccessRequest
from triage.services.access_requests.frame import open_asker
from triage.services.access_requests.parts import Asker


def read(*, request: AccessRequest, by: Actor, at: datetime) -> Asker:
    """Return who asks, and record that it was read; nothing where that is forgotten. Raises NotPermitted."""
    require(by=by, action=Action.PREPARE_ACCESS)
    record_read(subject=request.subject, what="asker", by=by, at=at, reason="working on the request for access")
    return open_asker(request)
