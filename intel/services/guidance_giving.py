"""Which guidance goes with a case: chosen when its package is written, remembered when that is sealed."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import GuidanceGiven, GuidanceVersion
from intel.rules.guidance_files import Piece, as_section, as_text, path_of
from intel.selectors.guidance import Chosen, choose_for, newest_numbers
from intel.selectors.guidance_given import given_with, package_of
from referrals.models import EvidencePackage
from referrals.registries import Added
from reports.models import Case
from triage.selectors.time_bars import local_day

TITLE = "Guidance for the investigating officer"
USE = "Nothing of the prosecution file. It is general, and chosen by a machine for what the hub knows of the case."


def write_part(*, case: Case, at: datetime) -> Added | None:
    """Return the guidance that goes into a package of a case, a file for each piece; None where none fits."""
    chosen = choose_for(case, today=local_day(at))
    if not chosen:
        return None
    pieces = [_piece(each.version, each.reasons) for each in chosen]
    files = {path_of(piece, place=place): as_text(piece) for place, piece in enumerate(pieces, start=1)}
    listed = [
        {
            "code": piece.code,
            "version": piece.number,
            "title": piece.title,
            "because": list(piece.because),
            "reviewed_on": piece.reviewed_on.isoformat() if piece.reviewed_on else None,
            "file": f"data/{path}",
        }
        for piece, path in zip(pieces, files, strict=True)
    ]
    files["guidance.json"] = json.dumps(listed, ensure_ascii=False, indent=2).encode() + b"\n"
    kept = [{"version": each.version.id, "reasons": each.reasons} for each in chosen]
    return Added(files=files, title=TITLE, use=USE, texts=[as_section(piece) for piece in pieces], kept=kept)


def note_sealed(*, package: EvidencePackage, kept: Any, at: datetime) -> None:
    """Remember which versions lie in a package that is sealed now."""
    require(by=HUB, action=Action.GIVE_GUIDANCE)
    GuidanceGiven.objects.bulk_create(
        GuidanceGiven(
            case_id=package.case_id,
            package=package,
            version_id=each["version"],
            place=place,
            reasons=each["reasons"],
            at=at,
        )
        for place, each in enumerate(kept, start=1)
    )


def read_for_force(*, case: Case, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return the guidance that went with the newest package of a case, in the versions that went.

    Before there is a package, what fits now is returned, and remembered. Raises NotPermitted.
    """
    require(by=by, action=Action.READ_FORCE_CASES)
    package = package_of(case)
    given = _give(case, at=at) if package is None else given_with(case=case, package=package)
    newest = newest_numbers([row.version.guidance.code for row in given])
    return [_told(row, newest) for row in given]


@transaction.atomic
def _give(case: Case, *, at: datetime) -> list[GuidanceGiven]:
    """Choose for a case without a package, and remember what was chosen; once for each version."""
    chosen = choose_for(case, today=local_day(at))
    rows = _rows(case, chosen, at=at)
    known = {row.version_id for row in given_with(case=case, package=None)}
    fresh = [row for row in rows if row.version_id not in known]
    GuidanceGiven.objects.bulk_create(fresh, ignore_conflicts=True)
    return rows


def _rows(case: Case, chosen: Sequence[Chosen], *, at: datetime) -> list[GuidanceGiven]:
    return [
        GuidanceGiven(case=case, version=each.version, place=place, reasons=each.reasons, at=at)
        for place, each in enumerate(chosen, start=1)
    ]


def _piece(version: GuidanceVersion, because: Sequence[str]) -> Piece:
    return Piece(
        code=version.guidance.code,
        title=version.title,
        number=version.number,
        problem=version.problem,
        body=version.body,
        basis=version.basis,
        reviewed_on=version.reviewed_on,
        look_again_by=version.look_again_by,
        because=because,
    )


def _told(row: GuidanceGiven, newest: dict[str, int]) -> dict[str, Any]:
    version = row.version
    return {
        "code": version.guidance.code,
        "title": version.title,
        "version": version.number,
        "problem": version.problem,
        "body": version.body,
        "because": row.reasons,
        "basis": version.basis,
        "reviewed_on": version.reviewed_on,
        "look_again_by": version.look_again_by,
        "state": version.state,
        "newest_version": newest.get(version.guidance.code),
    }
