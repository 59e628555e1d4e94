"""A supervisor begins the day: what is late, how the work stands, and a table to take along."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub, until
from tests.journeys.walking import beyond, broken_rules, press, report_link_only, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
QUESTIONS = ("Workload", "Ageing", "Clocks", "Agreement", "Opened again", "Arrivals and decisions")
COUNT = "from triage.tasks import count_figures; count_figures()"


def test_supervisor_sees_how_the_work_stands(page: Page, hub: RunningHub) -> None:
    report_link_only(page, link="https://x.com/morning/status/1744444444444444447")
    sign_in(page, "supervisor")
    page.goto("/hub/late/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_label("Menu").get_by_role("link", name="Overview").click()
    counted = hub.manage("shell", "-c", COUNT)
    assert counted.returncode == 0, counted.stderr
    page.reload()
    expect(page.get_by_text("Counted every ten minutes.")).to_be_visible()
    seen = {"overview": broken_rules(page)}
    for name in QUESTIONS:
        page.get_by_label("Figures").get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        seen[name] = broken_rules(page)
        assert beyond(page) == [], name
    assert not any(seen.values()), seen


def test_supervisor_gives_a_case_and_the_officer_finds_it(page: Page, browser: Browser, hub: RunningHub) -> None:
    reference, _code = report_link_only(page, link="https://x.com/morning/status/1744444444444444448")
    made = f"from reports.models import Report\nprint(Report.objects.get(reference='{reference}').case.reference)"
    case = hub.manage("shell", "-v", "0", "-c", made).stdout.split()[-1]
    sign_in(page, "supervisor")
    page.goto(f"/hub/cases/{case}/")
    page.get_by_role("link", name="Give to somebody").click()
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose somebody.")
    assert broken_rules(page) == []
    page.get_by_label("Who is to work on it?").select_option(label="officer2")
    page.get_by_label("Why? Your colleague reads this.").fill("[Invented] You know this account.")
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.get_by_text("Given. Your colleague is told.")).to_be_visible()
    expect(page.locator("[data-owner]")).to_contain_text("officer2 since")
    theirs = browser.new_context(base_url=hub.site).new_page()
    sign_in(theirs, "officer2")
    theirs.goto("/hub/queues/?queue=mine&order=newest")
    expect(theirs.get_by_role("link", name=case)).to_be_visible()
    theirs.context.close()


def test_supervisor_takes_a_table_along_that_is_the_one_shown(page: Page) -> None:
    sign_in(page, "supervisor")
    page.goto("/hub/overview/ageing/")
    until(lambda: page.reload() and page.get_by_text("Counted every ten minutes.").count())
    shown = page.locator("table tbody tr").last.locator("td").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert list(csv.reader(io.StringIO(text)))[-1][1:] == [number.replace(",", "") for number in shown]
    assert download.value.suggested_filename.startswith("ageing-")


def test_overview_is_read_on_a_phone_and_by_keyboard(page: Page) -> None:
    sign_in(page, "supervisor")
    page.set_viewport_size({"width": 320, "height": 700})
    for path in ("", "workload/", "clocks/", "flow/"):
        page.goto(f"/hub/overview/{path}")
        assert beyond(page) == [], path
        assert broken_rules(page) == []
    page.goto("/hub/overview/clocks/")
    summary = page.locator("summary", has_text="Show the numbers").first
    summary.focus()
    press(page, "Enter")
    expect(page.get_by_role("region", name="by week and by what was waited for")).to_be_visible()
