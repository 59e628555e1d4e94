"""Writing and removing the prints of a report's pictures."""

import io
import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault.models import DataKey, Purpose
from hatehub.vault.services import KeyDestroyed
from reports.models import Evidence, Report
from reports.rules.file_kinds import DRAWN_TYPES
from reports.services import custody, files
from reports.services.diversion import Diverted
from reports.services.quarantine import ExhibitQuarantined
from triage.models import PicturePrint
from triage.rules.pictures.prints import VERSION, Print, make_print
from triage.services.pictures.index import stored_keys
from triage.services.pictures.reading import NoPicture, read_grey
from triage.services.pictures.sealing import seal_print

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 100
LOOKED_BACK = 20_000  # exhibits


def write(*, report_ids: Iterable[UUID], by: Actor, at: datetime) -> int:
    """Print the pictures of reports that have no print of this version; return how many rows are new.

    Files are read outside a transaction and each report's rows written in one of their own, so that a worker that
    is killed leaves whole reports or none. A picture that cannot be read gets a row that says so, and is not
    tried again; a file that storage does not give now gets none, and is. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    return sum(_write_one(report, at=at) for report in Report.objects.filter(id__in=list(report_ids)))


def _write_one(report: Report, *, at: datetime) -> int:
    rows = [row for item in _unprinted().filter(report=report) if (row := _print(item, at=at)) is not None]
    with transaction.atomic():
        rows = _without_diverted(rows)
        before = PicturePrint.objects.filter(report=report).count()
        PicturePrint.objects.bulk_create(rows, ignore_conflicts=True)
        return PicturePrint.objects.filter(report=report).count() - before


def _without_diverted(rows: list[PicturePrint]) -> list[PicturePrint]:
    """Return the rows whose exhibit nobody has diverted meanwhile; who does so now waits, and removes what is there."""
    named = Evidence.objects.filter(id__in=[row.evidence_id for row in rows], diverted_as="")
    kept = set(named.order_by("id").select_for_update().values_list("id", flat=True))
    return [row for row in rows if row.evidence_id in kept]


def list_waiting(*, most: int = MOST_AT_ONCE) -> list[UUID]:
    """Return reports with pictures that have no print of this version, those of the newest files first.

    Only the last 20,000 exhibits are looked through, so that looking costs the same when all is done; older ones
    are for `rebuild_fingerprints`. Reports whose material key is destroyed are left out.
    """
    newest = Evidence.objects.aggregate(id=Max("id"))["id"] or 0
    destroyed = DataKey.objects.filter(owner=OuterRef("report_id"), purpose=Purpose.MATERIAL, wrapped__isnull=True)
    waiting = _unprinted().filter(id__gt=newest - LOOKED_BACK).exclude(Exists(destroyed))
    return list(dict.fromkeys(waiting.order_by("-id").values_list("report_id", flat=True)[:most]))


def forget(*, report_id: UUID) -> int:
    """Remove every print of a report's pictures, of all versions; return how many there were."""
    removed, _ = PicturePrint.objects.filter(report_id=report_id).delete()
    return removed


def forget_exhibits(*, evidence_ids: Collection[int]) -> int:
    """Remove every print of some exhibits, of all versions; return how many there were."""
    removed, _ = PicturePrint.objects.filter(evidence__in=evidence_ids).delete()
    return removed


def _unprinted() -> QuerySet[Evidence]:
    """Return the pictures that people gave, without a print of this version, that may be opened.

    Diverted ones never are, those in quarantine when they are released. What the hub made is no sign that reports
    are alike: two captures of one site look much the same.
    """
    printed = PicturePrint.objects.filter(evidence=OuterRef("pk"), version=VERSION)
    given = Evidence.objects.filter(origin=Evidence.Origin.REPORTED, content_type__in=DRAWN_TYPES)
    return given.filter(diverted_as="", quarantined_at__isnull=True).exclude(Exists(printed))


def _print(item: Evidence, *, at: datetime) -> PicturePrint | None:
    """Return the row of a picture, not saved; None where its file or its key cannot be had."""
    row = PicturePrint(report_id=item.report_id, evidence=item, version=VERSION, printed_at=at)
    try:
        print_ = _read(item, at=at)
        row.state = PicturePrint.State.PRINTED if print_ else PicturePrint.State.PLAIN
        if print_:
            row.keys = stored_keys(print_.points)
            row.sealed = seal_print(print_, owner=item.report_id, evidence_id=item.id)
    except NoPicture:
        row.state = PicturePrint.State.UNREADABLE
    except (KeyDestroyed, Diverted, ExhibitQuarantined):
        return None
    except (OSError, files.StorageAway) as error:
        logger.warning("picture_not_had", extra={"exhibit": item.exhibit, "error": type(error).__name__})
        return None
    return row


def _read(item: Evidence, *, at: datetime) -> Print | None:
    content = b"".join(custody.pieces(item=item, at=at))
    return make_print(read_grey(io.BytesIO(content), media_type=item.content_type))
