from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.models import Team, User
from reports.models import Report
from tests.making import reports as making
from triage.models import SavedView
from triage.selectors import queues
from triage.services import claiming, listing, preferences, priorities, saved_views

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def me(client):
    return User.objects.get(username__startswith="officer")


@pytest.fixture
def listed(submit, hub):
    """Make a report whose case is weighed and listed, as the worker would."""

    def make(**answers):
        report = submit(**answers)
        priorities.weigh_cases(case_ids=[report.case_id], by=hub, at=timezone.now())
        return report

    return make


def references(page):
    return [row["reference"] for row in page.context["rows"]]


def shown(client, query):
    page = client.get(f"/hub/queues/?{query}")
    assert page.status_code == 200
    return references(page)


def cases(*reports):
    return [report.case.reference for report in reports]


def count_of(page, text):
    [item] = [item for item in page.context["queues"] if str(item["text"]) == text]
    return item["count"]


# Lists ---------------------------------------------------------------------------------------------
def test_mine_and_my_team_are_lists_of_their_own(client, me, listed, hub, at):
    mine, theirs, _nobodys = listed(), listed(minutes=1), listed(minutes=2)
    team = Team.objects.create(name="North")
    colleague = User.objects.create(username="colleague", role="officer", team=team)
    User.objects.filter(id=me.id).update(team=team)
    for report, user in ((mine, me), (theirs, colleague)):
        claim(report, user, at)
    assert shown(client, "queue=mine") == cases(mine)
    assert shown(client, "queue=team") == cases(mine, theirs)
    page = client.get("/hub/queues/")
    assert (count_of(page, "Mine"), count_of(page, "My team"), count_of(page, "All open reports")) == ("1", "2", "3")
    owners = {row["reference"]: row["owner"] for row in page.context["rows"]}
    assert [owners[each] for each in cases(mine, theirs, _nobodys)] == ["You", "colleague", ""]


def claim(report, user, at):
    claiming.claim(case_id=report.case_id, by=actor_for_user(User.objects.get(id=user.id)), at=at)


def test_who_is_in_no_team_has_no_list_of_it(client, listed):
    listed()
    assert "My team" not in {str(item["text"]) for item in client.get("/hub/queues/").context["queues"]}


def test_overdue_and_time_bar_hold_what_is_near_or_past(client, listed):
    late, barred, calm = listed(), listed(minutes=1), listed(minutes=2)
    Report.objects.filter(id=late.id).update(due_at=timezone.now() - timedelta(hours=2))
    Report.objects.filter(id=barred.id).update(time_bar_on=timezone.localdate() + timedelta(days=9))
    Report.objects.filter(id__in=[barred.id, calm.id]).update(due_at=timezone.now() + timedelta(hours=2))
    assert shown(client, "queue=overdue") == cases(late)
    assert shown(client, "queue=time_bar") == cases(barred)


def test_closed_cases_are_listed_the_newest_first(client, listed, officer, at):
    older, newer = (making.walk(listed(minutes=number), to="closed", by=officer, at=at) for number in (0, 5))
    listed(minutes=9)
    assert shown(client, "queue=closed") == cases(newer, older)
    assert shown(client, "queue=closed&order=priority") == cases(newer, older), "there is no such order of it"


def test_list_is_counted_to_two_hundred(client, listed, monkeypatch):
    monkeypatch.setattr(queues, "COUNTED", 2)
    monkeypatch.setattr("triage.web.queue_pages.COUNTED", 2)
    for number in range(3):
        listed(minutes=number)
    assert count_of(client.get("/hub/queues/"), "All open reports") == "2+"


# Filters --------------------------------------------------------------------------------------------
def test_filters_narrow_and_each_can_be_taken_back(client, listed):
    wanted = listed(strands=["religion"], danger="danger")
    listed(strands=["religion"], minutes=1)
    listed(strands=["race"], danger="danger", minutes=2)
    query = "queue=new&order=clock&strand=religion&mark=danger&owner=nobody"
    page = client.get(f"/hub/queues/?{query}")
    assert references(page) == cases(wanted)
    active = {item["label"]: item["href"] for item in page.context["active"]}
    assert active["Strand: Religion or belief"] == "/hub/queues/?queue=new&order=clock&mark=danger&owner=nobody"
    assert len(active) == 3
    assert page.context["clear_url"] == "/hub/queues/?queue=new&order=clock"


def test_two_of_one_kind_widen_and_two_kinds_narrow(client, listed):
    first, second = listed(strands=["religion"]), listed(strands=["race"], minutes=1)
    listed(strands=["disability"], minutes=2)
    assert set(shown(client, "strand=religion&strand=race")) == set(cases(first, second))
    assert shown(client, "strand=religion&kind=witness") == []


def test_days_narrow_and_a_wrong_day_is_said_beside_its_field(client, listed):
    report = listed()
    on = timezone.localtime(report.submitted_at).date()
    before, after = on - timedelta(days=1), on + timedelta(days=1)
    for name, day, is_found in (("since", on, True), ("since", after, False), ("until", before, False)):
        query = f"{name}_day={day.day}&{name}_month={day.month}&{name}_year={day.year}"
        if day > timezone.localdate() and name == "since":
            continue
        assert bool(shown(client, query)) is is_found
    page = client.get("/hub/queues/?since_day=31&since_month=2&since_year=2026")
    assert page.status_code == 200
    assert references(page) == cases(report), "what cannot be read narrows nothing"
    assert "Enter a real date" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    ["strand=nonsense", "owner=%27", "order=nonsense", "queue=nonsense", "band=9", "after=_", "language=%C3%BC&kind=x"],
)
def test_page_answers_whatever_the_address_says(client, listed, query):
    listed()
    assert client.get(f"/hub/queues/?{query}").status_code == 200


def test_pages_of_a_narrowed_list_follow_each_other(client, listed, monkeypatch):
    monkeypatch.setattr(queues, "PAGE", 2)
    wanted = [listed(strands=["religion"], minutes=number) for number in range(5)]
    listed(strands=["race"], minutes=9)
    seen, address = [], "/hub/queues/?strand=religion&order=oldest"
    while address:
        page = client.get(address)
        seen += references(page)
        address = page.context["page"]["next"]
        assert not address or "strand=religion" in address
    assert seen == cases(*wanted)


# What somebody asked not to see -----------------------------------------------------------------------
def test_avoided_strands_are_left_to_colleagues_but_no_emergency(client, me, listed):
    avoided, danger = listed(strands=["religion"]), listed(strands=["religion"], danger="danger", minutes=1)
    other = listed(strands=["race"], minutes=2)
    chosen = preferences.Chosen(avoided_strands=("religion",))
    preferences.save(chosen=chosen, by=actor_for_user(me), at=timezone.now())
    page = client.get("/hub/queues/?order=oldest")
    assert references(page) == cases(danger, other)
    assert page.context["left"]["count"] == "1"
    everything = client.get(page.context["left"]["href"])
    assert references(everything) == cases(avoided, danger, other)
    assert everything.context["left"] is None


# Views that are kept -----------------------------------------------------------------------------------
def test_view_is_kept_under_a_name_and_removed(client, me, listed):
    listed(strands=["religion"])
    save_url = client.get("/hub/queues/?strand=religion&order=clock&after=x").context["save_url"]
    assert save_url == "/hub/views/save/?strand=religion&order=clock"
    assert client.get(save_url).status_code == 200
    answer = client.post(save_url, {"name": "Mosques"})
    assert answer.headers["Location"] == "/hub/queues/?strand=religion&order=clock"
    [view] = client.get("/hub/queues/").context["saved"]
    assert (view["text"], view["href"]) == ("Mosques", "/hub/queues/?strand=religion&order=clock")
    assert "Mosques" in client.get("/hub/views/").content.decode()
    client.post(f"/hub/views/{SavedView.objects.get().id}/remove/")
    assert not SavedView.objects.exists()


def test_view_is_shared_with_the_team_and_kept_by_its_owner(client, me, staff):
    team = Team.objects.create(name="North")
    User.objects.filter(id=me.id).update(team=team)
    client.post("/hub/views/save/?strand=race", {"name": "Race", "is_shared": "on"})
    colleague = staff("supervisor")
    assert colleague.get("/hub/queues/").context["saved"] == []
    User.objects.exclude(id=me.id).update(team=team)
    [view] = colleague.get("/hub/queues/").context["saved"]
    assert view["text"] == f"Race ({me.username})"
    colleague.post(f"/hub/views/{SavedView.objects.get().id}/remove/")
    assert SavedView.objects.exists()


def test_view_of_the_same_name_is_replaced_and_too_many_are_refused(client, me, monkeypatch):
    for query in ("strand=race", "strand=religion"):
        client.post(f"/hub/views/save/?{query}", {"name": "One"})
    assert SavedView.objects.get().query == "strand=religion"
    monkeypatch.setattr(saved_views, "MOST", 1)
    refused = client.post("/hub/views/save/?strand=race", {"name": "Two"})
    assert refused.status_code == 422
    assert "Remove one first" in refused.content.decode()


def test_view_needs_a_name_and_a_team_to_be_shared_with(client, me):
    assert client.post("/hub/views/save/?strand=race", {"name": ""}).status_code == 422
    shared = client.post("/hub/views/save/?strand=race", {"name": "A", "is_shared": "on"})
    assert shared.status_code == 422
    assert "You are in no team" in shared.content.decode()
    assert not SavedView.objects.exists()


def test_view_of_too_much_is_refused_before_a_name_is_typed(client, me):
    for ask in (client.get, client.post):
        answer = ask(f"/hub/views/save/?strand={'x' * 3000}")
        assert answer.headers["Location"].startswith("/hub/queues/")
    assert "Too much is chosen to be kept." in client.get("/hub/queues/").content.decode()
    assert not SavedView.objects.exists()


# Cost -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["officer", "supervisor"])
@pytest.mark.parametrize("query", ["", "strand=religion", "queue=mine", "queue=closed", "order=newest&mark=danger"])
def test_page_asks_a_dozen_questions_at_most(staff, listed, hub, role, query):
    client = staff(role)
    for number in range(4):
        listed(minutes=number, strands=["religion"], words="one two")
    listing.refresh(case_ids=list(Report.objects.values_list("case_id", flat=True)), by=hub)
    client.get(f"/hub/queues/?{query}")
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/hub/queues/?{query}")
    assert len(seen) <= 12


def test_queue_is_read_page_by_page_without_a_gap(submit, staff):
    made = {submit(minutes=number // 3).case.reference for number in range(30)}
    client, seen, address = staff("officer"), [], "/hub/queues/?queue=new"
    for _ in range(3):
        page = client.get(address)
        seen += [row["reference"] for row in page.context["rows"]]
        address = page.context["page"]["next"]
        if not address:
            break
    assert len(seen) == len(set(seen)) == 30
    assert set(seen) == made
