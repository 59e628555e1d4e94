"""Guidance of the demonstration: the pieces that ship, reviewed by the supervisor, and what the force says of them."""

from datetime import datetime, timedelta

from hatehub.accounts.actors import HUB, actor_for_user
from hatehub.accounts.models import User
from intel.selectors.guidance import to_review
from intel.selectors.guidance_given import given_with, package_of
from intel.services import guidance_feedback, guidance_writing
from intel.services.guidance_feedback import Said
from reports.models import Report

FOR_DAYS = 365
VERDICTS = (
    ("helped", "[Invented] We asked at once, and the data was still there."),
    ("not_used", ""),
    ("did_not", "[Invented] The account was gone before we came to it."),
)


def publish(*, at: datetime) -> None:
    """Have the supervisor publish the pieces that ship, loaded already or not, before any package is built."""
    supervisor = actor_for_user(User.objects.get(username="supervisor"))
    guidance_writing.load_shipped(by=HUB, at=at)
    for draft in to_review(by=supervisor).select_related("guidance"):
        guidance_writing.publish(
            code=draft.guidance.code,
            expected_edits=draft.edits,
            look_again_by=at.date() + timedelta(days=FOR_DAYS),
            by=supervisor,
            at=at,
        )


def say(*, reports: list[Report], at: datetime) -> None:
    """Have the person of the force say what helped in the cases that they accepted."""
    person = actor_for_user(User.objects.get(username="force"))
    for report in reports:
        given = given_with(case=report.case, package=package_of(report.case))
        said = [
            Said(code=row.version.guidance.code, verdict=verdict, text=text)
            for row, (verdict, text) in zip(given, VERDICTS, strict=False)
        ]
        if said:
            guidance_feedback.give(reference=report.case.reference, said=said, by=person, at=at)
