"""Making transfers and disputes for tests through the same services as everyone else."""

from datetime import datetime
from typing import Any

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from reports.models import Report
from tests.making.reports import WEST_YORKSHIRE
from triage.models import Transfer
from triage.rules.responsibility import Facts, at_force
from triage.services import disputes, transferring

KENT = "E23000032"
TRACED = Facts(victim=at_force(WEST_YORKSHIRE), suspect=at_force(KENT), suspect_traced_later=True)


def force(code: str) -> Actor:
    """Return a force's client."""
    return Actor(role=Role.FORCE, identifier=f"client-{code}", force_code=code)


def propose(report: Report, *, by: Actor, at: datetime, to: str = KENT, **more: Any) -> Transfer:
    """Propose to transfer a case that is with a force."""
    report = Report.objects.get(id=report.id)
    wanted = {"facts": TRACED, "reason": "The suspect was traced.", "expected_version": report.version, **more}
    return transferring.propose(case_id=report.case_id, to_force=to, by=by, at=at, **wanted)


def refuse(row: Transfer, *, at: datetime, reason: str = "Not in our area.") -> Transfer:
    """Refuse a transfer in the name of the force that was asked."""
    return transferring.refuse(transfer_id=row.id, reason=reason, by=force(row.to_force.code), at=at)


def escalate(row: Transfer, *, by: Actor, at: datetime) -> Transfer:
    """Take to the registrar what was refused."""
    return disputes.escalate(transfer_id=row.id, reason="It is theirs by the rule.", by=by, at=at)
