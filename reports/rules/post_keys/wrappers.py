"""Links that hold another link: web archives, redirectors, embeds, log-in pages, translations and caches."""

import re
from urllib.parse import unquote

from reports.rules.post_keys.links import Link, parse_link
from reports.rules.post_keys.redirectors import ANY, IN_QUERY
from reports.rules.post_keys.word_lists import words

DEEPEST = 6
ENDS_IN_LINK = re.compile(r"(?i)https?(?::|%3A)(?:/|%2F){1,2}.+", re.DOTALL)
WITHOUT_SCHEME = re.compile(r"/(?:web/)?[0-9]{4,14}(?:[a-z]{2}_)?\*?/((?:[\w-]+\.)+[a-z]{2,24}(?:[/?].*)?)", re.DOTALL)
# Archives and readers that write the page's own address into their path.
IN_PATH = words(
    "web.archive.org wayback.archive.org archive.org archive-it.org archive.today archive.ph archive.is "
    "archive.li archive.vn archive.md archive.fo webarchive.nationalarchives.gov.uk arquivo.pt freedium.cfd "
    "12ft.io href.li elk.zone main.elk.zone r.jina.ai via.hypothes.is webarchive.org.uk webarchive.loc.gov "
    "cc.bingj.com wayback.archive-it.org removepaywall.com megalodon.jp pdsls.dev timetravel.mementoweb.org "
    "ghostarchive.org outline.com web-archive.org"
)
# These leave the scheme out: `elk.zone/mastodon.example/@name/1`.
BARE_IN_PATH = ("12ft.io", "elk.zone", "main.elk.zone")
GOOGLE = re.compile(r"(?:[a-z]+\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")
AMP_PATH = re.compile(r"/(?:amp|[a-z]+|wp)/(s/)?((?:[\w-]+\.)+[a-z]{2,24}/.*)", re.DOTALL)
URLDEFENSE = re.compile(r"/v3/__(.+?)__;.*", re.DOTALL)
GHOST_VIDEO = re.compile(r"/varchive/(?:youtube/[0-9]+/)?([A-Za-z0-9_-]{11})/?(?:[?#].*)?")


def unwrap(link: Link) -> Link:
    """Return the innermost link; the link itself where it holds none, so that an archive's own code stays its page."""
    for _ in range(DEEPEST):
        inner = _inner(link)
        if inner is None:
            break
        link = inner
    return link


def _inner(link: Link) -> Link | None:
    host = link.host
    if host in IN_PATH_HOSTS:
        found = _from_path(link)
        if found is not None:
            return found
    if "=" in link.rest and (found := _from_query(link)) is not None:
        return found
    if host.endswith((".cdn.ampproject.org", ".translate.goog")) or GOOGLE.fullmatch(host) or host == "bing.com":
        return _from_cache(link)
    if host in ("urldefense.com", "urldefense.us") and (defended := URLDEFENSE.match(link.rest)):
        return parse_link(defended[1].replace("*", "%"))
    if link.parts == ("authorize_interaction",):
        return _absolute(link.query.get("uri", ""), link)
    return None


def _from_path(link: Link) -> Link | None:
    found = ENDS_IN_LINK.search(link.rest)
    if found:
        # The innermost is what was saved: an archive of an archive, or a log-in page with the way back in its query.
        return parse_link(_with_slashes(found.group()))
    bare = WITHOUT_SCHEME.match(link.rest)
    if bare:
        return parse_link(bare[1])
    video = GHOST_VIDEO.fullmatch(link.rest) if link.host == "ghostarchive.org" else None
    if video:
        return parse_link(f"https://youtu.be/{video[1]}")
    if link.host in BARE_IN_PATH and "." in link.part(0):
        return parse_link(link.rest.lstrip("/"))
    return _behind_code(link) if link.host.startswith("archive.") else None


def _behind_code(link: Link) -> Link | None:
    """Return the page of `/newest/URL`, or of `/o/CODE/URL`, where the archive tells beside its code what it saved."""
    for word, place in (("newest", 2), ("oldest", 2), ("o", 3)):
        if link.part(0) == word and "." in link.part(place - 1):
            return parse_link(link.rest.split("/", place)[place])
    return None


def _with_slashes(text: str) -> str:
    """Return a link with its two slashes, which servers and people shorten, and decoded where it is all escaped."""
    if re.match(r"(?i)https?%3A", text):
        text = unquote(text)
    return re.sub(r"(?i)^(https?):/+", r"\1://", text)


def _from_query(link: Link) -> Link | None:
    path = "/".join(link.parts) + "/"
    for domain in _domains(link.host):
        for beginning, names in IN_QUERY.get(domain, ()):
            if beginning == ANY or (path.startswith(f"{beginning}/") if beginning else not link.parts):
                for name in names:
                    inner = _absolute(link.query.get(name, ""), link)
                    if inner is not None:
                        return inner
    return None


def _domains(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[place:]) for place in range(len(labels) - 1)]


def _absolute(text: str, link: Link) -> Link | None:
    """Return the link in a parameter, which may be escaped twice, or be a path on the same site."""
    if link.host.startswith("urldefense.") and text:
        text = unquote(text.replace("-", "%").replace("_", "/"))
    if link.host == "webcache.googleusercontent.com":
        text = re.sub(r"^cache:(?:[\w-]{8,16}:)?", "", text)
        text = text if "://" in text else f"https://{text}" if "." in text else ""
    if re.match(r"(?i)https?%3A", text):
        text = unquote(text)
    if text.startswith("//"):
        return parse_link(f"https:{text}")
    if text.startswith("/") and len(text) > 1:
        return parse_link(f"https://{link.host.removeprefix('consent.').removeprefix('accounts.')}{text}")
    return parse_link(text) if re.match(r"(?i)https?://", text) else None


def _from_cache(link: Link) -> Link | None:
    if link.host.endswith(".translate.goog"):
        label = link.host.removesuffix(".translate.goog")
        return parse_link(f"https://{label.replace('--', '~').replace('-', '.').replace('~', '-')}{link.rest}")
    if link.host.endswith(".cdn.ampproject.org") or link.part(0) == "amp":
        held = AMP_PATH.fullmatch(link.rest)
        return parse_link(f"https://{held[2]}") if held else None
    if link.part(0) in ("url", "imgres", "search"):
        names = ("q", "url") if link.parts[0] == "url" else ("imgrefurl",)
        return next((found for name in names if (found := _absolute(link.query.get(name, ""), link))), None)
    return None


IN_PATH_HOSTS = frozenset(IN_PATH)
