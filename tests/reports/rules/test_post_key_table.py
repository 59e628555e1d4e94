import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.post_keys import recognise_post

X = "1700000000000000001"
SAME = {
    "x post": [
        f"https://x.com/somebody/status/{X}",
        f"https://twitter.com/somebody/status/{X}",
        f"https://mobile.twitter.com/somebody/status/{X}?s=20&t=abc",
        f"http://www.twitter.com/Somebody/statuses/{X}",
        f"x.com/i/status/{X}",
        f"https://x.com/i/web/status/{X}",
        f"https://x.com/somebody/status/{X}/photo/1",
        f"https://nitter.net/somebody/status/{X}#m",
        f"HTTPS://X.COM/somebody/status/{X}/",
        f"  <https://vxtwitter.com/somebody/status/{X}> ",
    ],
    "x other post": ["https://x.com/somebody/status/1700000000000000002"],
    "youtube video": [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?si=abcdef",
        "https://m.youtube.com/watch?feature=share&v=dQw4w9WgXcQ&t=42s",
        "https://music.youtube.com/watch?v=dQw4w9WgXcQ&list=PL123",
        "https://www.youtube.com/shorts/dQw4w9WgXcQ",
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        "youtube.com/live/dQw4w9WgXcQ",
    ],
    "youtube video in other letters": ["https://youtu.be/DQw4w9WgXcQ"],
    "youtube comment": [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=UgwAAA",
        "https://m.youtube.com/watch?lc=UgwAAA&v=dQw4w9WgXcQ",
    ],
    "youtube reply": ["https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=UgwAAA.9xyz"],
    "reddit post": [
        "https://www.reddit.com/r/unitedkingdom/comments/1abcd2/some_title/",
        "https://old.reddit.com/r/unitedkingdom/comments/1abcd2/",
        "https://redd.it/1abcd2",
        "https://reddit.com/comments/1abcd2",
        "https://np.reddit.com/r/UnitedKingdom/comments/1abcd2/some_title/?utm_source=share",
    ],
    "reddit comment": [
        "https://www.reddit.com/r/unitedkingdom/comments/1abcd2/some_title/k9xyz1/?context=3",
        "https://www.reddit.com/r/unitedkingdom/comments/1abcd2/comment/k9xyz1/",
    ],
    "instagram post": [
        "https://www.instagram.com/p/CxAbCdEfGhI/",
        "https://instagram.com/reel/CxAbCdEfGhI/?igsh=abc",
        "https://www.instagram.com/someone/p/CxAbCdEfGhI/?img_index=2",
        "https://instagr.am/p/CxAbCdEfGhI",
    ],
    "instagram comment": ["https://www.instagram.com/p/CxAbCdEfGhI/c/17912345678901234/"],
    "tiktok video": [
        "https://www.tiktok.com/@someone/video/7200000000000000001",
        "https://www.tiktok.com/@Someone/video/7200000000000000001?is_from_webapp=1&lang=en",
        "https://m.tiktok.com/@someone/video/7200000000000000001",
        "https://www.tiktok.com/@someone/photo/7200000000000000001",
    ],
    "tiktok short link": ["https://vm.tiktok.com/ZMabcdef/", "https://vm.tiktok.com/ZMabcdef"],
    "facebook post": [
        "https://www.facebook.com/some.page/posts/1234567890123456",
        "https://m.facebook.com/story.php?story_fbid=1234567890123456&id=1000",
        "https://facebook.com/permalink.php?story_fbid=1234567890123456&id=1000",
        "https://www.facebook.com/groups/99/posts/1234567890123456/",
        "https://www.facebook.com/groups/99/permalink/1234567890123456/?__tn__=R",
    ],
    "facebook video": [
        "https://www.facebook.com/watch/?v=2234567890123456",
        "https://www.facebook.com/some.page/videos/2234567890123456/",
        "https://www.facebook.com/reel/2234567890123456",
    ],
    "facebook comment": ["https://www.facebook.com/some.page/posts/1234567890123456?comment_id=777888999"],
    "facebook reply": [
        "https://www.facebook.com/some.page/posts/1234567890123456?comment_id=777888999&reply_comment_id=555444333"
    ],
    "telegram message": [
        "https://t.me/somechannel/4321",
        "https://t.me/s/SomeChannel/4321",
        "https://telegram.me/somechannel/4321?single",
    ],
    "telegram comment": ["https://t.me/somechannel/4321?comment=9"],
    "telegram message in another channel": ["https://t.me/otherchannel/4321"],
    "telegram message in a private channel": ["https://t.me/c/1234567/4321"],
    "bluesky post": [
        "https://bsky.app/profile/someone.bsky.social/post/3kabcdefghi2x",
        "https://bsky.app/profile/did:plc:abcdefghijklmnop/post/3kabcdefghi2x",
    ],
    "mastodon status": [
        "https://mastodon.example/@someone/110000000000000001",
        "https://mastodon.example/users/someone/statuses/110000000000000001",
    ],
    "mastodon status elsewhere": ["https://other.example/@someone/110000000000000001"],
    "other page": [
        "https://forum.example.org/thread/5?page=2&sort=new",
        "http://www.forum.example.org/thread/5/?sort=new&page=2&utm_campaign=x#top",
        "forum.example.org/thread/5?fbclid=abc&page=2&sort=new",
    ],
    "other page in other letters": ["https://forum.example.org/Thread/5?page=2&sort=new"],
    "other page, next page": ["https://forum.example.org/thread/5?page=3&sort=new"],
    "session thread 77": ["https://forum.example.org/view?sid=77"],
    "session thread 78": ["https://forum.example.org/view?sid=78"],
    "site of a number": ["https://forum.example.org/view?site_id=1"],
    "other port": ["https://forum.example.org:8443/thread/5?page=2&sort=new"],
    "two choices": ["https://forum.example.org/view?id=1&id=9"],
    "two other choices": ["https://forum.example.org/view?id=2&id=9"],
    "long page one": ["https://forum.example.org/" + "a" * 400 + "/1"],
    "long page two": ["https://forum.example.org/" + "a" * 400 + "/2"],
}


@pytest.mark.parametrize("post", SAME)
def test_all_spellings_of_one_post_have_one_key(post):
    keys = {recognise_post(url).key for url in SAME[post]}
    assert len(keys) == 1
    assert None not in keys


@pytest.mark.parametrize("post", SAME)
def test_different_posts_have_different_keys(post):
    key = recognise_post(SAME[post][0]).key
    assert [other for other, urls in SAME.items() if recognise_post(urls[0]).key == key] == [post]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "not a link",
        "https://",
        "https://x.com/somebody",
        "https://x.com/home",
        "https://www.youtube.com/@somebody",
        "https://www.reddit.com/r/unitedkingdom/",
        "https://www.instagram.com/somebody/",
        "https://t.me/somechannel",
        "https://example.org/",
        "https://example.org//",
        "https://example.org/?utm_source=newsletter",
        "javascript:alert(1)",
        "ftp://example.org/file",
        "https://[::1",
        "https://x.com:notaport/somebody/status/1",
    ],
)
def test_no_post_is_told_from_a_link_that_names_none(url):
    assert recognise_post(url).key is None


@pytest.mark.parametrize(
    ("url", "platform", "account"),
    [
        (f"https://twitter.com/SomeBody/status/{X}", "x", "somebody"),
        ("https://x.com/@SomeBody", "x", "somebody"),
        ("https://www.tiktok.com/@Someone/video/7200000000000000001", "tiktok", "someone"),
        ("https://www.reddit.com/user/SomeOne/", "reddit", "someone"),
        ("https://bsky.app/profile/Someone.bsky.social/post/3kabcdefghi2x", "bluesky", "someone.bsky.social"),
        ("https://mastodon.example/@Someone/110000000000000001", "mastodon", "@someone@mastodon.example"),
        ("https://x.com/i/status/1", "x", ""),
    ],
)
def test_platform_and_account_are_told(url, platform, account):
    found = recognise_post(url)
    assert (found.platform, found.account) == (platform, account)


@pytest.mark.parametrize("url", ["https://notx.com/a/status/1", "https://x.com.evil.example/a/status/1"])
def test_site_that_only_looks_like_a_platform_is_not_taken_for_it(url):
    assert recognise_post(url).platform == "other"


@given(st.text())
def test_any_text_is_answered_without_an_error(text):
    recognise_post(text)


@given(st.text(alphabet="ahtps:/?#[]@&=%.x0٣①", max_size=60).map(lambda rest: f"https://x.com/a/status/{rest}"))
def test_any_ending_of_a_link_is_answered_without_an_error(url):
    recognise_post(url)


@pytest.mark.parametrize("url", ["https://example.org/\ud800", "\ud800", "https://x.com/a?b=\udfff"])
def test_half_a_surrogate_is_answered_without_an_error(url):
    recognise_post(url)


@given(st.text(alphabet="abc/?=&.", max_size=40))
def test_key_of_a_page_does_not_change_when_it_is_read_again(rest):
    found = recognise_post(f"https://example.org/{rest}")
    if found.key:
        assert recognise_post(f"https://{found.post_id}").key == found.key


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/%00/status/1",
        "https://t.me/%00/1",
        "https://mastodon.social/@a%00b/110000000000000001",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=%00",
        "https://example.org/%0a",
    ],
)
def test_control_character_behind_an_escape_is_no_link(url):
    assert recognise_post(url).key is None


@pytest.mark.parametrize(
    "start", ["x.com/", "youtube.com/@", "reddit.com/user/", "tiktok.com/@", "t.me/", "instagram.com/"]
)
def test_handle_longer_than_any_is_left_out(start):
    found = recognise_post(f"https://{start}{'a' * 1800}")
    assert len(found.account) <= 200
    assert len(found.key or "") <= 300
