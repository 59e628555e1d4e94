"""Whether an answer shows the post that was reported, or why not. Pure.

Nothing unknown is ever called a capture of the post: the verdict says by what it is seen.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from referrals.rules.capture.failures import Failure
from referrals.rules.capture.markers import ADDRESSES, BY_STATUS, NEEDS_PROOF, OF_PLATFORM, TITLES, WORDS, Marker
from referrals.rules.capture.markup import Page
from reports.rules.post_keys import recognise_post

FEW_CHARACTERS = 2500
FEW_ON_PLATFORM = 8000
LEAST_CHARACTERS = 60
WORDS_IN_A_ROW = 6
LEAST_WORDS = 3
A_WORD = re.compile(r"\w+")
PAGES = frozenset({"text/html", "application/xhtml+xml"})
FILES = ("image/", "video/", "audio/", "application/pdf", "text/plain")


class ShownBy(StrEnum):
    """What tells that the post is in the capture, the surest first."""

    WORDS = "words"
    ADDRESS = "address"
    FILE = "file"
    PAGE = "page"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came back: from where, with which status and kind, and whether it was challenged by a guard in between."""

    asked: str
    final: str
    status: int
    content_type: str
    size: int
    is_challenge: bool = False

    @property
    def media_type(self) -> str:
        """The kind of what came, without its parameters."""
        return self.content_type.partition(";")[0].strip().lower()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Either why it is no capture, or what the post is seen by. `is_final`: no browser would show more."""

    failure: Failure | None = None
    shown_by: ShownBy | None = None
    is_final: bool = False


def judge_answer(answered: Answered) -> Verdict | None:
    """Return the verdict where status, address or kind settle it; None where the page must be read."""
    if answered.is_challenge:
        return Verdict(failure=Failure.CHALLENGE, is_final=True)
    failure = _of_status(answered.status) or _led_to(answered) or _of_kind(answered)
    if failure is not None:
        return Verdict(failure=failure, is_final=True)
    return None if answered.media_type in PAGES else Verdict(shown_by=ShownBy.FILE, is_final=True)


def judge_page(page: Page, *, asked: str, words: str = "") -> Verdict:
    """Return the verdict on a page that came with "200 OK", as markup or as a browser showed it.

    `words` are those of the post as they were reported; where the page shows them, that settles it.
    """
    if shows_words(page.text, words):
        return Verdict(shown_by=ShownBy.WORDS)
    reported = recognise_post(asked)
    sign = _sign(page, platform=reported.platform)
    if sign is not None:
        return Verdict(failure=sign)
    if reported.key and names_post(page, key=reported.key) and page.about.get("og:description"):
        return Verdict(shown_by=ShownBy.ADDRESS)
    return Verdict(failure=Failure.NOT_SHOWN) if reported.platform in NEEDS_PROOF else Verdict(shown_by=ShownBy.PAGE)


def names_post(page: Page, *, key: str) -> bool:
    """Tell whether a page says of itself that it is this post."""
    named = (page.about.get("og:url", ""), page.about.get("canonical", ""))
    return any(recognise_post(link).key == key for link in named if link)


def shows_words(text: str, words: str) -> bool:
    """Tell whether a text shows a post's words: six in a row, or all of a shorter post of at least three."""
    wanted = A_WORD.findall(words.casefold())
    if len(wanted) < LEAST_WORDS:
        return False
    shown = f" {' '.join(A_WORD.findall(text.casefold()))} "
    length = min(WORDS_IN_A_ROW, len(wanted))
    return any(f" {' '.join(wanted[at : at + length])} " in shown for at in range(len(wanted) - length + 1))


def _of_status(status: int) -> Failure | None:
    if status == 200:
        return None
    if status in BY_STATUS:
        return BY_STATUS[status]
    if status >= 500:
        return Failure.SERVER_ERROR
    return Failure.BLOCKED if status >= 400 else Failure.BROKEN_ANSWER


def _of_kind(answered: Answered) -> Failure | None:
    if answered.media_type not in PAGES and not answered.media_type.startswith(FILES):
        return Failure.NOT_A_PAGE
    return None if answered.size else Failure.EMPTY


def _led_to(answered: Answered) -> Failure | None:
    """Return what a redirect says: to a page for signing in, to the front page, to an error."""
    if answered.asked == answered.final:
        return None
    found = _first(ADDRESSES, answered.final)
    if found is not None and _first(ADDRESSES, answered.asked) is None:
        return found
    asked, final = urlsplit(answered.asked), urlsplit(answered.final)
    is_front_page = final.path in ("", "/") and not final.query
    return Failure.NOT_SHOWN if is_front_page and asked.path not in ("", "/") else None


def _sign(page: Page, *, platform: str) -> Failure | None:
    """Return what the page says in place of the post. A long page is judged by its title alone."""
    found = _first(TITLES, page.title)
    if found is not None:
        return found
    own = OF_PLATFORM.get(platform, ())
    if len(page.text) < FEW_ON_PLATFORM and own:
        found = _first(own, page.title) or _first(own, page.text)
    if found is None and len(page.text) < FEW_CHARACTERS:
        found = _first(WORDS, page.text)
        if found is None and page.asks_password:
            found = Failure.LOGIN_WALL
    return found or _too_little(page)


def _too_little(page: Page) -> Failure | None:
    if page.leads_on and len(page.text) < FEW_CHARACTERS:
        return Failure.NOT_SHOWN
    return Failure.EMPTY if len(page.text) < LEAST_CHARACTERS else None


def _first(markers: tuple[Marker, ...], text: str) -> Failure | None:
    return next((marker.failure for marker in markers if marker.pattern.search(text)), None)
