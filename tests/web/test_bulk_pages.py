"""The pages of work in bulk: choosing, the dry run, confirming, the progress, stopping and undoing."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hatehub.accounts.models import User
from reports.models import Message, Report
from tests.making import reports as making
from triage.models import BulkRun, Claim, MergeBatch
from triage.rules.bulk import Refusal
from triage.services import batches, bulk, bulk_working
from triage.services.bulk_acts import ACTS
from triage.web import bulk_words

pytest_plugins = ["tests.making.http"]
RUNS = "/hub/bulk/"
ANSWERS = {f"answer_{name}": given.answer for name, given in making.OUT_OF_SCOPE.items()} | {
    f"reason_{name}": given.reason for name, given in making.OUT_OF_SCOPE.items()
}


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def reports(submit):
    return [submit() for _ in range(3)]


def begin(client, reports, **more):
    answer = client.post(RUNS, {"reports": [report.id for report in reports], **more})
    return answer, BulkRun.objects.order_by("asked_at").last()


def page(run, name=""):
    return f"/hub/bulk/{run.id}/{name}"


def work(run):
    while bulk_working.work(run_id=run.id, at=timezone.now()):
        pass
    run.refresh_from_db()
    return run


def claimed(client, reports):
    _, run = begin(client, reports, act="claim")
    client.post(page(run, "confirm/"), {"act": "claim", "reason": "The same wave."})
    return work(run)


def text_of(answer):
    return answer.content.decode()


def test_selected_are_claimed_after_a_dry_run_and_given_back(client, reports):
    answer, run = begin(client, reports, act="claim")
    assert (answer.status_code, answer.headers["Location"]) == (302, page(run))
    tried = text_of(client.get(page(run)))
    assert "What would happen" in tried
    assert "Nothing has changed yet." in tried
    assert "3 cases" in tried
    assert not Claim.objects.exists()
    client.post(page(run, "confirm/"), {"act": "claim", "reason": "The same wave."})
    running = text_of(client.get(page(run)))
    assert "data-progress-running" in running
    assert "0 of 3" in running
    assert 'action="' + page(run, "stop/") in running
    work(run)
    done = text_of(client.get(page(run)))
    assert "data-progress-running" not in done
    assert "3 of 3" in done
    assert "The same wave." in done
    assert Claim.objects.filter(ended_at__isnull=True).count() == 3
    client.post(page(run, "undo/"), {"reason": "By mistake."})
    assert work(run).undone == 3
    assert "By mistake." in text_of(client.get(page(run)))
    assert not Claim.objects.filter(ended_at__isnull=True).exists()


def test_what_is_left_out_is_shown_by_reason_with_examples_and_one_by_one(client, staff, reports):
    claimed(staff("officer"), reports[:1])
    _, run = begin(client, reports, act="claim")
    tried = text_of(client.get(page(run)))
    assert "1 case is left out" in tried
    assert "A colleague works on it" in tried
    assert reports[0].case.reference in tried
    listed = text_of(client.get(page(run, "left-out/")))
    assert reports[0].case.reference in listed
    assert reports[1].case.reference not in listed


def test_left_out_are_read_page_by_page(client, staff, reports, monkeypatch):
    from triage.selectors import bulk_runs

    monkeypatch.setattr(bulk_runs, "PAGE", 2)
    claimed(staff("officer"), reports)
    _, run = begin(client, reports, act="claim")
    first = client.get(page(run, "left-out/"))
    second = client.get(page(run, "left-out/") + first.context["paging"]["next"])
    assert [len(each.context["rows"]) for each in (first, second)] == [2, 1]
    assert client.get(page(run, "left-out/"), {"after": "nonsense"}).status_code == 200
    assert "Nothing would be done" in text_of(client.get(page(run)))


def test_all_of_a_queue_are_chosen_and_of_a_list_that_is_not_understood_none(client, reports, report_at):
    report_at("in_triage")
    client.post(RUNS, {"all": "1", "query": "queue=new&order=clock", "act": "claim"})
    run = BulkRun.objects.get()
    assert set(run.items.values_list("report", flat=True)) == {report.id for report in reports}
    for query in ("queue=new&strange=E23000010", "queue=nonsense", "queue=new&strand=nonsense"):
        answer = client.post(RUNS, {"all": "1", "query": query, "act": "claim"})
        assert answer.status_code == 422
        assert "Select the cases one by one" in text_of(answer)
    assert BulkRun.objects.count() == 1


def test_more_than_one_run_takes_are_left_for_later(client, reports, monkeypatch):
    from triage.web import bulk_choosing

    monkeypatch.setattr(bulk_choosing, "MOST", 2)
    client.post(RUNS, {"all": "1", "query": "queue=new", "act": "claim"})
    run = BulkRun.objects.get()
    assert (run.total, run.left_out) == (2, 1)
    assert "More match than one run takes" in text_of(client.get(page(run)))


def test_cases_are_chosen_by_references_and_unknown_ones_are_named(client, reports):
    typed = f"{reports[0].reference.lower()}, {reports[1].case.reference}\n{reports[0].case.reference}"
    answer = client.post(RUNS, {"references": f"{typed} OHC-0000-0000"})
    assert answer.status_code == 422
    assert "OHC-0000-0000" in text_of(answer)
    assert reports[1].case.reference in text_of(answer)
    answer = client.post(RUNS, {"references": typed})
    run = BulkRun.objects.get()
    assert answer.headers["Location"] == page(run)
    assert set(run.items.values_list("report", flat=True)) == {reports[0].id, reports[1].id}
    for nothing in ("", "nonsense"):
        assert client.post(RUNS, {"references": nothing}).status_code == 422


@pytest.mark.parametrize("ids", [[], ["nonsense"], ["00000000-0000-0000-0000-000000000000"]])
def test_nothing_selected_begins_nothing(client, ids):
    assert client.post(RUNS, {"reports": ids, "act": "claim"}).status_code == 422
    assert not BulkRun.objects.exists()


def test_act_is_chosen_on_a_page_of_its_own_and_can_be_chosen_anew(client, reports):
    answer, run = begin(client, reports)
    assert answer.headers["Location"] == page(run)
    assert "What is to be done to all of them?" in text_of(client.get(page(run)))
    assert client.post(page(run, "act/"), {"act": "nonsense"}).status_code == 422
    form = client.post(page(run, "act/"), {"act": "ask"})
    assert "Your question" in text_of(form)
    assert client.post(page(run, "act/"), {"act": "ask", "go": "1", "text": ""}).status_code == 422
    client.post(page(run, "act/"), {"act": "ask", "go": "1", "text": "When was it?"})
    tried = text_of(client.get(page(run)))
    assert "When was it?" in tried
    assert "3 complainants get the question." in tried
    assert "What is to be done" in text_of(client.get(page(run) + "?again=1"))
    client.post(page(run, "act/"), {"act": "start"})
    assert "cannot be undone" in text_of(client.get(page(run)))
    client.post(page(run, "confirm/"), {"act": "ask", "reason": "why"})
    run.refresh_from_db()
    assert run.state == "planned"


def test_confirming_asks_for_a_reason(client, reports):
    _, run = begin(client, reports, act="claim")
    answer = client.post(page(run, "confirm/"), {"act": "claim", "reason": ""})
    assert answer.status_code == 422
    assert "Give the reason." in text_of(answer)
    assert BulkRun.objects.get().state == "planned"


@pytest.mark.parametrize(
    ("act", "typed", "shown"),
    [
        ("priority", {"band": "high"}, "High"),
        ("close", {"outcome": "out_of_scope", "because": "Not for us."}, "Not for us."),
    ],
)
def test_what_an_act_needs_is_asked_and_shown(client, reports, act, typed, shown):
    _, run = begin(client, reports)
    assert client.post(page(run, "act/"), {"act": act, "go": "1"}).status_code == 422
    client.post(page(run, "act/"), {"act": act, "go": "1", **typed})
    assert shown in text_of(client.get(page(run)))


def test_supervisor_gives_to_an_officer(client, staff, reports):
    supervisor, officer = staff("supervisor"), User.objects.get(role="officer")
    _, run = begin(supervisor, reports, act="give")
    assert "Who is to work on them?" in text_of(supervisor.post(page(run, "act/"), {"act": "give"}))
    supervisor.post(page(run, "act/"), {"act": "give", "go": "1", "officer": officer.id})
    supervisor.post(page(run, "confirm/"), {"act": "give", "reason": "For today."})
    work(run)
    assert set(Claim.objects.values_list("officer", "reason")) == {(officer.id, "For today.")}


def test_same_decision_is_asked_once_tried_and_made(client, report_at):
    reports = [report_at("in_triage") for _ in range(2)]
    answer, run = begin(client, reports, act="assess")
    assert answer.headers["Location"] == page(run, "assess/")
    first = text_of(client.get(page(run, "assess/")))
    assert "2 cases are chosen." in first
    assert client.post(page(run, "assess/"), {"asked": "concerns_crime"}).status_code == 422
    reached = client.post(page(run, "assess/"), ANSWERS)
    assert "These answers lead to" in text_of(reached)
    answer = client.post(page(run, "assess/"), {**ANSWERS, "record": "1", "version": "0"})
    assert answer.headers["Location"] == page(run)
    tried = text_of(client.get(page(run)))
    assert "2 people: the decision, and their rights." in tried
    assert "Nobody sees hostility." in tried
    client.post(page(run, "confirm/"), {"act": "assess", "reason": "The same post."})
    work(run)
    assert {Report.objects.get(id=report.id).state for report in reports} == {"out_of_scope"}


def test_crime_names_its_offence_and_each_flag_its_reason(client, report_at):
    _, run = begin(client, [report_at("in_triage")], act="assess")
    answers = {f"answer_{name}": given.answer for name, given in making.CRIME.items()}
    answers |= {f"reason_{name}": given.reason for name, given in making.CRIME.items()}
    for typed in ({}, {"offence": making.an_offence(), "flags": ["religion"]}):
        answer = client.post(page(run, "assess/"), {**answers, **typed, "record": "1", "version": "0"})
        assert answer.status_code == 422
    client.post(page(run, "assess/"), {**answers, "offence": making.an_offence(), "record": "1", "version": "0"})
    run.refresh_from_db()
    assert "EW" in bulk.words_of(run)["wanted"]["law"]["nations"]
    assert "Offence" in text_of(client.get(page(run)))


def test_policy_that_changed_while_it_was_asked_is_told(client, reports):
    _, run = begin(client, reports, act="assess")
    assert client.post(page(run, "assess/"), {**ANSWERS, "policy": "another"}).status_code == 409


def test_merging_is_previewed_and_handed_to_a_batch_that_can_be_stopped(client, submit, reports):
    into = submit()
    _, run = begin(client, [*reports, into], act="merge")
    assert "Into which case?" in text_of(client.get(page(run, "merge/")))
    typed = {"into": into.case.reference.lower(), "reason": "The same post."}
    assert client.post(page(run, "merge/"), {**typed, "into": "OHC-0000-0000"}).status_code == 422
    assert "Merge 3 reports" in text_of(client.post(page(run, "merge/"), typed))
    assert not MergeBatch.objects.exists()
    answer = client.post(page(run, "merge/"), {**typed, "go": "1"})
    batch = MergeBatch.objects.get()
    assert answer.headers["Location"] == f"/hub/batches/{batch.id}/"
    assert not BulkRun.objects.exists()
    assert "/stop/" in text_of(client.get(f"/hub/batches/{batch.id}/"))
    client.post(f"/hub/batches/{batch.id}/stop/")
    assert not batches.work(batch_id=batch.id, at=timezone.now())
    assert {Report.objects.get(id=report.id).state for report in reports} == {"received"}


def test_run_is_stopped_on_its_page(client, reports):
    _, run = begin(client, reports, act="claim")
    client.post(page(run, "confirm/"), {"act": "claim", "reason": "x"})
    client.post(page(run, "stop/"))
    assert work(run).state == "stopped"
    assert "Stopped" in text_of(client.get(page(run)))


def test_undoing_asks_for_a_reason(client, reports):
    run = claimed(client, reports)
    assert client.post(page(run, "undo/"), {"reason": " "}).status_code == 422
    run.refresh_from_db()
    assert run.state == "done"


def test_plan_is_seen_by_its_officer_alone_and_forgotten_on_demand(client, staff, reports):
    _, run = begin(client, reports, act="claim")
    other = staff("supervisor")
    assert other.get(page(run)).status_code == 404
    assert other.post(page(run, "discard/")).status_code == 404
    client.post(page(run, "discard/"))
    assert not BulkRun.objects.exists()
    done = claimed(client, reports)
    assert other.get(page(done)).status_code == 200
    client.post(page(done, "discard/"))
    assert BulkRun.objects.filter(id=done.id).exists()


def test_own_runs_are_listed(client, reports):
    run = claimed(client, reports)
    assert page(run) in text_of(client.get(RUNS))
    assert reverse("hub_bulk_runs") == RUNS


def test_nothing_is_sent_or_opened_by_a_dry_run(client, reports):
    begin(client, reports)
    _, run = begin(client, reports)
    client.post(page(run, "act/"), {"act": "ask", "go": "1", "text": "When?"})
    assert not Message.objects.exists()


@pytest.mark.parametrize("name", ["", "left-out/"])
def test_pages_cost_the_same_however_many_cases(client, staff, submit, reports, name, django_assert_max_num_queries):
    claimed(staff("officer"), reports)
    _, run = begin(client, [*reports, *(submit() for _ in range(9))], act="claim")
    with django_assert_max_num_queries(20):
        client.get(page(run, name))


def test_bar_carries_the_list_that_it_stands_below():
    bar = render_to_string("hub/bulk_bar.html", {"query": "queue=new&order=clock", "holds": "1,000"})
    assert 'name="query" value="queue=new&amp;order=clock"' in bar
    assert "All that this list holds: 1,000" in bar
    assert 'name="all"' in bar
    assert {code for code in bulk_words.ACTS if f'value="{code}"' in bar} == {"claim", "merge", "assess"}


def test_every_reason_and_every_act_has_its_words():
    assert set(Refusal) == set(bulk_words.REFUSALS)
    assert set(ACTS) == set(bulk_words.ACTS) - {bulk_words.MERGE} == set(bulk_words.UNDOING)
    assert {code for code, act in ACTS.items() if act.undo is None} == {"start", "reopen"}
