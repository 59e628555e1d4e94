"""Keeping web hooks: who may, which addresses, secrets, pausing, replaying, and what is forgotten."""

from datetime import timedelta

import pytest

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.vault.models import DataKey
from referrals.models import HookAttempt, HookDelivery, WebHook
from referrals.selectors import hooks as rows
from referrals.services import hooks
from tests.making.sites import page

pytest_plugins = ["tests.making.http", "tests.making.hooks", "tests.making.committing"]
State = HookDelivery.State
ONE, TWO = "https://one.example/in", "https://two.example/in"
FORCE = Actor(role=Role.FORCE, identifier="client-wyp", force_code="E23000010")


@pytest.fixture
def made(west_yorkshire, at, db):
    return hooks.add(url=ONE, by=west_yorkshire, at=at)


@pytest.fixture
def case(report_at):
    return report_at("assigned").case


def changes(receivers):
    return [each.content.get("change", each.content["type"]) for each in receivers.got]


@pytest.mark.parametrize(
    "url",
    [
        "http://one.example/in",
        "https://one.example:8443/in",
        "https://localhost/in",
        "https://hub.internal/in",
        "https://127.0.0.1/in",
        "https://10.1.2.3/in",
        "https://[::1]/in",
        "https://[::ffff:127.0.0.1]/in",
        "https://2130706433/in",
        "https://0x7f.1/in",
        "https://169.254.169.254/latest/meta-data/",
        "https://name:word@one.example/in",
        "ftp://one.example/in",
        "one.example/in",
        "https://one.example/" + "x" * 2000,
        "",
    ],
)
def test_address_that_is_not_public_https_is_refused(url, west_yorkshire, at, db):
    with pytest.raises(hooks.AddressRefused):
        hooks.add(url=url, by=west_yorkshire, at=at)
    assert not WebHook.objects.exists()
    assert not Entry.objects.filter(verb="hook_added").exists()


def test_change_to_a_private_address_is_refused(made, west_yorkshire, at):
    with pytest.raises(hooks.AddressRefused):
        hooks.change(hook_id=made.hook.id, url="https://192.168.1.1/", by=west_yorkshire, at=at)
    assert WebHook.objects.get().url == ONE


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.FORCE])
def test_nobody_but_a_force_keeps_hooks(role, at, db):
    with pytest.raises(NotPermitted):
        hooks.add(url=ONE, by=Actor(role=role, identifier="x", force_code="E23000010"), at=at)


def test_actor_of_no_force_keeps_none(at, db):
    with pytest.raises(NotPermitted):
        hooks.add(url=ONE, by=Actor(role=Role.FORCE, identifier="x"), at=at)


def test_sixth_hook_is_refused(west_yorkshire, kent, at, db):
    for number in range(5):
        hooks.add(url=f"{ONE}/{number}", by=west_yorkshire, at=at)
    with pytest.raises(hooks.TooManyHooks):
        hooks.add(url=ONE, by=west_yorkshire, at=at)
    hooks.add(url=ONE, by=kent, at=at)


def test_two_who_add_at_one_moment_do_not_both_add_the_fifth(together, at):
    for number in range(4):
        hooks.add(url=f"{ONE}/{number}", by=FORCE, at=at)
    answers = together(*[lambda: hooks.add(url=ONE, by=FORCE, at=at)] * 3)
    assert sum(isinstance(each, hooks.TooManyHooks) for each in answers) == 2
    assert WebHook.objects.count() == 5


def test_hook_of_another_force_is_not_found(made, kent, at):
    hook_id = made.hook.id
    for call in (
        lambda: rows.get_hook(hook_id=hook_id, by=kent),
        lambda: rows.deliveries_of(hook_id=hook_id, by=kent),
        lambda: hooks.change(hook_id=hook_id, url=TWO, by=kent, at=at),
        lambda: hooks.pause(hook_id=hook_id, by=kent, at=at),
        lambda: hooks.resume(hook_id=hook_id, by=kent, at=at),
        lambda: hooks.rotate_secret(hook_id=hook_id, by=kent, at=at),
        lambda: hooks.remove(hook_id=hook_id, by=kent, at=at),
        lambda: hooks.send_test(hook_id=hook_id, by=kent, at=at),
        lambda: hooks.replay(hook_id=hook_id, since=0, by=kent, at=at),
    ):
        with pytest.raises(rows.HookNotFound):
            call()
    assert rows.hooks_of(by=kent) == []


def test_secret_is_kept_sealed_and_no_audit_holds_it(made, at):
    assert made.secret.encode() not in bytes(WebHook.objects.get().sealed_secret)
    entry = Entry.objects.get(verb="hook_added")
    assert entry.details == {"host": "one.example", "changes": []}
    assert entry.subject == f"hook:{made.hook.id}"


def test_overlap_of_more_than_seven_days_is_refused(made, west_yorkshire, at):
    with pytest.raises(hooks.OverlapTooLong):
        hooks.rotate_secret(hook_id=made.hook.id, overlap=timedelta(days=7, seconds=1), by=west_yorkshire, at=at)


def test_no_overlap_ends_the_earlier_secret_at_once(made, west_yorkshire, at):
    hooks.rotate_secret(hook_id=made.hook.id, overlap=timedelta(0), by=west_yorkshire, at=at)
    hook = WebHook.objects.get()
    assert hook.sealed_earlier_secret is None
    assert rows.earlier_secret_ends(hook, at=at) is None


def test_removed_hook_leaves_its_audit_alone(made, case, happen, send, receivers, west_yorkshire, at):
    happen(case, "one")
    send()
    hooks.remove(hook_id=made.hook.id, by=west_yorkshire, at=at)
    assert [kind.objects.count() for kind in (WebHook, HookDelivery, HookAttempt)] == [0, 0, 0]
    assert DataKey.objects.get(owner=made.hook.id).destroyed_at == at
    assert Entry.objects.filter(subject=f"hook:{made.hook.id}", verb="hook_removed").exists()


def test_paused_hook_is_told_nothing_and_then_all_of_it_in_order(
    made, case, happen, send, receivers, west_yorkshire, clock
):
    hooks.pause(hook_id=made.hook.id, by=west_yorkshire, at=clock())
    happen(case, "one", "two")
    clock.on(days=5)
    assert send() == 0
    hooks.resume(hook_id=made.hook.id, by=west_yorkshire, at=clock())
    send()
    assert changes(receivers) == ["one", "two"]


def test_resumed_from_now_passes_over_what_was(made, case, happen, send, receivers, west_yorkshire, clock):
    receivers.next["one.example"] = [page("", status=500)]
    happen(case, "one", "two")
    send()
    hooks.pause(hook_id=made.hook.id, by=west_yorkshire, at=clock())
    happen(case, "three")
    hooks.resume(hook_id=made.hook.id, is_from_now=True, by=west_yorkshire, at=clock())
    happen(case, "four")
    send()
    assert changes(receivers) == ["one", "four"]
    assert HookDelivery.objects.filter(state=State.SKIPPED).count() == 2


def test_what_is_not_wanted_any_more_is_passed_over(made, case, happen, send, receivers, west_yorkshire, clock):
    happen(case, "one", "two", "one")
    hooks.plan_all(at=clock())
    hooks.change(hook_id=made.hook.id, changes=["two"], by=west_yorkshire, at=clock())
    send()
    assert changes(receivers) == ["two"]


def test_test_message_goes_at_once_and_is_tried_once(made, send, receivers, west_yorkshire, clock):
    receivers.next["one.example"] = [page("", status=500)]
    delivery = hooks.send_test(hook_id=made.hook.id, by=west_yorkshire, at=clock())
    assert send() == 1
    assert receivers.got[0].content == {"id": str(delivery.id), "type": "ping", "at": "2026-03-02T12:00:00Z"}
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_code) == (State.GIVEN_UP, "status_500")
    made.hook.refresh_from_db()
    assert made.hook.state == WebHook.State.ON


def test_test_message_that_is_taken_closes_the_breaker(made, report_at, happen, send, receivers, west_yorkshire, clock):
    receivers.down.add("one.example")
    for number in range(4):
        happen(report_at("assigned", minutes=number).case, "one")
    send()
    receivers.down.clear()
    clock.on(seconds=20)
    assert send() == 0
    hooks.send_test(hook_id=made.hook.id, by=west_yorkshire, at=clock())
    send()
    assert sorted(changes(receivers)) == ["one"] * 4 + ["ping"]


def test_test_of_a_paused_hook_is_refused(made, west_yorkshire, at):
    hooks.pause(hook_id=made.hook.id, by=west_yorkshire, at=at)
    with pytest.raises(hooks.HookPaused):
        hooks.send_test(hook_id=made.hook.id, by=west_yorkshire, at=at)


def test_replay_of_messages_has_its_own_ids_and_the_order_of_the_feed(
    made, case, happen, send, receivers, west_yorkshire, clock
):
    happen(case, "one", "two", "three")
    send()
    first = {each.change: each.id for each in HookDelivery.objects.all()}
    chosen = [first["three"], first["one"]]
    done = hooks.replay(hook_id=made.hook.id, deliveries=chosen, by=west_yorkshire, at=clock())
    assert (done.count, done.is_all) == (2, True)
    send()
    assert changes(receivers) == ["one", "two", "three", "one", "three"]
    assert receivers.got[3].content["position"] == receivers.got[0].content["position"]
    assert receivers.got[3].id != receivers.got[0].id
    assert HookDelivery.objects.get(id=receivers.got[3].id).replay_of == first["one"]
    assert Entry.objects.get(verb="hook_replayed").details == {"count": 2, "since": None, "given_up": False}


def test_replay_waits_for_what_waits_of_the_case(made, case, happen, send, receivers, west_yorkshire, clock):
    happen(case, "one")
    send()
    receivers.next["one.example"] = [page("", status=500)]
    happen(case, "two")
    send()
    hooks.replay(hook_id=made.hook.id, since=receivers.got[0].content["position"] - 1, by=west_yorkshire, at=clock())
    clock.on(minutes=1)
    send()
    assert changes(receivers) == ["one", "two", "two", "one", "two"]


def test_replay_since_a_position_reaches_behind_the_beginning_of_the_hook(
    case, happen, send, receivers, west_yorkshire, clock
):
    happen(case, "before")
    hook = hooks.add(url=ONE, by=west_yorkshire, at=clock()).hook
    happen(case, "after")
    send()
    receivers.got.clear()
    done = hooks.replay(hook_id=hook.id, since=0, by=west_yorkshire, at=clock())
    send()
    assert changes(receivers)[-2:] == ["before", "after"]
    assert done.up_to == receivers.got[-1].content["position"]


def test_replay_of_what_was_given_up_is_not_done_twice(made, case, happen, send, receivers, west_yorkshire, clock):
    happen(case, "one", "two")
    hooks.plan_all(at=clock())
    HookDelivery.objects.update(state=State.GIVEN_UP, ended_at=clock())
    assert hooks.replay(hook_id=made.hook.id, is_given_up=True, by=west_yorkshire, at=clock()).count == 2
    assert hooks.replay(hook_id=made.hook.id, is_given_up=True, by=west_yorkshire, at=clock()).count == 0
    send()
    assert changes(receivers) == ["one", "two"]


@pytest.mark.parametrize("asked", [{}, {"since": 0, "is_given_up": True}])
def test_replay_of_nothing_or_of_two_things_is_refused(made, asked, west_yorkshire, at):
    with pytest.raises(hooks.ReplayUnclear):
        hooks.replay(hook_id=made.hook.id, by=west_yorkshire, at=at, **asked)


def test_message_of_another_hook_is_not_replayed(made, case, happen, send, west_yorkshire, at):
    other = hooks.add(url=TWO, by=west_yorkshire, at=at).hook
    happen(case, "one")
    send()
    theirs = HookDelivery.objects.get(hook=other).id
    assert hooks.replay(hook_id=made.hook.id, deliveries=[theirs], by=west_yorkshire, at=at).count == 0


def test_messages_come_in_pages_at_a_cost_that_does_not_grow(
    made, case, happen, west_yorkshire, at, django_assert_num_queries
):
    happen(case, *(f"c{number}" for number in range(120)))
    hooks.plan_all(at=at)
    seen, before = [], None
    while True:
        with django_assert_num_queries(2):
            page_ = rows.deliveries_of(hook_id=made.hook.id, by=west_yorkshire, before=before)
        seen += [each.case.reference and each.number for each in page_.deliveries]
        before = page_.before
        if before is None:
            break
    assert seen == list(range(120, 0, -1))
    with django_assert_num_queries(1):
        (shown,) = rows.hooks_of(by=west_yorkshire)
    assert shown.oldest_waiting_at == at


def test_supervisors_see_hooks_that_fail(made, staff, officer, at):
    page = staff("supervisor").get("/hub/web-hooks/").content.decode()
    assert "one.example" not in page
    assert "No web hook" in page
    WebHook.objects.update(state=WebHook.State.FAILING, last_code="status_500", url=f"{ONE}?key=abc")
    page = staff("supervisor").get("/hub/web-hooks/").content.decode()
    assert "West Yorkshire" in page
    assert "one.example" in page
    assert "status_500" in page
    assert "key=abc" not in page
    assert staff("officer").get("/hub/web-hooks/").status_code == 403
    with pytest.raises(NotPermitted):
        rows.failing_hooks(by=officer)


def test_what_ended_thirty_days_ago_is_forgotten(made, case, happen, send, receivers, clock):
    happen(case, "old")
    send()
    clock.on(days=20)
    happen(case, "new")
    send()
    clock.on(days=11)
    assert hooks.forget(at=clock()) == 1
    assert [each.change for each in HookDelivery.objects.all()] == ["new"]
    assert HookAttempt.objects.count() == 1
