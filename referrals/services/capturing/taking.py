"""Taking one capture: fetched, judged, drawn where a browser is configured, and judged again by what that shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import IO

from referrals.clients.chromium.picture import Drawn
from referrals.clients.chromium.pipe import BrowserFailed
from referrals.clients.fetching.asking import Asker
from referrals.clients.fetching.bodies import beginning
from referrals.clients.fetching.budgets import Budget
from referrals.clients.fetching.exchanges import Exchange, FetchFailed, scratch
from referrals.clients.fetching.pages import Walk, fetch, retry_after
from referrals.clients.fetching.warc import Recorder
from referrals.rules.capture.failures import Failure
from referrals.rules.capture.markup import MOST_MARKUP, Page, read_page
from referrals.rules.capture.verdicts import Answered, Verdict, judge_answer, judge_page
from referrals.services.capturing.tools import Tools


@dataclass(kw_only=True)
class Taken:
    """What came of it: the verdict, the WARC (None where nothing was sent or received), the picture if there is one.

    `page` is what was to be seen, as the verdict was made from it; None where status or kind settled it.
    """

    verdict: Verdict
    begun_at: datetime
    ended_at: datetime
    detail: str = ""
    final_url: str = ""
    status: int | None = None
    local_address: str = ""
    retry_after: timedelta | None = None
    warc: IO[bytes] | None = None
    page: Page | None = None
    drawn: Drawn | None = None
    picture_failure: Failure | None = None
    links: tuple[str, ...] = field(default_factory=tuple)


def take(*, url: str, words: str, tools: Tools, described: Mapping[str, str]) -> Taken:
    """Return what came of capturing a link. `words` are those of the post, by which it is recognised.

    `described` goes into the opening record of the WARC. Never raises for what a site does.
    """
    begun_at, target, walk = datetime.now(UTC), scratch(), Walk()
    recorder = Recorder(target)
    recorder.describe(
        {**described, "http-header-user-agent": tools.user_agent}, at=begun_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    )
    asker = Asker(reach=tools.reach, user_agent=tools.user_agent)
    taken = _Taking(url, words, tools, asker, recorder, walk).take(begun_at)
    taken.links = tuple(exchange.target.url for exchange in walk.exchanges)
    if walk.exchanges:
        last = walk.last
        taken.final_url, taken.status = last.target.url, last.status or None
        taken.local_address = last.local_address
        taken.retry_after = retry_after(last, now=datetime.now(UTC))
        target.seek(0)
        taken.warc = target
    for exchange in walk.exchanges:
        exchange.close()
    taken.ended_at = datetime.now(UTC)
    return taken


class _Taking:
    """One capture on its way."""

    def __init__(self, url: str, words: str, tools: Tools, asker: Asker, recorder: Recorder, walk: Walk) -> None:
        self._url = url
        self._words = words
        self._tools = tools
        self._asker = asker
        self._recorder = recorder
        self._walk = walk
        self._budget = Budget(seconds=tools.seconds, most_bytes=tools.most_bytes)

    def take(self, begun_at: datetime) -> Taken:
        """Fetch, judge, draw and judge again."""
        taken = Taken(verdict=Verdict(failure=Failure.BROKE_OFF), begun_at=begun_at, ended_at=begun_at)
        try:
            answer = self._fetch()
            taken.verdict = self._judge(taken, answer)
        except FetchFailed as failed:
            taken.verdict, taken.detail = Verdict(failure=failed.failure), failed.detail
            return taken
        if self._tools.drawer is not None and not taken.verdict.is_final:
            self._draw(taken, answer)
        return taken

    def _fetch(self) -> Exchange:
        return fetch(
            self._url,
            asker=self._asker,
            budget=self._budget,
            recorder=self._recorder,
            most_redirects=self._tools.redirects,
            walk=self._walk,
        )

    def _judge(self, taken: Taken, answer: Exchange) -> Verdict:
        answered = Answered(
            asked=self._url,
            final=answer.target.url,
            status=answer.status,
            content_type=answer.header("content-type"),
            size=answer.body_size,
            is_challenge=answer.header("cf-mitigated").lower() == "challenge",
        )
        settled = judge_answer(answered)
        if settled is not None:
            return settled
        taken.page = read_page(beginning(answer, most=MOST_MARKUP), content_type=answered.content_type)
        return judge_page(taken.page, asked=self._url, words=self._words)

    def _draw(self, taken: Taken, answer: Exchange) -> None:
        """Draw the page; what the browser shows decides. Where it shows nothing, what was fetched still stands."""
        drawer, tools = self._tools.drawer, self._tools
        assert drawer is not None  # noqa: S101 - the caller's condition
        try:
            budget = Budget(seconds=tools.picture_seconds, most_bytes=self._budget.bytes_left())
            taken.drawn = drawer.draw(answer, asker=self._asker, budget=budget, recorder=self._recorder)
        except FetchFailed as failed:
            taken.picture_failure = failed.failure
        except BrowserFailed:
            taken.picture_failure = Failure.BROKE_OFF
        else:
            taken.page = taken.drawn.page
            led_to = judge_answer(
                Answered(asked=self._url, final=taken.drawn.url, status=200, content_type="text/html", size=1)
            )
            taken.verdict = led_to or judge_page(taken.drawn.page, asked=self._url, words=self._words)
