"""Sites that are no social platform but stand under several addresses: Wikipedia, blogs, news and reviews."""

import re
from collections.abc import Callable
from dataclasses import replace

from reports.rules.post_keys.links import Link

WIKI = (".wikipedia.org", ".wiktionary.org", ".wikiquote.org", ".wikinews.org", ".wikimedia.org", ".wikisource.org")
BLOGSPOT = re.compile(r"(.+)\.blogspot\.[a-z]{2,3}(?:\.[a-z]{2})?")
KIWI_FARMS = re.compile(r"kiwifarms\.[a-z]{2,4}")
TRIPADVISOR = re.compile(r"tripadvisor\.[a-z]{2,3}(?:\.[a-z]{2})?")
TRIP_REVIEW = re.compile(r"ShowUserReviews-g[0-9]+-d[0-9]+-r([0-9]+)(?:-.*)?")


def one_spelling(link: Link) -> Link:
    """Return the link as its site writes it in full; links to other sites as they are."""
    host = link.host
    if host.endswith(WIKI):
        return _wiki(link)
    for word, spell in SPELLERS:
        if word in host:
            return spell(link)
    return link


def _wiki(link: Link) -> Link:
    """Fold the mobile site and `index.php?title=`; a section is kept on talk pages, where it is a discussion."""
    link = replace(link, host=link.host.replace(".m.", ".", 1))
    if link.parts == ("w", "index.php") and tuple(name for name, _ in link.pairs) == ("title",):
        link = replace(link, parts=("wiki", link.query["title"]), pairs=())
    if link.part(0) == "wiki" and len(link.parts) > 1:
        link = replace(link, parts=tuple(part.replace(" ", "_") for part in link.parts))
        if "alk:" in link.parts[1] and link.fragment:
            return replace(link, fragment=f"!{link.fragment.lstrip('!')}")
    return link


def _blogspot(link: Link) -> Link:
    """Fold the country endings; `?m=` is the telephone's view and `showComment` repeats the fragment."""
    blog = BLOGSPOT.fullmatch(link.host)
    if blog is None:
        return link
    pairs = tuple(pair for pair in link.pairs if pair[0] != "m" and not (pair[0] == "showComment" and link.fragment))
    return replace(link, host=f"{blog[1]}.blogspot.com", pairs=pairs)


def _bbc(link: Link) -> Link:
    return replace(link, host="bbc.co.uk") if link.host in ("bbc.com", "m.bbc.com", "m.bbc.co.uk") else link


def _kiwi_farms(link: Link) -> Link:
    return replace(link, host="kiwifarms.net") if KIWI_FARMS.fullmatch(link.host) else link


def _tripadvisor(link: Link) -> Link:
    review = TRIP_REVIEW.fullmatch(link.part(0))
    if review and TRIPADVISOR.fullmatch(link.host.removeprefix("m.").removeprefix("en.")):
        return replace(link, host="tripadvisor.com", parts=(f"ShowUserReviews-r{review[1]}",), pairs=(), fragment="")
    return link


def _trustpilot(link: Link) -> Link:
    if link.is_on("trustpilot.com") and link.part(0) == "reviews" and len(link.parts) == 2:
        return replace(link, host="trustpilot.com", pairs=(), fragment="")
    return link


def _quora(link: Link) -> Link:
    """Leave out who shared an answer; a comment keeps its number."""
    sharing = ("ch", "oid", "share", "srid", "target_type", "no_redirect")
    pairs = tuple(pair for pair in link.pairs if pair[0] not in sharing)
    parts = link.parts[1:] if link.part(0) == "unanswered" else link.parts
    return replace(link, pairs=pairs, parts=parts)


SPELLERS: tuple[tuple[str, Callable[[Link], Link]], ...] = (
    (".blogspot.", _blogspot),
    ("bbc.co", _bbc),
    ("kiwifarms.", _kiwi_farms),
    ("tripadvisor.", _tripadvisor),
    ("trustpilot.com", _trustpilot),
    ("quora.com", _quora),
)
