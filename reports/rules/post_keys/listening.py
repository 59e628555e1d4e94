"""Spotify, SoundCloud and Steam."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised
from reports.rules.post_keys.word_lists import words

SPOTIFY_HOSTS = ("spotify.com", "spotify.link")
SOUNDCLOUD_HOSTS = ("soundcloud.com",)
STEAM_HOSTS = ("steamcommunity.com",)
SPOTIFY_KINDS = ("episode", "track", "show", "album", "playlist")
SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")
NUMBER = re.compile(r"[1-9][0-9]{0,20}")
STEAM_COMMENT = re.compile(r"c([1-9][0-9]{3,20})")
SOUNDCLOUD_PAGES = frozenset(words("tracks popular-tracks albums sets reposts likes followers following comments"))
SOUNDCLOUD_OWN = frozenset(words("discover search charts stream you upload pages tags stations"))


def recognise_spotify(link: Link) -> Recognised | None:
    """Return the episode or song of a link to Spotify; None for another page there."""
    for kind in SPOTIFY_KINDS:
        if SPOTIFY_ID.fullmatch(link.after(kind)):
            return Recognised(platform="spotify", kind=kind, post_id=link.after(kind))
    return Recognised(platform="spotify") if not link.parts or link.parts[0] in ("user", "artist") else None


def recognise_soundcloud(link: Link) -> Recognised | None:
    """Return the track or set of a link to SoundCloud; the key behind a private one (`s-`) opens the same track."""
    parts = tuple(part.lower() for part in link.parts)
    if link.host not in ("soundcloud.com", "m.soundcloud.com") or link.part(0).lower() in SOUNDCLOUD_OWN:
        return None
    if parts and parts[-1].startswith("s-") and len(parts) > 2:
        parts = parts[:-1]
    is_set = len(parts) == 3 and parts[1] == "sets"
    if is_set or (len(parts) == 2 and parts[1] not in SOUNDCLOUD_PAGES):
        return Recognised(platform="other", kind="page", post_id="soundcloud.com/" + "/".join(parts))
    return Recognised(platform="other") if len(parts) <= 2 else None


def recognise_steam(link: Link) -> Recognised | None:
    """Return the discussion, upload or comment of a link to Steam; None for another page there."""
    parts = link.parts
    comment = STEAM_COMMENT.fullmatch(link.fragment)
    number = ""
    if parts[-1:] == ("filedetails",) and NUMBER.fullmatch(link.query.get("id", "")):
        number = f"file/{link.query['id']}"
    elif "discussions" in parts and len(parts) > parts.index("discussions") + 1 and NUMBER.fullmatch(parts[-1]):
        number = "/".join(parts)
    if number and comment:
        return Recognised(platform="steam", kind="comment", post_id=f"{number}#{comment[1]}")
    if number:
        return Recognised(platform="steam", kind="post", post_id=number)
    if not parts or (parts[0] in ("id", "profiles", "groups") and len(parts) <= 2 and not link.fragment):
        return Recognised(platform="steam", account=link.part(1).lower())
    return None
