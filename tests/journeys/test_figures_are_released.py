"""An officer builds a report and asks for a release; a supervisor publishes it; a citizen and a researcher read it."""

import csv
import io
import os
import zipfile
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub, until
from tests.journeys.walking import beyond, broken_rules, sign_in, speak

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
PLANTED = """
from datetime import date
from tests.making import facts
facts.add_reports(400, months=[date({year}, month, 1) for month in range(1, 13)])
"""
NOTE = "[Invented] The first figures."


def look(page: Page, name: str) -> None:
    """Check a page under axe and on small screens; keep pictures where a folder for them is named, also as printed."""
    assert broken_rules(page) == [], name
    folder = os.environ.get("HATEHUB_PICTURES")
    for width in (1280, 375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if folder:
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    assert beyond(page) == [], name
    page.set_viewport_size({"width": 1280, "height": 900})
    if folder:
        page.emulate_media(media="print")
        page.screenshot(path=f"{folder}/{name}-print.png", full_page=True)
        page.emulate_media(media="screen")


def test_figures_are_built_released_and_read(page: Page, browser: Browser, hub: RunningHub) -> None:
    year = datetime.now(tz=UTC).year - 1
    taken = hub.manage("rebuild_statistics")
    assert taken.returncode == 0, taken.stderr
    planted = hub.manage("shell", "-c", PLANTED.format(year=year))
    assert planted.returncode == 0, planted.stderr

    sign_in(page, "officer")
    page.goto("/hub/statistics/")
    look(page, "hub-statistics")
    for topic in ("what-kind", "how-long"):
        page.goto(f"/hub/statistics/on/{topic}/")
        look(page, f"hub-statistics-{topic}")
    page.get_by_role("link", name="Reconciliation").click()
    expect(page.get_by_text("What was counted twice")).to_be_visible()
    look(page, "hub-snapshots")
    build(page)

    page.goto("/hub/statistics/releases/")
    page.get_by_role("link", name="Ask for the next release").click()
    page.get_by_label("What is new in it, or put right?").fill(NOTE)
    look(page, "release-ask")
    page.get_by_role("button", name="Ask for it").click()
    address = page.url
    until(lambda: hub.count("SELECT count(*) FROM intel_statisticsrelease WHERE state = 'drafted'"))
    page.goto(address)
    expect(page.get_by_text("a supervisor other than you")).to_be_visible()
    look(page, "release-drafted")

    beside = browser.new_context(base_url=hub.site)
    supervisor = beside.new_page()
    sign_in(supervisor, "supervisor")
    supervisor.goto(address)
    supervisor.get_by_role("button", name="Publish it for good").click()
    expect(supervisor.get_by_text("Published. It stays as it is for good.")).to_be_visible()
    beside.close()
    read(browser, hub, year=year)
    page.goto("/hub/statistics/mine/")
    look(page, "hub-statistics-mine")
    research(page, browser, hub, year=year)


def build(page: Page) -> None:
    """Build a report, and narrow it to victims."""
    page.goto("/hub/statistics/reports/")
    look(page, "built-reports")
    page.get_by_role("link", name="Build a report").click()
    page.get_by_label("Reports", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Title").fill("[Invented] Who, by strand")
    page.get_by_label("By", exact=True).select_option(label="Strand")
    page.get_by_label("And by", exact=True).select_option(label="Who reported")
    page.get_by_label("How far back?").select_option(label="All there is, the running month as well")
    look(page, "built-form")
    page.get_by_role("button", name="Keep it and count").click()
    expect(page.get_by_text("Built and counted.")).to_be_visible()
    look(page, "built-report")
    page.get_by_role("link", name="Who reported", exact=True).click()
    page.get_by_label("Victim", exact=True).check()
    page.get_by_role("button", name="Keep it and count").click()
    expect(page.get_by_text("Only Who reported: Victim.")).to_be_visible()


def research(page: Page, browser: Browser, hub: RunningHub, *, year: int) -> None:
    """Ask for a project, have it approved by another person, make a file of rows that are alike, and end it."""
    page.goto("/hub/statistics/research/")
    look(page, "research")
    page.get_by_role("link", name="Ask for a project").click()
    page.get_by_label("Title").fill("[Invented] What follows a report")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_role("link", name="Write who does the research.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("[Invented] What follows a report")
    page.get_by_label("Organisation").fill("[Invented] University of the North")
    page.get_by_label("What is to be found out, and why it needs rows of reports").fill("[Invented] Who is helped.")
    page.get_by_label("Which body has looked at its ethics, and its reference").fill("[Invented] Board, 2026/1")
    for name, day in (("From which month?", (1, 1, year)), ("To which month?", (1, 12, year))):
        fill_day(page, name, day)
    fill_day(page, "Last day of the project", (31, 12, year + 3))
    look(page, "research-ask")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("You asked for it: a supervisor other than you")).to_be_visible()
    address = page.url

    beside = browser.new_context(base_url=hub.site)
    supervisor = beside.new_page()
    sign_in(supervisor, "supervisor")
    supervisor.goto(address)
    supervisor.get_by_label("Approve it").check()
    supervisor.get_by_label("Reason").fill("[Invented] It serves the public.")
    look(supervisor, "research-settle")
    supervisor.get_by_role("button", name="Record it").click()
    expect(supervisor.get_by_text("Recorded.")).to_be_visible()
    with supervisor.expect_download() as given:
        supervisor.get_by_role("button", name="Make a file").click()
    with zipfile.ZipFile(given.value.path()) as packed:
        rows = [name for name in packed.namelist() if name.endswith(".csv")]
        text = packed.read(rows[0]).decode()
    assert len(list(csv.DictReader(io.StringIO(text)))) > 300
    supervisor.goto(address)
    look(supervisor, "research-approved")
    supervisor.get_by_text("End this project").click()
    supervisor.get_by_role("button", name="End it, and destroy its key").click()
    expect(supervisor.get_by_text("Its pseudonyms lead nowhere any more.")).to_be_visible()
    beside.close()


def fill_day(page: Page, name: str, day: tuple[int, int, int]) -> None:
    """Type a date into its three fields."""
    group = page.get_by_role("group", name=name)
    for label, part in zip(("Day", "Month", "Year"), day, strict=True):
        group.get_by_label(label).fill(str(part))


def read(browser: Browser, hub: RunningHub, *, year: int) -> None:
    """Read it as anybody: from the start page, without JavaScript, in Arabic; and as a researcher, in files."""
    context = browser.new_context(base_url=hub.site, java_script_enabled=False)
    plain = context.new_page()
    plain.goto("/statistics/")
    expect(plain.get_by_text(NOTE)).to_be_visible()
    expect(plain.get_by_role("heading", name="What others count")).to_be_visible()
    context.close()

    context = browser.new_context(base_url=hub.site)
    citizen = context.new_page()
    citizen.goto("/statistics/")
    look(citizen, "statistics")
    citizen.get_by_role("link", name="Reports by strand: the table").click()
    expect(citizen.get_by_role("cell", name="fewer than 10").first).to_be_visible()
    look(citizen, "statistics-table")
    for path in ("dictionary", "releases"):
        citizen.goto(f"/statistics/{path}/")
        look(citizen, f"statistics-{path}")
    citizen.goto("/statistics/")
    speak(citizen, "ar")
    assert citizen.locator("html").get_attribute("dir") == "rtl"
    look(citizen, "statistics-ar")

    text = citizen.request.get("/statistics/files/1.csv").text()
    rows = list(csv.DictReader(io.StringIO(text)))
    total = [
        row
        for row in rows
        if (row["table"], row["period"], row["category_1"]) == ("reports-decided-as", str(year), "all")
    ]
    stored = hub.count(f"SELECT count(*) FROM intel_reportfact WHERE extract(year FROM month) = {year}")
    assert stored >= 400  # the demonstration's own stand beside those planted
    assert int(total[0]["value"]) == 5 * round(stored / 5)
    data = citizen.request.get("/statistics/files/1.json").json()
    assert {row["table"] for row in rows} == {each["table"] for each in data["dictionary"]["tables"]}
    context.close()
