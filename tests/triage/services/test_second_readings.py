from datetime import timedelta

import pytest

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from reports.models import Gate, Report
from reports.rules.gates import GATES, GatesOpen
from reports.services import following, gates, workflow
from tests.making import readings
from tests.making import reports as making
from tests.making.readings import OTHER_READER, READER
from triage.models import Assessment, SecondReading
from triage.rules.policy import Answer
from triage.selectors.second_readings import NotWaiting, SameOfficer, list_to_read, list_to_settle, open_readings
from triage.services import assessing, closing, merging, opening, reading_second, second_readings, settling

POST = "https://x.com/somebody/status/17000000000000000{}"


@pytest.fixture
def everything(settings):
    """Have every decision read."""
    settings.SECOND_READING_SHARE = 1.0


@pytest.fixture
def sampled(everything, report_at):
    """Make a report whose decision waits to be read: `sampled("out_of_scope")`."""

    def make(state, **answers):
        report = report_at(state, **answers)
        return SecondReading.objects.get(case=report.case_id)

    return make


@pytest.fixture
def repeat(db, officer, at):
    """Make a decided report of a repeat victim: `repeat("out_of_scope")`."""

    def make(state, **answers):
        return readings.of_repeat_victim(at=at, state=state, by=officer, **answers)

    return make


def waive_the_rest(report, officer, at):
    for name in GATES:
        gates.waive(report_id=report.id, name=name, by=officer, at=at, reason="for the test")


def close(report, officer, at, outcome="out_of_scope"):
    report = Report.objects.get(id=report.id)
    return closing.close(
        case_id=report.case_id, outcome=outcome, reason="Explained.", by=officer, at=at, expected_version=report.version
    )


def gate_of(report):
    return Gate.objects.filter(report=report, name="second_reading").values_list("state", flat=True).first()


# Asking -------------------------------------------------------------------------------------------
def test_nothing_is_read_where_the_share_is_nothing(report_at):
    for number, state in enumerate(("out_of_scope", "assessed_crime", "assessed_non_crime")):
        report_at(state, url=POST.format(10 + number))
    assert not SecondReading.objects.exists()


def test_drawn_decision_waits_for_another_officer_and_holds_nothing_up(sampled, officer, at):
    reading = sampled("out_of_scope")
    assert (reading.why, reading.of, reading.state) == ("sample", "decision", "waiting")
    assert reading.asked_by == str(officer)
    assert gate_of(reading.case.lead) is None
    waive_the_rest(reading.case.lead, officer, at)
    assert close(reading.case.lead, officer, at) is None
    entry = Entry.objects.get(verb="second_reading_asked")
    assert (entry.subject, entry.details["why"]) == (f"case:{reading.case.reference}", "sample")


def test_draw_comes_near_the_share_and_no_officer_can_foretell_it(settings, db, officer, at):
    settings.SECOND_READING_SHARE = None
    report = making.walk(making.submit(at=at), to="out_of_scope", by=officer, at=at)
    first = Assessment.objects.get()
    drawn = []
    for _ in range(400):
        first.pk = None
        first.save(force_insert=True)
        if second_readings.consider(assessment=first, by=officer, at=at):
            drawn.append(first.id)
    assert 15 <= len(drawn) <= 70, "10 of 100 of what is out of scope"
    settings.LOOKUP_PEPPER = "another pepper, with which others are drawn"
    again = [
        row.id
        for row in Assessment.objects.order_by("id")
        if second_readings.consider(assessment=row, by=officer, at=at)
    ]
    assert again != drawn
    assert Report.objects.get(id=report.id).state == "out_of_scope"


@pytest.mark.parametrize("state", ["out_of_scope"])
def test_no_further_action_on_a_repeat_victim_is_read_before_it_is_closed(repeat, officer, at, state):
    report = repeat(state)
    reading = SecondReading.objects.get()
    assert (reading.why, gate_of(report)) == ("repeat_victim", "open")
    waive_the_rest(report, officer, at)
    with pytest.raises(GatesOpen, match="second reading"):
        close(report, officer, at)
    readings.read(reading, making.OUT_OF_SCOPE, at=at)
    assert gate_of(report) == "met"
    assert close(report, officer, at) is None
    assert Report.objects.get(id=report.id).state == "closed"


@pytest.mark.parametrize("state", ["assessed_crime", "assessed_non_crime"])
def test_what_is_recorded_of_a_repeat_victim_need_not_be_read(repeat, state):
    report = repeat(state)
    assert not SecondReading.objects.exists()
    assert gate_of(report) is None


def test_non_crime_that_nobody_records_is_read_of_a_repeat_victim(repeat, officer, at):
    report = repeat("assessed_non_crime")
    decided = Assessment.objects.get()
    decided.may_be_assigned, decided.disposal = False, "intelligence_only"
    reading = second_readings.consider(assessment=decided, by=officer, at=at)
    assert (reading.why, gate_of(report)) == ("repeat_victim", "open")


@pytest.mark.parametrize(
    ("first", "second", "is_repeat"),
    [
        ({"email": readings.VICTIM}, {"email": readings.VICTIM.upper()}, True),
        ({"email": readings.VICTIM}, {"email": "another@example.org"}, False),
        ({}, {}, False),
        ({"email": readings.VICTIM}, {"email": readings.VICTIM, "kind": "professional"}, False),
        ({"email": readings.VICTIM}, {"email": readings.VICTIM, "kind": "third_party"}, True),
        ({}, {"circumstances": {"before": "yes"}, "kind": "professional"}, True),
        ({}, {"circumstances": {"before": "no"}}, False),
        ({}, {"circumstances": {"before": "unknown"}}, False),
    ],
)
def test_repeat_victim_sent_an_earlier_report_or_says_that_it_happened_before(
    submit, officer, at, first, second, is_repeat
):
    submit(url=POST.format(10), **first)
    report = submit(minutes=5, url=POST.format(11), **second)
    making.walk(report, to="out_of_scope", by=officer, at=at)
    assert SecondReading.objects.exists() is is_repeat


def test_later_report_makes_nobody_a_repeat_victim(submit, officer, at):
    report = submit(email=readings.VICTIM)
    submit(minutes=5, email=readings.VICTIM, url=POST.format(11))
    making.walk(report, to="out_of_scope", by=officer, at=at)
    assert not SecondReading.objects.exists()


def test_same_thing_sent_twice_makes_nobody_a_repeat_victim(submit, officer, at):
    first, again = submit(email=readings.VICTIM), submit(minutes=5, email=readings.VICTIM)
    merging.merge(report_id=first.id, into_case_id=again.case_id, by=officer, at=at, reason="sent twice")
    making.walk(again, to="out_of_scope", by=officer, at=at)
    assert not SecondReading.objects.exists()


def test_repeat_victim_among_the_others_of_a_case_counts(submit, officer, at):
    lead, member = submit(), submit(minutes=1, circumstances={"before": "yes"})
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    making.walk(lead, to="out_of_scope", by=officer, at=at)
    assert gate_of(lead) == "open"


def test_hub_does_not_ask_by_itself(report_at, at):
    report_at("out_of_scope")
    with pytest.raises(NotPermitted):
        second_readings.consider(assessment=Assessment.objects.get(), by=HUB, at=at)


# Closing without enforcement ----------------------------------------------------------------------
def test_crime_of_a_repeat_victim_is_read_when_its_closing_is_asked_for(repeat, officer, at):
    report = repeat("assessed_crime")
    waive_the_rest(report, officer, at)
    reading = close(report, officer, at, "no_enforcement")
    assert (reading.of, reading.why, gate_of(report)) == ("closing", "repeat_victim", "open")
    assert Report.objects.get(id=report.id).state == "assessed_crime"
    assert reading_second.read_closing_reason(reading=reading) == "Explained."
    assert close(report, officer, at, "no_enforcement") == reading, "asking again changes nothing"
    readings.read(reading, making.CRIME, acts=False, at=at)
    assert close(report, officer, at, "no_enforcement") is None
    assert Report.objects.get(id=report.id).state == "closed"


def test_crime_of_anybody_else_is_closed_at_once(report_at, officer, at):
    report = report_at("assessed_crime")
    waive_the_rest(report, officer, at)
    assert close(report, officer, at, "no_enforcement") is None


def test_reader_who_would_have_a_force_act_disagrees_with_the_closing(repeat, officer, at):
    report = repeat("assessed_crime")
    waive_the_rest(report, officer, at)
    reading = close(report, officer, at, "no_enforcement")
    assert readings.read(reading, making.CRIME, acts=True, at=at).state == "disagreed"
    assert close(report, officer, at, "no_enforcement").id == reading.id
    with pytest.raises(GatesOpen):
        workflow.close_without_enforcement(
            report_id=report.id, by=officer, at=at, outcome="no_enforcement", reason="No data."
        )


def test_closing_from_a_stale_page_asks_for_nothing(repeat, officer, at):
    report = repeat("assessed_crime")
    with pytest.raises(workflow.StaleReport):
        closing.close(
            case_id=report.case_id, outcome="no_enforcement", reason="x", by=officer, at=at, expected_version=1
        )
    assert not SecondReading.objects.exists()


def test_closing_is_asked_for_only_by_who_may_close(repeat, west_yorkshire, at):
    report = repeat("assessed_crime")
    with pytest.raises(NotPermitted):
        close(report, west_yorkshire, at)
    assert not SecondReading.objects.exists()


# Reading ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "answers", "acts", "expected"),
    [
        ("out_of_scope", making.OUT_OF_SCOPE, None, "agreed"),
        ("out_of_scope", making.NON_CRIME, None, "disagreed"),
        ("out_of_scope", making.CRIME, True, "disagreed"),
        ("assessed_non_crime", making.NON_CRIME, None, "agreed"),
        ("assessed_non_crime", making.OUT_OF_SCOPE, None, "disagreed"),
        ("assessed_crime", making.CRIME, False, "agreed"),
        ("assessed_crime", making.CRIME, True, "agreed"),
        ("assessed_crime", making.NON_CRIME, None, "disagreed"),
    ],
)
def test_two_officers_agree_on_outcome_and_disposal(sampled, at, state, answers, acts, expected):
    reading = readings.read(sampled(state), answers, acts=acts, at=at)
    assert reading.state == expected
    assert (reading.reader, reading.read_at) == (str(READER), at)
    assert Entry.objects.get(verb="second_reading_made").details["agrees"] is (expected == "agreed")


def test_reasons_are_sealed_and_kept(sampled, at):
    reading = readings.read(sampled("out_of_scope"), making.OUT_OF_SCOPE, at=at)
    stored = SecondReading.objects.get(id=reading.id)
    assert b"hostility" not in bytes(stored.sealed_reasons)
    assert reading_second.read_reasons(reading=stored)["perceived"] == "Nobody sees hostility."
    assert stored.path == [["concerns_crime", "no"], ["perceived", "no"]]


@pytest.mark.parametrize(
    ("answers", "acts", "refusal"),
    [
        ({}, None, assessing.Unfinished),
        ({"concerns_crime": Answer(question="concerns_crime", answer="yes")}, None, assessing.Unfinished),
        (
            {**making.OUT_OF_SCOPE, "perceived": Answer(question="perceived", answer="no", reason=" ")},
            None,
            assessing.ReasonMissing,
        ),
        (making.CRIME, None, reading_second.ActsMissing),
    ],
)
def test_reading_that_is_not_whole_is_refused(sampled, at, answers, acts, refusal):
    reading = sampled("out_of_scope")
    with pytest.raises(refusal):
        readings.read(reading, answers, acts=acts, at=at)
    assert SecondReading.objects.get(id=reading.id).state == "waiting"


def test_nobody_reads_an_own_decision(sampled, officer, at):
    reading = sampled("out_of_scope")
    promoted = Actor(role=Role.SUPERVISOR, identifier=officer.identifier)
    for by in (officer, promoted):
        with pytest.raises(SameOfficer):
            readings.read(reading, making.OUT_OF_SCOPE, by=by, at=at)
        assert list_to_read(after="", by=by).readings == []
    assert [row.id for row in list_to_read(after="", by=READER).readings] == [reading.id]


def test_nobody_reads_a_case_on_which_they_decided_or_read_before(sampled, officer, at):
    reading = sampled("out_of_scope")
    readings.read(reading, making.OUT_OF_SCOPE, at=at)
    report = reading.case.lead
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="new information")
    making.assess(report, making.OUT_OF_SCOPE, by=OTHER_READER, at=at)
    again = SecondReading.objects.get(state="waiting")
    for by in (officer, READER, OTHER_READER):
        with pytest.raises(SameOfficer):
            readings.read(again, making.OUT_OF_SCOPE, by=by, at=at)
    third = Actor(role=Role.OFFICER, identifier="reader-3")
    assert readings.read(again, making.OUT_OF_SCOPE, by=third, at=at).state == "agreed"


def test_who_asked_for_a_closing_does_not_read_it(repeat, at):
    report = repeat("assessed_crime")
    reading = close(report, READER, at, "no_enforcement")
    with pytest.raises(SameOfficer):
        readings.read(reading, making.CRIME, acts=False, at=at)
    assert readings.read(reading, making.CRIME, acts=False, by=OTHER_READER, at=at).state == "agreed"


@pytest.mark.parametrize("role", [Role.FORCE, Role.PARTNER, Role.REFERENCE_ADMIN, Role.HUB, Role.COMPLAINANT])
def test_other_roles_neither_read_nor_see_what_waits(sampled, at, role):
    reading, by = sampled("out_of_scope"), Actor(role=role, identifier="x")
    for call in (
        lambda: readings.read(reading, making.OUT_OF_SCOPE, by=by, at=at),
        lambda: reading_second.open_reading(reading_id=reading.id, by=by, at=at),
        lambda: list_to_read(after="", by=by),
        lambda: settling.settle(reading_id=reading.id, upheld="first", reason="x", by=by, at=at),
        lambda: list_to_settle(after="", by=by),
    ):
        with pytest.raises(NotPermitted):
            call()
    assert SecondReading.objects.get(id=reading.id).state == "waiting"


def test_it_is_kept_whether_the_reader_had_opened_the_case_after_the_decision(sampled, at):
    first, second = sampled("out_of_scope", url=POST.format(10)), sampled("out_of_scope", url=POST.format(11))
    for reading, opens in ((first, False), (second, True)):
        if opens:
            opening.note_opening(case=reading.case, tab="timeline", by=READER, at=at + timedelta(hours=1))
        reading_second.open_reading(reading_id=reading.id, by=READER, at=at + timedelta(hours=2))
        done = readings.read(reading, making.OUT_OF_SCOPE, at=at + timedelta(hours=3))
        assert done.opened_case_before is opens


def test_opening_the_case_before_the_decision_tells_nothing_of_it(everything, submit, officer, at):
    report = submit()
    opening.note_opening(case=report.case, tab="overview", by=READER, at=at)
    making.walk(report, to="out_of_scope", by=officer, at=at + timedelta(hours=1))
    done = readings.read(SecondReading.objects.get(), making.OUT_OF_SCOPE, at=at + timedelta(hours=2))
    assert done.opened_case_before is False


def test_reading_is_recorded_as_a_consultation(sampled, at):
    reading = sampled("out_of_scope")
    reading_second.open_reading(reading_id=reading.id, by=READER, at=at)
    entry = Entry.objects.get(verb="read", actor=str(READER))
    assert (entry.subject, entry.details) == (f"case:{reading.case.reference}", {"what": "second_reading"})


# Lapsing ------------------------------------------------------------------------------------------
def test_reading_lapses_when_the_case_is_reopened(repeat, officer, at):
    report = repeat("out_of_scope")
    reading = SecondReading.objects.get()
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="new information")
    with pytest.raises(NotWaiting):
        readings.read(reading, making.OUT_OF_SCOPE, at=at)
    assert list_to_read(after="", by=READER).readings == []
    making.work_off()
    assert SecondReading.objects.get().state == "lapsed"
    assert gate_of(report) == "waived"
    assert Entry.objects.filter(verb="second_reading_lapsed").count() == 1


def test_reading_lapses_when_the_complainant_asks_for_a_review(repeat, at):
    report = repeat("out_of_scope")
    following.request_review(report_id=report.id, at=at)
    making.work_off()
    assert SecondReading.objects.get().state == "lapsed"


def test_new_decision_gets_a_reading_of_its_own_and_a_late_event_leaves_it(repeat, officer, at):
    report = repeat("out_of_scope")
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="new information")
    making.assess(report, making.OUT_OF_SCOPE, by=officer, at=at)
    states = list(SecondReading.objects.order_by("id").values_list("state", flat=True))
    assert states == ["lapsed", "waiting"]
    making.work_off()
    assert list(SecondReading.objects.order_by("id").values_list("state", flat=True)) == states
    assert gate_of(report) == "open"


def test_gate_falls_where_the_new_decision_needs_no_reading(repeat, officer, at):
    report = repeat("out_of_scope")
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="new information")
    making.assess(report, making.NON_CRIME, by=officer, at=at)
    assert gate_of(report) == "waived"
    waive_the_rest(report, officer, at)
    assert close(report, officer, at, "non_crime") is None


def test_disagreement_lapses_too_and_what_was_agreed_stays(sampled, officer, at):
    agreed, disagreed = sampled("out_of_scope", url=POST.format(10)), sampled("out_of_scope", url=POST.format(11))
    readings.read(agreed, making.OUT_OF_SCOPE, at=at)
    readings.read(disagreed, making.NON_CRIME, at=at)
    for reading in (agreed, disagreed):
        workflow.reopen(report_id=reading.case.lead_id, by=officer, at=at, reason="new information")
    making.work_off()
    assert SecondReading.objects.get(id=agreed.id).state == "agreed"
    assert SecondReading.objects.get(id=disagreed.id).state == "lapsed"


def test_reading_of_a_merged_case_waits_until_it_is_by_itself_again(sampled, submit, officer, at):
    reading = sampled("out_of_scope")
    lead = submit(minutes=1, url=POST.format(12))
    merging.merge(report_id=reading.case.lead_id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    assert list_to_read(after="", by=READER).readings == []
    with pytest.raises(NotWaiting):
        readings.read(reading, making.OUT_OF_SCOPE, at=at)
    merging.unmerge(report_id=reading.case.lead_id, by=officer, at=at, reason="not the same")
    making.work_off()
    assert readings.read(reading, making.OUT_OF_SCOPE, at=at).state == "agreed"


def test_gate_is_met_on_whichever_report_leads_by_then(repeat, submit, officer, at):
    report = repeat("out_of_scope")
    member = submit(minutes=1)
    merging.merge(report_id=member.id, into_case_id=report.case_id, by=officer, at=at, reason="same")
    merging.change_lead(case_id=report.case_id, to_report_id=member.id, by=officer, at=at, reason="says more")
    assert gate_of(member) == "open"
    readings.read(SecondReading.objects.get(), making.OUT_OF_SCOPE, at=at)
    assert gate_of(member) == "met"


# Settling -----------------------------------------------------------------------------------------
def disagree(reading, at):
    return readings.read(reading, making.NON_CRIME, at=at)


def test_first_decision_is_upheld_and_the_case_can_be_closed(repeat, officer, supervisor, at):
    report = repeat("out_of_scope")
    reading = disagree(SecondReading.objects.get(), at)
    waive_the_rest(report, officer, at)
    with pytest.raises(GatesOpen):
        close(report, officer, at)
    done = settling.settle(reading_id=reading.id, upheld="first", reason="It is an opinion.", by=supervisor, at=at)
    assert (done.state, done.upheld, done.settled_by) == ("settled", "first", str(supervisor))
    assert settling.read_settlement(reading=SecondReading.objects.get()) == "It is an opinion."
    assert close(report, officer, at) is None


def test_second_reading_is_upheld_and_somebody_else_decides_anew(repeat, officer, supervisor, at):
    report = repeat("out_of_scope")
    reading = disagree(SecondReading.objects.get(), at)
    settling.settle(reading_id=reading.id, upheld="second", reason="It frightened them.", by=supervisor, at=at)
    making.work_off()
    assert (Report.objects.get(id=report.id).state, gate_of(report)) == ("in_triage", "waived")
    assert SecondReading.objects.get().state == "settled"
    with pytest.raises(assessing.SameOfficer):
        making.assess(report, making.OUT_OF_SCOPE, by=officer, at=at)
    assert making.assess(report, making.NON_CRIME, by=OTHER_READER, at=at).state == "assessed_non_crime"


def test_closing_that_was_not_upheld_opens_the_case_again(repeat, officer, supervisor, at):
    report = repeat("assessed_crime")
    reading = readings.read(close(report, officer, at, "no_enforcement"), making.CRIME, acts=True, at=at)
    settling.settle(reading_id=reading.id, upheld="second", reason="There is a line.", by=supervisor, at=at)
    assert Report.objects.get(id=report.id).state == "in_triage"


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_settlement_needs_its_reason(sampled, supervisor, at, reason):
    reading = disagree(sampled("out_of_scope"), at)
    with pytest.raises(settling.SettlementNeedsReason):
        settling.settle(reading_id=reading.id, upheld="first", reason=reason, by=supervisor, at=at)


def test_settlement_upholds_one_of_two(sampled, supervisor, at):
    reading = disagree(sampled("out_of_scope"), at)
    with pytest.raises(ValueError, match="both"):
        settling.settle(reading_id=reading.id, upheld="both", reason="x", by=supervisor, at=at)


def test_officers_settle_nothing(sampled, at):
    reading = disagree(sampled("out_of_scope"), at)
    with pytest.raises(NotPermitted):
        settling.settle(reading_id=reading.id, upheld="first", reason="x", by=OTHER_READER, at=at)


def test_supervisor_does_not_settle_an_own_decision(sampled, officer, supervisor, at):
    own = Actor(role=Role.SUPERVISOR, identifier=officer.identifier)
    reading = readings.read(sampled("out_of_scope", url=POST.format(10)), making.NON_CRIME, by=supervisor, at=at)
    for by in (own, supervisor):
        with pytest.raises(SameOfficer):
            settling.settle(reading_id=reading.id, upheld="first", reason="x", by=by, at=at)
    assert SecondReading.objects.get(id=reading.id).state == "disagreed"


@pytest.mark.parametrize("state", ["waiting", "agreed", "settled"])
def test_only_disagreements_are_settled(sampled, supervisor, at, state):
    reading = sampled("out_of_scope")
    if state == "agreed":
        readings.read(reading, making.OUT_OF_SCOPE, at=at)
    if state == "settled":
        disagree(reading, at)
        settling.settle(reading_id=reading.id, upheld="first", reason="x", by=supervisor, at=at)
    with pytest.raises(NotWaiting):
        settling.settle(reading_id=reading.id, upheld="second", reason="x", by=supervisor, at=at)


def waiting_for(by):
    return sum(rows.count() for rows in open_readings(by=by))


def test_counts_are_of_what_each_may_do(sampled, officer, supervisor, at):
    reading = sampled("out_of_scope", url=POST.format(10))
    sampled("out_of_scope", url=POST.format(11))
    assert [waiting_for(by) for by in (officer, READER, supervisor)] == [0, 2, 2]
    disagree(reading, at)
    assert [waiting_for(by) for by in (officer, READER, supervisor)] == [0, 1, 2]


def test_readings_are_listed_the_oldest_first_page_by_page(sampled, at):
    made = [sampled("out_of_scope", url=POST.format(10 + number), minutes=number).id for number in range(27)]
    page = list_to_read(after="", by=READER)
    following = list_to_read(after=page.following, by=READER)
    assert [row.id for row in (*page.readings, *following.readings)] == made
    assert following.following is None
