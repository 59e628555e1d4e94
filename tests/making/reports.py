"""Making reports for tests through the same services as everyone else."""

import io
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from PIL import Image

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.roles import Role
from hatehub.outbox import services as outbox
from hatehub.vault.services import destroy_key
from referrals.services import answering, packaging
from reports.models import Report
from reports.services import drafts, submission, uploads, workflow
from reports.services.personal import Contact
from reports.services.submission import Answers, Post
from triage.rules.policy import Answer
from triage.rules.responsibility import UNKNOWN, Facts, at_force, decide
from triage.services import assessing, assigning

CRIME = {
    "concerns_crime": Answer(question="concerns_crime", answer="yes"),
    "probable": Answer(question="probable", answer="yes", reason="The words threaten."),
    "contrary": Answer(question="contrary", answer="no"),
    "traceable": Answer(question="traceable", answer="yes"),
    "confirmed": Answer(question="confirmed", answer="yes", reason="The complainant confirms it."),
    "other_force": Answer(question="other_force", answer="no"),
    "exception": Answer(question="exception", answer="no", reason="Nothing to do with a school."),
}
NON_CRIME = {
    "concerns_crime": Answer(question="concerns_crime", answer="no"),
    "perceived": Answer(question="perceived", answer="yes", reason="The complainant sees hostility."),
    "distinct": Answer(question="distinct", answer="yes", reason="It kept them awake."),
    "groundless": Answer(question="groundless", answer="no", reason="Grave enough."),
    "at_school": Answer(question="at_school", answer="no"),
    "harm_risk": Answer(question="harm_risk", answer="no"),
    "offence_risk": Answer(question="offence_risk", answer="no", reason="Nothing points to it."),
}
OUT_OF_SCOPE = {
    "concerns_crime": Answer(question="concerns_crime", answer="no"),
    "perceived": Answer(question="perceived", answer="no", reason="Nobody sees hostility."),
}
WEST_YORKSHIRE = "E23000010"


def picture(*, colour: str = "navy", size: tuple[int, int] = (40, 30), kind: str = "PNG") -> bytes:
    """Return the bytes of a small picture."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, kind)
    return target.getvalue()


def submit(
    *,
    at: datetime,
    url: str = "https://x.com/somebody/status/1700000000000000001",
    words: str = "",
    narrative: str = "They wrote that I should leave.",
    email: str = "",
    name: str = "",
    postcode: str = "LS6 2AB",
    files: list[bytes] | None = None,
    **more: Any,
) -> Report:
    """Send a draft with these answers and return the report; its receipt code stands on it as `code`."""
    draft, token = drafts.start(at=at)
    for number, content in enumerate(files or []):
        uploads.add_file(draft=draft, file=io.BytesIO(content), name=f"shot-{number}", size=len(content), at=at)
    posts = (Post(url=url, words=words),) if url or words else ()
    contact = Contact(name=name, email=email, postcode=postcode)
    answers = Answers(posts=posts, narrative=narrative, contact=contact, **more)
    report = submission.submit(draft=draft, token=token, answers=answers, at=at)
    report.code = submission.receipt_code(token=token)
    return report


def work_off(*, at: datetime | None = None) -> int:
    """Deliver every event that waits, as the worker would; return how many deliveries were done."""
    done = 0
    while True:
        outbox.number_events()
        due = outbox.lease_due(at=at or timezone.now())
        if not due:
            return done
        done += sum(outbox.handle(delivery_id=delivery, at=at or timezone.now()) for delivery in due)


def assess(report: Report, answers: dict[str, Answer], *, by: Actor, at: datetime) -> Report:
    """Record a decision on a report that is in triage."""
    report = Report.objects.get(id=report.id)
    assessing.assess(
        report_id=report.id,
        answers=answers,
        offence_code=an_offence() if answers is CRIME else None,
        by=by,
        at=at,
        expected_version=report.version,
    )
    return Report.objects.get(id=report.id)


def an_offence() -> str:
    """Return the code of some offence of England and Wales."""
    from hatehub.reference.selectors import list_offences

    return list_offences(nation="EW", on=date(2026, 1, 1)).first().code


def assign(report: Report, *, by: Actor, at: datetime, force: str = WEST_YORKSHIRE) -> Report:
    """Assign a case to the victim's force."""
    report = Report.objects.get(id=report.id)
    facts = Facts(victim=at_force(force), suspect=UNKNOWN)
    return assigning.assign(
        case_id=report.case_id, facts=facts, decision=decide(facts), by=by, at=at, expected_version=report.version
    )


def walk(report: Report, *, to: str, by: Actor, at: datetime) -> Report:
    """Walk a received report to a state, the shortest way."""
    if to == "received":
        return report
    workflow.start_triage(report_id=report.id, by=by, at=at)
    if to == "in_triage":
        return Report.objects.get(id=report.id)
    answers = {"assessed_non_crime": NON_CRIME, "out_of_scope": OUT_OF_SCOPE}.get(to, CRIME)
    report = assess(report, answers, by=by, at=at)
    if to in ("assessed_crime", "assessed_non_crime", "out_of_scope"):
        return report
    if to == "closed":
        return close(report, by=by, at=at)
    report = assign(report, by=by, at=at)
    if to == "assigned":
        return report
    pack(report, at=at)
    if to == "with_force":
        force = Actor(role=Role.FORCE, identifier="client", force_code=WEST_YORKSHIRE)
        answering.accept(reference=report.case.reference, crime_number="13/1/26", by=force, at=at)
    return Report.objects.get(id=report.id)


def pack(report: Report, *, at: datetime) -> None:
    """Build the package of a case that was assigned; beside a hub that runs, its worker may have been faster."""
    package = packaging.request(case_id=report.case_id, by=HUB, at=at)
    is_built = packaging.build(package_id=package.id, at=at)
    package.refresh_from_db()
    assert is_built or package.state == "sealed", package


def close(report: Report, *, by: Actor, at: datetime) -> Report:
    """Close an assessed crime without enforcement, its gates waived."""
    from reports.rules.gates import GATES
    from reports.services import gates

    for gate in GATES:
        gates.waive(report_id=report.id, name=gate, by=by, at=at, reason="for the test")
    return workflow.close_without_enforcement(
        report_id=report.id, by=by, at=at, outcome="no_enforcement", reason="The platform keeps no data."
    )


def erase(report: Report, *, at: datetime) -> None:
    """Destroy every key that a report has, as erasing it does."""
    for purpose in drafts.PURPOSES:
        destroy_key(owner=report.id, purpose=purpose, at=at)
