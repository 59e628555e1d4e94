from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.reference.models import Offence
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Report
from reports.services import workflow
from tests.making import reports as making
from triage.models import EngagedOffence, TimeBar
from triage.selectors import time_bars as selectors
from triage.services import assessing, offences

pytest_plugins = ["tests.making.http"]
ALARM, NETWORK = "poa-1986-s5", "ca-2003-s127-1"


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def crime(report_at, officer, at):
    """Make a case that is a crime: `crime(offence=..., happened_on=...)`."""

    def make(*, offence=ALARM, **answers):
        report = report_at("in_triage", **{"happened_on": date(2026, 2, 20), **answers})
        assessing.assess(
            report_id=report.id,
            answers=making.CRIME,
            offence_code=offence,
            by=officer,
            at=at,
            expected_version=report.version,
        )
        return Report.objects.get(id=report.id)

    return make


def path_of(report, page="offences/"):
    return f"/hub/cases/{report.case.reference}/{page}"


def filled(report, *, offence=ALARM, **more):
    points = Offence.objects.get(code=offence).points_to_prove
    return {
        "version": report.version,
        "offence": offence,
        "replaces": "",
        **{f"point_{number}": f"Exhibit {number}" for number in range(len(points))},
        "hostility": "demonstrated",
        "hostility_evidence": "The invented words name the group.",
        "first_act_on_day": "20",
        "first_act_on_month": "2",
        "first_act_on_year": "2026",
        **more,
    }


def text_of(page):
    return page.content.decode()


# The offences of a case ----------------------------------------------------------------------------
def test_page_begins_with_the_offence_of_the_decision(client, crime):
    page = client.get(path_of(crime()))
    assert page.context["form"].initial["offence"] == ALARM
    for point in Offence.objects.get(code=ALARM).points_to_prove:
        assert point in text_of(page)
    assert "Nothing is recorded yet." in text_of(page)


def test_offence_is_recorded_shown_and_changed(client, crime):
    report = crime()
    assert client.post(path_of(report), filled(report)).headers["Location"] == path_of(report)
    page = client.get(path_of(report))
    assert page.context["form"] is None
    assert "Every point has its evidence, and every day is there." in text_of(page)
    assert "The invented words name the group." in text_of(page)
    form = client.get(path_of(report), {"offence": ALARM}).context["form"]
    row = EngagedOffence.objects.get()
    assert (form.initial["replaces"], form.initial["point_1"]) == (row.id, "Exhibit 1")
    change = filled(report, replaces=row.id, hostility="none", hostility_evidence="", point_0="")
    assert client.post(path_of(report), change).status_code == 302
    page = client.get(path_of(report))
    assert page.context["cards"][0]["missing"] == ["Evidence for 1 point", "Evidence of hostility"]


def test_several_offences_stand_beside_each_other(client, crime):
    report = crime()
    assert client.post(path_of(report), filled(report)).status_code == 302
    assert client.post(path_of(report), filled(report, offence=NETWORK)).status_code == 302
    cards = client.get(path_of(report)).context["cards"]
    assert [card["missing"] for card in cards] == [
        ["The day on which the prosecutor had sufficient evidence: the limit runs from it."],
        [],
    ]
    overview = text_of(client.get(path_of(report, "")))
    assert all(str(Offence.objects.get(code=code)) in overview for code in (ALARM, NETWORK))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hostility": ""}, "hostility"),
        ({"hostility_evidence": ""}, "hostility_evidence"),
        ({"hostility_evidence": "\0"}, "hostility_evidence"),
        ({"is_aggravated": "on"}, "aggravation_reason"),
        ({"first_act_on_day": "31"}, "first_act_on"),
        ({"first_act_on_year": "2999"}, "first_act_on"),
        ({"last_act_on_day": "1", "last_act_on_month": "1", "last_act_on_year": "2026"}, "last_act_on"),
        ({"evidence_on_day": "1", "evidence_on_month": "1", "evidence_on_year": "2026"}, "evidence_on"),
        ({"point_0": "x" * 4001}, "point_0"),
        ({"version": "x"}, "version"),
        ({"replaces": "x"}, "replaces"),
    ],
)
def test_what_does_not_hold_is_said_at_its_field_and_what_was_typed_stays(client, crime, change, field):
    report = crime()
    page = client.post(path_of(report), filled(report, **change))
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "Exhibit 2" in text_of(page)
    assert not EngagedOffence.objects.exists()


def test_what_was_typed_survives_that_somebody_was_faster_and_can_be_sent_again(client, crime, officer, at):
    report = crime()
    typed = filled(report, point_0="My own finding")
    entry = offences.Entry(offence_code=ALARM)
    offences.record(case_id=report.case_id, entry=entry, by=officer, at=at, expected_version=report.version)
    page = client.post(path_of(report), typed)
    assert page.status_code == 409
    assert "A colleague has changed this case since you opened the page." in text_of(page)
    assert "My own finding" in text_of(page)
    form = page.context["form"]
    again = {**typed, "replaces": form["replaces"].value(), "version": form["version"].value()}
    assert client.post(path_of(report), again).status_code == 302
    assert EngagedOffence.objects.filter(replaced_at__isnull=True).get().hostility == "demonstrated"


def test_page_from_before_another_step_records_nothing_until_it_is_sent_again(client, crime, officer, at):
    report = crime()
    typed = filled(report)
    making.assign(report, by=officer, at=at)
    page = client.post(path_of(report), typed)
    assert page.status_code == 409
    again = {**typed, "version": page.context["form"]["version"].value()}
    assert client.post(path_of(report), again).status_code == 302


@pytest.mark.parametrize("code", ["no-such", "sa-2020-s66", "", "x" * 500, "\0"])
def test_offence_that_there_is_not_is_not_recorded(client, crime, code):
    report = crime()
    assert client.get(path_of(report), {"offence": code}).status_code in (200, 400)
    assert client.post(path_of(report), {**filled(report), "offence": code}).status_code == 404
    assert not EngagedOffence.objects.exists()


def test_offences_are_those_of_the_nation_and_the_day(client, crime):
    report = crime(postcode="EH1 1YZ", offence=NETWORK)

    def offered(**asked):
        choices = client.get(path_of(report), asked).context["choose_form"].fields["offence"].choices
        return {code for _, group in choices[1:] for code, _ in group}

    assert "cjls-2010-s38" in offered()
    assert ALARM not in offered()
    assert ALARM in offered(nation="EW")
    before = offered(nation="EW", on_day="30", on_month="1", on_year="2024")
    assert "osa-2023-s181" not in before
    assert "osa-2023-s181" in offered(nation="EW", on_day="31", on_month="1", on_year="2024")
    assert offered(nation="odd", on_year="x") == offered()


def test_offence_is_taken_off_with_a_reason(client, crime):
    report = crime()
    client.post(path_of(report), filled(report))
    row = EngagedOffence.objects.get()
    path = path_of(report, f"offences/{row.id}/remove/")
    assert str(row.offence) in text_of(client.get(path))
    assert client.post(path, {"version": report.version, "reason": " "}).status_code == 422
    assert client.post(path, {"version": report.version - 1, "reason": "No."}).status_code == 409
    assert EngagedOffence.objects.filter(replaced_at__isnull=True).exists()
    assert client.post(path, {"version": report.version, "reason": "Nobody heard it."}).status_code == 302
    assert not EngagedOffence.objects.filter(replaced_at__isnull=True).exists()


def test_offence_of_another_case_is_not_taken_off_here(client, crime):
    report, other = crime(), crime()
    client.post(path_of(other), filled(other))
    row = EngagedOffence.objects.get()
    assert client.get(path_of(report, f"offences/{row.id}/remove/")).status_code == 404


@pytest.mark.parametrize("state", ["received", "in_triage", "assessed_non_crime", "out_of_scope", "closed"])
def test_case_that_is_no_crime_leads_back(client, report_at, state):
    report = report_at(state)
    assert client.get(path_of(report)).headers["Location"] == path_of(report, "")
    assert client.post(path_of(report), filled(report)).status_code == 409
    assert not EngagedOffence.objects.exists()
    if state != "closed":
        assert path_of(report) not in text_of(client.get(path_of(report, "")))


def test_erased_texts_say_so_and_nothing_more_is_recorded(client, crime, at):
    report = crime()
    client.post(path_of(report), filled(report))
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    assert "This text has been erased." in text_of(client.get(path_of(report)))
    assert client.post(path_of(report), filled(report, offence=NETWORK)).status_code == 409
    assert EngagedOffence.objects.count() == 1


def test_case_page_takes_as_many_queries_with_offences_as_without(client, crime):
    report = crime()
    client.get(path_of(report, ""))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(path_of(report, ""))
        return len(queries)

    without = cost()
    for code in (ALARM, NETWORK, "oapa-1861-s16"):
        client.post(path_of(report), filled(report, offence=code))
    assert EngagedOffence.objects.count() == 3
    assert cost() == without


# The limit -----------------------------------------------------------------------------------------
def limit_ends(report, days):
    TimeBar.objects.filter(case=report.case_id).update(due_on=timezone.localdate() + timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "words", "is_red"),
    [
        (90, "90 days left", False),
        (30, "30 days left", True),
        (1, "1 day left", True),
        (0, "Ends today", True),
        (-1, "Passed 1 day ago", True),
        (-40, "Passed 40 days ago", True),
    ],
)
def test_rail_of_the_case_says_in_words_how_long_is_left(client, crime, days, words, is_red):
    report = crime()
    limit_ends(report, days)
    page = client.get(path_of(report, ""))
    assert page.context["time_bar"]["is_near"] is is_red
    assert words in text_of(page)
    assert "6 months from 20 February 2026" in text_of(page)


def test_rail_says_that_there_is_no_limit_and_nothing_before_the_decision(client, crime, submit):
    assert "There is no time limit for" in text_of(client.get(path_of(crime(offence="oapa-1861-s16"), "")))
    assert "Time limit</h2>" not in text_of(client.get(path_of(submit(), "")))


@pytest.mark.parametrize("role", ["officer", "supervisor"])
def test_limits_that_are_near_are_listed_with_their_force_and_counted(staff, crime, officer, at, role):
    passed, near, later, closed = crime(), crime(), crime(), crime()
    for report, days in ((passed, -3), (near, 12), (later, 90), (closed, 2)):
        limit_ends(report, days)
    making.assign(near, by=officer, at=at)
    making.close(closed, by=officer, at=at)
    page = staff(role).get("/hub/time-limits/")
    assert [row["case"] for row in page.context["rows"]] == [passed.case.reference, near.case.reference]
    assert [row["force"] for row in page.context["rows"]] == ["the hub", "West Yorkshire Police"]
    for words in ("Passed 3 days ago", "12 days left", "1 open case has a limit that is further off."):
        assert words in text_of(page)
    [entry] = [each for each in page.context["navigation"] if each["href"] == "/hub/time-limits/"]
    assert entry["count"] == 2


def test_list_is_paged_and_its_number_of_queries_does_not_grow(client, crime, monkeypatch):
    monkeypatch.setattr(selectors, "PAGE", 2)

    def cost(asked=""):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/hub/time-limits/{asked}")
        return len(queries), page

    client.get("/hub/time-limits/")
    for _ in range(2):
        limit_ends(crime(), 5)
    few, _ = cost()
    for _ in range(3):
        limit_ends(crime(), 6)
    many, page = cost()
    assert many == few
    assert "Back to the first page" in text_of(cost(page.context["paging"]["next"])[1])


def test_empty_list_says_so(client):
    assert "No time limit is near." in text_of(client.get("/hub/time-limits/"))


def test_reopened_case_keeps_its_limit_until_it_is_decided_again(client, crime, officer, at):
    report = crime()
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="review")
    assert "Proceedings must begin by" in text_of(client.get(path_of(report, "")))
    assert client.get(path_of(report)).status_code == 302
