"""What was changed by administrators, as the audit tells it."""

from dataclasses import dataclass
from datetime import datetime

from hatehub.audit.selectors import list_entries


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing done to a row: when, by whom, with which verb, why, and which fields it touched."""

    at: datetime
    actor: str
    verb: str
    reason: str
    fields: tuple[str, ...]
    part: str


def list_changes(*, subject: str) -> list[Change]:
    """Return what was done to one row, newest first. `part` names a row below it, such as a unit of a force."""
    return [
        Change(
            at=entry.at,
            actor=entry.actor,
            verb=entry.verb,
            reason=entry.reason,
            fields=tuple(entry.details.get("fields", ())),
            part=str(entry.details.get("part", "")),
        )
        for entry in reversed(list_entries(subjects=[subject]))
    ]
