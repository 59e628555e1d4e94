"""How journeys walk the pages: the form filled in, the status page opened, an officer signed in."""

import re
import secrets
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from hatehub.demonstration import invented
from tests.making.reports import picture

POST = "https://x.com/journey_account/status/1788888888888888888"
SAME_POST = "https://mobile.twitter.com/journey_account/status/1788888888888888888?s=46"
WORDS = "[Invented] They should all be driven out of here."
_SESSIONS: dict[tuple[str, str], tuple[float, Any]] = {}
FRESH_SECONDS = 8 * 60
"""For how long journeys share one: what is given out asks for the second factor again after a quarter of an hour."""
AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")


def cont(page: Page) -> None:
    page.get_by_role("button", name="Continue", exact=True).click()


def go_on(page: Page) -> None:
    """Press the first button of the page's form, whatever its language."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]:not([name])").first.click()


def choose(page: Page, label: str) -> None:
    """Choose one answer and go on."""
    page.get_by_label(label, exact=True).check()
    cont(page)


def speak(page: Page, language: str) -> None:
    """Choose the language of the pages with the switch in the header."""
    page.locator("#language").select_option(language)
    with page.expect_navigation():
        page.locator(".hub-language__button").click()


def report_in_full(page: Page, *, link: str = POST, words: str = WORDS) -> tuple[str, str]:
    """Walk the whole way of a victim who gives a name, and send it; return the reference and the receipt code."""
    page.goto("/")
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("No", exact=True).check()
    cont(page)
    page.get_by_label("Yes, it was about me").check()
    cont(page)
    give_post(page, link=link, words=words)
    page.get_by_label("What happened?").fill("[Invented] It was under a picture of my shop.")
    cont(page)
    page.get_by_label("Day").fill("1")
    page.get_by_label("Month").fill("3")
    page.get_by_label("Year").fill("2026")
    cont(page)
    give_screenshot(page)
    page.get_by_label("Religion").check()
    cont(page)
    page.get_by_label("What makes you think so?").fill("[Invented] The words.")
    cont(page)
    page.get_by_label("No", exact=True).check()
    cont(page)
    page.get_by_label("Where does the person who was targeted live?").fill("LS6 2AB")
    cont(page)
    page.get_by_label("I want it taken down").check()
    cont(page)
    give_contact(page)
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(page.get_by_text("screen.png")).to_be_visible()
    return send(page)


def give_post(page: Page, *, link: str, words: str) -> None:
    """Paste a link, see it recognised, and copy its words."""
    page.get_by_label("Where is it? Paste the link").fill(link)
    cont(page)
    page.get_by_role("link", name="Say more about it").click()
    page.get_by_label("What does it say?").fill(words)
    cont(page)
    expect(page.get_by_text(words)).to_be_visible()
    cont(page)


def give_screenshot(page: Page) -> None:
    """Add a picture that no other journey adds."""
    size = (40 + secrets.randbelow(400), 30 + secrets.randbelow(400))
    file = {"name": "screen.png", "mimeType": "image/png", "buffer": picture(size=size)}
    page.get_by_label("Add screenshots or other files").set_input_files([file])
    cont(page)


def give_contact(page: Page) -> None:
    """Report with a name, reachable by e-mail at any time, and share it with the police force."""
    page.get_by_label("With my name").check()
    cont(page)
    page.get_by_label("What is your name?").fill("Demo Victim")
    cont(page)
    page.get_by_label("E-mail address").fill("victim@example.org")
    page.get_by_label("It is safe to say in the e-mail").check()
    cont(page)
    page.get_by_label("At any time, day or night").check()
    cont(page)
    page.get_by_label("The police force may have my name").check()
    cont(page)


def send(page: Page) -> tuple[str, str]:
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()
    text = page.locator("main").inner_text()
    reference = re.search(r"OHR-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    code = re.search(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", text)
    assert reference, text
    assert code, text
    return reference.group(), code.group()


def report_link_only(page: Page, *, link: str = SAME_POST) -> tuple[str, str]:
    """Send just a link, anonymously, in three pages."""
    page.goto("/")
    page.get_by_role("link", name="Send just the link").click()
    page.get_by_label("What is the link?").fill(link)
    cont(page)
    cont(page)
    return send(page)


def sign_in(page: Page, username: str, *, home: str = "/hub/", heading: str = "All open reports") -> None:
    """Open one's first page as somebody; whoever has signed in to this hub before, in any journey, still is.

    A code is taken once, and few wrong ones are: journeys that all signed in anew would shut each other out.
    """
    page.goto(home)
    known = (urlsplit(page.url).netloc, username)
    began, cookies = _SESSIONS.get(known, (0.0, []))
    if cookies and time.monotonic() - began < FRESH_SECONDS:
        page.context.add_cookies(cookies)
        page.goto(home)
    else:
        _sign_in_anew(page, username, heading=heading)
        _SESSIONS[known] = (time.monotonic(), page.context.cookies())
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()


def sign_in_force(page: Page) -> None:
    """Open the portal of the demonstration's police force."""
    sign_in(page, invented.FORCE_PERSON, home="/force/", heading="Cases")


def _sign_in_anew(page: Page, username: str, *, heading: str) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_role("textbox", name="Password").fill(invented.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    field = page.get_by_role("textbox", name="Code")
    first_page = page.get_by_role("heading", name=heading, exact=True)
    expect(field.or_(first_page)).to_be_visible()
    while field.count():
        code = page.locator(".govuk-inset-text strong").inner_text()
        field.fill(code)
        with page.expect_navigation():
            page.get_by_role("button", name="Continue").click()
        if page.get_by_text("Incorrect code.").count():
            _wait_for_another_code(page, code)


def _wait_for_another_code(page: Page, used: str) -> None:
    """Wait until half a minute is over: a code that somebody has used is refused to the next."""
    deadline = time.monotonic() + 40
    while page.locator(".govuk-inset-text strong").inner_text() == used:
        assert time.monotonic() < deadline, "the code did not change"
        page.wait_for_timeout(1000)
        page.reload()


def press(page: Page, *keys: str) -> None:
    """Press keys, once the page and its scripts have loaded: after a click it may have begun and hear nothing yet."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)


def status_text(page: Page, reference: str, code: str) -> str:
    page.goto("/status/")
    page.get_by_label("Reference").fill(reference.lower().replace("-", " "))
    page.get_by_label("Receipt code").fill(code.lower())
    cont(page)
    expect(page.get_by_role("heading", name="Your report", exact=True)).to_be_visible()
    return page.locator("main").inner_text()


def broken_rules(page: Page) -> list[Any]:
    """Return the rules of axe that the page breaks, each with the elements that break it."""
    page.wait_for_load_state()  # after a click the next page may have begun and hold nothing yet
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [[rule["id"], [node["target"] for node in rule["nodes"]]] for rule in found["violations"]]


def beyond(page: Page) -> list[str]:
    """Return what stands beyond the edge of the window, outermost first; nothing where all of it fits."""
    found: list[str] = page.evaluate(
        """() => {
            const root = document.documentElement;
            if (root.scrollWidth <= root.clientWidth) return [];
            const over = [...document.querySelectorAll("body *")].filter(
                (each) => each.getBoundingClientRect().right > root.clientWidth + 1 && !each.closest(".hub-scroll"),
            );
            return [`${root.scrollWidth} of ${root.clientWidth}`, ...over.slice(0, 8).map(
                (each) => `${each.tagName}.${each.className}: ${each.textContent.trim().slice(0, 40)}`,
            )];
        }"""
    )
    return found
