"""Printing a report's pictures and looking for its duplicates again, as one step that may be repeated."""

from datetime import datetime
from uuid import UUID

from hatehub.accounts.actors import Actor
from triage.services import duplicates, pictures


def print_and_match(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Print a report's pictures, then look for its duplicates again; return how many prints are new.

    A print is written once, and a match is offered once, so that a worker killed in between only has to begin
    again. Raises NotPermitted.
    """
    written = pictures.write(report_ids=[report_id], by=by, at=at)
    if written:
        duplicates.find(report_id=report_id, by=by, at=at)
    return written
