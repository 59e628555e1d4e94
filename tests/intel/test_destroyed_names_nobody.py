"""After destruction nothing in the whole database says who it was or what was said, and the figures are the same."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from hatehub.audit.selectors import verify
from hatehub.vault import services as vault
from intel.models import ReportFact, SupportFact, TakedownFact
from intel.services.statistics import snapshots
from referrals.models import Takedown
from referrals.services import answering, capturing
from reports.models import Complainant, Evidence, Message, Report
from reports.rules.gates import GATES
from reports.selectors.conversation import message_field
from reports.services import added_files, gates, messaging, workflow
from tests.making import reports as making
from tests.making import takedowns
from triage.models import Retention
from triage.services import merging, notes, retaining

pytestmark = pytest.mark.django_db
SECOND = Actor(role=Role.SUPERVISOR, identifier="supervisor-2")
NARRATIVE = "Zebrafinch neighbours painted quincunx signs upon my doorway"
POST = "Everybody of that marmalade tribe ought to be put aboard the midnight ferry, forever and ever"
SUSPECT = "Ptarmigan Grimsditch of the corner shop"
URL = "https://x.com/ptarmigan_g/status/1755555555555555555"
NAME, EMAIL = "Quillon Featherstonehaugh", "quillon.f@saffron.example"
REPLY, ADDED = "It happened beside the kumquat stall", "They came back with a xylophone"
NOTE = "Featherstonehaugh telephoned about the kumquats"
NEEDLES = (
    *("zebrafinch", "quincunx", "marmalade tribe", "midnight ferry", "grimsditch", "ptarmigan"),
    *("featherstonehaugh", "quillon", "saffron.example", "kumquat", "xylophone"),
    *("1755555555555555555", "ls6 2ab", "ls62ab", "my-doorway"),
)


def everything():
    """Every row of every table as text, in lower case; sealed bytes are hexadecimal there."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            found[table] = cursor.fetchone()[0].lower()
    return found


def said(held, needles=NEEDLES):
    """Return where any of the words stand, as they are or in hexadecimal."""
    return sorted(
        (table, needle)
        for table, text in held.items()
        for needle in needles
        if needle in text or needle.encode().hex() in text
    )


def facts():
    return {model: sorted(model.objects.values_list(), key=str) for model in (ReportFact, TakedownFact, SupportFact)}


def the_case(at, officer):
    """Take a case through everything that writes anything down, to its end."""
    report = making.submit(
        at=at,
        url=URL,
        words=POST,
        narrative=NARRATIVE,
        suspect=SUSPECT,
        email=EMAIL,
        name=NAME,
        files=[making.picture()],
    )
    member = making.submit(at=at, url=URL, words=POST, narrative=f"{NARRATIVE}, as they told me", email=EMAIL)
    making.work_off(at=at)
    merging.merge(report_id=member.id, into_case_id=report.case_id, by=officer, at=at, reason="The same post.")
    making.work_off(at=at)
    workflow.start_triage(report_id=report.id, by=officer, at=at)
    question = messaging.ask(report_id=report.id, text="Where was that?", by=officer, at=at)
    messaging.reply(report_id=report.id, question_id=question.id, text=REPLY, at=at)
    messaging.add_information(report_id=report.id, text=ADDED, at=at)
    picture = io.BytesIO(making.picture(colour="red"))
    added_files.add_file(report_id=report.id, file=picture, name="my-doorway.png", size=len(picture.getvalue()), at=at)
    notes.write(case_id=report.case_id, text=NOTE, by=officer, at=at)
    making.assess(report, making.CRIME, by=officer, at=at)
    capturing.ask_by_itself(report_id=report.id, at=at)
    takedowns.sealed(report, by=officer, at=at)
    takedowns.sent(report, by=officer, at=at)
    making.work_off(at=at)
    return Report.objects.select_related("case").get(id=report.id)


def finish(report, by, at, *, with_force):
    """End what still keeps the case, and close it."""
    Takedown.objects.filter(report=report).update(state="removed")
    for gate in GATES:
        gates.waive(report_id=report.id, name=gate, by=by, at=at, reason="for the test")
    known = {"report_id": report.id, "by": by, "at": at, "reason": "It has come to its end."}
    if with_force:
        making.assign(report, by=by, at=at)
        making.pack(report, at=at)
        force = Actor(role=Role.FORCE, identifier="client", force_code=making.WEST_YORKSHIRE)
        answering.accept(reference=report.case.reference, crime_number="13/1/26", by=force, at=at)
        making.work_off(at=at)
        workflow.close(outcome="result", **known)
    else:
        workflow.close_without_enforcement(outcome="no_enforcement", **known)
    making.work_off(at=at)


@pytest.mark.parametrize("with_force", [True, False])
def test_nothing_is_left_of_whoever_it_was_and_the_figures_stay(
    at, officer, supervisor, hub, django_capture_on_commit_callbacks, with_force
):
    report = the_case(at, officer)
    finish(report, officer, at, with_force=with_force)
    later = at + timedelta(days=6 * 366 + 1)
    snapshots.take(by=hub, at=later)
    figures = facts()
    assert len(figures[ReportFact]) == 2
    reports = Report.objects.filter(case=report.case_id)
    keys = (
        *Complainant.objects.filter(report__in=reports).values_list("email_key", flat=True),
        *Evidence.objects.filter(report__in=reports).values_list("file_hash", flat=True),
    )
    assert {table for table, _needle in said(everything(), (*NEEDLES, *keys))} >= {
        *("reports_content", "reports_complainant", "reports_evidence", "intel_account", "referrals_takedownpost"),
    }
    row = retaining.count(case_ids=[report.case_id], by=hub, at=later)[0]
    assert row.is_due, row.kept_by
    review = retaining.propose(case_id=report.case_id, reason=f"{NAME} is gone.", by=supervisor, at=later)
    with django_capture_on_commit_callbacks(execute=True):
        retaining.confirm(case_id=report.case_id, review_id=review.id, by=SECOND, at=later)
    making.work_off(at=later)
    assert Retention.objects.get(case=report.case_id).destroyed_at == later
    assert said(everything(), (*NEEDLES, *keys)) == []
    assert [path for path in Path(default_storage.location).rglob("*") if path.is_file()] == []
    with pytest.raises(vault.KeyDestroyed):
        messaging_text(report)
    snapshots.take(by=hub, at=later + timedelta(hours=1))
    assert facts() == figures
    assert verify().first_broken is None


def messaging_text(report):
    message = Message.objects.filter(report=report, kind="reply").get()
    field = message_field(message.id)
    return vault.unseal(message.sealed_text, owner=report.id, purpose="person", field=field)
