"""Notices on pages: why, what it rests on, dealt with, quietened, and what officers see of them on a case."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.accounts.actors import HUB
from hatehub.audit.models import Entry
from intel.models import Notice, NoticeAct
from intel.services import repeats_noticed, waves_noticed
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]
PLACE = {"postcode": "LS6 2AB", "strands": ("religion",), "email": "", "kind": "witness"}


def text_of(page):
    return page.content.decode()


def post(number):
    return f"https://x.com/somebody/status/1700000000000{number:06d}"


@pytest.fixture
def victim(submit, at):
    for number in range(3):
        submit(minutes=-number * 50_000, url=post(number), email="ada@example.org", name="Ada Quill", kind="victim")
    making.work_off(at=at)
    return Notice.objects.get(kind="victim")


@pytest.fixture
def wave(submit, at):
    for week in range(1, 10):
        submit(minutes=-week * 7 * 24 * 60 - 60, url=post(900 + week), **{**PLACE, "strands": ("race",)})
    for number in range(9):
        submit(minutes=-number, url=post(500 + number), **PLACE)
    making.work_off(at=at)
    waves_noticed.look(by=HUB, at=at)
    return Notice.objects.get(kind="wave")


def sent(row, step, **more):
    return {"acts": row.acts_count, "step": step, "words": "", **more}


def until(days):
    day = timezone.localdate() + timedelta(days=days)
    return {"quiet_until_day": day.day, "quiet_until_month": day.month, "quiet_until_year": day.year}


def test_a_supervisor_sees_why_and_which_cases_and_nobody_is_named(staff, victim):
    client = staff("supervisor")
    listed = text_of(client.get("/hub/notices/"))
    assert "One person, 3 occurrences" in listed
    page = text_of(client.get(f"/hub/notices/{victim.id}/"))
    assert "give the same e-mail address or telephone number" in page
    assert "from three occurrences within twelve months" in page
    for member in victim.members.select_related("report__case"):
        assert member.report.case.reference in page
    for known in ("Ada", "ada@example.org"):
        assert known not in page + listed
    assert "<title>Repeat victim" in page
    assert "chart-months" in page
    assert Entry.objects.filter(subject=f"notice:{victim.id}", verb="viewed").exists()
    sheet = client.get(f"/hub/notices/{victim.id}/?csv=months")
    assert sheet.headers["Content-Type"].startswith("text/csv")
    assert client.get(f"/hub/notices/{victim.id}/?csv=nonsense").status_code == 404


def test_a_wave_is_explained_by_what_is_usual(staff, wave):
    page = text_of(staff("supervisor").get(f"/hub/notices/{wave.id}/"))
    assert "9 different occurrences in 6 hours" in page
    assert "In the same hours of the 8 weeks before there were 0.0 on average, and at most 0." in page
    assert "8 weeks before" in page
    assert "looks" in page


def test_officers_are_kept_out_and_see_it_on_the_case(staff, victim):
    client = staff("officer")
    for address in ("/hub/notices/", f"/hub/notices/{victim.id}/"):
        assert client.get(address).status_code == 403
    reference = victim.members.first().report.case.reference
    page = text_of(client.get(f"/hub/cases/{reference}/tab/intelligence/"))
    assert "One of 3 reports by the same person, of 3 different occurrences" in page
    assert f"/hub/notices/{victim.id}/" not in page
    seen = text_of(staff("supervisor").get(f"/hub/cases/{reference}/tab/intelligence/"))
    assert f"/hub/notices/{victim.id}/" in seen


def test_taking_on_noting_and_dealing_with(staff, victim):
    client, address = staff("supervisor"), f"/hub/notices/{victim.id}/"
    assert ">1<" in text_of(client.get("/hub/notices/")).replace(" ", "")
    client.post(address, sent(victim, "take_on"))
    victim.refresh_from_db()
    assert (victim.state, victim.held_by.startswith("supervisor:")) == ("taken", True)
    client.post(address, sent(victim, "note", words="Called the service."))
    victim.refresh_from_db()
    assert (victim.state, victim.level_then) == ("taken", 3)
    page = text_of(client.post(address, sent(victim, "finish", words="One officer has all three."), follow=True))
    assert "One officer has all three." in page
    victim.refresh_from_db()
    assert (victim.state, NoticeAct.objects.count()) == ("worked", 3)
    assert Entry.objects.filter(verb="notice_dealt_with").exists()


def test_quietening_needs_a_reason_and_a_day_and_nothing_typed_is_lost(staff, victim):
    client, address = staff("supervisor"), f"/hub/notices/{victim.id}/"
    page = client.post(address, sent(victim, "quieten", **until(9)))
    assert page.status_code == 422
    assert "#id_words" in text_of(page)
    page = client.post(address, sent(victim, "quieten", words="Tested by us."))
    assert "#id_quiet_until_day" in text_of(page)
    assert "Tested by us." in text_of(page)
    for days in (0, 400):
        page = client.post(address, sent(victim, "quieten", words="Tested by us.", **until(days)))
        assert "Choose a day after today and within 180 days." in text_of(page)
    assert client.post(address, sent(victim, "")).status_code == 422
    assert client.post(address, sent(victim, "come_again")).status_code == 422
    assert not NoticeAct.objects.exists()
    assert client.post(address, sent(victim, "quieten", words="Tested by us.", **until(9))).status_code == 302
    victim.refresh_from_db()
    assert victim.state == "quietened"
    assert "There is no such notice." in text_of(client.get("/hub/notices/"))
    assert "One person" in text_of(client.get("/hub/notices/?shown=quietened&kind=victim"))
    reference = victim.members.first().report.case.reference
    assert "same person" not in text_of(staff("officer").get(f"/hub/cases/{reference}/tab/intelligence/"))


def test_what_is_quiet_comes_back_when_it_is_worse_or_its_day_is_over(staff, victim, submit, at):
    client, address = staff("supervisor"), f"/hub/notices/{victim.id}/"
    client.post(address, sent(victim, "quieten", words="Known.", **until(20)))
    soon = timezone.now()
    report = submit(minutes=5, url=post(77), email="ada@example.org", kind="victim")
    repeats_noticed.look_at_sender(report_id=report.id, by=HUB, at=soon)
    victim.refresh_from_db()
    assert (victim.state, victim.level) == ("quietened", 4)
    report = submit(minutes=6, url=post(78), email="ada@example.org", kind="victim")
    repeats_noticed.look_at_sender(report_id=report.id, by=HUB, at=soon)
    victim.refresh_from_db()
    assert (victim.state, victim.comebacks, victim.quiet_until) == ("open", 1, None)
    client.post(address, sent(victim, "quieten", words="Known.", **until(20)))
    repeats_noticed.look_at_sender(report_id=report.id, by=HUB, at=soon + timedelta(days=21))
    victim.refresh_from_db()
    assert (victim.state, victim.comebacks) == ("open", 2)


def test_a_stale_page_is_refused(staff, victim):
    client, address = staff("supervisor"), f"/hub/notices/{victim.id}/"
    before = sent(victim, "finish", words="Done by me.")
    client.post(address, sent(victim, "take_on"))
    page = client.post(address, before)
    assert page.status_code == 422
    assert "Something was done with this notice since you opened it." in text_of(page)
    assert "Done by me." in text_of(page)


def test_what_there_is_not_is_not_found_and_nonsense_is_passed_over(staff, victim):
    client = staff("supervisor")
    assert client.get("/hub/notices/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert client.get("/hub/notices/", {"shown": "x", "kind": "x", "page": "x"}).status_code == 200


def test_one_that_is_gone_says_so_and_offers_nothing(staff, victim):
    Notice.objects.update(state="gone", facts={}, level=0)
    page = text_of(staff("supervisor").get(f"/hub/notices/{victim.id}/"))
    assert "What it rested on was erased" in page
    assert "Record it" not in page


def test_lists_ask_as_much_of_many_as_of_few(staff, victim, wave):
    client = staff("supervisor")
    client.get("/hub/notices/")
    counts = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get("/hub/notices/")
        counts.append(len(asked))
        for number in range(20):
            Notice.objects.create(
                kind="wave",
                key=f"place:E23000010:race{turn}-{number}",
                level=5,
                facts=wave.facts,
                table_version="x",
                **dict.fromkeys(("first_at", "last_at", "noticed_at", "looked_at"), wave.first_at),
            )
    assert counts[0] == counts[1]
