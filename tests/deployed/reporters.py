"""People who report through the form, and press again where nothing answered, as people do.

What the hub acknowledged to somebody is what they can hold it to: the reference and the receipt code that they were
shown. Each person notes what they sent with it, so that a judge can compare.
"""

import hashlib
import io
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from tests.deployed.browsing import AWAY, WENT_ON, Browser, Page, Unreached

PATIENCE_SECONDS = 300.0
AGAIN_SECONDS = 1.0
CHECK, SENT = "/report/check/", "/report/sent/"


class GaveUp(Exception):
    """Somebody did not get through in five minutes, and was told nothing that is not so."""


class StartOver(Exception):
    """The draft is not known: the first page was answered by nobody."""


@dataclass(frozen=True)
class Acknowledged:
    """What somebody was shown, and what they had sent."""

    reference: str
    code: str
    email: str
    words: str
    link: str
    file_sha256: str


@dataclass
class Ledger:
    """What all people together were told, and what they met on the way."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    unreached: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)
    refused_without_a_way: int = 0
    waits: int = 0
    asked_to_wait: int = 0
    gave_up: int = 0
    started_over: int = 0

    def note(self, page: Page) -> Page:
        """Count an answer."""
        self.statuses[page.status] += 1
        self.refused_without_a_way += page.status >= 400 and not page.says_when
        self.seconds.append(page.seconds)
        return page


@dataclass(frozen=True, kw_only=True)
class Story:
    """What a person comes with."""

    link: str
    words: str
    email: str
    picture: bytes = b""
    is_short: bool = False


def tell(story: Story, *, browser: Browser, ledger: Ledger, think: Callable[[], float] | None = None) -> Acknowledged:
    """Go the whole way, from the first page to the receipt; `think` says how long each page is read. Raises GaveUp."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return _Visit(story, browser, ledger, deadline, think).walk()
        except StartOver:
            ledger.started_over += 1
            browser.cookies.clear()


class _Visit:
    """One try, with one draft."""

    def __init__(
        self, story: Story, browser: Browser, ledger: Ledger, deadline: float, think: Callable[[], float] | None
    ) -> None:
        self._story, self._browser, self._ledger, self._deadline = story, browser, ledger, deadline
        self._think = think

    def walk(self) -> Acknowledged:
        story = self._story
        if story.is_short:
            self._answer("link", {"url": story.link})
            self._answer("hear", {"email": story.email})
            return self._send()
        self._answer("links", {"pasted": story.link})
        self._answer("story", {"narrative": story.words})
        if story.picture:
            self._answer("files", {}, files=[("files", ("shot.png", story.picture, "image/png"))], press=("add", "1"))
        self._answer("place", {"postcode": "LS6 2AB"})
        self._answer("identity", {"identity": "confidential"})
        self._answer("reach", {"email": story.email})
        return self._send()

    def _answer(
        self,
        slug: str,
        values: dict[str, str],
        *,
        files: list[tuple[str, tuple[str, bytes, str]]] | None = None,
        press: tuple[str, str] | None = None,
    ) -> None:
        """Open a page, fill it in and go on; the same page is kept open and sent again where nothing answered."""
        opened = self._until(lambda: self._browser.get(f"/report/{slug}/"), f"GET {slug}", wanted={200})
        if self._think:
            time.sleep(self._think())
        form = opened.form(with_field=next(iter(values), "files" if files else ""))
        self._until(
            lambda: self._browser.send(form, opened, values=values, files=files, press=press),
            f"POST {slug}",
            wanted=set(WENT_ON),
        )

    def _send(self) -> Acknowledged:
        while True:
            opened = self._until(lambda: self._browser.get(CHECK), "GET check", wanted={200, 302})
            if opened.status == 200:
                self._do_what_is_asked(opened)
                form = opened.form(with_field="seen")
                page = self._until(lambda f=form, o=opened: self._browser.send(f, o), "POST check", wanted={302, 429})
                if page.status == 429:
                    self._ledger.asked_to_wait += 1
                    continue
            shown = self._until(lambda: self._browser.get(SENT), "GET sent", wanted={200, 302})
            if shown.status == 200:
                reference, code = shown.text_of("//main//*[contains(@class, 'hub-code')]")[:2]
                digest = hashlib.sha256(self._story.picture).hexdigest() if self._story.picture else ""
                story = self._story
                return Acknowledged(reference, code, story.email, story.words, story.link, digest)

    def _do_what_is_asked(self, page: Page) -> None:
        """Wait as long as a loud hour asks of a browser without scripts."""
        asked = page.tree.xpath("//*[@data-work]/@data-seconds")
        if asked:
            self._ledger.waits += 1
            time.sleep(float(asked[0]) + AGAIN_SECONDS)

    def _until(self, ask: Callable[[], Page], what: str, *, wanted: set[int]) -> Page:
        """Ask again and again until something answers as it should. Raises GaveUp and StartOver."""
        while True:
            try:
                page = self._ledger.note(ask())
            except Unreached as error:
                self._ledger.unreached[str(error)] += 1
            else:
                if page.status in wanted:
                    return page
                if page.status == 410 or (page.status == 403 and "POST" in what):
                    raise StartOver(what)
                if page.status not in AWAY:
                    self._ledger.odd[f"{what}: {page.status}"] += 1
            if time.monotonic() > self._deadline:
                raise GaveUp(what)
            time.sleep(AGAIN_SECONDS)


def keep_telling(
    *,
    make: Callable[[random.Random], Story],
    browser: Callable[[], Browser],
    ledger: Ledger,
    stop: threading.Event,
    seed: int,
    pause: float,
) -> None:
    """Be one person after the other until told to stop; nobody is cut off on the way."""
    chance = random.Random(seed)
    while not stop.is_set():
        try:
            ledger.acknowledged.append(tell(make(chance), browser=browser(), ledger=ledger))
        except GaveUp:
            ledger.gave_up += 1
        except LookupError as error:
            ledger.odd[f"{error}"] += 1
        stop.wait(pause)


def picture(chance: random.Random) -> bytes:
    """Return a small picture that nobody else has sent."""
    file = io.BytesIO()
    Image.frombytes("RGB", (64, 48), chance.randbytes(64 * 48 * 3)).save(file, "PNG")
    return file.getvalue()
