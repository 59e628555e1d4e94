"""What the demonstration's supervisors have to review: cases that were closed long ago, and a request for erasure."""

from datetime import datetime, timedelta

from hatehub.accounts.actors import HUB, Actor, actor_for_user
from hatehub.accounts.models import User
from reports.models import Report
from reports.rules.gates import GATES
from reports.services import gates, workflow
from reports.services.personal import Contact
from reports.services.submission import Answers, Post
from triage.selectors.time_bars import local_day
from triage.services import retaining

DAYS_AGO = 400
"""Longer than the period of what is not recorded as anything, and shorter than that of a crime."""
DECIDED = 2
"""How many were decided; the others were withdrawn, so that no second reading can be drawn that would keep them."""
TOLD = (
    "[Invented] Somebody wrote that our choir sings out of tune.",
    "[Invented] A newspaper wrote that there are too many of us in the park.",
    "[Invented] They put a sticker on the noticeboard, and I saw a picture of it.",
    "[Invented] A comedian made a joke about where I come from.",
)
CLOSED = "[Invented] Nothing of it is for the hub."


def answers() -> list[Answers]:
    """Return the reports that were closed long ago."""
    return [
        Answers(
            posts=(Post(url=f"https://x.com/invented_long_ago/status/17000000000000009{place:02}"),),
            narrative=told,
            kind="witness",
            contact=Contact(email="long.ago@demonstration.invalid", postcode="M14 5TQ"),
            danger="no",
            identity="confidential",
            is_demonstration=True,
        )
        for place, told in enumerate(TOLD)
    ]


def close(report: Report, *, by: Actor, at: datetime) -> None:
    """Close what was found to be nothing for the hub."""
    for gate in GATES:
        gates.waive(report_id=report.id, name=gate, by=by, at=at, reason="[Invented] Long ago.")
    workflow.close(report_id=report.id, by=by, at=at, outcome="out_of_scope", reason=CLOSED)


def review(*, reports: list[Report], at: datetime) -> None:
    """Leave two of the cases to be reviewed, hold one, and propose to destroy one; record a request for erasure."""
    first, officer = _actor("supervisor"), _actor("officer")
    retaining.count_all(by=HUB, at=at)
    held, asked, _due, proposed = reports
    held_for = "[Invented] The inquiry into policing of protests has asked for it."
    retaining.place_hold(case_id=held.case_id, ground="inquiry", reason=held_for, by=first, at=at)
    why = "[Invented] Nobody has asked for anything since."
    retaining.propose(case_id=proposed.case_id, reason=why, by=_actor("supervisor2"), at=at)
    retaining.record_request(
        case_id=asked.case_id,
        report_id=asked.id,
        asked_on=local_day(at - timedelta(days=3)),
        words="[Invented] By letter, with the reference: they want to be forgotten.",
        by=officer,
        at=at,
    )
    retaining.count_all(by=HUB, at=at)


def _actor(username: str) -> Actor:
    return actor_for_user(User.objects.get(username=username))
