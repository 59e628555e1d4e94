"""The whole path: a report typed in a browser reaches a force's inbox, and its complainant hears at each step."""

import base64
import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from hatehub.demonstration import invented
from tests.journeys.conftest import Mailbox, RunningHub, until
from tests.journeys.walking import report_in_full, report_link_only, sign_in, status_text

TYPED = (
    *("Demo Victim", "victim@example.org", "LS6 2AB", "driven out of here", "picture of my shop"),
    *("journey_account", "1788888888888888888"),
)
"""What the complainant types on the way."""
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def call(hub: RunningHub, path: str, *, token: str, body: dict[str, Any] | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(
        hub.site + path,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def token_of_force(hub: RunningHub) -> str:
    basic = base64.b64encode(f"{invented.CLIENT_ID}:{invented.CLIENT_SECRET}".encode()).decode()
    form = {"grant_type": "client_credentials", "scope": "cases:read cases:act packages:read"}
    request = urllib.request.Request(
        f"{hub.site}/oauth/token", data=urlencode(form).encode(), headers={"Authorization": f"Basic {basic}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(json.load(answer)["access_token"])


def open_case_of(page: Page, words: str) -> str:
    """Open the case in the queue whose row shows these words, on whichever page; return its reference."""
    page.goto("/hub/queues/")
    row = page.get_by_role("row").filter(has_text=words)
    while not row.count():
        page.get_by_role("link", name="Next page").click()
    reference = row.get_by_role("link").first.inner_text()
    row.get_by_role("link").first.click()
    return reference


def merge_the_duplicate(page: Page, reference: str) -> None:
    def is_offered() -> bool:
        page.goto(f"/hub/cases/{reference}/tab/duplicates/")
        return page.get_by_role("row").filter(has_text="Same post on X").count() > 0

    until(is_offered)
    page.get_by_role("row").filter(has_text="Same post on X").get_by_role("link", name="Compare").click()
    page.get_by_role("button", name="Merge…").click()
    page.get_by_label("Why are these the same?").fill("The same post.")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("Merged.").first).to_be_visible()


def record_a_crime(page: Page, reference: str) -> None:
    page.goto(f"/hub/cases/{reference}/")
    page.get_by_role("button", name="Begin triage").click()
    page.get_by_role("button", name="Assess").click()
    for question, answer in (
        ("Does the report concern a crime?", "Yes"),
        ("On the balance of probabilities", "Yes"),
        ("Is credible evidence to the contrary", "No"),
        ("be traced?", "Yes"),
        ("confirm that it happened?", "Yes"),
        ("Does another force record", "No"),
        ("Does an exception apply", "No"),
    ):
        group = page.get_by_role("group", name=question)
        group.get_by_label(answer, exact=True).check()
        page.get_by_label("Reason").last.fill("The words threaten a group, and the victim confirms them.")
        page.get_by_role("button", name="Continue").click()
    page.get_by_label("Offence").select_option(index=1)
    page.get_by_role("button", name="Record this decision").click()
    expect(page.get_by_text("The decision is recorded")).to_be_visible()


def assign_it(page: Page) -> None:
    page.get_by_role("button", name="Settle the force").click()
    expect(page.get_by_text("Rule S2 decides")).to_be_visible()
    expect(page.get_by_text("and the victim lives in this one").first).to_be_visible()
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("Assigned. The evidence package is being built.")).to_be_visible()


def verify_outside(hub: RunningHub, package: bytes, folder: Path) -> dict[str, Any]:
    """Check a package with the stand-alone file and the key that the hub hands out, in another folder."""
    for name, path in (("verify_package.py", "/verify_package.py"), ("hub.pem", "/keys/package-signing-key.pem")):
        with urllib.request.urlopen(hub.site + path, timeout=30) as answer:
            (folder / name).write_bytes(answer.read())
    (folder / "package.zip").write_bytes(package)
    done = subprocess.run(
        [sys.executable, "-I", "verify_package.py", "package.zip", "--key", "hub.pem"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return {"status": done.returncode, **json.loads(done.stdout)}


def test_a_report_reaches_a_force(
    page: Page, browser: Browser, hub: RunningHub, mailbox: Mailbox, tmp_path: Path
) -> None:
    reference, code = report_in_full(page)
    other = browser.new_context(base_url=hub.site)
    second = other.new_page()
    second_reference, second_code = report_link_only(second)

    sign_in(page, "officer")
    case = open_case_of(page, "driven out of here")
    merge_the_duplicate(page, case)
    record_a_crime(page, case)
    assign_it(page)

    token = token_of_force(hub)
    until(lambda: b'"package": null' not in call(hub, f"/api/v1/cases/{case}", token=token)[1].replace(b'":n', b'": n'))
    status, body = call(hub, "/api/v1/cases?since=0", token=token)
    assert status == 200
    assert case in {change["case"] for change in json.loads(body)["changes"]}
    status, body = call(hub, f"/api/v1/cases/{case}", token=token)
    read = json.loads(body)
    assert {report["reference"] for report in read["reports"]} == {reference, second_reference}
    status, package = call(hub, f"/api/v1/cases/{case}/package", token=token)
    assert status == 200
    assert verify_outside(hub, package, tmp_path)["ok"] is True

    status, body = call(hub, f"/api/v1/cases/{case}/accept", token=token, body={"crime_number": "13/77/26"})
    assert status == 200, body

    story = until(lambda: (text := status_text(second, reference, code)) and "has accepted" in text and text)
    for line in ("We have your report", "An officer is reading", "recorded this as a crime", "force has been chosen"):
        assert line in story
    theirs = status_text(second, second_reference, second_code)
    assert "Other people have reported the same thing" in theirs
    assert "The police force has accepted your report" in theirs
    other.close()

    letters = until(lambda: len(found := mailbox.to("victim@example.org")) >= 6 and found)
    assert {letter["Subject"] for letter in letters} == {"An update for you"}
    bodies = "\n".join(letter.get_payload(decode=True).decode() for letter in letters)
    assert "recorded this as a crime" in bodies
    assert "has accepted your report" in bodies
    assert len({letter["Message-ID"] for letter in letters}) == len(letters)

    verdict = hub.manage("verify_audit")
    assert json.loads(verdict.stdout)["ok"] is True, verdict
    read_the_logs(hub, told=(reference, code, second_code, *TYPED))


def read_the_logs(hub: RunningHub, *, told: tuple[str, ...]) -> None:
    """Find nothing of what a person typed, nor their codes, and what a worker did by the id of their request."""
    lines = {name: (hub.var / "log" / f"{name}.log").read_text().splitlines() for name in ("web", "worker", "beat")}
    every = "\n".join(line for each in lines.values() for line in each).casefold()
    for words in told:
        for form in (words, quote(words), quote_plus(words), words.replace("-", "")):
            assert form.casefold() not in every, words
    told_by = {name: [json.loads(line) for line in each if line.startswith("{")] for name, each in lines.items()}
    sent = {
        line["request_id"]
        for line in told_by["web"]
        if line["event"] == "answered" and line["method"] == "POST" and line["route"].startswith("report_")
    }
    delivered = {line.get("request_id") for line in told_by["worker"] if line["event"] == "delivered"}
    assert sent & delivered
