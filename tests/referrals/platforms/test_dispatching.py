"""Sending by interfaces: each platform by itself; away, patience, refusals and accounts that are taken no more."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.reference.models import Platform
from hatehub.vault.models import DataKey
from referrals.clients.platforms.protocol import Delayed, NotConfigured, Part, PlatformAway, Receipt, Refused
from referrals.models import PlatformAccount, PlatformStanding, Takedown, TakedownDelivery
from referrals.rules.takedowns.steps import Asked, State, StepRefused
from referrals.services import dispatching, platform_accounts, takedowns
from referrals.services.platform_turns import LEASE, Turn
from tests.making import reports as making
from tests.making import takedowns as asking
from tests.making.platforms import Mastodon

pytest_plugins = ["tests.making.committing"]
TOOT = "https://social.example/@someone/10987654321098{:04}"
LINKS = {
    "mastodon": "https://social.example/@someone/1098765432109800{}",
    "bluesky": "https://bsky.app/profile/some.bsky.example/post/3kabcdefg{}2",
    "youtube": "https://www.youtube.com/watch?v=dQw4w9Wg{}c",
    "reddit": "https://www.reddit.com/r/x/comments/1abc{}/title/",
    "lemmy": "https://lemmy.world/post/123{}",
}
SIGN_IN = {"server": "https://Social.example/", "token": "token of social.example"}


class Channel:
    """A channel that says what it is told to, call by call, and then takes everything."""

    def __init__(self, *answers):
        self.answers, self.sent = list(answers), []

    def parts(self, notice):
        return [Part(key=post.url, posts=(post,)) for post in notice.posts]

    def send(self, notice, part):
        self.sent.append(part.key)
        answer = self.answers.pop(0) if self.answers else Receipt(reference=f"R{len(self.sent)}")
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def admin():
    return Actor(role=Role.REFERENCE_ADMIN, identifier="admin-1")


@pytest.fixture
def account(db, admin, at):
    platform = Platform.objects.get(code="mastodon")
    return platform_accounts.keep(platform=platform, values=SIGN_IN, by=admin, at=at)


@pytest.fixture
def ready(submit, officer, at):
    """Make requests that are ready; preserving needs no package."""

    def make(number=1, *, code="mastodon", links=1):
        made = []
        for each in range(number):
            report = submit(url=TOOT.format(each * 10))
            takedown = asking.draft(report, by=officer, at=at, platform=code, action=Asked.PRESERVE)
            for place in range(1, links):
                url = TOOT.format(each * 10 + place)
                takedown.posts.create(position=place + 1, url=url, post_key=url, kind="post")
            made.append(takedowns.ask_to_send(takedown_id=takedown.id, by=officer, at=at))
        return made

    return make


def drained(channel, at, code="mastodon"):
    return dispatching.drain(platform=Platform.objects.get(code=code), clock=lambda: at, opening=lambda _: channel)


def states():
    return list(Takedown.objects.order_by("approved_at", "id").values_list("state", flat=True))


def test_a_request_goes_over_the_wire_with_the_account_that_an_administrator_kept(
    platforms, account, ready, at, monkeypatch
):
    server, (takedown,) = Mastodon(platforms), ready()
    server.statuses = {TOOT.format(0): ("11", "5")}
    monkeypatch.setattr(dispatching, "Caller", lambda user_agent: platforms.caller)
    assert dispatching.drain(platform=account.platform, clock=lambda: at) == 1
    takedown = Takedown.objects.get()
    assert (takedown.state, takedown.reference) == (State.SENT, "1")
    assert "preserve" in server.reports[0]["comment"]
    assert takedown.answer_due_at == at + timedelta(hours=24)


def test_what_a_platform_has_is_never_sent_again(account, ready, at):
    (takedown,) = ready(links=3)
    urls = list(takedown.posts.order_by("position").values_list("url", flat=True))
    first = Channel(Receipt(reference="A"), PlatformAway("timed_out"))
    assert drained(first, at) == 0
    assert states() == [State.READY]
    second = Channel()
    assert drained(second, at + timedelta(hours=1)) == 1
    assert (first.sent, second.sent) == (urls[:2], urls[1:])
    assert Takedown.objects.get().reference == "A, R1, R2"
    assert TakedownDelivery.objects.count() == 3


def test_a_platform_that_is_away_is_tried_one_at_a_time_ever_later(account, ready, at):
    ready(6)
    channel = Channel(*[PlatformAway("unreachable")] * 4)
    drained(channel, at)
    assert len(channel.sent) == 3
    standing = PlatformStanding.objects.get()
    assert (standing.failures, standing.away_since, standing.last_code) == (3, at, "unreachable")
    drained(channel, at + timedelta(seconds=30))
    assert len(channel.sent) == 3
    later = at + timedelta(minutes=2)
    drained(channel, later)
    assert len(channel.sent) == 4
    assert PlatformStanding.objects.get().opens_at > later + timedelta(minutes=1)
    drained(channel, later + timedelta(hours=1))
    assert states() == [State.SENT] * 6
    standing = PlatformStanding.objects.get()
    assert (standing.failures, standing.away_since, standing.opens_at) == (0, None, None)


def test_after_three_days_an_officer_looks_for_another_way(account, ready, at):
    ready(3)
    drained(Channel(*[PlatformAway("unreachable")] * 3), at)
    channel = Channel()
    drained(channel, at + timedelta(days=3, minutes=1))
    assert channel.sent == []
    assert states() == [State.DRAFTED] * 3
    assert set(Takedown.objects.values_list("undeliverable", flat=True)) == {"away: unreachable"}
    ready()
    assert sorted(states()) == [State.DRAFTED] * 3 + [State.READY]


def test_an_answer_that_is_not_as_the_interface_says_counts_as_away(account, ready, at):
    ready()
    drained(Channel(KeyError("id")), at)
    assert PlatformStanding.objects.get().last_code == "strange_answer"
    assert states() == [State.READY]


def test_a_platform_that_asks_for_patience_gets_it_and_is_not_called_away(account, ready, at):
    ready(3)
    channel = Channel(Receipt(), Delayed("status_429", after=timedelta(minutes=10)))
    drained(channel, at)
    drained(channel, at + timedelta(minutes=9))
    assert len(channel.sent) == 2
    assert PlatformStanding.objects.get().failures == 0
    drained(channel, at + timedelta(minutes=11))
    assert states() == [State.SENT] * 3


def test_no_more_is_sent_within_an_hour_than_a_platform_takes(account, ready, at):
    Platform.objects.filter(code="mastodon").update(requests_an_hour=2)
    ready(5)
    channel = Channel()
    drained(channel, at)
    drained(channel, at + timedelta(minutes=59))
    assert len(channel.sent) == 2
    drained(channel, at + timedelta(minutes=61))
    assert len(channel.sent) == 4


def test_what_is_refused_comes_back_to_the_officer_and_holds_up_nothing(account, ready, at, officer):
    ready(2)
    drained(Channel(Refused("no_such_post")), at)
    came_back = Takedown.objects.get(state=State.DRAFTED)
    assert came_back.undeliverable == "no_such_post"
    assert sorted(states()) == [State.DRAFTED, State.SENT]


def test_an_account_that_is_taken_no_more_leaves_its_requests_to_officers_until_it_is_kept_anew(
    account, ready, at, admin
):
    ready(2)
    channel = Channel(NotConfigured("status_401"))
    drained(channel, at)
    assert len(channel.sent) == 1
    account.refresh_from_db()
    assert (account.refused_at, account.refused_code) == (at, "status_401")
    assert states() == [State.READY] * 2
    assert takedowns.is_by_hand(account.platform)
    platform_accounts.keep(
        platform=account.platform, values={**SIGN_IN, "token": "new"}, account_id=account.id, by=admin, at=at
    )
    assert not takedowns.is_by_hand(account.platform)
    drained(channel, at)
    assert states() == [State.SENT] * 2


def test_without_an_account_nothing_is_sent_and_officers_see_it_as_theirs(ready, at):
    (takedown,) = ready()
    assert dispatching.drain(platform=Platform.objects.get(code="mastodon"), clock=lambda: at) == 0
    assert takedowns.is_by_hand(takedowns.platform_of(takedown))
    assert states() == [State.READY]


def test_what_an_officer_sends_by_hand_is_left_to_the_hand(account, ready, at):
    ready()
    Takedown.objects.update(is_by_hand=True)
    channel = Channel()
    assert drained(channel, at) == 0
    assert channel.sent == []
    assert dispatching.list_waiting(at=at) == []


def test_what_may_not_leave_any_more_comes_back_unsent(account, ready, at):
    (takedown,) = ready()
    takedown.posts.update(url="")
    channel = Channel()
    drained(channel, at)
    assert channel.sent == []
    assert Takedown.objects.get().undeliverable == "PostsDiverted"


def test_a_second_process_leaves_a_platform_to_the_first(account, ready, at):
    ready()
    turn = Turn(account.platform, clock=lambda: at)
    assert turn.begin()
    channel = Channel()
    assert drained(channel, at) == 0
    assert channel.sent == []
    assert drained(channel, at + LEASE + timedelta(seconds=1)) == 1
    turn.end()


def test_a_long_request_is_gone_on_with_later_and_held_meanwhile(account, ready, at):
    ready(links=3)
    now = [at]

    class Slow(Channel):
        def send(self, notice, part):
            now[0] += timedelta(seconds=30)
            return super().send(notice, part)

    slow = Slow()
    assert dispatching.drain(platform=account.platform, clock=lambda: now[0], opening=lambda _: slow) == 0
    assert (len(slow.sent), states()) == (2, [State.READY])
    assert Takedown.objects.get().not_before == now[0]
    assert dispatching.drain(platform=account.platform, clock=lambda: now[0], opening=lambda _: slow) == 1
    assert len(set(slow.sent)) == len(slow.sent) == 3


def test_a_process_whose_turn_was_taken_sends_nothing_more(account, ready, at):
    ready(links=3)

    class Overtaken(Channel):
        def send(self, notice, part):
            PlatformStanding.objects.update(busy_until=at + timedelta(hours=1))
            return super().send(notice, part)

    channel = Overtaken()
    assert drained(channel, at) == 0
    assert len(channel.sent) == 1
    assert PlatformStanding.objects.get().busy_until == at + timedelta(hours=1)


def test_a_limit_holds_within_a_request_too(account, ready, at):
    Platform.objects.filter(code="mastodon").update(requests_an_hour=2)
    ready(links=3)
    channel = Channel()
    drained(channel, at)
    assert len(channel.sent) == 2
    assert drained(channel, at + timedelta(minutes=61)) == 1
    assert len(channel.sent) == 3


def test_a_part_of_another_wording_is_sent_anew(account, ready, at, officer):
    (takedown,) = ready(links=2)
    first = Channel(Receipt(reference="A"), Refused("no_such_post"))
    drained(first, at)
    words = asking.wording(action=Asked.PRESERVE, explanation="The posts call for those people to be hurt.")
    takedowns.edit(takedown_id=takedown.id, wording=words, by=officer, at=at)
    takedowns.ask_to_send(takedown_id=takedown.id, by=officer, at=at)
    second = Channel()
    assert drained(second, at) == 1
    assert second.sent == first.sent[:1]


def test_what_a_platform_has_a_part_of_is_not_given_up(account, ready, at, officer):
    (takedown,) = ready(links=2)
    drained(Channel(Receipt(reference="A"), Refused("no_such_post")), at)
    with pytest.raises(StepRefused, match="partly sent"):
        takedowns.cancel(takedown_id=takedown.id, by=officer, at=at, why="No longer.")


def test_a_post_that_the_account_may_not_touch_locks_nobody_out(account, ready, at):
    ready(links=2)
    drained(Channel(Receipt(), NotConfigured("status_403")), at)
    account.refresh_from_db()
    assert account.refused_at is None
    assert Takedown.objects.get().undeliverable == "status_403"


def test_a_platform_that_asks_for_patience_for_days_gives_a_request_back(account, ready, at):
    ready()
    drained(Channel(Delayed("status_429", after=timedelta(hours=24))), at + timedelta(days=3))
    assert Takedown.objects.get().undeliverable == "away: status_429"


@pytest.mark.usefixtures("committed")
def test_platforms_that_hang_or_are_down_hold_up_no_other(officer):
    at = timezone.now()
    codes = ["mastodon", "bluesky", "youtube", "reddit", "lemmy"]
    for number, code in enumerate(codes * 4):
        report = making.submit(url=LINKS[code].format(number + 10), at=at)
        drafted = asking.draft(report, by=officer, at=at, platform=code, action=Asked.PRESERVE)
        takedowns.ask_to_send(takedown_id=drafted.id, by=officer, at=at)
    others_done = threading.Event()

    class Hanging(Channel):
        def send(self, notice, part):
            assert others_done.wait(60)
            raise PlatformAway("timed_out")

    class Counting(Channel):
        def send(self, notice, part):
            receipt = super().send(notice, part)
            if sum(len(each.sent) for each in working) == 12:
                others_done.set()
            return receipt

    working = [Counting() for _ in range(3)]
    channels = {"mastodon": Hanging(), "bluesky": Channel(*[PlatformAway("unreachable")] * 9)}
    channels |= dict(zip(codes[2:], working, strict=True))
    taken = dispatching.drain_all(clock=lambda: at, opening=lambda platform: channels[platform.code])
    assert others_done.is_set()
    assert taken == {"mastodon": 0, "bluesky": 0, "youtube": 4, "reddit": 4, "lemmy": 4}


def test_secrets_are_sealed_and_the_audit_names_only_what_changed(account, admin, at):
    assert b"token of social.example" not in bytes(account.sealed_values)
    assert (account.server, account.is_whole) == ("social.example", True)
    assert platform_accounts.values_of(account)["token"] == "token of social.example"
    entry = Entry.objects.get(verb="account_kept")
    assert entry.details == {"changed": ["server", "token"]}
    kept = platform_accounts.keep(
        platform=account.platform, values={"server": "social.example"}, account_id=account.id, by=admin, at=at
    )
    assert platform_accounts.values_of(kept)["token"] == "token of social.example"


def test_removing_an_account_destroys_its_key(account, admin, at):
    owner = account.id
    platform_accounts.remove(account=account, by=admin, at=at)
    assert not PlatformAccount.objects.exists()
    assert DataKey.objects.get(owner=owner).wrapped is None


def test_only_administrators_keep_accounts_and_only_of_platforms_with_an_interface(officer, admin, at, db):
    with pytest.raises(NotPermitted):
        platform_accounts.keep(platform=Platform.objects.get(code="mastodon"), values=SIGN_IN, by=officer, at=at)
    with pytest.raises(platform_accounts.NoInterface):
        platform_accounts.keep(platform=Platform.objects.get(code="x"), values=SIGN_IN, by=admin, at=at)
    with pytest.raises(NotPermitted):
        platform_accounts.note_refused(platform_code="mastodon", server="", code="x", by=admin, at=at)
    platform_accounts.note_refused(platform_code="mastodon", server="", code="x", by=HUB, at=at)
