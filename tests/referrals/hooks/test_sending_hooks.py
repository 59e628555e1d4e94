"""Sending web hooks to receivers that are well, down, slow, rude or gone: in order by case, and in no one's way."""

import base64
import hashlib
import hmac
from datetime import timedelta
from uuid import UUID

import pytest

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.outbox import services as outbox
from referrals.models import FeedEntry, HookAttempt, HookDelivery, WebHook
from referrals.rules.hooks.answers import Answer
from referrals.services import feeding, hooks
from referrals.services.hooks import leasing
from tests.making import reports as making
from tests.making.receivers import HOSTS, hangs_up
from tests.making.sites import breaks_off, drips, leads, page
from triage.services import merging

pytest_plugins = ["tests.making.hooks", "tests.making.committing"]
State = HookDelivery.State
OFFICER = Actor(role=Role.OFFICER, identifier="officer-1")
FORCE = Actor(role=Role.FORCE, identifier="client-wyp", force_code="E23000010")
ONE, TWO = "https://one.example/in", "https://two.example/in"


@pytest.fixture
def hook(west_yorkshire, at, db):
    return hooks.add(url=ONE, by=west_yorkshire, at=at).hook


@pytest.fixture
def case(report_at):
    return report_at("assigned").case


def changes(receivers, host="one.example"):
    return [each.content["change"] for each in receivers.of(host)]


def verifies(got, secret):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{got.id}.{got.headers['webhook-timestamp']}.".encode() + got.body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected in got.headers["webhook-signature"].split(" ")


def test_change_is_told_as_the_feed_tells_it_and_signed(receivers, case, happen, send, west_yorkshire, at):
    made = hooks.add(url=ONE, by=west_yorkshire, at=at)
    happen(case, "assign")
    assert send() == 1
    (got,) = receivers.got
    entry = FeedEntry.objects.get(change="assign", case=case)
    assert got.content == {
        "id": got.id,
        "type": "case.changed",
        "position": entry.position,
        "case": case.reference,
        "change": "assign",
        "state": "assigned",
        "unit": None,
        "at": "2026-03-02T12:00:00Z",
    }
    assert verifies(got, made.secret)
    assert got.headers["webhook-timestamp"] == str(int(at.timestamp()))
    delivery = HookDelivery.objects.get()
    assert (delivery.state, str(delivery.id), delivery.attempts) == (State.DELIVERED, got.id, 1)
    assert HookAttempt.objects.get().status == 204


def test_new_hook_begins_at_the_end_of_the_feed(receivers, case, happen, send, west_yorkshire, at):
    happen(case, "before")
    hooks.add(url=ONE, by=west_yorkshire, at=at)
    happen(case, "after")
    send()
    assert changes(receivers) == ["after"]


def test_only_changes_that_are_wanted_are_told(receivers, case, happen, send, west_yorkshire, at):
    hooks.add(url=ONE, changes=["assign"], by=west_yorkshire, at=at)
    happen(case, "takedown", "assign", "reminder")
    send()
    assert changes(receivers) == ["assign"]


def test_planning_twice_adds_nothing(case, hook, happen, at):
    happen(case, "one", "two")
    assert hooks.plan_all(at=at) == 2
    assert hooks.plan_all(at=at) == 0
    assert HookDelivery.objects.count() == 2


def test_planning_looks_at_hooks_with_news_alone(case, hook, at, django_assert_num_queries):
    with django_assert_num_queries(1):
        hooks.plan_all(at=at)


def test_no_other_force_is_told(receivers, case, happen, send, kent, at):
    hooks.add(url=TWO, by=kent, at=at)
    happen(case, "assign")
    send()
    assert receivers.got == []


def test_case_that_is_not_the_forces_has_no_state(receivers, report_at, happen, send, hook):
    case = report_at("assessed_crime").case
    happen(case, "return_to_hub")
    send()
    assert receivers.got[0].content["state"] is None
    assert receivers.got[0].content["case"] == case.reference


def test_order_by_case_holds_while_another_case_goes_on(receivers, report_at, hook, happen, send, clock):
    first, second = report_at("assigned").case, report_at("assigned", minutes=1).case
    happen(first, "a1", "a2", "a3")
    happen(second, "b1", "b2")
    receivers.next["one.example"] = [page("", status=500)]
    send()
    assert changes(receivers) == ["a1", "b1", "b2"]
    clock.on(seconds=6)
    send()
    assert changes(receivers) == ["a1", "b1", "b2", "a1", "a2", "a3"]
    assert receivers.got[0].id == receivers.got[3].id


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (page("", status=500), 500, "status_500"),
        (page("", status=404), 404, "status_404"),
        (leads("https://two.example/in"), 302, "status_302"),
        (hangs_up, 0, "disconnect"),
    ],
)
def test_what_is_not_taken_is_sent_again(receivers, case, hook, happen, send, clock, answer, status, code):
    happen(case, "assign")
    receivers.next["one.example"] = [answer]
    assert send() == 1
    delivery = HookDelivery.objects.get()
    assert (delivery.state, delivery.last_status, delivery.last_code) == (State.WAITING, status, code)
    assert clock() < delivery.not_before <= clock() + timedelta(seconds=5)
    clock.on(seconds=5)
    send()
    assert changes(receivers) == ["assign", "assign"]
    assert receivers.of("two.example") == []
    assert HookDelivery.objects.get().state == State.DELIVERED
    assert HookAttempt.objects.count() == 2


def test_answer_that_is_too_slow_is_sent_again(receivers, case, hook, happen, send, clock):
    object.__setattr__(receivers.sender, "seconds", 0.4)

    def never(to):
        to.rfile.read(1)

    happen(case, "assign")
    receivers.next["one.example"] = [never]
    send()
    assert HookDelivery.objects.get().last_code in ("time", "timed_out")


def test_body_of_an_answer_does_not_matter_once_its_head_is_there(receivers, case, hook, happen, send):
    object.__setattr__(receivers.sender, "seconds", 0.5)
    happen(case, "one", "two", "three")
    receivers.next["one.example"] = [page(b"x" * 200_000), breaks_off, drips(pieces=50, seconds=0.1)]
    send()
    assert changes(receivers) == ["one", "two", "three"]


def test_receiver_that_is_down_is_told_when_it_is_back(receivers, case, hook, happen, send, clock):
    receivers.down.add("one.example")
    happen(case, "assign")
    send()
    assert HookDelivery.objects.get().last_code == "unreachable"
    receivers.down.clear()
    clock.on(seconds=6)
    send()
    assert changes(receivers) == ["assign"]


def test_receiver_that_asks_for_patience_is_left_alone(receivers, report_at, hook, happen, send, clock):
    first, second = report_at("assigned").case, report_at("assigned", minutes=1).case
    happen(first, "a")
    happen(second, "b")
    receivers.next["one.example"] = [page("", status=429, retry_after="120")]
    send()
    assert changes(receivers) == ["a"]
    clock.on(seconds=119)
    assert send() == 0
    clock.on(seconds=2)
    send()
    assert sorted(changes(receivers)) == ["a", "a", "b"]


def test_gone_pauses_the_hook_and_keeps_what_waits(receivers, case, hook, happen, send, clock, west_yorkshire):
    happen(case, "one", "two")
    receivers.next["one.example"] = [page("", status=410)]
    send()
    hook.refresh_from_db()
    assert (hook.state, hook.paused_because) == (WebHook.State.PAUSED, "gone")
    clock.on(days=1)
    assert send() == 0
    hooks.resume(hook_id=hook.id, by=west_yorkshire, at=clock())
    send()
    assert changes(receivers) == ["one", "one", "two"]


def test_three_days_later_it_is_given_up_and_the_hook_is_failing(receivers, case, hook, happen, send, clock):
    receivers.always["one.example"] = lambda got: page("", status=500 if got.content["change"] == "bad" else 204)
    happen(case, "bad", "good")
    began, hours = clock(), 0
    send()
    while HookDelivery.objects.get(change="bad").state == State.WAITING and hours < 200:
        assert clock() - began < timedelta(days=3, hours=2)
        send()
        clock.on(hours=1)
        hours += 1
    given_up = HookDelivery.objects.get(change="bad")
    assert given_up.state == State.GIVEN_UP
    assert given_up.ended_at - began >= timedelta(days=3)
    assert Entry.objects.filter(verb="hook_failing", subject=f"hook:{hook.id}").count() == 1
    send()
    assert changes(receivers)[-1] == "good"
    hook.refresh_from_db()
    assert hook.state == WebHook.State.ON, "a message that is taken makes it well again"


def test_hook_that_is_dead_for_three_days_gives_up_all_that_is_as_old(receivers, report_at, hook, happen, send, clock):
    cases = [report_at("assigned", minutes=number).case for number in range(6)]
    receivers.down.add("one.example")
    for case in cases:
        happen(case, "one", "two")
    for _hour in range(74):
        send()
        clock.on(hours=1)
    assert set(HookDelivery.objects.values_list("state", flat=True)) == {State.GIVEN_UP}
    hook.refresh_from_db()
    assert hook.state == WebHook.State.FAILING
    assert HookAttempt.objects.count() < 100, "a breaker lets single tries through"
    receivers.down.clear()
    happen(cases[0], "three")
    clock.on(hours=1)
    send()
    assert changes(receivers) == ["three"]


def test_breaker_lets_one_try_through_and_closes_on_success(receivers, report_at, hook, happen, send, clock):
    cases = [report_at("assigned", minutes=number).case for number in range(8)]
    receivers.down.add("one.example")
    for case in cases:
        happen(case, "one")
    assert send() == 3
    clock.on(seconds=80)
    assert send() == 1
    receivers.down.clear()
    clock.on(minutes=3)
    assert send() == 8


def test_single_message_that_is_never_taken_does_not_open_the_breaker(receivers, report_at, hook, happen, send, clock):
    bad, good = report_at("assigned").case, report_at("assigned", minutes=1).case
    receivers.always["one.example"] = lambda got: page("", status=500 if got.content["change"] == "bad" else 204)
    happen(bad, "bad")
    for _time in range(12):
        send()
        clock.on(hours=1)
    happen(good, "good")
    send()
    assert changes(receivers)[-1] == "good"


def test_private_address_is_never_reached(receivers, case, hook, happen, send, clock):
    happen(case, "assign")
    receivers.addresses["one.example"] = ["93.184.216.31", "169.254.169.254"]
    send()
    assert receivers.dialled == []
    assert HookDelivery.objects.get().last_code == "refused_address"


def test_what_is_connected_to_is_what_was_judged(receivers, case, hook, happen, send):
    answers = iter([["93.184.216.31"], ["127.0.0.1"], ["127.0.0.1"]])
    receivers.sender.reach.__dict__["resolver"] = lambda host: next(answers)
    happen(case, "assign")
    send()
    assert receivers.dialled == [("93.184.216.31", 443)]


def test_both_secrets_verify_until_the_overlap_ends(receivers, case, happen, send, clock, west_yorkshire):
    first = hooks.add(url=ONE, by=west_yorkshire, at=clock())
    second = hooks.rotate_secret(hook_id=first.hook.id, by=west_yorkshire, at=clock(), overlap=timedelta(hours=24))
    happen(case, "one")
    send()
    clock.on(hours=24)
    happen(case, "two")
    send()
    during, after = receivers.got
    assert verifies(during, first.secret)
    assert verifies(during, second.secret)
    assert verifies(after, second.secret)
    assert not verifies(after, first.secret)


def test_merged_case_is_told_without_its_state(receivers, report_at, hook, happen, send, officer, clock):
    lead, other = report_at("assigned"), report_at("in_triage", minutes=1)
    case = other.case
    merging.merge(report_id=other.id, into_case_id=lead.case_id, by=officer, at=clock(), reason="same post")
    happen(case, "case_merged")
    send()
    told = receivers.got[-1].content
    assert (told["case"], told["state"]) == (case.reference, None)


def test_erased_report_is_told_by_the_reference_of_its_case(receivers, report_at, hook, happen, send, clock):
    report = report_at("assigned", name="Quillfeather", narrative="They shouted at us.")
    making.erase(report, at=clock())
    happen(report.case, "assign")
    send()
    assert b"Quillfeather" not in receivers.got[0].body
    assert receivers.got[0].content["case"] == report.case.reference


def test_message_that_is_out_is_not_leased_twice_and_is_due_again_when_the_lease_ends(case, hook, happen, at):
    happen(case, "one", "two")
    hooks.plan_all(at=at)
    leased = leasing.lease(hook_id=hook.id, at=at)
    assert leased.change == "one"
    assert leasing.lease(hook_id=hook.id, at=at) is None
    later = at + leasing.LEASE
    again = leasing.lease(hook_id=hook.id, at=later)
    assert again.id == leased.id
    answer = Answer(status=500, code="status_500", milliseconds=1)
    leasing.conclude(leased=leased, answer=answer, at=later, chance=1)
    assert HookDelivery.objects.get(id=leased.id).leased_until == again.leased_until, (
        "whose lease has ended decides no more"
    )
    leasing.conclude(leased=leased, answer=Answer(status=200, code="", milliseconds=1), at=later, chance=1)
    assert HookDelivery.objects.get(id=leased.id).state == State.DELIVERED
    leasing.conclude(leased=again, answer=answer, at=later, chance=1)
    assert HookDelivery.objects.get(id=leased.id).state == State.DELIVERED


def test_only_four_messages_of_a_hook_are_out(report_at, hook, happen, at):
    for number in range(6):
        happen(report_at("assigned", minutes=number).case, "one")
    hooks.plan_all(at=at)
    leased = [leasing.lease(hook_id=hook.id, at=at) for _ in range(6)]
    assert [each is not None for each in leased] == [True] * 4 + [False] * 2


def test_removed_hook_ends_quietly_what_is_out(receivers, case, hook, happen, west_yorkshire, at):
    happen(case, "one")
    hooks.plan_all(at=at)
    leased = leasing.lease(hook_id=hook.id, at=at)
    hooks.remove(hook_id=hook.id, by=west_yorkshire, at=at)
    leasing.conclude(leased=leased, answer=Answer(status=200, code="", milliseconds=1), at=at, chance=1)
    assert not HookDelivery.objects.exists()


def test_numbering_asks_the_sender_to_look(case, at, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(feeding, "nudge", asked.append)
    feeding.note_for(case_id=case.id, forces=["E23000010"], event_position=77, change="x", at=at)
    with django_capture_on_commit_callbacks(execute=True):
        feeding.number_entries()
    assert asked == ["referrals.send_due_hooks"]
    assert outbox.RELAY not in asked


def test_many_are_sent_once_each_in_order_by_case_by_workers_side_by_side(receivers, together, at):
    """Two processes at once, one receiver dead and one slow: each message of the others arrives once, in order."""
    made = [making.submit(at=at + timedelta(minutes=minutes)) for minutes in range(4)]
    cases = [making.walk(report, to="assigned", by=OFFICER, at=at).case for report in made]
    for url in (ONE, TWO, "https://three.example/in"):
        hooks.add(url=url, by=FORCE, at=at)
    for position, (change, case) in enumerate([(f"c{n}", case) for n in range(5) for case in cases]):
        feeding.note_for(case_id=case.id, forces=["E23000010"], event_position=10**6 + position, change=change, at=at)
    receivers.down.add("two.example")

    def call():
        return hooks.run(clock=lambda: at, by_way_of=lambda: receivers.sender)

    counts = together(call, call)
    assert all(isinstance(each, int) for each in counts), counts
    for host in ("one.example", "three.example"):
        got = receivers.of(host)
        assert len(got) == 20
        assert len({each.id for each in got}) == 20
        for case in cases:
            assert [each.content["change"] for each in got if each.content["case"] == case.reference] == [
                f"c{n}" for n in range(5)
            ]
    assert not HookDelivery.objects.filter(hook__url=TWO, state=State.DELIVERED).exists()
    assert 3 <= HookAttempt.objects.filter(delivery__hook__url=TWO).count() <= 8
    assert {UUID(each.id) for each in receivers.got} == set(
        HookDelivery.objects.filter(state=State.DELIVERED).values_list("id", flat=True)
    )
    assert {address for address, _port in receivers.dialled} <= set(HOSTS.values())
