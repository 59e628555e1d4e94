"""Telling forces that they have cases of the same subject, and proposing which of them leads."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from hatehub.reference.models import Force
from intel.models import Account, SharedSubject, Subject
from intel.rules.lead_force import SENTENCES, VERSION, Ground, Share, keeps, propose
from intel.selectors import shared_subjects as rows
from referrals.events import ForceConcerned
from reports.models import Case
from reports.services.subjects import withholds_subject

CHANGE = "subject_shared"


class LeadRefused(Exception):
    """A force cannot be named as the lead; the text says why, and `field` where."""

    def __init__(self, text: str, *, field: str) -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def settle(*, subjects: Collection[UUID], by: Actor, at: datetime) -> int:
    """Note which forces share each of these subjects and propose a lead; tell them where any of it is new.

    Each force hears of it with its newest case of the subject. Who was named by an officer stays the lead while that
    force has a case, who was proposed while nothing stronger speaks for another. Returns of how many subjects something
    was told; doing it again tells nothing. Raises NotPermitted.
    """
    require(by=by, action=Action.RECORD_INTELLIGENCE)
    if not subjects:
        return 0
    known = list(Subject.objects.filter(id__in=subjects).order_by("id").select_for_update())
    stored = {row.subject_id: row for row in SharedSubject.objects.filter(subject__in=known).select_related("lead")}
    shares = rows.shares_of(subjects=[each.id for each in known])
    return sum(_settle(each, shares.get(each.id, []), stored.get(each.id), by=by, at=at) for each in known)


@transaction.atomic
def name_lead(*, subject: Subject, force: str, is_agreed: bool, reason: str, by: Actor, at: datetime) -> SharedSubject:
    """Name which force leads, and whether the forces agreed to it; all of them are told.

    Raises LeadRefused, NotPermitted.
    """
    require(by=by, action=Action.LINK_ACCOUNTS)
    if not reason.strip():
        raise LeadRefused("Say why, or what was agreed and with whom.", field="reason")
    Subject.objects.select_for_update().get(id=subject.id)
    row = SharedSubject.objects.filter(subject=subject).first()
    if row is None or force not in row.forces:
        raise LeadRefused("Choose one of the forces that have cases of this subject now.", field="force")
    row.lead = Force.objects.get(code=force)
    row.state = SharedSubject.State.AGREED if is_agreed else SharedSubject.State.PROPOSED
    row.ground, row.rule_version, row.reason = "", "", reason.strip()
    row.decided_by, row.decided_at, row.told_at = str(by), at, at
    row.save()
    details = {"lead": force, "is_agreed": is_agreed, "forces": row.forces}
    record(
        subject=f"subject:{subject.reference}", verb="lead_named", by=by, at=at, reason=reason.strip(), details=details
    )
    _tell(subject.id, row.forces, at=at)
    return row


def read_for_force(*, case: Case, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return who is behind the accounts of a case, as far as the hub knows, and which other forces have cases of them.

    Of another force's cases nothing but how many there are. None where the subject is withheld. Raises NotPermitted.
    """
    require(by=by, action=Action.READ_FORCE_CASES)
    if withholds_subject(case=case):
        return []
    subjects = rows.subjects_of_case(case=case)
    ids = [each.id for each in subjects]
    accounts = rows.accounts_told(subjects=ids)
    shares = rows.shares_of(subjects=ids)
    own = rows.cases_by_subject(subjects=ids, force=by.force_code or "")
    names = dict(Force.objects.values_list("code", "name"))
    return [
        {
            "reference": each.reference,
            "accounts": [_account(row) for row in accounts.get(each.id, [])],
            "cases": own.get(each.id, []),
            "other_forces": [
                {"force": share.force, "name": names[share.force], "cases": share.cases}
                for share in shares.get(each.id, [])
                if share.force != by.force_code
            ],
            "lead": _lead(each),
        }
        for each in subjects
    ]


def _settle(subject: Subject, shares: list[Share], row: SharedSubject | None, *, by: Actor, at: datetime) -> bool:
    forces = [share.force for share in shares]
    if len(forces) < 2:
        if row is None:
            return False
        row.delete()
        _record(subject, forces, lead="", by=by, at=at)
        _tell(subject.id, row.forces, at=at)
        return True
    stays = row is not None and (row.lead.code in forces if row.reason else keeps(row.lead.code, shares))
    if row and stays and row.forces == forces:
        return False
    known = set(row.forces) if row else set()
    row = row or SharedSubject(subject=subject)
    row.forces, row.told_at = forces, at
    if not stays:
        code, ground = propose(shares)
        row.lead, row.ground, row.rule_version = Force.objects.get(code=code), ground, VERSION
        row.state, row.reason, row.decided_by, row.decided_at = SharedSubject.State.PROPOSED, "", str(by), at
    row.save()
    _record(subject, forces, lead=row.lead.code, by=by, at=at)
    _tell(subject.id, sorted({*forces, *known}), at=at)
    return True


def _record(subject: Subject, forces: list[str], *, lead: str, by: Actor, at: datetime) -> None:
    details = {"forces": forces, "lead": lead}
    record(subject=f"subject:{subject.reference}", verb="forces_told", by=by, at=at, details=details)


def _tell(subject: UUID, forces: Collection[str], *, at: datetime) -> None:
    """Tell each force with its newest case; one that has none any more is told of that by the case itself."""
    cases = rows.newest_cases(subject=subject, forces=forces)
    for force, case in sorted(cases.items()):
        concerned = ForceConcerned(case_id=str(case.id), change=CHANGE, forces=[force])
        publish(concerned, stream=str(case.id), at=at)


def _account(account: Account) -> dict[str, Any]:
    return {
        "platform": account.platform_code,
        "handle": account.handle,
        "platform_number": account.permanent_id,
        "former_handles": [name.handle for name in account.names.all()],
    }


def _lead(subject: Subject) -> dict[str, Any] | None:
    row = getattr(subject, "shared", None)
    if row is None:
        return None
    return {
        "force": row.lead.code,
        "name": row.lead.name,
        "state": row.state,
        "ground": row.ground or None,
        "because": row.reason or SENTENCES[Ground(row.ground)],
    }
