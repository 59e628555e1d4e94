"""Looking at what came with a report: pages of a PDF, a film, a file without a view, and a copy of an original."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub, until
from tests.journeys.walking import broken_rules, press, sign_in
from tests.making import files

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
IS_GREY = "element => getComputedStyle(element).filter.includes('grayscale(1)')"
IS_DRAWN = "element => element.complete && element.naturalWidth > 0"
PLAYED = "element => [element.currentTime > 0, element.muted, element.error === null]"
IS_TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
MADE = """
from django.utils import timezone
from tests.making import files, reports
kept = [files.pdf(pages=3), files.webm(), files.compound_file(), files.wave(samples=bytes(16000))]
report = reports.submit(at=timezone.now(), url="https://x.com/journey_views/status/1755555555555555555", files=kept)
print(report.case.reference)
"""


@pytest.fixture(scope="module")
def case(hub: RunningHub) -> str:
    """The case of a report with a PDF, a film, an Outlook message and a sound."""
    return hub.manage("shell", "-v", "0", "-c", MADE).stdout.split()[-1]


def test_pages_of_a_pdf_are_covered_drawn_and_turned(page: Page, case: str) -> None:
    sign_in(page, "officer")
    page.goto(f"/hub/cases/{case}/")
    page.get_by_role("link", name="Look at the pages").click()
    expect(page.get_by_role("heading", name=re.compile("page 1 of 3$"))).to_be_visible()
    picture = page.locator("img.hub-look")
    expect(picture).to_be_hidden()
    assert broken_rules(page) == []
    press(page, "r")
    expect(picture).to_be_visible()
    until(lambda: picture.evaluate(IS_DRAWN))
    assert picture.evaluate(IS_GREY)
    assert broken_rules(page) == []
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("heading", name=re.compile("page 2 of 3$"))).to_be_visible()
    expect(page.locator("img.hub-look")).to_be_hidden()
    page.set_viewport_size({"width": 320, "height": 700})
    press(page, "r")
    expect(page.locator("img.hub-look")).to_be_visible()
    assert not page.evaluate(IS_TOO_WIDE)


def test_film_is_covered_silent_grey_and_played_by_keys(page: Page, case: str) -> None:
    sign_in(page, "officer")
    page.goto(f"/hub/cases/{case}/")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/files/" in request.url else None)
    page.get_by_role("link", name="Play it").first.click()
    film = page.locator("video")
    expect(film).to_be_hidden()
    press(page, "r")
    expect(film).to_be_visible()
    assert fetched == []
    assert film.evaluate(IS_GREY)
    assert film.evaluate("element => element.muted && element.paused && !element.autoplay")
    assert broken_rules(page) == []
    film.focus()
    press(page, "Space")
    until(lambda: film.evaluate(PLAYED) == [True, True, True])
    assert fetched
    press(page, "h")
    expect(film).to_be_hidden()
    assert film.evaluate("element => element.paused && element.muted")
    page.set_viewport_size({"width": 320, "height": 700})
    press(page, "r")
    assert not page.evaluate(IS_TOO_WIDE)


def test_sound_has_a_player_too(page: Page, case: str) -> None:
    sign_in(page, "officer")
    page.goto(f"/hub/cases/{case}/")
    page.get_by_role("link", name="Play it").nth(1).click()
    press(page, "r")
    sound = page.locator("audio")
    sound.focus()
    press(page, "Space")
    until(lambda: sound.evaluate(PLAYED) == [True, True, True])
    assert broken_rules(page) == []


def test_original_without_a_view_is_copied_for_a_reason(page: Page, case: str) -> None:
    sign_in(page, "officer")
    page.goto(f"/hub/cases/{case}/")
    page.get_by_role("link", name="No view; copy the original").click()
    expect(page.get_by_text("The hub has no safe view of this kind of file")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_role("link", name="Copy the original").click()
    page.get_by_role("button", name="Copy the original").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what you need the original for.")
    assert broken_rules(page) == []
    page.get_by_label("What do you need the original for?").fill("An expert is to read it.")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Copy the original").click()
    assert re.fullmatch(r"OHR-\w{4}-\w{4}-3\.msg", begun.value.suggested_filename)
    assert begun.value.path().read_bytes() == files.compound_file()


def test_without_scripts_pages_are_turned_and_originals_copied(
    browser: Browser, hub: RunningHub, page: Page, case: str
) -> None:
    sign_in(page, "officer")
    context = browser.new_context(base_url=hub.site, java_script_enabled=False, viewport={"width": 320, "height": 700})
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(f"/hub/cases/{case}/")
    plain.get_by_role("link", name="Look at the pages").click()
    plain.get_by_role("link", name="Next page").click()
    plain.get_by_text("Show the page").click()
    expect(plain.locator("img.hub-look")).to_be_visible()
    plain.get_by_role("link", name="Copy the original").click()
    plain.get_by_label("What do you need the original for?").fill("To read it on paper.")
    with plain.expect_download() as begun:
        plain.get_by_role("button", name="Copy the original").click()
    assert begun.value.path().read_bytes().startswith(b"%PDF")
    context.close()


def test_files_come_from_a_host_of_their_own_without_cookies(
    browser: Browser, make_hub: Callable[..., RunningHub]
) -> None:
    other = make_hub()
    files_host = other.site.replace("127.0.0.1", "localhost")
    other.environment["FILES_ORIGIN"] = files_host
    other.start()
    case = other.manage("shell", "-v", "0", "-c", MADE).stdout.split()[-1]
    context = browser.new_context(base_url=other.site)
    page = context.new_page()
    sent: list[dict[str, str]] = []
    page.on("request", lambda each: sent.append(each.all_headers()) if each.url.startswith(files_host) else None)
    sign_in(page, "officer")
    page.goto(f"/hub/cases/{case}/")
    page.get_by_role("link", name="Play it").first.click()
    press(page, "r")
    film = page.locator("video")
    film.focus()
    press(page, "Space")
    until(lambda: film.evaluate(PLAYED) == [True, True, True])
    page.get_by_role("link", name="Copy the original").click()
    page.get_by_label("What do you need the original for?").fill("An expert is to see it.")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Copy the original").click()
    assert begun.value.path().read_bytes() == files.webm()
    assert begun.value.url.startswith(f"{files_host}/files/")
    assert sent
    assert not any("cookie" in headers for headers in sent)
    assert page.goto(f"{files_host}/hub/").status == 404
    context.close()
