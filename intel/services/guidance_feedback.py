"""What a force says of the guidance that went with its case: helped, did not, or not used, with a few words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.reference.models import Force
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from intel.models import GuidanceFeedback, GuidanceGiven, GuidanceVersion
from intel.selectors.guidance_given import feedback_of, given_with, package_of, said_of
from referrals.models import EvidencePackage
from referrals.selectors.force_cases import get_whole_case
from referrals.services.force_outcomes import OutcomeRefused
from reports.models import Case

LONGEST_TEXT = 1000
MOST_READ = 20


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said of one piece, by its code."""

    code: str
    verdict: str
    text: str = ""


def take_part(*, package: EvidencePackage, said: Any, by: Actor, at: datetime) -> None:
    """Keep what was said of the guidance in a package. Raises OutcomeRefused for a piece that is not in it."""
    given = given_with(case=package.case, package=package)
    _keep(package.case, given, [Said(**each) for each in said], by=by, at=at)


@transaction.atomic
def give(*, reference: str, said: Sequence[Said], by: Actor, at: datetime) -> list[GuidanceFeedback]:
    """Keep what the actor's force says of the guidance that went with its case, in the newest package or without one.

    Said again, it replaces what was said before. Raises NotPermitted, CaseNotFound, ContactOnly, KeyDestroyed, and
    OutcomeRefused for a piece that did not go with the case.
    """
    require(by=by, action=Action.RECORD_OUTCOME)
    case = get_whole_case(reference=reference, by=by)
    return _keep(case, given_with(case=case, package=package_of(case)), said, by=by, at=at)


def read_words(versions: Sequence[GuidanceVersion], *, by: Actor) -> list[dict[str, Any]]:
    """Return the newest words of forces on some versions, up to 20; not what was erased. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    rows = feedback_of([version.id for version in versions], most=MOST_READ)
    sealed = {row.id: (row.sealed_for_id, row.field, row.sealed_text) for row in rows if row.sealed_text}
    texts = vault.unseal_each(sealed, purpose=Purpose.MATERIAL)
    return [{"row": row, "text": texts[row.id]} for row in rows if row.id in texts]


def read_own(*, case: Case, by: Actor) -> dict[int, Said]:
    """Return what the actor's force said of a case's guidance, by version; erased words are empty.

    Raises NotPermitted.
    """
    require(by=by, action=Action.RECORD_OUTCOME)
    rows = said_of(case=case, force_code=by.force_code)
    sealed = {key: (row.sealed_for_id, row.field, row.sealed_text) for key, row in rows.items() if row.sealed_text}
    texts = vault.unseal_each(sealed, purpose=Purpose.MATERIAL)
    return {key: Said(code="", verdict=row.verdict, text=str(texts.get(key, ""))) for key, row in rows.items()}


def _keep(
    case: Case, given: Sequence[GuidanceGiven], said: Sequence[Said], *, by: Actor, at: datetime
) -> list[GuidanceFeedback]:
    versions = {row.version.guidance.code: row.version for row in given}
    force = Force.objects.get(code=by.force_code)
    kept = [_keep_one(case, versions, each, force, by=by, at=at) for each in said]
    verdicts = {each.code: each.verdict for each in said}
    details = {"force": force.code, "verdicts": verdicts}
    record(subject=f"case:{case.reference}", verb="guidance_feedback", by=by, at=at, details=details)
    return kept


def _keep_one(
    case: Case, versions: Mapping[str, GuidanceVersion], each: Said, force: Force, *, by: Actor, at: datetime
) -> GuidanceFeedback:
    if each.code not in versions:
        raise OutcomeRefused(f"No guidance '{each.code[:60]}' went with this case.", field="guidance")
    if each.verdict not in GuidanceFeedback.Verdict.values:
        raise OutcomeRefused("Say whether it helped.", field="guidance")
    row = GuidanceFeedback(case=case, version=versions[each.code], force=force)
    text = each.text.strip()[:LONGEST_TEXT]
    sealed = vault.seal(text, owner=case.lead_id, purpose=Purpose.MATERIAL, field=row.field) if text else None
    found, _made = GuidanceFeedback.objects.update_or_create(
        case=case,
        version=row.version,
        force=force,
        defaults={
            "verdict": each.verdict,
            "sealed_for_id": case.lead_id,
            "sealed_text": sealed,
            "by": str(by),
            "at": at,
        },
    )
    return found
