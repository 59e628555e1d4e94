"""Each channel against a server that behaves as the platform's published interface does, refusals included."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from referrals.clients.platforms.channels import open_channel
from referrals.clients.platforms.protocol import Delayed, NotConfigured, PlatformAway, Refused
from tests.making.platforms import Bluesky, Lemmy, Mastodon, Reddit, Says, YouTube, notice

TOOT = "https://social.example/@someone/109876543210987654"
AFAR = "https://other.example/@else/109876543210980000"
SKEET = "https://bsky.app/profile/some.bsky.example/post/3kabcdefghi2x"
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
THREAD = "https://www.reddit.com/r/x/comments/1abcde/title/"
COMMENT = "https://www.reddit.com/r/x/comments/1abcde/title/k9abcd/"
LEMMY = "https://lemmy.world/post/12345"
BLUESKY = {"server": "bsky.example", "name": "hub.bsky.example", "password": "app-pass-word"}
YOUTUBE = {"client_id": "c", "client_secret": "s", "refresh_token": "refresh-1"}
REDDIT = {"client_id": "id-1", "client_secret": "secret-1", "refresh_token": "r-1"}
ON_LEMMY = {"server": "lemmy.example", "name": "hub", "password": "lemmy-pass"}
ACCOUNTS = {
    "mastodon": {"server": "social.example", "token": "token of social.example"},
    "bluesky": BLUESKY,
    "youtube": YOUTUBE,
    "reddit": REDDIT,
    "lemmy": ON_LEMMY,
    "webhook": {"key": "k" * 32},
}
LINKS = {"mastodon": TOOT, "bluesky": SKEET, "youtube": VIDEO, "reddit": THREAD, "lemmy": LEMMY, "webhook": TOOT}


@pytest.fixture
def channel(platforms):
    def opened(name, *accounts):
        given = accounts or [ACCOUNTS[name]]
        return open_channel(name, accounts=given, address="https://hooks.example/in", caller=platforms.caller)

    return opened


def sent(channel, told):
    return [channel.send(told, part) for part in channel.parts(told)]


def test_mastodon_reports_posts_of_one_account_together_on_their_own_server(platforms, channel):
    server, second = Mastodon(platforms), TOOT[:-1] + "9"
    server.statuses = {TOOT: ("11", "5"), second: ("12", "5")}
    (receipt,) = sent(channel("mastodon"), notice(TOOT, second))
    (report,) = server.reports
    assert (report["account_id"], report["status_ids"], report["forward"]) == ("5", ["11", "12"], False)
    assert report["category"] == "legal"
    assert "OHC-TEST-0001" in report["comment"]
    assert "https://hub.example/answer/abc/" in report["comment"]
    assert receipt.reference == "1"


def test_mastodon_passes_on_a_report_of_another_server_and_uses_an_account_there_where_it_has_one(platforms, channel):
    home, afar = Mastodon(platforms), Mastodon(platforms, "other.example")
    home.statuses, afar.statuses = {AFAR: ("21", "8")}, {AFAR: ("1", "2")}
    sent(channel("mastodon"), notice(AFAR))
    assert home.reports[0]["forward"] is True
    both = [ACCOUNTS["mastodon"], {"server": "other.example", "token": afar.token}]
    sent(channel("mastodon", *both), notice(AFAR))
    assert (len(home.reports), afar.reports[0]["forward"]) == (1, False)


def test_mastodon_before_4_2_gets_a_category_that_it_knows(platforms, channel):
    server = Mastodon(platforms, is_old=True)
    server.statuses = {TOOT: ("11", "5")}
    sent(channel("mastodon"), notice(TOOT))
    assert [report["category"] for report in server.reports] == ["other"]


def test_mastodon_refuses_a_post_that_its_search_does_not_find_and_names_the_server_that_knows_no_token(
    platforms, channel
):
    Mastodon(platforms)
    with pytest.raises(Refused, match="no_such_post"):
        sent(channel("mastodon"), notice(TOOT))
    with pytest.raises(NotConfigured) as refusal:
        sent(channel("mastodon", {"server": "social.example", "token": "old"}), notice(TOOT))
    assert (refusal.value.server, refusal.value.code) == ("social.example", "status_401")


def test_bluesky_reports_the_post_as_it_says_now_through_its_moderation_service(platforms, channel):
    server = Bluesky(platforms)
    server.handles["some.bsky.example"] = "did:plc:some"
    address = "at://did:plc:some/app.bsky.feed.post/3kabcdefghi2x"
    server.posts[address] = "bafy1"
    (receipt,) = sent(channel("bluesky"), notice(SKEET))
    ((service, report),) = server.reports
    assert service == "did:plc:ar7c4by46qjdydhdevvrndac#atproto_labeler"
    assert report["subject"] == {"$type": "com.atproto.repo.strongRef", "uri": address, "cid": "bafy1"}
    assert (receipt.reference, server.sessions) == ("41", 1)


def test_bluesky_reports_the_account_where_that_is_to_be_restricted(platforms, channel):
    server = Bluesky(platforms)
    server.handles["some.bsky.example"] = "did:plc:some"
    sent(channel("bluesky"), notice(SKEET, action="restrict_account"))
    assert server.reports[0][1]["subject"] == {"$type": "com.atproto.admin.defs#repoRef", "did": "did:plc:some"}


def test_bluesky_signs_in_again_once_its_session_has_expired(platforms, channel):
    server, opened = Bluesky(platforms), channel("bluesky")
    server.handles["some.bsky.example"] = "did:plc:some"
    server.posts["at://did:plc:some/app.bsky.feed.post/3kabcdefghi2x"] = "bafy1"
    sent(opened, notice(SKEET))
    server.sessions = 5
    sent(opened, notice(SKEET))
    assert (len(server.reports), server.sessions) == (2, 6)


def test_bluesky_refuses_a_post_that_is_gone_and_a_password_that_is_not_taken(platforms, channel):
    server = Bluesky(platforms)
    server.handles["some.bsky.example"] = "did:plc:some"
    with pytest.raises(Refused, match="no_such_post"):
        sent(channel("bluesky"), notice(SKEET))
    with pytest.raises(NotConfigured):
        sent(channel("bluesky", {**BLUESKY, "password": "old"}), notice(SKEET))


def test_youtube_reports_a_video_for_the_reason_that_the_interface_lists_for_hate(platforms, channel):
    server = YouTube(platforms)
    server.videos = {"dQw4w9WgXcQ"}
    sent(channel("youtube"), notice(VIDEO))
    (report,) = server.reports
    assert (report["videoId"], report["reasonId"], report["secondaryReasonId"]) == ("dQw4w9WgXcQ", "V", "31")


def test_youtube_tells_too_many_from_not_found_and_a_revoked_token(platforms, channel):
    YouTube(platforms)
    with pytest.raises(Refused, match="no_such_post"):
        sent(channel("youtube"), notice(VIDEO))
    with pytest.raises(NotConfigured, match="invalid_grant"):
        sent(channel("youtube", {**YOUTUBE, "refresh_token": "revoked"}), notice(VIDEO))
    for status, reason in ((400, "rateLimitExceeded"), (403, "quotaExceeded")):
        opened = channel("youtube")
        opened._token = "ya29"
        platforms.next.append(Says(status, {"error": {"errors": [{"reason": reason}]}}))
        with pytest.raises(Delayed, match="too_many"):
            sent(opened, notice(VIDEO))


def test_what_an_interface_cannot_say_is_left_to_an_officer(channel):
    for name, told in (
        ("youtube", notice(VIDEO + "&lc=UgxAAAAAAAAAAAAAAAAA4AaABAg")),
        ("youtube", notice(VIDEO, action="preserve")),
        ("reddit", notice(THREAD, action="restrict_account")),
        ("lemmy", notice(LEMMY, action="preserve")),
        ("bluesky", notice("https://bsky.app/profile/some.bsky.example")),
    ):
        with pytest.raises(Refused, match=r"kind|action"):
            channel(name).parts(told)


def test_reddit_reports_posts_and_comments_by_their_full_names_in_a_hundred_characters(platforms, channel):
    server = Reddit(platforms)
    sent(channel("reddit"), notice(THREAD, COMMENT))
    assert [report["thing_id"] for report in server.reports] == ["t3_1abcde", "t1_k9abcd"]
    assert all("OHC-TEST-0001" in report["reason"] for report in server.reports)


def test_reddit_refuses_with_200_ok(platforms, channel):
    server = Reddit(platforms)
    server.errors = [["RATELIMIT", "you are doing that too much", "ratelimit"]]
    with pytest.raises(Delayed):
        sent(channel("reddit"), notice(THREAD))
    server.errors = [["DELETED_THING", "that was deleted", "thing_id"]]
    with pytest.raises(Refused, match="deleted_thing"):
        sent(channel("reddit"), notice(THREAD))
    with pytest.raises(NotConfigured):
        sent(channel("reddit", {**REDDIT, "client_secret": "x"}), notice(THREAD))


def test_lemmy_finds_a_post_of_another_server_and_reports_it(platforms, channel):
    server = Lemmy(platforms)
    server.objects = {LEMMY: ("post", 77)}
    (receipt,) = sent(channel("lemmy"), notice(LEMMY))
    ((kind, report),) = server.reports
    assert (kind, report["post_id"], receipt.reference) == ("post", 77, "901")


def test_lemmy_says_everything_with_400(platforms, channel):
    Lemmy(platforms)
    with pytest.raises(Refused, match="no_such_post"):
        sent(channel("lemmy"), notice(LEMMY))
    with pytest.raises(NotConfigured):
        sent(channel("lemmy", {**ON_LEMMY, "password": "x"}), notice(LEMMY))
    platforms.next.append(Says(400, {"error": "rate_limit_error"}))
    with pytest.raises(Delayed):
        sent(channel("lemmy"), notice(LEMMY))


def test_web_hook_gets_the_whole_notice_signed_with_a_key_against_sending_twice(platforms, channel):
    platforms.answer("hooks.example/in", lambda asked: {"reference": "T-1"})
    (receipt,) = sent(channel("webhook"), notice(TOOT, AFAR))
    (asked,) = platforms.calls
    moment, _, given = asked.headers["hub-signature"].removeprefix("t=").partition(",v1=")
    expected = hmac.new(b"k" * 32, f"{moment}.".encode() + asked.body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(given, expected)
    assert asked.headers["idempotency-key"] == "00000000-0000-0000-0000-000000000007"
    told = json.loads(asked.body)
    assert [each["url"] for each in told["content"]] == [TOOT, AFAR]
    assert told["notifier"] == {"name": "Online Hate Hub", "email": "notices@hub.example"}
    assert receipt.reference == "T-1"


def test_web_hook_that_has_a_notice_already_is_no_failure(platforms, channel):
    def has_it(asked):
        raise Says(409, {"reference": "T-1"})

    platforms.answer("hooks.example/in", has_it)
    assert sent(channel("webhook"), notice(TOOT))[0].reference == "T-1"


@pytest.mark.parametrize("name", sorted(ACCOUNTS))
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Says(500), PlatformAway),
        (Says(502, "not an object"), PlatformAway),
        (Says(429, {}, retry_after="120"), Delayed),
        (Says(503, {}, retry_after="120"), Delayed),
        (Says(302, {}, location="https://other.example/"), Refused),
        (Says(410), Refused),
    ],
    ids=["broken", "gateway", "rate limit", "busy", "redirect", "gone"],
)
def test_every_channel_tells_what_is_away_from_what_asks_for_patience_and_what_refuses(
    platforms, channel, name, said, expected
):
    for made in (Mastodon, Bluesky, YouTube, Reddit, Lemmy):
        made(platforms)
    platforms.answer("hooks.example/in", lambda asked: {})
    platforms.next.append(said)
    with pytest.raises(expected) as refusal:
        sent(channel(name), notice(LINKS[name]))
    if expected is Delayed:
        assert refusal.value.after == timedelta(minutes=2)
    assert len(platforms.calls) == 1


@pytest.mark.parametrize("name", sorted(ACCOUNTS))
def test_a_channel_without_what_it_signs_in_with_is_not_configured(channel, name):
    with pytest.raises(NotConfigured):
        channel(name, {**ACCOUNTS[name], **dict.fromkeys(ACCOUNTS[name], "")})
