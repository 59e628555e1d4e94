"""The duplicates of one night: found with their reasons, compared, merged, taken apart, and a surge decided once."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import RunningHub, until
from tests.journeys.walking import broken_rules, choose, cont, give_post, report_link_only, send, sign_in, status_text

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

Sent = tuple[str, str]
LINK = "https://www.reddit.com/r/journeytown/comments/1jdup7/market/"
SAME_LINK = "https://old.reddit.com/r/journeytown/comments/1jdup7/"
OTHER_LINK = "https://www.tumblr.com/journeyblog/712345678901234567"
WORDS = "[Invented] Whoever prays in that hall should be sent away on the next train."
LOOK_ALIKE = "[Invented] Wh0ever pr\u0430ys in th\u0430t h\u0430ll sh0uld be sent aw\u0430y on the next tra1n."
SURGE = "https://www.tiktok.com/@journey_surge/video/7311111111111111111"
TOGETHER = "Other people have reported the same thing"


@pytest.fixture
def another(browser: Browser, hub: RunningHub) -> Iterator[Callable[[], Page]]:
    """Return browsers of people of the public, a new one at each call."""
    contexts: list[BrowserContext] = []

    def make() -> Page:
        contexts.append(browser.new_context(base_url=hub.site))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


def report(page: Page, *, link: str, words: str, who: str = "No, I saw it") -> Sent:
    """Report a post with its words, anonymously; return the reference and the receipt code."""
    page.goto("/report/danger/")
    choose(page, "No")
    choose(page, who)
    give_post(page, link=link, words=words)
    page.get_by_label("What happened?").fill("[Invented] It was there when I looked in the evening.")
    cont(page)
    while not page.get_by_label("Anonymously", exact=True).count():
        cont(page)
    choose(page, "Anonymously")
    cont(page)
    return send(page)


def case_of(hub: RunningHub, sent: Sent) -> str:
    """Return the reference of the case in which a report is."""
    asked = f"from reports.models import Report; print(Report.objects.get(reference={sent[0]!r}).case.reference)"
    return hub.manage("shell", "-v", "0", "-c", asked).stdout.split()[-1]


def candidate(page: Page, case: str, reason: str) -> str:
    """Wait until a case shows a candidate for this reason; return the row's words."""

    def shown() -> str:
        page.goto(f"/hub/cases/{case}/tab/duplicates/")
        row = page.get_by_role("row").filter(has_text=reason)
        return row.first.inner_text() if row.count() else ""

    return str(until(shown))


def compare(page: Page, reason: str) -> None:
    page.get_by_role("row").filter(has_text=reason).get_by_role("link", name="Compare").click()


def merge(page: Page) -> None:
    """Merge from the preview, with the reason that it offers."""
    page.get_by_role("button", name="Merge…").click()
    expect(page.get_by_label("Why are these the same?")).to_have_value(re.compile(r"\w"))
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("Merged.").first).to_be_visible()


def test_duplicates_are_found_explained_merged_and_taken_apart(
    page: Page, another: Callable[[], Page], hub: RunningHub
) -> None:
    first = report(another(), link=LINK, words=WORDS)
    second = report_link_only(another(), link=SAME_LINK)
    third = report(another(), link=OTHER_LINK, words=LOOK_ALIKE)
    complainant = another()
    case = case_of(hub, first)

    sign_in(page, "officer")
    candidate(page, case, "Same post on Reddit")
    assert "The same words in the post" in candidate(page, case, "words in the post")
    assert WORDS not in page.locator("main").inner_text()
    assert broken_rules(page) == []

    compare(page, "words in the post")
    expect(page.get_by_text("the same words, written otherwise")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_be_hidden()
    page.get_by_text("Show: Words of the post").click()
    expect(page.locator(".hub-differs--like").first).to_be_visible()
    assert broken_rules(page) == []
    merge(page)
    assert case_of(hub, third) == case
    assert TOGETHER in until(lambda: (text := status_text(complainant, *third)) and TOGETHER in text and text)

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("stands by itself again")).to_be_visible()
    assert case_of(hub, third) != case
    assert "We have your report" in status_text(complainant, *third)

    for reason in ("words in the post", "Same post on Reddit"):
        candidate(page, case, reason)
        compare(page, reason)
        merge(page)
    assert {case_of(hub, sent) for sent in (first, second, third)} == {case}
    page.goto(f"/hub/cases/{case}/tab/reports/")
    expect(page.get_by_role("heading", name="3 reports")).to_be_visible()
    assert TOGETHER not in status_text(complainant, *first)
    for sent, others in ((second, (first, third)), (third, (first, second))):
        story = status_text(complainant, *sent)
        assert TOGETHER in story
        assert not any(other[0] in story for other in others)


def test_surge_is_decided_once_and_its_victim_left_out(
    page: Page, another: Callable[[], Page], hub: RunningHub
) -> None:
    complainant = another()
    witnesses = [report_link_only(another(), link=SURGE) for _ in range(5)]
    victim = report(another(), link=SURGE, words="[Invented] Shout at her.", who="Yes, it was about me")

    sign_in(page, "officer")

    def is_counted() -> bool:
        page.goto("/hub/surges/")
        row = page.get_by_role("row").filter(has_text="journey_surge")
        return row.count() > 0 and row.first.get_by_role("cell").first.inner_text() == "6"

    until(is_counted)
    assert broken_rules(page) == []
    page.get_by_role("row").filter(has_text="journey_surge").get_by_role("link").first.click()
    expect(page.get_by_role("row").filter(has_text="Is the person targeted")).to_contain_text(case_of(hub, victim))
    assert broken_rules(page) == []
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("1 report differs and stays a separate case.")).to_be_visible()
    page.get_by_role("button", name="Merge 4 reports into").click()
    expect(page.get_by_text("4 of 4")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Go to the case").click()

    cases = [case_of(hub, sent) for sent in witnesses]
    assert len(set(cases)) == 1
    assert case_of(hub, victim) not in cases
    told = [TOGETHER in status_text(complainant, *sent) for sent in (*witnesses, victim)]
    assert told.count(True) == 4
    assert not told[-1]

    page.get_by_role("button", name="Begin triage").click()
    for sent in witnesses:
        until(lambda sent=sent: "An officer is reading" in status_text(complainant, *sent))
    assert "An officer is reading" not in status_text(complainant, *victim)
