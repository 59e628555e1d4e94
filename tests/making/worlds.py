"""Making invented worlds of cases at many stages, and days on which they are merged and taken apart."""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from hatehub.accounts.actors import Actor
from intel.services import enquiring
from intel.services.enquiring import About
from intel.services.enquiry_refusals import EnquiryRefused
from referrals.models import InboundReport
from referrals.rules.takedowns.steps import Asked
from referrals.services import referring
from reports.models import Report
from reports.rules.workflow import StepRefused
from reports.services.subjects import SubjectWithheld
from tests.making import reports as making
from tests.making import supporting, takedowns
from triage.models import DuplicateMatch
from triage.services import duplicates, merging

POST = "https://x.com/somebody/status/170000000000000000{}"
STATES = (
    *("received", "received", "in_triage", "assessed_crime", "assessed_non_crime"),
    *("out_of_scope", "assigned", "packaged", "with_force"),
)

STRANDS = (["race"], ["religion", "race"], ["disability"])


def make_world(
    chance: random.Random, submit: Callable[..., Report], officer: Actor, hub: Actor, at: datetime
) -> list[Report]:
    """Make cases at many stages, some of several reports, with matches among them; everything is worked off."""
    reports = []
    for number in range(10):
        email = f"{number}@example.org" if chance.random() < 0.5 else ""
        postcode = chance.choice(["LS6 2AB", "CT1 2AB", ""])
        files = [making.picture(colour=chance.choice(["navy", "red"]))] if chance.random() < 0.4 else None
        report = submit(
            minutes=number,
            url=POST.format(chance.randrange(2)),
            email=email,
            postcode=postcode,
            files=files,
            shares_with_support=True,
            strands=STRANDS[number % len(STRANDS)],
        )
        reports.append(report)
    note_sender(reports[0], at)
    for report in chance.sample(reports, 2):
        into = chance.choice([each for each in reports if each is not report])
        try_merge(report, into, officer, at)
    for report in reports:
        if Report.objects.get(id=report.id).state == "received":
            making.walk(report, to=chance.choice(STATES), by=officer, at=at)
    for report in chance.sample([each for each in reports if not is_merged(each)], 2):
        ask_to_preserve(report, officer, at)
    for report in reports:
        follow_line(report, officer, at)
    for report in [each for each in reports if each.complainant.has_email][:2]:
        supporting.send(report, by=officer, at=at)
    making.work_off()
    for report in reports:
        duplicates.find(report_id=report.id, by=hub, at=at)
    for match in chance.sample(list(DuplicateMatch.objects.filter(state="offered").order_by("id")), 2):
        duplicates.refuse(match_id=match.id, by=officer, at=at)
    return reports


def follow_line(report: Report, officer: Actor, at: datetime) -> None:
    """Plan a line of enquiry, where one may be planned."""
    about = About(platform="x")
    known = {"method_code": "open_source", "about": about, "why": "Needed.", "by": officer, "at": at}
    with suppress(EnquiryRefused):
        enquiring.plan(case_id=Report.objects.get(id=report.id).case_id, **known)


def note_sender(report: Report, at: datetime) -> None:
    """Note that a report came from another force's program, which follows it."""
    named = {"client_id": "client-kent", "own_key": "1", "content_hash": "1", "first_case": report.case.reference}
    InboundReport.objects.create(report=report, sealed_own_reference=b"1", sent_at=at, changed_at=at, **named)
    referring.number_changes()


def is_merged(report: Report) -> bool:
    """Tell whether a report is part of another case."""
    return Report.objects.get(id=report.id).state == "merged"


def ask_to_preserve(report: Report, officer: Actor, at: datetime) -> None:
    """Draft a request to a platform, where whom the case is about is not withheld."""
    try:
        takedowns.draft(report, by=officer, at=at, action=Asked.PRESERVE, terms="")
    except SubjectWithheld:
        return


def try_merge(report: Report, into: Report, officer: Actor, at: datetime) -> bool:
    """Merge a report into the case of another, where that may be; tell whether it was."""
    case_id = Report.objects.get(id=into.id).case_id
    try:
        merging.merge(report_id=report.id, into_case_id=case_id, by=officer, at=at, reason="the same")
    except (merging.MergeRefused, StepRefused):
        return False
    return True


def merge_and_take_apart(chance: random.Random, reports: Sequence[Report], officer: Actor, at: datetime) -> int:
    """Merge at random, taking apart now and then, and in the end take apart all that was merged here."""
    merged = []
    for step in range(16):
        at += timedelta(minutes=1)
        if merged and chance.random() < 0.3:
            taken = merged.pop(chance.randrange(len(merged)))
            merging.unmerge(report_id=taken.id, by=officer, at=at, reason="not the same")
            continue
        report, into = chance.sample(reports, 2)
        if try_merge(report, into, officer, at):
            merged.append(report)
        if step % 5 == 4:
            making.work_off()
    count = len(merged)
    chance.shuffle(merged)
    if chance.random() < 0.5:
        for report in merged:
            merging.unmerge(report_id=report.id, by=officer, at=at, reason="not the same")
    else:
        merging.unmerge_many(report_ids=[report.id for report in merged], by=officer, at=at, reason="not the same")
    making.work_off()
    return count


def make_counted(submit: Callable[..., Report], officer: Actor, at: datetime) -> list[Report]:
    """Make eight reports that differ in what is counted: two decided, one of them closed, two in one case."""
    kinds = ("victim", "witness", "third_party", "professional")
    reports = [
        submit(
            minutes=number,
            url=POST.format(number),
            kind=kinds[number % 4],
            strands=STRANDS[number % len(STRANDS)],
            postcode=("LS6 2AB", "CT1 2AB", "")[number % 3],
        )
        for number in range(8)
    ]
    making.walk(reports[0], to="assessed_crime", by=officer, at=at + timedelta(hours=1))
    making.walk(reports[1], to="closed", by=officer, at=at + timedelta(hours=2))
    assert try_merge(reports[2], reports[0], officer, at + timedelta(hours=3))
    return reports
