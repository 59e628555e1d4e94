"""The files page in a real browser: dropped, sent with progress, refused with the reason, removed."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import PATIENCE, RunningHub
from tests.journeys.walking import broken_rules, cont
from tests.making import files as making
from tests.making.reports import picture

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TRANSFER = """files => {
  const transfer = new DataTransfer();
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, {type}));
  }
  return transfer;
}"""


def carried(page: Page, *files: tuple[str, str, bytes]) -> Any:
    """Return a DataTransfer that carries files, as dropping and pasting have it."""
    return page.evaluate_handle(
        TRANSFER, [[name, kind, base64.b64encode(content).decode()] for name, kind, content in files]
    )


def drop(page: Page, *files: tuple[str, str, bytes]) -> None:
    transfer = carried(page, *files)
    zone = page.locator("[data-drop]")
    zone.dispatch_event("dragover", {"dataTransfer": transfer})
    expect(page.locator(".hub-drop--over")).to_be_visible()
    zone.dispatch_event("drop", {"dataTransfer": transfer})


def row(page: Page, name: str) -> Locator:
    return page.locator(".hub-files__item").filter(has_text=name)


def slow_down(page: Page, bytes_a_second: int) -> None:
    conditions = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", conditions)


def test_files_are_dropped_sent_refused_and_removed(page: Page) -> None:
    page.goto("/report/files/")
    slow_down(page, 1_500_000)
    drop(
        page,
        ("clip.mp4", "video/mp4", making.film(data=b"\1" * 3_000_000)),
        ("page.html", "text/html", b"<!doctype html><p>saved"),
        ("Zoë shot.png", "image/png", picture()),
    )
    bar = page.get_by_role("progressbar", name="Adding clip.mp4")
    expect(bar).to_be_visible()
    expect(row(page, "clip.mp4")).to_contain_text("%")
    expect(row(page, "Zoë shot.png")).to_contain_text("Waiting")
    assert broken_rules(page) == []
    expect(row(page, "clip.mp4")).to_contain_text("Video")
    expect(row(page, "page.html")).to_contain_text("Web pages are not taken. Take a screenshot, or save it as a PDF.")
    expect(row(page, "Zoë shot.png")).to_contain_text("Picture")
    expect(page.locator("[data-announce]")).to_have_text("Zoë shot.png has been added.")
    expect(page.get_by_role("heading", name="Files so far")).to_contain_text("2 of 10")
    assert broken_rules(page) == []
    _remove_by_keyboard(page)
    page.get_by_role("button", name="Dismiss page.html").click()
    expect(page.locator(".hub-files__item")).to_have_count(1)
    page.reload()
    expect(page.locator(".hub-files__item")).to_have_count(1)
    expect(row(page, "clip.mp4")).to_contain_text("2.9")


def _remove_by_keyboard(page: Page) -> None:
    button = page.get_by_role("button", name="Remove Zoë shot.png")
    button.focus()
    page.keyboard.press("Enter")
    expect(row(page, "Zoë shot.png")).to_have_count(0)
    expect(page.locator("[data-announce]")).to_have_text("Zoë shot.png has been removed.")
    expect(page.get_by_role("button", name="Dismiss page.html")).to_be_focused()


def test_continue_waits_for_the_files_that_are_being_sent(page: Page) -> None:
    page.goto("/report/files/")
    slow_down(page, 1_500_000)
    page.get_by_label("Add screenshots or other files").set_input_files(
        [{"name": "clip.mp4", "mimeType": "video/mp4", "buffer": making.film(data=b"\2" * 2_000_000)}]
    )
    cont(page)
    expect(page.get_by_text("The next page opens when they are ready.").first).to_be_visible()
    page.wait_for_url("**/report/why/")
    page.go_back()
    expect(row(page, "clip.mp4")).to_be_visible()


@pytest.fixture
def poor_line(browser: Browser, hub: RunningHub) -> Iterator[Page]:
    """A page whose connection may break: the console says so, which is no fault here."""
    context = browser.new_context(base_url=hub.site)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_sending_is_cancelled_and_tried_again_after_a_broken_connection(poor_line: Page) -> None:
    page = poor_line
    page.goto("/report/files/")
    page.route("**/report/files/add/", lambda route: route.abort())
    drop(page, ("shot.png", "image/png", picture()))
    expect(row(page, "shot.png")).to_contain_text("The connection broke.")
    page.unroute("**/report/files/add/")
    page.get_by_role("button", name="Try again shot.png").click()
    expect(row(page, "shot.png")).to_contain_text("Picture")
    slow_down(page, 200_000)
    drop(page, ("clip.mp4", "video/mp4", making.film(data=b"\3" * 2_000_000)))
    page.get_by_role("button", name="Cancel clip.mp4").click()
    expect(page.locator(".hub-files__item")).to_have_count(1)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_picture_is_pasted_and_the_same_one_is_not_added_twice(page: Page) -> None:
    page.goto("/report/files/")
    for _ in range(2):
        transfer = carried(page, ("image.png", "image/png", picture(colour="teal")))
        page.evaluate("data => document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data}))", transfer)
        expect(page.locator("[data-announce]")).to_contain_text("Pasted picture.png")
        expect(page.locator("progress")).to_have_count(0)
    expect(page.locator("[data-announce]")).to_have_text("Pasted picture.png is on the list already.")
    expect(page.locator(".hub-files__item")).to_have_count(1)


def test_file_that_is_too_large_is_refused_before_it_is_sent(page: Page, tmp_path: Path) -> None:
    large = tmp_path / "long.mp4"
    with large.open("wb") as file:
        file.truncate(25 * 1024 * 1024 + 1)
    page.goto("/report/files/")
    page.get_by_label("Add screenshots or other files").set_input_files(large)
    expect(row(page, "long.mp4")).to_contain_text("The file is larger than 25 MB.")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
