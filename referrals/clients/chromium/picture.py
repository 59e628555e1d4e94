"""Drawing a fetched page as a full-page picture, and reading what a person would see of it."""

import base64
import queue
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from referrals.clients.chromium.pipe import Browser, BrowserFailed, Message
from referrals.clients.chromium.supplying import Supplier
from referrals.clients.fetching.asking import Asker
from referrals.clients.fetching.budgets import Budget
from referrals.clients.fetching.exchanges import Exchange
from referrals.clients.fetching.warc import Recorder
from referrals.rules.capture.markup import MOST_WORDS, Page, tidy

WIDTH, HEIGHT, TALLEST = 1280, 1024, 12_000
QUIET_SECONDS = 0.8
DRAWING_SECONDS = 10.0
AT_ONCE = 6
OWN_ERROR = "chrome-error:"
SEEN = """(() => {
  const about = {};
  for (const each of document.querySelectorAll('meta[property], meta[name]'))
    about[(each.getAttribute('property') || each.getAttribute('name')).slice(0, 80).toLowerCase()] ??=
      (each.content || '').slice(0, 2000);
  const canonical = document.querySelector('link[rel=canonical]');
  if (canonical) about.canonical = canonical.href.slice(0, 2000);
  return {title: document.title.slice(0, 500), text: (document.body?.innerText || '').slice(0, %d), about,
          asks: !!document.querySelector('input[type=password]'), url: location.href.slice(0, 8000)};
})()"""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """The picture as PNG, what was to be seen, where the page had led to, and by which browser it was drawn."""

    png: bytes
    page: Page
    url: str
    browser: str


@dataclass(frozen=True, kw_only=True)
class Drawer:
    """Which Chromium draws, and whether it runs in its sandbox, which it should."""

    path: str
    is_sandboxed: bool = True

    def draw(self, document: Exchange, *, asker: Asker, budget: Budget, recorder: Recorder) -> Drawn:
        """Return a page as it is to be seen; everything that it loads is fetched by `asker` and recorded.

        What cannot be loaded is missing in the picture. Raises BrowserFailed, and FetchFailed where time is up.
        """
        with Browser(path=self.path, is_sandboxed=self.is_sandboxed, user_agent=asker.user_agent) as browser:
            supplier = Supplier(browser, document=document, asker=asker, budget=budget, recorder=recorder)
            return _Drawing(browser, supplier, budget).draw()


class _Drawing:
    """One page in one browser: opened, supplied until it is quiet, read and drawn."""

    def __init__(self, browser: Browser, supplier: Supplier, budget: Budget) -> None:
        self._browser = browser
        self._supplier = supplier
        self._budget = budget
        self._waiting: set[Future[None]] = set()
        self._is_loaded = False

    def draw(self) -> Drawn:
        session = self._open()
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            self._browser.tell("Page.navigate", session=session, url=self._supplier.address)
            self._supply(pool, until=time.monotonic() + max(1.0, self._budget.seconds_left() - DRAWING_SECONDS))
            pool.shutdown(wait=False, cancel_futures=True)
        page, url = self._read(session)
        if url.startswith(OWN_ERROR):
            raise BrowserFailed("it shows an error of its own")
        return Drawn(png=self._picture(session), page=page, url=url, browser=self._product())

    def _open(self) -> str:
        """Return the session of a new page, in which every request is held until it is answered."""
        call = self._browser.call
        seconds = self._budget.seconds_left()
        call("Browser.setDownloadBehavior", behavior="deny", seconds=seconds)
        target = call("Target.createTarget", url="about:blank")["targetId"]
        session = str(call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        self._hold_requests(session)
        call("Page.enable", session=session)
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        call("Emulation.setDeviceMetricsOverride", session=session, **size)
        return session

    def _hold_requests(self, session: str) -> None:
        every = [{"urlPattern": "*", "requestStage": "Request"}]
        self._browser.tell("Fetch.enable", session=session, patterns=every)
        self._browser.tell("Network.setBypassServiceWorker", session=session, bypass=True)
        attached = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
        self._browser.tell("Target.setAutoAttach", session=session, **attached)

    def _supply(self, pool: ThreadPoolExecutor, *, until: float) -> None:
        """Answer what the page asks for until it is loaded and quiet, or until the time is up."""
        quiet_since = time.monotonic()
        while time.monotonic() < until:
            self._waiting = {each for each in self._waiting if not each.done()}
            if self._waiting:
                quiet_since = time.monotonic()
            elif self._is_loaded and time.monotonic() - quiet_since > QUIET_SECONDS:
                return
            try:
                event = self._browser.events.get(timeout=0.1)
            except queue.Empty:
                continue
            quiet_since = time.monotonic()
            self._heed(event, pool)

    def _heed(self, event: Message, pool: ThreadPoolExecutor) -> None:
        method, given, session = event["method"], event["params"], event.get("sessionId", "")
        if method == "gone":
            raise BrowserFailed("it is gone")
        if method == "Fetch.requestPaused":
            self._waiting.add(pool.submit(self._supplier.supply, given, session=session))
        elif method == "Page.loadEventFired":
            self._is_loaded = True
        elif method == "Page.javascriptDialogOpening":
            self._browser.tell("Page.handleJavaScriptDialog", session=session, accept=False)
        elif method == "Target.attachedToTarget":
            self._hold_requests(given["sessionId"])
            self._browser.tell("Runtime.runIfWaitingForDebugger", session=given["sessionId"])

    def _read(self, session: str) -> tuple[Page, str]:
        """Return what is to be seen, read from a world of scripts that the page's own cannot touch."""
        call = self._browser.call
        frame = call("Page.getFrameTree", session=session)["frameTree"]["frame"]["id"]
        world = call("Page.createIsolatedWorld", session=session, frameId=frame)["executionContextId"]
        seen = call(
            "Runtime.evaluate", session=session, expression=SEEN % MOST_WORDS, contextId=world, returnByValue=True
        )
        found = seen.get("result", {}).get("value")
        if not isinstance(found, dict):
            raise BrowserFailed("the page cannot be read")
        page = Page(
            title=tidy(str(found["title"])),
            text=tidy(str(found["text"])),
            about={str(name): tidy(str(value)) for name, value in found["about"].items()},
            asks_password=bool(found["asks"]),
        )
        return page, str(found["url"])

    def _picture(self, session: str) -> bytes:
        size = self._browser.call("Page.getLayoutMetrics", session=session)["cssContentSize"]
        height = min(max(int(size["height"]), HEIGHT), TALLEST)
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1}
        taken = self._browser.call(
            "Page.captureScreenshot",
            session=session,
            seconds=DRAWING_SECONDS,
            format="png",
            clip=clip,
            captureBeyondViewport=True,
        )
        return base64.b64decode(taken["data"])

    def _product(self) -> str:
        return str(self._browser.call("Browser.getVersion")["product"])[:80]
