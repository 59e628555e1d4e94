"""Work in bulk: planned, tried, done in parts, refused one by one, stopped, gone on with after a crash, and undone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.models import User
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Message, Report, StatusEntry
from reports.services import gates, messaging, workflow
from tests.making import reports as making
from triage.models import Assessment, BulkItem, BulkRun, Claim, Priority
from triage.rules.priority_table import Band
from triage.services import bulk, bulk_working, merging, opening, priority_overrides
from triage.services.bulk import BulkRefused
from triage.tasks import bulk as bulk_tasks

pytest_plugins = ["tests.making.committing"]


def a_person(name, role="officer", **more):
    return actor_for_user(User.objects.create_user(username=name, role=role, **more))


@pytest.fixture
def me(db):
    return a_person("me")


@pytest.fixture
def colleague(db):
    return a_person("colleague")


@pytest.fixture
def chief(db):
    return a_person("chief", "supervisor")


@pytest.fixture
def small_parts(monkeypatch):
    for name in ("PART", "PART_AT_ONCE"):
        monkeypatch.setattr(bulk_working, name, 2)


def decided(answers):
    from triage.selectors.policies import get_policy

    given = {name: {"answer": each.answer, "reason": each.reason} for name, each in answers.items()}
    return {"answers": given, "policy": get_policy().version}


OUT_OF_SCOPE = making.OUT_OF_SCOPE
WANTED = {
    "claim": {},
    "release": {},
    "start": {},
    "reopen": {},
    "ask": {"text": "When was it?"},
    "priority": {"band": "high"},
    "close": {"outcome": "out_of_scope", "because": "Not for us."},
}


def chosen(reports, act, by, at, wanted=None):
    run = bulk.plan(report_ids=[report.id for report in reports], by=by, at=at)
    if wanted is None:
        wanted = decided(OUT_OF_SCOPE) if act == "assess" else WANTED[act]
    return bulk.choose(run_id=run.id, act=act, wanted=wanted, by=by, at=at)


def started(reports, act, by, at, wanted=None, reason="the same flood"):
    run = chosen(reports, act, by, at, wanted)
    return bulk.confirm(run_id=run.id, act=act, by=by, at=at, reason=reason)


def finish(run, at):
    while bulk_working.work(run_id=run.id, at=at):
        pass
    run.refresh_from_db()
    return run


def undone(run, by, at, reason="by mistake"):
    bulk.undo(run_id=run.id, by=by, at=at, reason=reason)
    return finish(run, at)


def states(reports):
    return [Report.objects.get(id=report.id).state for report in reports]


def refusals(run):
    return dict(run.items.exclude(refusal="").values_list("report", "refusal"))


def owners(reports):
    rows = Claim.objects.filter(ended_at__isnull=True, case__in=[report.case_id for report in reports])
    found = dict(rows.values_list("case", "officer__username"))
    return [found.get(report.case_id) for report in reports]


def counts(run):
    return run.state, run.done, run.refused, run.undone, run.kept


def test_dry_run_changes_nothing(submit, me, at):
    reports = [submit() for _ in range(3)]
    entries = Entry.objects.count()
    run = chosen(reports, "start", me, at)
    assert (run.state, run.total, run.refused) == ("planned", 3, 0)
    assert not bulk_working.work(run_id=run.id, at=at)
    assert bulk_working.list_due(at=at + timedelta(days=1)) == []
    assert states(reports) == ["received"] * 3
    assert Entry.objects.count() == entries


def test_all_are_done_in_parts_and_each_case_says_so(submit, me, at, small_parts):
    reports = [submit() for _ in range(5)]
    run = started(reports, "claim", me, at)
    assert bulk_working.work(run_id=run.id, at=at)
    run.refresh_from_db()
    assert counts(run) == ("running", 2, 0, 0, 0)
    assert counts(finish(run, at)) == ("done", 5, 0, 0, 0)
    assert owners(reports) == ["me"] * 5
    entries = Entry.objects.filter(verb="done_in_bulk", details__run=str(run.id), actor="officer:me")
    assert entries.count() == 5
    assert Entry.objects.get(verb="bulk_started").subject == f"bulk:{run.id}"
    assert run.ended_at == at


def test_what_a_colleague_has_is_left_out_and_named_with_its_reason(submit, me, colleague, at):
    theirs, mine, free = submit(), submit(), submit()
    finish(started([theirs], "claim", colleague, at), at)
    finish(started([mine], "claim", me, at), at)
    run = chosen([theirs, mine, free], "claim", me, at)
    assert refusals(run) == {theirs.id: "of_a_colleague", mine.id: "already"}
    run = bulk.confirm(run_id=run.id, act="claim", by=me, at=at, reason="all mine")
    assert counts(finish(run, at)) == ("done", 1, 2, 0, 0)
    assert owners([theirs, mine, free]) == ["colleague", "me", "me"]


def test_supervisor_gives_anybodys_an_officer_only_the_own(submit, me, colleague, chief, at):
    theirs, mine, free = submit(), submit(), submit()
    finish(started([theirs], "claim", colleague, at), at)
    finish(started([mine], "claim", me, at), at)
    wanted = {"officer": colleague.user_id}
    run = finish(started([theirs, mine, free], "give", me, at, wanted), at)
    assert refusals(run) == {theirs.id: "already", free.id: "for_a_supervisor"}
    assert owners([theirs, mine, free]) == ["colleague", "colleague", None]
    run = finish(started([theirs, mine, free], "give", chief, at, {"officer": me.user_id}), at)
    assert counts(run)[:3] == ("done", 3, 0)
    undone(run, chief, at)
    assert counts(run) == ("undone", 3, 0, 3, 0)
    assert owners([theirs, mine, free]) == ["colleague", "colleague", None]


def test_released_is_undone_to_the_former_owner_unless_somebody_took_it(submit, me, colleague, at):
    one, other = submit(), submit()
    finish(started([one, other], "claim", me, at), at)
    run = finish(started([one, other], "release", me, at), at)
    assert owners([one, other]) == [None, None]
    finish(started([other], "claim", colleague, at), at)
    undone(run, me, at)
    assert counts(run) == ("undone", 2, 0, 1, 1)
    assert refusals(run) == {other.id: "changed"}
    assert owners([one, other]) == ["me", "colleague"]


def test_case_that_moved_since_the_dry_run_is_refused(submit, me, colleague, at):
    moved, taken, fine = submit(), submit(), submit()
    run = chosen([moved, taken, fine], "priority", me, at)
    workflow.start_triage(report_id=moved.id, by=colleague, at=at)
    finish(started([taken], "claim", colleague, at), at)
    bulk.confirm(run_id=run.id, act="priority", by=me, at=at, reason="as one")
    assert counts(finish(run, at)) == ("done", 1, 2, 0, 0)
    assert refusals(run) == {moved.id: "changed", taken.id: "changed"}


def test_case_that_moves_between_plan_and_dry_run_is_refused(submit, me, at):
    report = submit()
    run = bulk.plan(report_ids=[report.id], by=me, at=at)
    workflow.start_triage(report_id=report.id, by=me, at=at)
    bulk.choose(run_id=run.id, act="claim", wanted={}, by=me, at=at)
    assert refusals(run) == {report.id: "changed"}
    with pytest.raises(BulkRefused, match="every case is left out"):
        bulk.confirm(run_id=run.id, act="claim", by=me, at=at, reason="why")


def test_one_case_that_fails_does_not_hold_up_the_rest(report_at, me, at, monkeypatch):
    reports = [report_at("in_triage") for _ in range(3)]
    real = bulk.ACTS["assess"].do

    def fail(cases, job):
        if cases[0].report_id == reports[1].id:
            raise RuntimeError("words of a person")
        return real(cases, job)

    broken = {**bulk.ACTS, "assess": bulk.ACTS["assess"].__class__(**{**vars(bulk.ACTS["assess"]), "do": fail})}
    monkeypatch.setattr(bulk_working, "ACTS", broken)
    run = finish(started(reports, "assess", me, at), at)
    assert counts(run) == ("done", 2, 1, 0, 0)
    assert refusals(run) == {reports[1].id: "failed"}
    assert states(reports) == ["out_of_scope", "in_triage", "out_of_scope"]


def test_part_that_fails_as_a_whole_is_done_one_by_one(submit, me, at, monkeypatch):
    reports = [submit() for _ in range(3)]
    real = bulk.ACTS["claim"].do

    def fail(cases, job):
        if len(cases) > 1:
            raise RuntimeError
        return real(cases, job)

    broken = {**bulk.ACTS, "claim": bulk.ACTS["claim"].__class__(**{**vars(bulk.ACTS["claim"]), "do": fail})}
    monkeypatch.setattr(bulk_working, "ACTS", broken)
    assert finish(started(reports, "claim", me, at), at).done == 3


def test_assessing_in_bulk_decides_each_and_tells_each(submit, me, at):
    reports = [submit(email=f"{number}@example.org") for number in range(2)]
    finish(started(reports, "start", me, at), at)
    run = finish(started(reports, "assess", me, at), at)
    assert counts(run) == ("done", 2, 0, 0, 0)
    assert states(reports) == ["out_of_scope"] * 2
    making.work_off()
    told = StatusEntry.objects.filter(kind="step_mark_out_of_scope").values_list("report", flat=True)
    assert sorted(told) == sorted(report.id for report in reports)
    sealed = bytes(run.sealed_words)
    assert b"hostility" not in sealed


def test_bulk_assessment_is_undone_by_looking_again_and_can_be_made_anew(report_at, me, at):
    reports = [report_at("in_triage") for _ in range(3)]
    run = finish(started(reports, "assess", me, at), at)
    workflow.reopen(report_id=reports[0].id, by=me, at=at, reason="new facts")
    undone(run, me, at)
    assert counts(run) == ("undone", 3, 0, 2, 1)
    assert refusals(run) == {reports[0].id: "changed"}
    assert states(reports) == ["in_triage"] * 3
    again = chosen(reports, "assess", me, at, decided(making.NON_CRIME))
    assert refusals(again) == {reports[0].id: "decided_before"}


@pytest.mark.parametrize("danger", ["danger", "child", "unsure"])
def test_emergencies_are_never_assessed_in_bulk(submit, me, officer, at, danger):
    report = submit(danger=danger)
    workflow.start_triage(report_id=report.id, by=officer, at=at)
    assert refusals(chosen([report], "assess", me, at)) == {report.id: "danger"}


def test_member_in_danger_keeps_its_case_out(submit, me, officer, at):
    lead, member = submit(), submit(danger="danger")
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    workflow.start_triage(report_id=lead.id, by=officer, at=at)
    assert refusals(chosen([member], "assess", me, at)) == {lead.id: "danger"}


def test_victims_report_is_assessed_in_bulk_only_once_the_officer_has_opened_it(submit, me, colleague, officer, at):
    report = submit(kind="victim")
    workflow.start_triage(report_id=report.id, by=officer, at=at)
    opening.note_opening(case=report.case, tab="overview", by=colleague, at=at)
    assert refusals(chosen([report], "assess", me, at)) == {report.id: "victim_unseen"}
    opening.note_opening(case=report.case, tab="overview", by=me, at=at)
    assert refusals(chosen([report], "assess", me, at)) == {}


def test_what_waits_to_be_read_was_decided_or_is_reviewed_is_not_assessed_in_bulk(submit, report_at, me, officer, at):
    unread, reviewed, reopened = report_at("in_triage"), report_at("out_of_scope"), report_at("out_of_scope")
    messaging.add_information(report_id=unread.id, text="One thing more.", at=at)
    workflow.request_review(report_id=reviewed.id, by=making_complainant(reviewed), at=at)
    workflow.reopen(report_id=reopened.id, by=officer, at=at, reason="new")
    run = chosen([unread, reviewed, reopened], "assess", me, at)
    assert refusals(run) == {unread.id: "unread", reviewed.id: "under_review", reopened.id: "decided_before"}


def making_complainant(report):
    from hatehub.accounts.actors import actor_for_complainant

    return actor_for_complainant(report.reference)


def test_offence_of_another_nation_and_flag_that_nobody_named_are_left_out(report_at, me, at):
    here, north = report_at("in_triage"), report_at("in_triage", postcode="EH1 1AA")
    assert Report.objects.get(id=north.id).victim_area["force"].startswith("S")
    law = {"nations": ["EW"], "from": None, "to": None}
    wanted = {**decided(making.CRIME), "offence": making.an_offence(), "law": law}
    assert refusals(chosen([here, north], "assess", me, at, wanted)) == {north.id: "offence_elsewhere"}
    late = {**wanted, "law": {**law, "from": "2030-01-01"}}
    assert refusals(chosen([here], "assess", me, at, late)) == {here.id: "offence_elsewhere"}
    flagged = {**wanted, "flags": {"religion": "They say so."}}
    assert refusals(chosen([here], "assess", me, at, flagged)) == {here.id: "flag_not_named"}


def test_decision_under_a_policy_that_changed_meanwhile_is_refused(report_at, me, at):
    report = report_at("in_triage")
    wanted = {**decided(OUT_OF_SCOPE), "policy": "another"}
    assert refusals(finish(started([report], "assess", me, at, wanted), at)) == {report.id: "policy_changed"}
    assert not Assessment.objects.exists()


def test_question_is_asked_of_each_and_taken_back_unless_answered(submit, me, at):
    one, other, waiting = submit(), submit(), submit()
    messaging.ask(report_id=waiting.id, text="Who?", by=me, at=at)
    run = finish(started([one, other, waiting], "ask", me, at), at)
    assert counts(run) == ("done", 2, 1, 0, 0)
    assert refusals(run) == {waiting.id: "waits_for_answer"}
    question = Message.objects.get(report=one, kind="question")
    messaging.reply(report_id=one.id, question_id=question.id, text="At noon.", at=at)
    undone(run, me, at)
    assert counts(run) == ("undone", 2, 1, 1, 1)
    assert refusals(run)[one.id] == "answered"
    assert Message.objects.get(report=other).taken_back_at == at


def test_priority_is_undone_to_what_an_officer_had_set_before(submit, me, colleague, at):
    was_low, was_weighed, changed = submit(), submit(), submit()
    priority_overrides.override(case_id=was_low.case_id, band=Band.LOW, by=colleague, at=at, reason="nothing in it")
    later = at + timedelta(hours=1)
    run = finish(started([was_low, was_weighed, changed], "priority", me, at), later)
    assert set(Priority.objects.values_list("overridden_band", flat=True)) == {"high"}
    priority_overrides.override(
        case_id=changed.case_id, band=Band.URGENT, by=colleague, at=later + timedelta(minutes=1), reason="a call"
    )
    undone(run, me, later + timedelta(hours=1))
    assert counts(run) == ("undone", 3, 0, 2, 1)
    bands = dict(Priority.objects.values_list("case", "overridden_band"))
    assert [bands[each.case_id] for each in (was_low, was_weighed, changed)] == ["low", "", "urgent"]
    assert priority_overrides.read_reason(row=Priority.objects.get(case=was_low.case)) == "nothing in it"


def test_danger_is_never_made_less_urgent_in_bulk(submit, me, at):
    report = submit(danger="danger")
    assert refusals(chosen([report], "priority", me, at)) == {report.id: "danger"}
    assert refusals(chosen([report], "priority", me, at, {"band": "urgent"})) == {}


def test_closing_waits_for_what_is_owed_and_is_undone_by_reopening(report_at, me, at):
    ready, owed, crime = report_at("out_of_scope"), report_at("out_of_scope"), report_at("assessed_crime")
    for name in ("complainant_told", "support_offered", "intelligence_considered"):
        gates.waive(report_id=ready.id, name=name, by=me, at=at, reason="for the test")
    run = finish(started([ready, owed, crime], "close", me, at), at)
    assert refusals(run) == {owed.id: "gates_open", crime.id: "wrong_state"}
    assert states([ready]) == ["closed"]
    undone(run, me, at)
    assert states([ready]) == ["in_triage"]


def test_what_a_force_has_is_not_reopened_in_bulk(report_at, me, at):
    theirs, closed = report_at("assigned"), report_at("closed")
    run = finish(started([theirs, closed], "reopen", me, at), at)
    assert refusals(run) == {theirs.id: "with_force"}
    assert states([closed]) == ["in_triage"]


@pytest.mark.parametrize("act", ["start", "reopen"])
def test_what_cannot_be_undone_says_so(submit, report_at, me, at, act):
    report = submit() if act == "start" else report_at("closed")
    run = finish(started([report], act, me, at), at)
    with pytest.raises(BulkRefused, match="cannot be undone"):
        bulk.undo(run_id=run.id, by=me, at=at, reason="no")


def test_run_that_is_stopped_keeps_what_is_done_and_can_be_undone(submit, me, at, small_parts):
    reports = [submit() for _ in range(5)]
    run = started(reports, "claim", me, at)
    bulk_working.work(run_id=run.id, at=at)
    bulk.stop(run_id=run.id, by=me, at=at)
    assert not bulk_working.work(run_id=run.id, at=at)
    run.refresh_from_db()
    assert counts(run) == ("stopped", 2, 0, 0, 0)
    undone(run, me, at)
    assert counts(run) == ("undone", 2, 0, 2, 0)
    assert owners(reports) == [None] * 5
    assert run.items.filter(state="waiting").count() == 3


def test_run_that_is_undone_in_the_middle_does_no_more(submit, me, at, small_parts):
    reports = [submit() for _ in range(5)]
    run = started(reports, "claim", me, at)
    bulk_working.work(run_id=run.id, at=at)
    undone(run, me, at)
    assert owners(reports) == [None] * 5
    assert bulk.undo(run_id=run.id, by=me, at=at, reason="again").state == "undone"
    assert Entry.objects.filter(verb="bulk_undone").count() == 1


def test_run_without_progress_is_taken_up_again(submit, me, at, small_parts):
    run = started([submit() for _ in range(5)], "claim", me, at)
    assert bulk_working.list_due(at=at) == [run.id]
    bulk_working.work(run_id=run.id, at=at)
    assert bulk_working.list_due(at=at) == []
    assert bulk_working.list_due(at=at + timedelta(minutes=2)) == [run.id]
    finish(run, at)
    assert bulk_working.list_due(at=at + timedelta(days=1)) == []
    bulk.undo(run_id=run.id, by=me, at=at, reason="no")
    assert bulk_working.list_due(at=at) == [run.id]


def test_worker_that_dies_in_the_middle_of_a_part_leaves_no_trace_of_it(submit, me, at, small_parts, monkeypatch):
    reports = [submit() for _ in range(4)]
    run = started(reports, "claim", me, at)
    bulk_working.work(run_id=run.id, at=at)
    with monkeypatch.context() as patched:
        patched.setattr(bulk_working, "_note", lambda *_args, **_more: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            bulk_working.work(run_id=run.id, at=at)
    run.refresh_from_db()
    assert counts(run) == ("running", 2, 0, 0, 0)
    assert Claim.objects.count() == 2
    bulk_tasks.work_bulk(str(run.id))
    run.refresh_from_db()
    assert counts(run) == ("done", 4, 0, 0, 0)
    assert Claim.objects.count() == 4


def test_two_workers_of_one_run_do_each_case_once(together, at):
    reports = [making.submit(at=at) for _ in range(8)]
    by = a_person("me")
    run = started(reports, "ask", by, at)
    together(*[lambda: finish(BulkRun.objects.get(id=run.id), at)] * 3)
    run.refresh_from_db()
    assert counts(run) == ("done", 8, 0, 0, 0)
    assert Message.objects.count() == 8


def test_two_officers_claim_the_same_cases_at_once_and_each_goes_to_one(together, at):
    reports = [making.submit(at=at) for _ in range(6)]
    runs = [started(reports, "claim", a_person(name), at) for name in ("one", "two")]
    together(*[lambda run=run: finish(run, at) for run in runs])
    for run in runs:
        run.refresh_from_db()
    assert sum(run.done for run in runs) == sum(run.refused for run in runs) == 6
    assert Claim.objects.filter(ended_at__isnull=True).count() == 6


def test_plan_is_refused_empty_and_beyond_the_limit(submit, me, west_yorkshire, at, monkeypatch):
    reports = [submit(), submit()]
    with pytest.raises(BulkRefused):
        bulk.plan(report_ids=[], by=me, at=at)
    with pytest.raises(NotPermitted):
        bulk.plan(report_ids=[reports[0].id], by=west_yorkshire, at=at)
    monkeypatch.setattr(bulk, "MOST", 1)
    with pytest.raises(BulkRefused):
        bulk.plan(report_ids=[report.id for report in reports], by=me, at=at)
    assert not BulkRun.objects.exists()


def test_only_who_planned_it_chooses_and_confirms(submit, me, colleague, at):
    run = bulk.plan(report_ids=[submit().id], by=me, at=at)
    with pytest.raises(BulkRefused):
        bulk.choose(run_id=run.id, act="claim", wanted={}, by=colleague, at=at)
    bulk.choose(run_id=run.id, act="claim", wanted={}, by=me, at=at)
    for by, act, reason in ((colleague, "claim", "why"), (me, "start", "why"), (me, "claim", " ")):
        with pytest.raises(BulkRefused):
            bulk.confirm(run_id=run.id, act=act, by=by, at=at, reason=reason)
    with pytest.raises(BulkRefused, match="Nothing has been done"):
        bulk.undo(run_id=run.id, by=me, at=at, reason="why")
    confirmed = bulk.confirm(run_id=run.id, act="claim", by=me, at=at, reason="why")
    assert bulk.confirm(run_id=run.id, act="claim", by=me, at=at, reason="why") == confirmed
    assert Entry.objects.filter(verb="bulk_started").count() == 1


def test_other_roles_neither_stop_nor_undo(submit, me, west_yorkshire, at):
    run = started([submit()], "claim", me, at)
    with pytest.raises(NotPermitted):
        bulk.stop(run_id=run.id, by=west_yorkshire, at=at)
    with pytest.raises(NotPermitted):
        bulk.undo(run_id=run.id, by=west_yorkshire, at=at, reason="no")


def test_account_that_is_shut_does_no_more(submit, me, at):
    report = submit()
    run = started([report], "claim", me, at)
    User.objects.filter(id=me.user_id).update(is_active=False)
    assert refusals(finish(run, at)) == {report.id: "not_permitted"}
    assert owners([report]) == [None]


def test_words_that_were_erased_end_the_run(submit, me, at):
    report = submit()
    run = started([report], "ask", me, at)
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    assert refusals(finish(run, at)) == {report.id: "erased"}
    assert not Message.objects.exists()


def test_old_plans_and_old_words_are_forgotten(submit, me, at):
    planned = chosen([submit()], "claim", me, at)
    ended = finish(started([submit()], "claim", me, at), at)
    assert bulk.forget_old(at=at + timedelta(hours=23)) == 0
    assert bulk.forget_old(at=at + timedelta(days=31)) == 2
    assert not BulkRun.objects.filter(id=planned.id).exists()
    assert bulk.words_of(BulkRun.objects.get(id=ended.id)) == {"wanted": {}, "reason": ""}
    assert BulkItem.objects.count() == 1


def test_merged_report_stands_for_its_case_once(submit, me, officer, at):
    lead, member = submit(), submit()
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    run = bulk.plan(report_ids=[member.id, lead.id], by=me, at=at)
    assert [(item.report_id, item.people) for item in run.items.all()] == [(lead.id, 2)]


def test_claiming_costs_as_many_statements_for_a_whole_part_as_for_two(submit, me, at):
    few, many = [submit() for _ in range(2)], [submit() for _ in range(20)]
    costs = []
    for reports in (few, many):
        run = started(reports, "claim", me, at)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            bulk_working.work(run_id=run.id, at=at)
        costs.append(len(caught))
    assert costs[0] == costs[1]
