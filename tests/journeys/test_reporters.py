"""Each kind of reporter on their own way, and each way to come back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub, until
from tests.journeys.walking import (
    choose,
    cont,
    give_contact,
    go_on,
    report_link_only,
    send,
    sign_in,
    speak,
    status_text,
)
from tests.making.reports import picture

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def skip_to_identity(page: Page) -> None:
    """Leave the questions between the story and the identity unanswered."""
    for _question in ("when", "files", "why", "suspect", "place", "impact"):
        cont(page)


def tell(page: Page, story: str) -> None:
    page.get_by_label("What happened?").fill(story)
    cont(page)


def test_a_witness_without_a_link_stays_anonymous(page: Page) -> None:
    page.goto("/report/danger/")
    choose(page, "No")
    choose(page, "No, I saw it")
    cont(page)
    page.get_by_label("Which site or app was it on?").fill("A gaming chat")
    page.get_by_label("Which account was it?").fill("@shouting")
    cont(page)
    tell(page, "[Invented] It was said in a voice chat.")
    skip_to_identity(page)
    choose(page, "Anonymously")
    expect(page.get_by_label("Community experts may read")).to_be_visible()
    expect(page.get_by_label("The police force may have my name")).to_have_count(0)
    cont(page)
    expect(page.get_by_text("A gaming chat")).to_be_visible()
    reference, code = send(page)
    assert "An officer reads your report." in status_text(page, reference, code)


def test_somebody_reports_for_a_child_at_risk_without_the_childs_knowledge(page: Page) -> None:
    page.goto("/report/danger/")
    choose(page, "Yes, a child is at risk")
    expect(page.get_by_role("heading", name="call 999 now")).to_be_visible()
    expect(page.get_by_text("Childline")).to_be_visible()
    page.get_by_role("button", name="Go on with the report").click()
    page.get_by_label("No, I am reporting for someone else").check()
    page.get_by_label("Yes", exact=True).check()
    cont(page)
    choose(page, "No, they don't know")
    page.get_by_label("Where is it? Paste the link").fill("https://www.tiktok.com/@someone/video/7212345678901234567")
    cont(page)
    expect(page.get_by_role("heading", name="Post on TikTok by @someone")).to_be_visible()
    cont(page)
    tell(page, "[Invented] My neighbour's son was in the video.")
    skip_to_identity(page)
    choose(page, "Anonymously")
    cont(page)
    expect(page.get_by_text("No, they don't know")).to_be_visible()
    send(page)


def test_a_professional_gives_an_organisation_and_a_name(page: Page) -> None:
    page.goto("/report/danger/")
    choose(page, "No")
    choose(page, "No, I am reporting as part of my work")
    page.get_by_label("Which organisation do you work for?").fill("School of the Journey")
    cont(page)
    page.get_by_label("Where is it? Paste the link").fill("t.me/somechannel/55 and https://www.instagram.com/acc_ount/")
    cont(page)
    expect(page.get_by_role("heading", name="You have given 2 links")).to_be_visible()
    cont(page)
    tell(page, "[Invented] Seen by pupils.")
    skip_to_identity(page)
    give_contact(page)
    expect(page.get_by_text("School of the Journey")).to_be_visible()
    send(page)


def test_an_unfinished_report_is_gone_on_with_on_another_device(page: Page, browser: Browser, hub: RunningHub) -> None:
    page.goto("/report/story/")
    page.get_by_label("What happened?").fill("[Invented] Begun on the bus.")
    page.get_by_role("button", name="Save and come back later").click()
    code = page.locator(".hub-code--large").inner_text()
    other = browser.new_context(base_url=hub.site)
    second = other.new_page()
    second.goto("/")
    second.get_by_role("link", name="Go on with a report you have begun").click()
    second.get_by_label("What is your code for coming back?").fill(code.lower().replace("-", ""))
    cont(second)
    second.goto("/report/check/")
    expect(second.get_by_text("Begun on the bus")).to_be_visible()
    send(second)
    page.goto("/report/check/")
    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()
    other.close()


def test_refresh_back_and_a_second_tab_are_harmless(page: Page) -> None:
    page.goto("/report/links/")
    page.get_by_label("Where is it? Paste the link").fill("https://x.com/tabs/status/1733333333333333331")
    cont(page)
    page.reload()
    page.go_back()
    page.go_forward()
    second = page.context.new_page()
    second.goto("/report/story/")
    tell(second, "[Invented] From the second tab.")
    page.goto("/report/impact/")
    page.get_by_label("How has it affected you, or others?").fill("[Invented] From the first tab.")
    cont(page)
    second.goto("/report/check/")
    expect(second.get_by_text("From the second tab")).to_be_visible()
    expect(second.get_by_text("From the first tab")).to_be_visible()
    second.get_by_role("button", name="Send report").dblclick()
    expect(second.get_by_role("heading", name="We have your report")).to_be_visible()
    sent = second.locator(".govuk-panel .hub-code").inner_text()
    page.goto("/report/check/")
    assert page.locator(".govuk-panel .hub-code").inner_text() == sent


def test_hub_and_complainant_talk(page: Page, browser: Browser, hub: RunningHub) -> None:
    reference, code = report_link_only(page, link="https://x.com/talking/status/1744444444444444441")
    officers = browser.new_context(base_url=hub.site)
    desk = officers.new_page()
    sign_in(desk, "officer")
    open_case(desk, hub, reference)
    desk.get_by_role("link", name="Messages").click()
    desk.get_by_role("link", name="Ask the complainant").click()
    desk.get_by_label("Your question").fill("[Invented] Do you know the account?")
    desk.get_by_role("button", name="Ask").click()
    status_text(page, reference, code)
    page.get_by_role("link", name="Answer it").click()
    page.get_by_label("Your answer").fill("[Invented] No, I have never seen it before.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("We have your answer.")).to_be_visible()
    page.get_by_role("link", name="Add something").click()
    page.get_by_label("What would you like to add?").fill("[Invented] It came back today.")
    shot = {"name": "again.png", "mimeType": "image/png", "buffer": picture(size=(61, 47))}
    page.get_by_label("Add screenshots or other files").set_input_files([shot])
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("It came back today.")).to_be_visible()
    desk.reload()
    answer = desk.get_by_text("I have never seen it before")
    expect(answer).to_be_hidden()
    desk.locator("details.hub-reveal", has=answer).locator("summary").click()
    expect(answer).to_be_visible()
    desk.get_by_role("navigation", name="Case").get_by_role("link", name="Overview").click()
    expect(desk.get_by_text("again.png")).to_be_visible()
    officers.close()


def open_case(desk: Page, hub: RunningHub, reference: str) -> None:
    """Open the case that a report leads."""
    told = hub.manage(
        "shell",
        "-v",
        "0",
        "-c",
        f"from reports.models import Report; print(Report.objects.get(reference='{reference}').case.reference)",
    )
    assert told.returncode == 0, told.stderr
    desk.goto(f"/hub/cases/{told.stdout.strip()}/")


def test_wishes_are_changed_and_the_report_withdrawn(page: Page) -> None:
    reference, code = report_link_only(page, link="https://x.com/wishes/status/1755555555555555551")
    status_text(page, reference, code)
    page.get_by_role("link", name="Change how we reach you").click()
    page.get_by_label("E-mail address").fill("later@example.org")
    page.get_by_label("At any time, day or night").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("We will reach you like that from now on.")).to_be_visible()
    page.get_by_role("link", name="Change what may be shared").click()
    page.get_by_label("A victim support service may get in touch with me").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("We have noted what may be shared.")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download your signed receipt").click()
    assert waiting.value.suggested_filename == "receipt.pdf"
    page.get_by_role("link", name="Withdraw your report").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("You have withdrawn this report.")).to_be_visible()
    until(lambda: (page.reload(), page.get_by_role("link", name="Withdraw your report").count() == 0)[1])


def test_arabic_from_the_first_page_to_the_status_page(page: Page) -> None:
    page.goto("/")
    speak(page, "ar")
    page.locator(".govuk-button--start").click()
    page.locator("[name=danger][value=danger]").check()
    go_on(page)
    assert "999" in page.locator("h1").inner_text()
    page.locator("main .govuk-button--secondary").click()
    page.locator("[name=kind][value=victim]").check()
    go_on(page)
    page.locator("[name=pasted]").fill("شاهدت هذا https://x.com/arabic/status/1711111111111111111 أمس")
    go_on(page)
    go_on(page)
    page.locator("[name=narrative]").fill("[مختلق] كتبوا هذا تحت صورتي.")
    go_on(page)
    page.goto("/report/check/")
    expect(page.get_by_text("كتبوا هذا تحت صورتي")).to_be_visible()
    page.locator("main form").first.locator("button").click()
    page.locator(".govuk-panel").wait_for()
    reference = page.locator(".govuk-panel .hub-code").inner_text()
    code = page.locator(".hub-code--large").inner_text()
    page.goto("/status/")
    page.locator("[name=reference]").fill(reference)
    page.locator("[name=code]").fill(code)
    go_on(page)
    page.locator(".moj-timeline").wait_for()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert english_words(page) == set()


def test_another_language_keeps_what_was_just_typed(page: Page) -> None:
    page.goto("/report/story/")
    page.get_by_label("What happened?").fill("[Invented] Half a sentence, then the switch.")
    speak(page, "pl")
    assert page.locator("html").get_attribute("lang") == "pl"
    expect(page.locator("[name=narrative]")).to_have_value("[Invented] Half a sentence, then the switch.")


def english_words(page: Page) -> set[str]:
    """Return the English that is left on a page, but for references, names of platforms and the like."""
    text: Any = page.locator("main").inner_text()
    known = {"OHR", "PDF", "X", "formerly", "Twitter"}
    return {word for word in re.findall(r"[A-Za-z]{3,}", re.sub(r"OHR-\S+|https?:\S+", "", text)) if word not in known}
