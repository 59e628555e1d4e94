"""Opening an exhibit to look at it or to copy it: whether somebody may, and parts of what was read whole just now."""

from collections.abc import Iterator
from datetime import datetime

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault.rules.ciphers import Unreadable
from reports.models import Evidence
from reports.services import files, quarantine
from reports.services.custody import ExhibitChanged
from reports.services.diversion import Diverted, refuse_diverted
from reports.services.subjects import check_not_withheld


def find(*, evidence_id: int, by: Actor, at: datetime, is_review: bool = False) -> Evidence:
    """Return an exhibit that the actor may open, without opening it; that a diverted one was asked for is recorded.

    `is_review`: it is for somebody who reviews the decision, and so sees what that withholds.
    Raises NotPermitted, Evidence.DoesNotExist, Diverted, SubjectWithheld, ExhibitQuarantined.
    """
    require(by=by, action=Action.VIEW_MATERIAL)
    item = Evidence.objects.select_related("report__case__lead", "made_from").get(id=evidence_id)
    try:
        refuse_diverted(item)
        refuse_diverted(item.made_from or item)
    except Diverted:
        subject, details = f"report:{item.report.reference}", {"exhibit": item.exhibit}
        record(subject=subject, verb="viewing_refused", by=by, at=at, details=details)
        raise
    if not is_review:
        check_not_withheld(case=item.report.case)
    quarantine.refuse_quarantined([item])
    return item


def read_part(item: Evidence, *, start: int, stop: int, at: datetime) -> Iterator[bytes]:
    """Return the bytes from `start` up to `stop`, recording nothing: for what was read through custody a moment ago.

    Each piece shows by its tag that it is unchanged; the hash of the whole is not compared. Raises ExhibitChanged,
    after which the exhibit lies in quarantine, and KeyDestroyed, files.StorageAway.
    """
    try:
        yield from files.read_slice(
            storage_name=item.storage_name, owner=item.report_id, size=item.size, start=start, stop=stop
        )
    except (Unreadable, FileNotFoundError) as error:
        why = Evidence.Quarantine.MISSING if isinstance(error, FileNotFoundError) else Evidence.Quarantine.UNREADABLE
        quarantine.put(evidence_id=item.id, why=why, by=HUB, at=at)
        raise ExhibitChanged(item.exhibit, why) from error
