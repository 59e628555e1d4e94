"""Intelligence reports are written, sanitised, signed off by another, given to forces, reviewed and weeded."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Action, Role, is_allowed
from hatehub.audit.models import Entry
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroy_key
from intel.models import Dissemination, IntelligenceItem, IntelligenceReport, IntelligenceSource
from intel.rules.intelligence.steps import StepRefused
from intel.rules.sanitising.finding import Choice, Do
from intel.services.intelligence import (
    disseminating,
    provenance,
    reviewing,
    sanitising,
    signing,
    words,
    writing,
)
from intel.services.intelligence.refusals import (
    ChangedMeanwhile,
    IntelligenceRefused,
    MarksStand,
    NotTheWriter,
    WroteItThemselves,
)
from intel.services.intelligence.sanitising import MarkRefused
from reports.models import Gate, Report
from tests.making import intelligence as making
from tests.making.intelligence import CHIEF, CLEAN, CLEARED, MARKED, NAME, PERSON, SECOND, WRITER, told
from tests.making.reports import WEST_YORKSHIRE
from triage.services.merging import joining

pytestmark = pytest.mark.django_db
KENT = "E23000032"
WHY = "To weigh how far it can be relied on."


@pytest.fixture
def report(report_at):
    return report_at("in_triage", **PERSON)


def edits(row):
    return making.fresh(row).edits


def later(at, days=365):
    return (at + timedelta(days=days)).date()


def sign_off(row, at, by=SECOND, **more):
    asked = {"reference": row.reference, "review_due_on": later(at), "expected_edits": edits(row), **more}
    return signing.sign_off(by=by, at=at, **asked)


# Writing ----------------------------------------------------------------------------------------------
def test_an_item_is_graded_by_itself_and_sealed(report, at):
    row = making.begun(report, at=at)
    first = making.add(row, report, MARKED, at=at, handling="C", conditions="Ask the hub first.")
    second = making.add(
        row,
        report,
        at=at,
        kind="open_source",
        identity="A page anybody can read",
        source_grade="1",
        intelligence_grade="B",
    )
    assert [each.grading for each in row.items.order_by("position")] == ["2 D C", "1 B P"]
    assert row.reference.startswith("INT-")
    assert first.source.reference.startswith("ISR-")
    assert (first.source.kind, first.source.report, first.source.sealed_identity) == ("complainant", report, None)
    for sealed in (first.sealed_raw, second.source.sealed_identity):
        assert b"Lantern" not in bytes(sealed)
        assert b"anybody" not in bytes(sealed)
    assert words.read_raw(row.items.select_related("source"))[first.id].words == MARKED
    assert first.sealed_words is None


def test_one_complainant_is_one_source_in_every_report(report, at):
    rows = [making.begun(report, at=at) for _ in range(2)]
    assert {making.add(row, report, at=at).source_id for row in rows} == {IntelligenceSource.objects.get().id}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"source_grade": "B"}, "source_grade"),
        ({"intelligence_grade": "2"}, "intelligence_grade"),
        ({"handling": ""}, "handling"),
        ({"handling": "C"}, "conditions"),
        ({"conditions": "Ask first."}, "conditions"),
        ({"words": " "}, "words"),
        ({"source": "OHR-AAAA-AAAA"}, "source"),
        ({"kind": "other", "identity": " "}, "identity"),
        ({"kind": "nobody", "identity": "x"}, "source"),
    ],
)
def test_what_is_not_complete_is_refused_beside_its_field(report, at, more, field):
    row = making.begun(report, at=at)
    with pytest.raises(IntelligenceRefused) as refused:
        making.add(row, report, at=at, **more)
    assert refused.value.field == field
    assert not row.items.exists()


def test_a_report_of_another_case_is_no_source(report, submit, at):
    other = submit(minutes=5)
    with pytest.raises(IntelligenceRefused):
        making.add(making.begun(report, at=at), other, at=at)


def test_other_words_are_sanitised_anew_and_other_grades_are_not(report, at):
    row = making.begun(report, at=at)
    item = making.add(row, report, at=at)
    making.sanitise(row, item, at=at)
    known = {"reference": row.reference, "item_id": item.id, "by": WRITER, "at": at}
    source = item.source.reference
    writing.change_item(told=told(CLEAN, source=source, intelligence_grade="B"), expected_edits=edits(row), **known)
    item.refresh_from_db()
    assert (item.intelligence_grade, item.sealed_words is None) == ("B", False)
    writing.change_item(told=told("Other words.", source=source), expected_edits=edits(row), **known)
    item.refresh_from_db()
    assert item.sealed_words is None


def test_items_move_up_behind_one_that_is_taken_out(report, at):
    row = making.begun(report, at=at)
    items = [making.add(row, report, f"Something {place}.", at=at) for place in range(3)]
    writing.remove_item(reference=row.reference, item_id=items[0].id, expected_edits=edits(row), by=WRITER, at=at)
    assert list(row.items.order_by("position").values_list("id", "position")) == [(items[1].id, 1), (items[2].id, 2)]


def test_what_somebody_else_saved_is_not_written_over(report, at):
    row = making.begun(report, at=at)
    making.add(row, report, at=at)
    with pytest.raises(ChangedMeanwhile):
        writing.add_item(
            reference=row.reference, told=told(source=report.reference), expected_edits=1, by=WRITER, at=at
        )


def test_only_who_writes_sees_the_raw_words_or_somebody_cleared_who_is_a_writer_then(report, at):
    row = making.begun(report, at=at)
    item = making.add(row, report, MARKED, at=at)
    for by in (SECOND, CHIEF):
        with pytest.raises(NotTheWriter):
            sanitising.look(row=row, item_id=item.id, by=by, at=at)
        with pytest.raises(NotTheWriter):
            making.add(row, report, at=at, by=by)
    making.add(row, report, at=at, by=CLEARED)
    row = making.fresh(row)
    assert row.writers == [str(WRITER), str(CLEARED)]


def test_a_draft_is_dropped_by_who_wrote_it_and_says_nothing_then(report, at):
    row = making.begun(report, at=at)
    making.add(row, report, MARKED, at=at)
    with pytest.raises(NotTheWriter):
        writing.discard(reference=row.reference, expected_edits=edits(row), by=SECOND, at=at)
    writing.discard(reference=row.reference, expected_edits=edits(row), by=WRITER, at=at)
    row = making.fresh(row)
    assert (row.state, row.items.get().sealed_raw) == ("weeded", None)


# Sanitising -------------------------------------------------------------------------------------------
def test_marks_are_shown_and_settled_in_words_and_conditions(report, at):
    row = making.begun(report, at=at)
    conditions = f"Do not speak to {NAME} first."
    item = making.add(row, report, MARKED, at=at, handling="C", conditions=conditions)
    sheet = sanitising.look(row=row, item_id=item.id, by=WRITER, at=at)
    found = {(part.name, each.kind.value) for part in sheet.parts for each in part.marks}
    assert found >= {("words", "name"), ("words", "time"), ("words", "subject"), ("conditions", "name")}
    assert not sheet.is_begun
    sheet = making.sanitise(row, item, at=at)
    said = words.read_said([IntelligenceItem.objects.select_related("report").get()])[item.id]
    assert "Lantern" not in said.words + said.conditions
    assert said.conditions == "Do not speak to a person first."
    assert f"@{making.HANDLE}" in said.words
    assert [(each.kind, each.reason) for each in said.kept] == [("subject", "It is needed.")]
    assert Entry.objects.filter(verb="read", subject=f"case:{report.case.reference}", actor=str(HUB)).exists()


def test_who_the_source_is_is_never_kept_however_it_is_tried(report, at):
    row = making.begun(report, at=at)
    item = making.add(row, report, MARKED, at=at)
    known = {"reference": row.reference, "item_id": item.id, "by": WRITER, "at": at}
    for choice in (
        Choice(do=Do.KEEP, words="I want it."),
        Choice(do=Do.WRITE, words="Z o e"),
        Choice(do=Do.WRITE, words=""),
    ):
        with pytest.raises(IntelligenceRefused):
            sanitising.settle_marks(choices={("words", 0): choice}, expected_edits=edits(row), **known)
    with pytest.raises(IntelligenceRefused) as refused:
        sanitising.settle_marks(choices={}, expected_edits=edits(row), **known)
    assert refused.value.field == "words"
    with pytest.raises(IntelligenceRefused):
        sanitising.rewrite(texts={"words": "It was L\u0430nternfenwick."}, expected_edits=edits(row), **known)
    item.refresh_from_db()
    assert item.sealed_words is None


def test_a_reason_does_not_say_who_it_is_either(report, at):
    row = making.begun(report, at=at)
    item = making.add(row, report, "It began at 21:45.", at=at)
    with pytest.raises(MarkRefused) as refused:
        sanitising.settle_marks(
            reference=row.reference,
            item_id=item.id,
            choices={("words", 0): Choice(do=Do.KEEP, words="Zoë said so.")},
            expected_edits=edits(row),
            by=WRITER,
            at=at,
        )
    assert refused.value.field == "words-0"


def test_everybody_of_a_case_is_looked_for(report, submit, officer, at):
    other = submit(minutes=3, name="Ignatius Brambleworth", email="ib@example.org")
    row = making.begun(report, at=at)
    item = making.add(row, report, "It was told to Brambleworth.", at=at)
    assert sanitising.look(row=row, item_id=item.id, by=WRITER, at=at).parts[0].marks == []
    merge(other, report, officer, at)
    (mark,) = sanitising.look(row=row, item_id=item.id, by=WRITER, at=at).parts[0].marks
    assert mark.kind == "name"


def merge(other, report, by, at):
    joining.merge(report_id=other.id, into_case_id=report.case_id, by=by, at=at, reason="same post")


# Signing off ------------------------------------------------------------------------------------------
def test_submitting_meets_the_gate_and_says_which_report(report, at):
    row = making.submitted(report, at=at)
    gate = Gate.objects.get(report=report, name="intelligence_considered")
    assert (gate.state, row.state, row.submitted_by) == ("met", "submitted", str(WRITER))
    assert row.reference in gate.reason


def test_nothing_is_submitted_that_is_not_sanitised(report, at):
    row = making.begun(report, at=at)
    with pytest.raises(IntelligenceRefused):
        signing.submit(reference=row.reference, expected_edits=1, by=WRITER, at=at)
    making.add(row, report, MARKED, at=at)
    with pytest.raises(MarksStand) as refused:
        signing.submit(reference=row.reference, expected_edits=edits(row), by=WRITER, at=at)
    assert refused.value.items == (1,)


def test_only_a_second_person_signs_it_off(report, at):
    row = making.submitted(report, at=at)
    with pytest.raises(WroteItThemselves):
        sign_off(row, at, by=WRITER)
    with pytest.raises(WroteItThemselves):
        signing.give_back(reference=row.reference, why="x", expected_edits=edits(row), by=WRITER, at=at)
    sign_off(row, at)
    row = making.fresh(row)
    assert (row.state, row.signed_off_by, row.review_due_on) == ("signed_off", str(SECOND), later(at))


def test_who_has_written_any_of_it_does_not_sign_it_off(report, at):
    row = making.begun(report, at=at)
    making.add(row, report, at=at, by=CLEARED)
    for item in row.items.all():
        making.sanitise(row, item, at=at)
    signing.submit(reference=row.reference, expected_edits=edits(row), by=WRITER, at=at)
    with pytest.raises(WroteItThemselves):
        sign_off(row, at, by=CLEARED)


def test_the_table_refuses_a_signer_who_wrote_it(report, at):
    row = making.submitted(report, at=at)
    done = {"state": "signed_off", "signed_off_at": at, "review_due_on": later(at)}
    for who in (str(WRITER), ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            IntelligenceReport.objects.filter(id=row.id).update(signed_off_by=who, **done)
    IntelligenceReport.objects.filter(id=row.id).update(writers=[str(WRITER), str(CLEARED)])
    with pytest.raises(IntegrityError), transaction.atomic():
        IntelligenceReport.objects.filter(id=row.id).update(signed_off_by=str(CLEARED), **done)


def test_it_is_compared_once_more_when_it_is_signed_off(report, submit, officer, at):
    row = making.submitted(report, "It was told to Brambleworth.", at=at)
    merge(submit(minutes=3, name="Ignatius Brambleworth"), report, officer, at)
    with pytest.raises(MarksStand):
        sign_off(row, at)


def test_a_report_goes_back_with_a_reason_that_names_nobody(report, at):
    row = making.submitted(report, at=at)
    known = {"reference": row.reference, "expected_edits": edits(row), "by": SECOND, "at": at}
    for why in (" ", "Zoë could be told from it."):
        with pytest.raises(IntelligenceRefused):
            signing.give_back(why=why, **known)
    signing.give_back(why="Say it more plainly.", **known)
    row = making.fresh(row)
    assert (row.state, row.returned_by) == ("draft", str(SECOND))
    assert b"plainly" not in bytes(row.sealed_returned_why)
    with pytest.raises(StepRefused):
        sign_off(row, at)


def test_a_review_day_lies_ahead_and_near_enough(report, at):
    row = making.submitted(report, at=at)
    for day in (at.date(), later(at, 365 * 9)):
        with pytest.raises(IntelligenceRefused) as refused:
            sign_off(row, at, review_due_on=day)
        assert refused.value.field == "review_due_on"


def test_accounts_that_are_named_are_kept_as_they_are_then(report, at):
    from intel.services import sightings

    sightings.note_accounts(report_id=report.id, by=HUB, at=at)
    row = making.signed_off(report, MARKED, at=at)
    item = row.items.select_related("report").get()
    (named,) = words.read_said([item])[item.id].named
    assert (named.platform, named.handle) == ("x", making.HANDLE)
    assert item.names_subject


# Sources ----------------------------------------------------------------------------------------------
def test_no_rank_sees_a_source_without_clearance(report, at):
    row = making.submitted(report, MARKED, at=at)
    item = row.items.get()
    for by in (WRITER, SECOND, CHIEF, HUB, Actor(role=Role.REFERENCE_ADMIN, identifier="x", is_cleared=True)):
        with pytest.raises(NotPermitted):
            provenance.show(row=row, item_id=item.id, why=WHY, by=by, at=at)
    assert not is_allowed(role=Role.SUPERVISOR, action=Action.SEE_SOURCES)


def test_a_cleared_person_sees_a_source_with_a_reason_and_it_is_recorded(report, at):
    row = making.submitted(report, MARKED, at=at)
    item = row.items.get()
    with pytest.raises(IntelligenceRefused):
        provenance.show(row=row, item_id=item.id, why=" ", by=CLEARED, at=at)
    shown = provenance.show(row=row, item_id=item.id, why=WHY, by=CLEARED, at=at)
    assert (shown.contact.name, shown.report, shown.raw.words) == (NAME, report.reference, MARKED)
    entry = Entry.objects.get(verb="source_seen")
    assert (entry.subject, entry.actor, entry.reason) == (f"intelligence:{row.reference}", str(CLEARED), WHY)
    read = Entry.objects.filter(subject=f"report:{report.reference}", verb="read", actor=str(CLEARED)).get()
    assert row.reference not in f"{read.reason} {read.details}"


def test_erasing_the_person_takes_who_it_is_and_what_they_told(report, at):
    row = making.submitted(report, MARKED, at=at)
    destroy_key(owner=report.id, purpose=Purpose.PERSON, at=at)
    shown = provenance.show(row=row, item_id=row.items.get().id, why=WHY, by=CLEARED, at=at)
    assert (shown.contact, shown.raw) == (None, None)
    with pytest.raises(MarksStand):
        sign_off(row, at)


# Forces -----------------------------------------------------------------------------------------------
def test_a_report_is_given_to_a_force_once_with_a_reason_and_taken_back(report, at):
    row = making.given(report, at=at)
    given = Dissemination.objects.get()
    assert (given.force.code, given.by, given.position) == (WEST_YORKSHIRE, str(WRITER), None)
    assert b"account" not in bytes(given.sealed_why)
    known = {"reference": row.reference, "by": WRITER, "at": at}
    for asked in ({"force_code": WEST_YORKSHIRE, "why": "x"}, {"force_code": "none", "why": "x"}):
        with pytest.raises(IntelligenceRefused) as refused:
            disseminating.give(**asked, **known)
        assert refused.value.field == "force"
    with pytest.raises(IntelligenceRefused):
        disseminating.give(force_code=KENT, why="Zoë lives there.", **known)
    disseminating.withdraw(dissemination_id=given.id, **known)
    given.refresh_from_db()
    assert given.withdrawn_at == at
    with pytest.raises(IntelligenceRefused):
        disseminating.withdraw(dissemination_id=given.id, **known)
    disseminating.give(force_code=WEST_YORKSHIRE, why="Asked for again.", **known)
    assert Dissemination.objects.get().withdrawn_at is None


def test_nothing_is_given_before_it_is_signed_off(report, at):
    row = making.submitted(report, at=at)
    with pytest.raises(StepRefused):
        disseminating.give(reference=row.reference, force_code=KENT, why="x", by=WRITER, at=at)
    with pytest.raises(NotPermitted):
        disseminating.give(
            reference=row.reference, force_code=KENT, why="x", by=Actor(role=Role.FORCE, identifier="x"), at=at
        )


def test_forces_of_the_case_are_proposed_until_they_have_it(report_at, at):
    row = making.signed_off(report_at("assigned", **PERSON), at=at)
    assert [force.code for force in disseminating.proposed_forces(row)] == [WEST_YORKSHIRE]
    disseminating.give(reference=row.reference, force_code=WEST_YORKSHIRE, why="Theirs.", by=WRITER, at=at)
    assert disseminating.proposed_forces(row) == []


def test_positions_only_grow_whatever_is_taken_back(report, at):
    row = making.given(report, at=at)
    assert disseminating.number_changes() == 1
    first = Dissemination.objects.get().position
    Dissemination.objects.update(position=first + 10**15)  # a clock that was put back
    given = Dissemination.objects.get()
    disseminating.withdraw(reference=row.reference, dissemination_id=given.id, by=WRITER, at=at)
    disseminating.number_changes()
    assert Dissemination.objects.get().position > first + 10**15
    assert disseminating.number_changes() == 0


# Reviewing --------------------------------------------------------------------------------------------
def test_a_report_is_kept_until_another_day_or_weeded(report, at):
    row = making.given(report, MARKED, at=at)
    disseminating.number_changes()
    with pytest.raises(NotPermitted):
        reviewing.weed(reference=row.reference, why="Old.", by=SECOND, at=at)
    reviewing.keep(reference=row.reference, until=later(at, 400), why="It goes on.", by=CHIEF, at=at)
    row = making.fresh(row)
    assert row.review_due_on == later(at, 400)
    reviewing.weed(reference=row.reference, why="It was wrong.", by=CHIEF, at=at + timedelta(days=1))
    row = making.fresh(row)
    item = row.items.get()
    assert (row.state, item.sealed_raw, item.sealed_words, item.names_subject) == ("weeded", None, None, False)
    assert [each.decision for each in row.reviews.order_by("at")] == ["keep", "weed"]
    assert Dissemination.objects.get().position is None
    with pytest.raises(StepRefused):
        reviewing.keep(reference=row.reference, until=later(at, 500), why="x", by=CHIEF, at=at)


def test_who_had_to_go_is_weeded_from_every_report(report, at):
    naming, other = (making.signed_off(report, text, at=at) for text in (MARKED, CLEAN))
    draft = making.begun(report, at=at)
    making.sanitise(draft, making.add(draft, report, at=at), at=at)
    assert reviewing.forget_subject(report_id=report.id, by=HUB, at=at) == 1
    states = {each.id: each.state for each in IntelligenceReport.objects.all()}
    assert states == {naming.id: "weeded", other.id: "signed_off", draft.id: "draft"}
    assert draft.items.get().sealed_words is None


def test_whom_a_case_withholds_is_never_named(report, officer, at):
    from reports.services import subjects

    row = making.begun(report, at=at)
    item = making.add(row, report, f"Run by @{making.HANDLE}.", at=at)
    subjects.restrict(case_id=report.case_id, destroy_at=at + timedelta(days=90), by=officer, at=at, reason="x")
    Report.objects.filter(id=report.id).update(state="assessed_non_crime")
    row = making.fresh(row)
    (mark,) = sanitising.look(row=row, item_id=item.id, by=WRITER, at=at).parts[0].marks
    assert (mark.kind, mark.is_hard) == ("subject_withheld", True)


def test_statements_do_not_grow_with_items(report, at):
    few, many = making.begun(report, at=at), making.begun(report, at=at)
    for row, number in ((few, 1), (many, 9)):
        for place in range(number):
            making.sanitise(row, making.add(row, report, f"Something {place} was said.", at=at), at=at)
    counts = []
    for row in (few, many):
        with CaptureQueriesContext(connection) as asked:
            signing.submit(reference=row.reference, expected_edits=edits(row), by=WRITER, at=at)
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 1
