"""From any way of writing a link to the post that it names. Pure: never fetches.

Two links name the same post exactly when their keys are equal. A platform's module says what it is sure of; any
other link is its own canonical form.
"""

from collections.abc import Callable
from dataclasses import replace

from reports.rules.post_keys import bluesky, facebook, instagram, mastodon, reddit, telegram, tiktok, x, youtube
from reports.rules.post_keys.links import Link, canonical, kept_pairs, parse_link
from reports.rules.post_keys.recognised import Recognised

PLATFORMS: tuple[Callable[[Link], Recognised | None], ...] = (
    x.recognise,
    youtube.recognise,
    reddit.recognise,
    instagram.recognise,
    tiktok.recognise,
    facebook.recognise,
    telegram.recognise,
    bluesky.recognise,
    mastodon.recognise,
)

LONGEST_HANDLE = 200

__all__ = ["Recognised", "recognise_post"]


def recognise_post(url: str) -> Recognised:
    """Return what a link names; an empty `Recognised` where it is not a link at all."""
    link = parse_link(url)
    if link is None:
        return Recognised()
    for recognise in PLATFORMS:
        found = recognise(link)
        if found is not None:
            return _bounded(found)
    return _other(link)


def _bounded(found: Recognised) -> Recognised:
    """Leave out an account that is longer than any platform's handles, and so is none."""
    return found if len(found.account) <= LONGEST_HANDLE else replace(found, account="")


def _other(link: Link) -> Recognised:
    """Name a page on a site that no module knows; a site's front page is no post."""
    if not link.parts and not kept_pairs(link):
        return Recognised()
    return Recognised(platform="other", kind="page", post_id=canonical(link))
