"""An officer leaves a note for a colleague, sets a task, and finds both on the day's page."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.walking import beyond, broken_rules, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def open_a_case(page: Page) -> str:
    page.goto("/hub/queues/?queue=new")
    page.locator(".hub-queue tbody tr").first.get_by_role("link").first.click()
    return page.locator("h1").inner_text()


def set_a_task(page: Page, *, words: str) -> None:
    day = datetime.now(UTC).date() + timedelta(days=2)
    page.get_by_label("What is to be done?").fill(words)
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).fill(str(number))
    page.get_by_label("Who does it?").select_option(label="officer")
    page.get_by_role("button", name="Set the task").click()


def test_note_mentions_a_colleague_who_finds_it_with_the_task(page: Page) -> None:
    sign_in(page, "supervisor")
    reference = open_a_case(page)
    seen = {"case": broken_rules(page)}
    page.get_by_role("link", name="Write a note").click()
    page.get_by_label("Your note").fill("[Invented] @officer, this is the account @nobody_here again.")
    page.get_by_role("button", name="Write the note").click()
    expect(page.get_by_role("alert")).to_contain_text("Nobody here is called @nobody_here.")
    seen["unknown name"] = broken_rules(page)
    page.get_by_label("Keep it as it stands").check()
    page.get_by_role("button", name="Write the note").click()
    expect(page.get_by_role("link", name="Notes (1)")).to_be_visible()
    seen["notes"] = broken_rules(page)
    page.get_by_role("navigation", name="Case").get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="Set a task").click()
    set_a_task(page, words="[Invented] Ring the school.")
    expect(page.locator("main")).to_contain_text("The task is set.")
    seen["tasks"] = broken_rules(page)
    page.get_by_role("link", name="Move or hand on").first.click()
    seen["move"] = broken_rules(page)
    page.goto("/hub/replies/")
    seen["replies"] = broken_rules(page)
    page.locator('a[href$="/which-account/en-gb/"]').click()
    seen["reply"] = broken_rules(page)
    page.context.clear_cookies()
    sign_in(page, "officer")
    page.goto("/hub/my-day/")
    seen["my day"] = broken_rules(page)
    task = page.locator(".hub-tasks__item", has=page.get_by_role("link", name=reference))
    expect(task).to_contain_text("Ring the school.")
    page.get_by_role("link", name=f"Open the note on {reference}").click()
    expect(page.locator(".hub-said")).to_contain_text("this is the account")
    page.goto("/hub/my-day/mentions/")
    seen["mentions"] = broken_rules(page)
    mention = page.locator("main li, main tr").filter(has_text=reference)
    expect(mention.first).to_be_visible()
    expect(mention.filter(has_text="Not read yet")).to_have_count(0)
    page.goto("/hub/my-day/")
    task.get_by_role("button", name="Done").click()
    expect(page.locator("main")).to_contain_text("The task is done.")
    page.goto(f"/hub/cases/{reference}/tab/messages/")
    page.get_by_role("link", name="Ask the complainant").first.click()
    page.get_by_label("Your question").fill("Good morning.")
    page.get_by_label("Begin with a reply").select_option("still-there")
    page.get_by_role("button", name="Put it in").click()
    text = page.get_by_label("Your question").input_value()
    assert text.startswith("Good morning.\n\nThank you for your report OHR-"), text
    seen["ask"] = broken_rules(page)
    assert {path: rules for path, rules in seen.items() if rules} == {}


@pytest.mark.parametrize("width", [320, 375])
def test_day_notes_and_tasks_fit_a_narrow_screen(page: Page, width: int) -> None:
    sign_in(page, "supervisor")
    reference = open_a_case(page)
    page.set_viewport_size({"width": width, "height": 800})
    own = (f"cases/{reference}/{end}" for end in ("tab/notes", "notes", "tasks"))
    for path in ("my-day", "my-day/mentions", "replies", "replies/new", "replies/which-account/en-gb", *own):
        page.goto(f"/hub/{path}/")
        assert beyond(page) == [], path
