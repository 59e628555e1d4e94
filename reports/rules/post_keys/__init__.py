"""From any way of writing a link to the post that it names. Pure: never fetches.

Two links name the same post exactly when their keys are equal. A platform's module says what it is sure of; any
other link is its own canonical form. `VERSION` is raised whenever a key changes its form.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from reports.rules.post_keys import (
    blogs,
    bluesky,
    comments,
    discord,
    facebook,
    imageboards,
    instagram,
    linkedin,
    listening,
    mastodon,
    networks,
    reddit,
    streaming,
    telegram,
    tiktok,
    video_sites,
    vk,
    x,
    youtube,
)
from reports.rules.post_keys.links import Link, parse_link
from reports.rules.post_keys.pages import canonical
from reports.rules.post_keys.recognised import Recognised
from reports.rules.post_keys.typed import tidy_link
from reports.rules.post_keys.wrappers import unwrap

VERSION: int = 1
LONGEST_HANDLE = 200
Recogniser = Callable[[Link], Recognised | None]

# Platform, its domains (and all below them), labels of a host that name a mirror of it, and who reads its links.
PLATFORMS: tuple[tuple[str, Iterable[str], Iterable[str], Recogniser], ...] = (
    ("x", x.HOSTS, x.MIRROR_LABELS, x.recognise),
    ("youtube", youtube.HOSTS, youtube.MIRROR_LABELS, youtube.recognise),
    ("reddit", reddit.HOSTS, reddit.MIRROR_LABELS, reddit.recognise),
    ("instagram", instagram.HOSTS, instagram.MIRROR_LABELS, instagram.recognise),
    ("threads", instagram.THREADS_HOSTS, (), instagram.recognise_threads),
    ("tiktok", tiktok.HOSTS, (), tiktok.recognise),
    ("facebook", facebook.HOSTS, (), facebook.recognise),
    ("telegram", telegram.HOSTS, (), telegram.recognise),
    ("bluesky", bluesky.HOSTS, (), bluesky.recognise),
    ("linkedin", linkedin.HOSTS, (), linkedin.recognise),
    ("twitch", streaming.TWITCH_HOSTS, (), streaming.recognise_twitch),
    ("kick", streaming.KICK_HOSTS, (), streaming.recognise_kick),
    ("discord", discord.HOSTS, (), discord.recognise),
    ("vk", vk.HOSTS, (), vk.recognise),
    ("rumble", video_sites.RUMBLE_HOSTS, (), video_sites.recognise_rumble),
    ("bitchute", video_sites.BITCHUTE_HOSTS, (), video_sites.recognise_bitchute),
    ("odysee", video_sites.ODYSEE_HOSTS, (), video_sites.recognise_odysee),
    ("vimeo", video_sites.VIMEO_HOSTS, (), video_sites.recognise_vimeo),
    ("dailymotion", video_sites.DAILYMOTION_HOSTS, (), video_sites.recognise_dailymotion),
    ("fourchan", imageboards.HOSTS, (), imageboards.recognise),
    ("tumblr", blogs.TUMBLR_HOSTS, (), blogs.recognise_tumblr),
    ("medium", blogs.MEDIUM_HOSTS, (), blogs.recognise_medium),
    ("substack", blogs.SUBSTACK_HOSTS, (), blogs.recognise_substack),
    ("truth_social", networks.TRUTH_HOSTS, (), networks.recognise_truth),
    ("gab", networks.GAB_HOSTS, (), networks.recognise_gab),
    ("gettr", networks.GETTR_HOSTS, (), networks.recognise_gettr),
    ("pinterest", networks.PINTEREST_HOSTS, (), networks.recognise_pinterest),
    ("snapchat", networks.SNAPCHAT_HOSTS, (), networks.recognise_snapchat),
    ("whatsapp", networks.WHATSAPP_HOSTS, (), networks.recognise_whatsapp),
    ("lemmy", networks.LEMMY_HOSTS, networks.LEMMY_LABELS, networks.recognise_lemmy),
    ("spotify", listening.SPOTIFY_HOSTS, (), listening.recognise_spotify),
    ("other", listening.SOUNDCLOUD_HOSTS, (), listening.recognise_soundcloud),
    ("steam", listening.STEAM_HOSTS, (), listening.recognise_steam),
)
BY_DOMAIN = {domain: (code, read) for code, domains, _, read in PLATFORMS for domain in domains}
BY_LABEL = {label: (code, read) for code, _, labels, read in PLATFORMS for label in labels}
BY_SHAPE: tuple[Recogniser, ...] = (mastodon.recognise, imageboards.recognise_alike)

__all__ = ["VERSION", "Recognised", "recognise_post"]


def recognise_post(url: str) -> Recognised:
    """Return what a link names; an empty `Recognised` where it is not a link at all."""
    link = parse_link(tidy_link(url))
    if link is None:
        return Recognised()
    link = unwrap(link)
    code, read = _platform(link.host)
    if read is not None:
        return _bounded(comments.keep_comment(read(link) or _page(link, code), link))
    # As pages are written, marks at their end go: what is left may have a shape.
    found = _by_shape(link) or _by_shape(parse_link(f"https://{canonical(link)}"))
    return _bounded(comments.keep_comment(found, link)) if found else _page(link, code)


def _by_shape(link: Link | None) -> Recognised | None:
    """Return what the shape of a link tells on a site that nobody here knows."""
    return next((found for read in BY_SHAPE if link and (found := read(link))), None)


def _platform(host: str) -> tuple[str, Recogniser | None]:
    """Return the platform of a host and who reads its links: by its domain, or by a label that its mirrors bear."""
    rest = host
    while rest:
        if rest in BY_DOMAIN:
            return BY_DOMAIN[rest]
        rest = rest.partition(".")[2]
    for label in host.split(".")[:-1]:
        if label in BY_LABEL:
            return BY_LABEL[label]
    return "other", None


def _bounded(found: Recognised) -> Recognised:
    """Leave out an account that no platform could have, being too long or unprintable."""
    fits = len(found.account) <= LONGEST_HANDLE and found.account.isprintable()
    return found if fits else replace(found, account="")


def _page(link: Link, code: str) -> Recognised:
    """Name a page by its address alone; a site's front page is no post."""
    written = canonical(link)
    if written.endswith("/") and written.count("/") == 1:
        return Recognised(platform=code if code != "other" else "")
    return Recognised(platform=code, kind="page", post_id=written)
