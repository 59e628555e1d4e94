"""Evidence first: whether what a request asks about is sealed, and sealing it where no force gets a package."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from referrals.models import EvidenceSealing, Takedown
from referrals.selectors.takedown_evidence import Standing, Stands, evidence_of
from referrals.selectors.takedown_posts import posts_of
from referrals.services import stamping
from referrals.services.takedowns.leaving import post_of
from reports.models import Case, Evidence, Report
from reports.rules.workflow import ON_FORCE_SIDE, State
from reports.services import custody
from reports.services.subjects import check_not_withheld

WITHOUT_FORCE = frozenset(
    {State.IN_TRIAGE, State.ASSESSED_CRIME, State.ASSESSED_NON_CRIME, State.OUT_OF_SCOPE, State.CLOSED}
)
"""Where a case is that no force has: nobody builds a package for it."""


class NotSealed(Exception):
    """Something that a request asks about is not sealed yet; `missing` says of which posts, and how far each is."""

    def __init__(self, missing: Sequence[Stands]) -> None:
        super().__init__(f"{len(missing)} posts are not sealed.")
        self.missing = list(missing)


class SealedInPackage(Exception):
    """A force has the case or is offered it: its evidence is sealed in a package, not apart."""


class NothingToSeal(Exception):
    """There is no exhibit that stands for a post of the case and is not sealed already."""


def check_sealed(*, takedown: Takedown) -> None:
    """Raise NotSealed unless what stands for every post of a request is sealed."""
    posts = [post_of(row) for row in takedown.posts.order_by("position")]
    missing = [
        each for each in evidence_of(case=takedown.report.case, posts=posts) if each.standing is not Standing.SEALED
    ]
    if missing:
        raise NotSealed(missing)


def may_seal(*, case: Case) -> bool:
    """Tell whether a case's evidence is sealed apart, since no force gets a package of it; its lead is loaded."""
    return case.lead.state in WITHOUT_FORCE and case.merged_into_id is None


def gets_package(*, case: Case) -> bool:
    """Tell whether a case's evidence is sealed in a package."""
    return case.lead.state in ON_FORCE_SIDE


def seal_evidence(*, case_id: UUID, by: Actor, at: datetime) -> EvidenceSealing:
    """Read what stands for the posts of a case, compare it with its hashes, and seal the list of it.

    Afterwards the audit has the digest of the list, and time stamps are asked for where an authority is configured.
    The bytes are read before the transaction. Raises NotPermitted, SealedInPackage, NothingToSeal, SubjectWithheld,
    custody.ExhibitChanged for an exhibit that is not what was received (it is in quarantine then), StorageAway.
    """
    require(by=by, action=Action.ASK_TAKEDOWN)
    case = Case.objects.select_related("lead").get(id=case_id)
    exhibits = _to_seal(case)
    for item in exhibits:
        for _piece in custody.pieces(item=item, at=at):
            pass
    return _store(case_id, exhibits, by=by, at=at)


def _to_seal(case: Case) -> list[Evidence]:
    check_not_withheld(case=case)
    if not may_seal(case=case):
        raise SealedInPackage(case.reference)
    posts = [each.post for each in posts_of(case=case)]
    waiting = [each for each in evidence_of(case=case, posts=posts) if each.standing is Standing.NOT_SEALED]
    exhibits = {item.id: item for each in waiting for item in each.exhibits}
    if not exhibits:
        raise NothingToSeal(case.reference)
    return [exhibits[each] for each in sorted(exhibits)]


@transaction.atomic
def _store(case_id: UUID, exhibits: Sequence[Evidence], *, by: Actor, at: datetime) -> EvidenceSealing:
    case = Case.objects.select_for_update(of=("self",), no_key=True).select_related("lead").get(id=case_id)
    if not may_seal(case=case):
        raise SealedInPackage(case.reference)
    reports = Report.objects.filter(id__in={item.report_id for item in exhibits}, case=case).values_list(
        "id", flat=True
    )
    held = [item for item in exhibits if item.report_id in set(reports)]
    if not held:
        raise NothingToSeal(case.reference)
    listed = [{**item.as_logged(), "received_at": item.received_at.isoformat()} for item in held]
    manifest = json.dumps(
        {"case": case.reference, "sealed_at": at.isoformat(), "exhibits": listed}, separators=(",", ":"), sort_keys=True
    )
    sealing = EvidenceSealing.objects.create(
        case=case,
        report=case.lead,
        exhibits=[item.id for item in held],
        manifest=manifest,
        digest=sha256(manifest.encode()).hexdigest(),
        sealed_by=str(by),
        sealed_at=at,
    )
    facts = {"sealing": str(sealing.id), "digest": sealing.digest, "exhibits": len(held)}
    record(subject=f"case:{case.reference}", verb="evidence_sealed", by=by, at=at, details=facts)
    stamping.ask(subject=f"sealing:{sealing.id}", digest=sealing.digest, at=at)
    return sealing
