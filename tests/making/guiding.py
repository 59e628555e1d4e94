"""Publishing guidance for tests through the services, and cases that ended."""

from datetime import datetime, timedelta
from typing import Any

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from hatehub.reference.models import Force, Outcome
from intel.models import GuidanceVersion
from intel.rules.guidance_text import Words
from intel.services import guidance_writing
from referrals.models import ForceOutcome
from reports.models import Report
from tests.making.reports import WEST_YORKSHIRE

AUTHOR = Actor(role=Role.OFFICER, identifier="author")
REVIEWER = Actor(role=Role.SUPERVISOR, identifier="reviewer")


def words(title: str = "Keep it", **more: Any) -> Words:
    """Return what a piece says."""
    return Words(**{"title": title, "problem": "The post may go.", "body": "First this.\n\nThen that.", **more})


def published(code: str = "keep-it", *, at: datetime, **more: Any) -> GuidanceVersion:
    """Write a version of a piece and have another person publish it."""
    from intel.models import Guidance

    said = words(**more)
    if Guidance.objects.filter(code=code).exists():
        draft = guidance_writing.edit(code=code, words=said, expected_edits=0, by=AUTHOR, at=at)
    else:
        draft = guidance_writing.begin(code=code, words=said, by=AUTHOR, at=at)
    day = (at + timedelta(days=365)).date()
    return guidance_writing.publish(code=code, expected_edits=draft.edits, look_again_by=day, by=REVIEWER, at=at)


def ended(report: Report, *, number: int, at: datetime) -> ForceOutcome:
    """Have a force's outcome stand on a case, without its walk there."""
    return ForceOutcome.objects.create(
        case=report.case,
        force=Force.objects.get(code=WEST_YORKSHIRE),
        outcome=Outcome.objects.get(number=number),
        outcome_date=at.date(),
        sealed_for=report,
        by="force:client",
        at=at,
    )
