"""What the demonstration's police force has in hand: a case offered, one accepted and talked about, one that ended."""

from datetime import datetime, timedelta

from hatehub.accounts.actors import HUB, Actor, actor_for_user
from hatehub.accounts.models import User
from referrals.services import answering, force_outcomes, force_talk, packaging
from reports.models import Report
from reports.rules.gates import GATES
from reports.services import gates, workflow

OFFERED, TALKED_ABOUT, ENDED = range(3)


def share_out(*, reports: list[Report], at: datetime) -> None:
    """Take three cases that are assigned to the force as far as each goes: offered, accepted, closed."""
    officer, person = (actor_for_user(User.objects.get(username=name)) for name in ("officer", "force"))
    for hours, report in zip((6, 30, 54), reports, strict=True):
        then = at - timedelta(hours=hours)
        package = packaging.request(case_id=report.case_id, by=HUB, at=then)
        packaging.build(package_id=package.id, at=then)
    _talk(reports[TALKED_ABOUT], officer=officer, person=person, at=at - timedelta(hours=20))
    _end(reports[ENDED], officer=officer, person=person, at=at - timedelta(hours=40))


def _talk(report: Report, *, officer: Actor, person: Actor, at: datetime) -> None:
    reference = report.case.reference
    answering.accept(reference=reference, crime_number="13/DEMO1/26", by=person, at=at)
    words = "[Invented] We know the account from another matter and go to see its owner this week."
    force_talk.write(reference=reference, kind="note", text=words, by=person, at=at + timedelta(hours=2))
    words = "[Invented] Is there a copy of the post with the time on it?"
    asked = force_talk.write(reference=reference, kind="question", text=words, by=person, at=at + timedelta(hours=3))
    words = "[Invented] Yes: the second exhibit of the package, captured by the hub."
    force_talk.answer(message_id=asked.id, text=words, by=officer, at=at + timedelta(hours=5))


def _end(report: Report, *, officer: Actor, person: Actor, at: datetime) -> None:
    reference = report.case.reference
    answering.accept(reference=reference, crime_number="13/DEMO2/26", by=person, at=at)
    force_outcomes.record_outcome(
        reference=reference,
        number=8,
        outcome_date=(at + timedelta(hours=20)).date(),
        charges=[],
        reason="[Invented] Both sides agreed to an apology and a visit to the community centre.",
        by=person,
        at=at + timedelta(hours=21),
    )
    for gate in GATES:
        gates.waive(report_id=report.id, name=gate, by=officer, at=at + timedelta(hours=22), reason="[Invented]")
    workflow.close(
        report_id=report.id,
        by=officer,
        at=at + timedelta(hours=23),
        outcome="result",
        reason="[Invented] The force has settled it by agreement.",
    )
