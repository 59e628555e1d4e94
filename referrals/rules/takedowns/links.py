"""The link of a post as a platform is given it: whole, but without what tells who shared or read it."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from reports.rules.post_keys import recognise_post
from reports.rules.post_keys.links import parse_link
from reports.rules.post_keys.tracking import is_tracking, kept_fragment
from reports.rules.post_keys.typed import tidy_link
from reports.rules.post_keys.wrappers import unwrap

STRUCTURAL = frozenset({"id", "v", "p", "fbid", "story_fbid", "set", "list", "comment_id", "reply_comment_id"})
"""Parameters that a site needs to find the post, even where the hub could tell it without them."""


def clean_link(url: str) -> str:
    """Return a link that names the same post and nothing more; empty where it is no link.

    What wraps it is taken off (a redirector that knows who followed it). Of a recognised post a parameter stays only
    where it is part of the address; of any other page all stay but those that only track the reader.
    """
    link = parse_link(tidy_link(url))
    if link is None:
        return ""
    inner = unwrap(link)
    typed = tidy_link(url) if inner == link else f"https://{inner.host}{inner.rest}"
    split = urlsplit(typed if "://" in typed[:12] else f"https://{typed.lstrip('/')}")
    host = (split.hostname or "") + (f":{split.port}" if split.port else "")
    pairs = [pair for pair in parse_qsl(split.query, keep_blank_values=True) if not is_tracking(*pair)]
    plain = split._replace(netloc=host, query=urlencode(pairs), fragment=kept_fragment(split.fragment))
    return _with_needed(urlunsplit(plain), pairs)


def _with_needed(url: str, pairs: list[tuple[str, str]]) -> str:
    """Return a link without the parameters that its post can be told without."""
    key = recognise_post(url).key
    if key is None:
        return url
    for pair in [each for each in pairs if each[0] not in STRUCTURAL]:
        fewer = [each for each in pairs if each != pair]
        shorter = urlunsplit(urlsplit(url)._replace(query=urlencode(fewer)))
        if recognise_post(shorter).key == key:
            url, pairs = shorter, fewer
    return url
