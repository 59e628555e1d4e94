"""The signs of walls, removals and challenges, for pages anywhere and for single platforms. Pure.

How certain each is: status codes are of the HTTP standard (RFC 9110; 451 is RFC 7725). All others are general
knowledge of what these pages looked like when this was written; platforms change them without notice, so a sign
that is missing proves nothing. That is why a platform that is often walled must show the post itself
(`NEEDS_PROOF`), and why a page without any sign is called no more than "a page came".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from referrals.rules.capture.failures import Failure


@dataclass(frozen=True, kw_only=True)
class Marker:
    """A pattern that says why there is no post to be seen."""

    failure: Failure
    pattern: re.Pattern[str]


def _signs(*rows: tuple[Failure, str]) -> tuple[Marker, ...]:
    return tuple(Marker(failure=failure, pattern=re.compile(words, re.IGNORECASE)) for failure, words in rows)


POSTS = "post|tweet|video|photo|reel|comment|thread|content|story|status|message|page"
ACCOUNTS = "account|user|profile|channel|community|server"
JOINING = "log ?in|sign ?in|sign up|register|create an account|join"

BY_STATUS: Mapping[int, Failure] = {
    401: Failure.LOGIN_WALL,
    403: Failure.BLOCKED,
    404: Failure.NOT_FOUND,
    407: Failure.BLOCKED,
    408: Failure.TIMED_OUT,
    410: Failure.REMOVED,
    425: Failure.SERVER_ERROR,
    429: Failure.RATE_LIMITED,
    451: Failure.GEO_BLOCKED,
    999: Failure.BLOCKED,  # LinkedIn's own
}

ADDRESSES = _signs(
    (Failure.CONSENT_WALL, r"^https?://consent\."),
    (Failure.CHALLENGE, r"^https?://[^/]*google\.[^/]+/sorry/"),
    (Failure.CHALLENGE, r"/(cdn-cgi/challenge|captcha|challenge)(/|$|\?)"),
    (Failure.LOGIN_WALL, r"^https?://(accounts|login|signin|auth|sso|passport)\.[^/]+/"),
    (
        Failure.LOGIN_WALL,
        r"^https?://[^/]+/([^?#]*/)?(log[-_]?in|sign[-_]?in|signup|authwall|checkpoint)(\.[a-z]{2,4})?(/|$|\?)",
    ),
    (Failure.AGE_WALL, r"/(age[-_]?(gate|verification|check)|verify[-_]age|over18)(/|$|\?)"),
    (Failure.REMOVED, r"/(account/)?(suspended|removed|unavailable)/?($|\?)"),
    (Failure.NOT_FOUND, r"/(404|not-?found|error)(\.[a-z]{2,4})?/?($|\?)"),
)
"""Addresses that a link was led on to. A link that was itself reported so is not judged by them."""

TITLES = _signs(
    (
        Failure.CHALLENGE,
        r"^(just a moment|attention required|are you (a )?(human|robot)|verify you are human|ddos-guard)",
    ),
    (Failure.CHALLENGE, r"\b(captcha|security check)\b"),
    (Failure.BLOCKED, r"^(access denied|forbidden|403\b|blocked|request rejected)"),
    (
        Failure.NOT_FOUND,
        r"^(error )?404\b|\b(page|post|video|thread|content) (not found|doesn.t exist|does not exist)\b",
    ),
    (Failure.LOGIN_WALL, r"^(log ?in|sign ?in|login|sign up)\b( (to|or)\b| \W|$)"),
    (Failure.SERVER_ERROR, r"^(50[0-4]\b|bad gateway|service unavailable|internal server error|something went wrong)"),
    (Failure.AGE_WALL, r"\bage (verification|check)\b"),
    (Failure.CONSENT_WALL, r"^before you continue\b"),
)

WORDS = _signs(
    (
        Failure.CHALLENGE,
        r"\b(checking (if the site connection is secure|your browser)|verify(ing)? (that )?you are (a )?human)\b",
    ),
    (Failure.CHALLENGE, r"\b(complete the captcha|prove (that )?you.re not a robot|unusual traffic from your)\b"),
    (Failure.GEO_BLOCKED, r"\b(not|isn.t) available in your (country|region|location)\b"),
    (Failure.GEO_BLOCKED, r"\bwithheld in\b.{0,60}\b(legal demand|local law)"),
    (Failure.AGE_WALL, r"\b(you must be 18|confirm your age|age-restricted|you must be over 18)\b"),
    (
        Failure.REMOVED,
        rf"\b({POSTS})( \w+){{0,3}} (has been|was|is|have been|.s been) (removed|deleted|taken down|banned)\b",
    ),
    (
        Failure.REMOVED,
        rf"\b({ACCOUNTS})( \w+){{0,2}} (has been|is|was) (suspended|banned|terminated|removed)\b",
    ),
    (
        Failure.REMOVED,
        rf"\b(this|that|the) ({POSTS}|account)( \w+){{0,2}} (isn.t|is not|is no longer|is currently) (un)?available\b",
    ),
    (Failure.REMOVED, r"\b(no longer available|content unavailable|video unavailable|nothing to see here)\b"),
    (
        Failure.NOT_FOUND,
        rf"\b({POSTS}|{ACCOUNTS})( \w+){{0,5}} (doesn.t exist|does not exist|not found|could ?n.t be found)\b",
    ),
    (Failure.RATE_LIMITED, r"\b(rate limit(ed)? exceeded|too many requests)\b"),
    (Failure.SERVER_ERROR, r"\b(something went wrong|try reloading|internal server error)\b"),
    (Failure.CONSENT_WALL, r"\b(before you continue to|accept all cookies to continue)\b"),
    (
        Failure.LOGIN_WALL,
        rf"\b({JOINING})( \w+){{0,6}} (to (continue|see|view|read|keep reading|follow)|for more)\b",
    ),
    (Failure.LOGIN_WALL, r"\b(you must|you need to|please) (first )?(log|sign) ?in\b"),
    (
        Failure.LOGIN_WALL,
        r"\b(this (account|profile|community|channel) is private|only (approved )?members can (see|view))\b",
    ),
)
"""Words that count where a page has few, so that an article about removals is none."""

OF_PLATFORM: Mapping[str, tuple[Marker, ...]] = {
    "x": _signs(
        (Failure.LOGIN_WALL, r"\b(see what.s happening|don.t miss what.s happening|happening now join today)\b"),
        (Failure.REMOVED, r"\b(this post is from a suspended account|this post was deleted by|hmm\.\.\. ?this page)\b"),
        (Failure.EMPTY, r"javascript is (not available|disabled)"),
    ),
    "facebook": _signs(
        (Failure.LOGIN_WALL, r"\b(log in or sign up to view|you must log in|see more on facebook|log into facebook)\b"),
        (Failure.REMOVED, r"this content isn.t available (right now|at the moment)"),
    ),
    "instagram": _signs(
        (Failure.LOGIN_WALL, r"\b(log in to (see|instagram)|sign up to see photos|see everyday moments)\b"),
        (Failure.REMOVED, r"\b(sorry, this page isn.t available|the link you followed may be broken)\b"),
    ),
    "threads": _signs((Failure.LOGIN_WALL, r"\b(log in or sign up for threads|say more with threads)\b")),
    "tiktok": _signs(
        (Failure.REMOVED, r"\b(video currently unavailable|couldn.t find this account|this video is private)\b"),
        (Failure.LOGIN_WALL, r"\blog in to (tiktok|follow)\b"),
    ),
    "youtube": _signs(
        (
            Failure.REMOVED,
            r"\b(video unavailable|this video is (private|no longer available|unavailable)|has been terminated)\b",
        ),
        (Failure.LOGIN_WALL, r"\bsign in to confirm (that )?you.re not a bot\b"),
        (Failure.AGE_WALL, r"\bsign in to confirm your age\b"),
    ),
    "linkedin": _signs((Failure.LOGIN_WALL, r"\b(join linkedin|agree & join|sign in to view|authwall)\b")),
    "reddit": _signs(
        (
            Failure.REMOVED,
            r"(\[ ?(removed|deleted)( by (moderator|reddit))? ?\]|sorry, this post (was|has been) (removed|deleted))",
        ),
        (Failure.REMOVED, r"\bthis community (has been banned|is private)\b"),
        (Failure.BLOCKED, r"\b(blocked by (network|mod) security|whoa there, pardner)\b"),
    ),
    "telegram": _signs(
        (Failure.NOT_SHOWN, r"^(telegram: )?(contact|view|join) @?|if you have telegram, you can (contact|view)")
    ),
    "bluesky": _signs((Failure.REMOVED, r"\b(post not found|post (may have been|was) deleted)\b")),
    "vk": _signs((Failure.LOGIN_WALL, r"\b(log in to vk|sign up for vk)\b"), (Failure.REMOVED, r"\bpost not found\b")),
    "discord": _signs((Failure.LOGIN_WALL, r"\b(open in discord|we.re so excited to see you again|discord app)\b")),
    "mastodon": _signs((Failure.REMOVED, r"\bthe page you are looking for (isn.t|is not) here\b")),
}

NEEDS_PROOF = frozenset(
    {
        *(
            "x",
            "facebook",
            "instagram",
            "threads",
            "tiktok",
            "linkedin",
            "snapchat",
            "discord",
            "messenger",
            "whatsapp",
        ),
        *("vk", "pinterest", "telegram", "truth_social", "gab", "gettr", "kick", "twitch"),
    }
)
"""Platforms that answer "200 OK" with a wall or an empty shell so often that the post itself must be seen."""
