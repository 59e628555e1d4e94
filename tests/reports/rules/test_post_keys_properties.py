"""What holds for every link: the same post under any dress, and never two numbers under one key."""

import string

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from reports.rules.post_keys import VERSION, recognise_post

DIGITS = string.digits
LETTERS = string.ascii_letters + DIGITS


def number(length):
    return st.integers(min_value=10 ** (length - 1), max_value=10**length - 1).map(str)


def code(length, alphabet=LETTERS):
    return st.text(alphabet, min_size=length, max_size=length)


UUIDS = st.uuids().map(str)
SHAPES = {
    "x": (number(19), "https://x.com/a/status/{}", "https://twitter.com/i/web/status/{}?s=20"),
    "facebook": (
        number(16),
        "https://www.facebook.com/a/posts/{}",
        "https://m.facebook.com/story.php?story_fbid={}&id=5",
    ),
    "facebook pfbid": (
        code(40).map("pfbid0{}".format),
        "https://fb.com/a/posts/{}",
        "https://fb.com/permalink.php?story_fbid={}&id=5",
    ),
    "facebook share": (code(10), "https://www.facebook.com/share/p/{}/", "https://m.facebook.com/share/p/{}"),
    "facebook comment": (
        number(16),
        "https://fb.com/a/posts/123456?comment_id={}",
        "https://fb.com/123/posts/123456?comment_id={}",
    ),
    "instagram": (code(11, LETTERS + "-_"), "https://www.instagram.com/p/{}/x", "https://instagram.com/a/reel/{}/x"),
    "threads": (code(11), "https://www.threads.net/@a/post/{}", "https://www.threads.com/t/{}"),
    "tiktok": (number(19), "https://www.tiktok.com/@a/video/{}", "https://m.tiktok.com/v/{}.html"),
    "youtube": (code(11, LETTERS + "-_"), "https://www.youtube.com/watch?v={}&t=1", "https://youtu.be/{}?si=1"),
    "youtube comment": (
        code(26),
        "https://youtu.be/a1B2c3D4e5_?lc={}",
        "https://www.youtube.com/watch?v=a1B2c3D4e5_&lc={}",
    ),
    "reddit": (code(7, DIGITS + "bcdf"), "https://redd.it/{}", "https://old.reddit.com/r/a/comments/{}/b/"),
    "telegram": (number(6), "https://t.me/abcde/{}", "https://t.me/s/ABCDE/{}?single"),
    "mastodon": (number(18), "https://m.example/@a/{}", "https://m.example/users/a/statuses/{}"),
    "bluesky": (
        code(12, "234567abcxyz").map("3{}".format),
        "https://bsky.app/profile/a.b.c/post/{}",
        "at://did:plc:abc/app.bsky.feed.post/{}",
    ),
    "linkedin": (
        number(19),
        "https://linkedin.com/feed/update/urn:li:activity:{}",
        "https://uk.linkedin.com/posts/a_b-activity-{}-XyZ1",
    ),
    "twitch": (number(10), "https://www.twitch.tv/videos/{}", "https://player.twitch.tv/?video=v{}"),
    "discord": (
        number(18),
        "https://discord.com/channels/111111111111111111/222222222222222222/{}",
        "https://ptb.discordapp.com/channels/@me/222222222222222222/{}",
    ),
    "vk": (number(5), "https://vk.com/wall-1_{}", "https://m.vk.com/feed?w=wall-1_{}"),
    "rumble": (
        code(6, string.ascii_lowercase).map("v{}".format),
        "https://rumble.com/{}-a.html",
        "https://rumble.com/{}-b.html?x=1",
    ),
    "bitchute": (code(12), "https://www.bitchute.com/video/{}/", "https://bitchute.com/embed/{}"),
    "odysee": (code(40, "0123456789abcdef"), "https://odysee.com/a:{}", "lbry://@b#1/a#{}"),
    "fourchan": (number(9), "https://boards.4chan.org/a/thread/1#p{}", "https://desuarchive.org/a/post/{}/"),
    "whatsapp": (
        number(4),
        "https://whatsapp.com/channel/0029VaAbCdEfGhIjKlMn/{}",
        "https://www.whatsapp.com/channel/0029VaAbCdEfGhIjKlMn/{}/",
    ),
    "pinterest": (number(18), "https://www.pinterest.com/pin/{}/", "https://pinterest.co.uk/pin/a-b--{}"),
    "tumblr": (number(18), "https://a.tumblr.com/post/{}/b", "https://www.tumblr.com/a/{}/c"),
    "medium": (code(12, "0123456789abcdef"), "https://medium.com/@a/b-{}", "https://medium.com/p/{}"),
    "substack": (
        code(9, string.ascii_lowercase),
        "https://a.substack.com/p/{}",
        "https://open.substack.com/pub/a/p/{}",
    ),
    "truth_social": (number(18), "https://truthsocial.com/@a/{}", "https://truthsocial.com/@a/posts/{}"),
    "gab": (number(18), "https://gab.com/a/posts/{}", "https://gab.com/groups/5/posts/{}"),
    "lemmy": (number(7), "https://lemmy.world/post/{}", "https://old.lemmy.world/post/{}?x=1"),
    "vimeo": (number(9), "https://vimeo.com/{}", "https://player.vimeo.com/video/{}?h=1"),
    "kick": (UUIDS, "https://kick.com/a/videos/{}", "https://kick.com/video/{}"),
    "peertube": (UUIDS, "https://p.example/w/{}", "https://p.example/videos/watch/{}"),
    "xenforo": (number(6), "https://f.example/threads/a.5/#post-{}", "https://f.example/posts/{}/"),
    "phpbb": (number(6), "https://f.example/viewtopic.php?t=5&p={0}#p{0}", "https://f.example/viewtopic.php?p={}"),
    "page": (code(8), "https://news.example/{}", "http://www.news.example:80/{}/?utm_source=a#top"),
    "page's query": (code(8), "https://news.example/a?id={}&b=1", "https://news.example/a/?b=1&id={}"),
    "page's comment": (number(5), "https://news.example/a#comment-{}", "https://news.example/a/?fbclid=x#comment-{}"),
}


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=40)
@given(data=st.data())
def test_two_numbers_never_share_a_key_and_two_spellings_do(shape, data):
    ids, one, other = SHAPES[shape]
    first, second = data.draw(ids), data.draw(ids)
    assume(first != second)
    keys = {recognise_post(spelling.format(first)).key for spelling in (one, other)}
    assert len(keys) == 1
    assert None not in keys
    assert recognise_post(one.format(second)).key not in keys


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=40)
@given(data=st.data())
def test_number_with_one_more_letter_is_never_the_same(shape, data):
    ids, one, _ = SHAPES[shape]
    first, more = data.draw(ids), data.draw(st.sampled_from("0a9Z"))
    assert recognise_post(one.format(first)).key != recognise_post(one.format(first + more)).key
    assert recognise_post(one.format(first)).key != recognise_post(one.format("0" + first)).key


DRESSES = [
    lambda link: link.replace("https://", "http://"),
    lambda link: link.replace("https://", ""),
    lambda link: link.replace("https://", "https://www.").replace("www.www.", "www."),
    lambda link: link.replace("https://", "HTTPS://"),
    lambda link: f"  <{link}>\n",
    lambda link: f"({link})",
    lambda link: f"[a post]({link})",
    lambda link: f"{link}.",
    lambda link: f"\u200b{link}\ufeff",
    lambda link: link.replace("https://", "hxxps://").replace(".", "[.]", 1),
    lambda link: link.replace("&", "&amp;"),
    lambda link: f"https://web.archive.org/web/20240101000000/{link}",
]


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if not shape.startswith(("bluesky", "odysee"))])
@settings(max_examples=40)
@given(data=st.data())
def test_dress_of_a_link_changes_nothing(shape, data):
    ids, one, other = SHAPES[shape]
    link = data.draw(st.sampled_from([one, other])).format(data.draw(ids))
    dressed = data.draw(st.sampled_from(DRESSES))(link)
    assert recognise_post(dressed).key == recognise_post(link).key


@given(st.sampled_from(["utm_source", "fbclid", "gclid", "igsh", "mc_cid", "msclkid"]), code(5))
def test_tracking_changes_nothing(name, value):
    for _, link, _ in SHAPES.values():
        bare, mark, fragment = link.format("a1b2c3").partition("#")
        tracked = f"{bare}{'&' if '?' in bare else '?'}{name}={value}{mark}{fragment}"
        if "://" in link and link.startswith("http"):
            assert recognise_post(tracked).key == recognise_post(link.format("a1b2c3")).key


PIECES = [
    "https://",
    "http:",
    "x.com",
    "/",
    "//",
    "status",
    "1",
    "?",
    "&",
    "=",
    "#",
    "#!/",
    "%",
    "%20",
    "%ff",
    "@",
    ".",
    "..",
    " ",
    "\n",
    "[",
    "](",
    ")",
    "<",
    "web.archive.org/web/",
    "archive.ph/o/",
    "t.me",
    "c",
    "p",
    "comments",
    "reddit.com",
    "url=",
    "facebook.com",
    "comment_id=",
    "l.php?u=",
    "youtube.com",
    "watch?v=",
    "lbry://",
    "tg://resolve?domain=",
    "at://",
    "topic=",
    "threads",
    "\u200b",
    "\uff0f",
    "ü",
    "xn--",
    "translate.goog",
    "-",
    "_",
    "urldefense.com/v3/__",
    "é",
    ":",
    "google.com/amp/s/",
    "substack.com",
    "tumblr.com",
    "4chan.org",
    "medium.com",
    "odysee.com",
    "$",
    "embed",
    "vk.com",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_anything_put_together_from_links_is_answered_with_a_key_that_can_be_stored(text):
    found = recognise_post(text)
    assert found.key is None or (len(found.key) <= 300 and "\x00" not in found.key and found.key.encode())
    assert len(found.account) <= 200
    assert found.account.encode() is not None


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
@example("@https://")
def test_page_read_again_from_its_canonical_form_keeps_its_key(text):
    found = recognise_post(f"https://news.example/{text}")
    if found.key and found.platform == "other" and found.kind == "page":
        assert recognise_post(f"https://{found.post_id}").key == found.key


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000,
        "https://x.com/" + ")" * 3000,
        "[" * 3000,
        "https://" * 500,
        "%25" * 1300,
        "https://web.archive.org/web/2020/" * 100,
        "a." * 1900,
        "\u200b" * 9000,
        " " * 9000,
    ],
)
def test_hostile_text_is_answered(text):
    recognise_post(text)


def test_version_is_told():
    assert VERSION == 1
