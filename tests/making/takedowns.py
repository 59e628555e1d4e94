"""Making requests to platforms for tests, through the same services as everyone else."""

import io
from datetime import datetime
from typing import Any
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.reference.models import Platform
from referrals.models import Takedown
from referrals.rules.takedowns.steps import Asked
from referrals.rules.takedowns.wording import Wording
from referrals.services import capturing, takedowns
from reports.models import Report
from tests.making import reports as making
from triage.selectors.offences import decision_in_force

EXPLANATION = "The post calls for those people to be driven out of their homes."


def wording(**more: Any) -> Wording:
    """Return the words of a request that nothing is wrong with."""
    given = {"action": Asked.REMOVE, "terms": "Hate against groups.", "explanation": EXPLANATION, "good_faith": True}
    return Wording(**{**given, **more})


def draft(report: Report, *, by: Actor, at: datetime, platform: str = "x", **words: Any) -> Takedown:
    """Draft a request about a report's case."""
    case_id = Report.objects.get(id=report.id).case_id
    return takedowns.draft(case_id=case_id, platform_code=platform, wording=wording(**words), by=by, at=at)


def capture(report: Report, *, by: Actor, at: datetime, position: int = 1) -> None:
    """Keep an officer's own copy of a post of a report."""
    content, picture = report.contents.get(position=position), making.picture(colour="teal")
    capturing.give(
        case_id=Report.objects.get(id=report.id).case_id,
        file=io.BytesIO(picture),
        name="shot.png",
        size=len(picture),
        link=content.url,
        seen_at=at,
        how="Firefox 140",
        note="",
        content_id=content.id,
        by=by,
        at=at,
    )


def sealed(report: Report, *, by: Actor, at: datetime) -> None:
    """Capture a report's first post, and seal it: into a package where a force has the case, else apart."""
    report = Report.objects.select_related("case__lead").get(id=report.id)
    capture(report, by=by, at=at)
    if takedowns.gets_package(case=report.case):
        making.pack(report, at=at)
    else:
        takedowns.seal_evidence(case_id=report.case_id, by=by, at=at)


def sent(report: Report, *, by: Actor, at: datetime, **words: Any) -> Takedown:
    """Draft a request about a case whose evidence is sealed, and have it sent."""
    made = draft(report, by=by, at=at, **words)
    takedowns.ask_to_send(takedown_id=made.id, by=by, at=at)
    return takedowns.note_sent(takedown_id=made.id, reference="T-1", at=at)


def by_mail(code: str = "x", address: str = "abuse@platform.example", **more: Any) -> Platform:
    """Have a platform take requests by e-mail."""
    Platform.objects.filter(code=code).update(takedown_channel="email", takedown_address=address, **more)
    return Platform.objects.get(code=code)


def offence_of(case_id: UUID) -> str:
    """Return the code of the offence that a case was decided by."""
    decision = decision_in_force(case_id=case_id)
    assert decision is not None
    assert decision.offence is not None
    return decision.offence.code
