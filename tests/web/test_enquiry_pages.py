"""Pages of lines of enquiry: planned, allowed, ended, listed; what works; trials."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from intel.models import Enquiry, EnquiryMethod, MethodTrial
from intel.rules.enquiries.steps import Result
from intel.rules.trial_shares import Arm
from intel.services import enquiring, trials
from intel.services.enquiring import About, Given
from reports.models import Report
from tests.making import reports as making
from tests.making.sent_pages import hidden_in

pytest_plugins = ["tests.making.http"]
WHY = "[Invented] Nothing else tells who wrote it."
ON_X = About(platform="x")
POST = "https://x.com/somebody/status/17000000000000002{:02}"


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def report(report_at):
    return report_at("assessed_crime")


def path(report, page=""):
    return f"/hub/cases/{report.case.reference}/enquiries/{page}"


def tab(report):
    return f"/hub/cases/{report.case.reference}/tab/intelligence/"


def shown(client, address):
    page = client.get(address)
    assert page.status_code == 200
    return " ".join(html.unescape(page.content.decode()).split())


def send(client, address, **values):
    page = client.get(address)
    return client.post(address, {**hidden_in(page), **values})


def plan(report, code, by, at=None, about=ON_X):
    at = at or timezone.now()
    return enquiring.plan(case_id=report.case_id, method_code=code, about=about, why=WHY, by=by, at=at)


def ended(report, code, result, by, supervisor, at=None):
    at = at or timezone.now()
    row = plan(report, code, by, at)
    if row.authority != "none":
        enquiring.authorise(enquiry_id=row.id, given=Given(), words="x", by=supervisor, at=at)
    enquiring.begin(enquiry_id=row.id, by=by, at=at)
    return enquiring.end(enquiry_id=row.id, result=result, cost=0, words="[Invented] So.", by=by, at=at)


def test_line_is_planned_allowed_begun_and_ended_on_the_pages(client, staff, report):
    plan_page = path(report, "new/")
    answer = send(client, plan_page, method="platform_disclosure", about="platform:x", why=WHY)
    assert answer.status_code == 302
    row = Enquiry.objects.get()
    page = shown(client, path(report, f"{row.id}/"))
    assert WHY in page
    assert "It waits for a supervisor" in page
    supervisor = staff("supervisor")
    assert send(supervisor, path(report, f"{row.id}/allow/"), decision="authorise", words="Fair.").status_code == 302
    assert send(client, path(report, f"{row.id}/begin/")).status_code == 302
    done = send(client, path(report, f"{row.id}/end/"), result="declined", cost="12.50", words="They decline.")
    assert done.status_code == 302
    row = Enquiry.objects.get()
    assert (row.state, row.cost) == ("ended", 1250)
    page = shown(client, tab(report))
    assert "A platform that declines is not the end." in page
    assert "Platform disclosure request was declined. That ended one line, not the enquiry." in page
    assert "£12.50" in page


def test_prompt_leads_to_the_plan_with_the_line_chosen(client, report):
    page = client.get(tab(report)).content.decode()
    [address] = re.findall(r'href="([^"]+method=account_linking[^"]*)"', page)
    page = client.get(html.unescape(address)).content.decode()
    assert re.search(r'value="account_linking"[^>]* checked', page)
    assert '<option value="platform:x" selected>' in page


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"method": "", "why": WHY}, "Choose the line."),
        ({"method": "open_source", "why": ""}, "Give the reason."),
        ({"method": "magic", "why": WHY}, "magic"),
        ({"method": "platform_disclosure", "about": "", "why": WHY}, "choose a post or an account"),
        ({"method": "open_source", "about": "account:1", "why": WHY}, "account:1"),
    ],
)
def test_plan_that_cannot_be_is_refused_in_words_and_keeps_what_was_typed(client, report, values, says):
    answer = send(client, path(report, "new/"), **values)
    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    assert says in page
    assert values["why"] in page
    assert not Enquiry.objects.exists()


def test_allowing_is_for_supervisors_and_not_for_who_planned_it(client, staff, report):
    supervisor = staff("supervisor")
    send(supervisor, path(report, "new/"), method="platform_disclosure", about="platform:x", why=WHY)
    address = path(report, f"{Enquiry.objects.get().id}/allow/")
    assert client.get(address).status_code == 403
    answer = send(supervisor, address, decision="authorise", words="Mine.")
    assert answer.status_code == 422
    assert "somebody else has to allow it" in answer.content.decode()


def test_authority_from_outside_is_asked_for_beside_its_fields(staff, report_at, officer):
    report = report_at("assigned")
    row = plan(report, "communications_data", officer)
    supervisor, address = staff("supervisor"), path(report, f"{row.id}/allow/")
    answer = send(supervisor, address, decision="authorise", words="x")
    assert answer.status_code == 422
    page = answer.content.decode()
    for says in ("Say which office gave it.", "Enter the day on which it was given.", "Enter its reference."):
        assert says in page
    given = {"given_on_day": "1", "given_on_month": "3", "given_on_year": "2026"}
    answer = send(
        supervisor, address, decision="authorise", words="x", given_by="The office", given_reference="A/1", **given
    )
    assert answer.status_code == 302
    assert Enquiry.objects.get().given_reference == "A/1"


@pytest.mark.parametrize("cost", ["", "much", "-1", "1.234", "2000000", "NaN"])
def test_cost_that_is_none_is_refused_beside_its_field(client, report, officer, cost):
    row = plan(report, "open_source", officer)
    enquiring.begin(enquiry_id=row.id, by=officer, at=timezone.now())
    answer = send(client, path(report, f"{row.id}/end/"), result="nothing", cost=cost, words="Kept words.")
    assert answer.status_code == 422
    assert "Kept words." in answer.content.decode()
    assert Enquiry.objects.get().state == "under_way"


def test_step_that_was_taken_meanwhile_leads_back_to_the_line(client, report, officer):
    row = plan(report, "open_source", officer)
    enquiring.abandon(enquiry_id=row.id, words="x", by=officer, at=timezone.now())
    for page in ("begin", "end", "abandon"):
        assert client.get(path(report, f"{row.id}/{page}/")).status_code == 302
    answer = client.post(path(report, f"{row.id}/begin/"), {})
    assert answer.status_code == 422
    assert "cannot take the step" in answer.content.decode()


def test_colleague_who_was_faster_is_told_and_nothing_is_lost(client, report, officer):
    address = path(report, "new/")
    carried = hidden_in(client.get(address))
    plan(report, "reverse_picture", officer)
    answer = client.post(address, {**carried, "method": "open_source", "about": "platform:x", "why": WHY})
    assert answer.status_code == 409
    assert WHY in html.unescape(answer.content.decode())
    assert Enquiry.objects.count() == 1


def test_line_of_another_case_is_not_found(client, report, submit, officer):
    row = plan(report, "open_source", officer)
    other = submit(url=POST.format(1))
    for page in ("", "begin/", "end/", "abandon/"):
        assert client.get(path(other, f"{row.id}/{page}")).status_code == 404


def test_nothing_is_planned_on_a_non_crime_and_nothing_of_a_line_is_shown(client, submit, officer, at):
    report = making.walk(submit(), to="in_triage", by=officer, at=at)
    row = ended(report, "open_source", Result.IDENTIFIED, officer, None)
    making.assess(report, making.NON_CRIME, by=officer, at=at)
    assert Report.objects.get(id=report.id).case.subject_restricted_at
    for address in (tab(report), path(report, f"{row.id}/")):
        page = shown(client, address)
        assert "So." not in page
        assert "Somebody was identified" not in page
    assert "no enquiry may be begun into a person" in shown(client, path(report, "new/"))


def test_reading_a_line_is_recorded(client, report, officer):
    row = plan(report, "open_source", officer)
    client.get(path(report, f"{row.id}/"))
    assert Entry.objects.filter(subject=f"case:{report.case.reference}", verb="read").exists()


def test_gate_of_intelligence_says_what_was_not_tried(client, report, officer, supervisor):
    ended(report, "platform_disclosure", Result.DECLINED, officer, supervisor)
    page = shown(client, f"/hub/cases/{report.case.reference}/intelligence/")
    assert "A platform that declines is not the end." in page
    assert "Account linking" in page


def test_page_of_closing_says_what_was_not_tried(client, report, officer, supervisor):
    ended(report, "platform_disclosure", Result.DECLINED, officer, supervisor)
    page = shown(client, f"/hub/cases/{report.case.reference}/close/")
    assert re.search(r"A platform that declines is not the end. \d+ lawful lines of enquiry have not been tried.", page)


def test_case_that_was_closed_over_untried_lines_says_so(client, report_at):
    page = shown(client, tab(report_at("closed")))
    assert "The case is closed, and lawful lines were left." in page


def test_list_begins_with_what_is_overdue_and_can_be_narrowed(client, submit, officer, django_assert_max_num_queries):
    now = timezone.now()
    reports = [submit(url=POST.format(number)) for number in range(4)]
    plan(reports[0], "open_source", officer, now)
    plan(reports[1], "reverse_picture", officer, now - timedelta(days=30))
    page = shown(client, "/hub/enquiries/")
    first, second = (page.index(each.case.reference) for each in (reports[1], reports[0]))
    assert first < second
    assert reports[0].case.reference not in shown(client, "/hub/enquiries/?overdue=on")
    assert reports[1].case.reference not in shown(client, "/hub/enquiries/?method=open_source&platform=x&state=planned")
    assert "No open line is like that." in shown(client, "/hub/enquiries/?state=authorised")
    assert client.get("/hub/enquiries/?state=nonsense&page=x").status_code == 422
    with django_assert_max_num_queries(40) as before:
        client.get("/hub/enquiries/")
    for each in reports[2:]:
        plan(each, "open_source", officer, now)
        plan(each, "reverse_picture", officer, now)
    with django_assert_max_num_queries(len(before)):
        client.get("/hub/enquiries/")


def test_tab_costs_no_more_with_more_lines(client, report, officer, supervisor, django_assert_max_num_queries):
    plan(report, "open_source", officer)
    client.get(tab(report))
    with django_assert_max_num_queries(90) as before:
        client.get(tab(report))
    for code in ("reverse_picture", "account_linking", "preservation_request"):
        plan(report, code, officer)
    with django_assert_max_num_queries(len(before)):
        client.get(tab(report))


def test_what_works_shows_shares_with_intervals_and_gives_them_as_a_file(client, submit, officer):
    assert "No line has ended yet." in shown(client, "/hub/enquiries/what-works/")
    for number in range(12):
        report = submit(url=POST.format(number))
        ended(report, "open_source", Result.IDENTIFIED if number < 6 else Result.NOTHING, officer, None)
    ended(report, "reverse_picture", Result.NOTHING, officer, None)
    page = shown(client, "/hub/enquiries/what-works/")
    assert "50 % (25 to 75)" in page
    assert "too few to say" in page
    assert 'role="img"' in page
    assert "Open-source research" in shown(client, "/hub/enquiries/what-works/?platform=x")
    answer = client.get("/hub/enquiries/what-works/?csv=methods")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert client.get("/hub/enquiries/what-works/?csv=nothing").status_code == 404
    assert client.get("/hub/enquiries/what-works/?platform=nowhere").status_code == 200


def test_supervisor_adds_a_method_and_tries_it(client, staff, report):
    supervisor = staff("supervisor")
    new = {
        "name": "Hours of posting",
        "about": "Compare the hours.",
        "authority": "none",
        "holder": "hub",
        "usual_days": "1",
        "usual_cost": "0",
        "basis": "an idea",
    }
    wrong = supervisor.post("/hub/enquiries/methods/new/", {**new, "usual_days": "soon", "usual_cost": "x"})
    assert wrong.status_code == 422
    assert "Enter a whole number of days" in wrong.content.decode()
    assert supervisor.post("/hub/enquiries/methods/new/", new).status_code == 302
    assert supervisor.post("/hub/enquiries/methods/new/", new).status_code == 422
    row = EnquiryMethod.objects.get(code="hours_of_posting")
    assert "On trial" in shown(client, "/hub/enquiries/methods/")
    assert client.get("/hub/enquiries/methods/new/").status_code == 403

    trial = {"method": row.code, "against": row.code, "question": "Better?"}
    assert supervisor.post("/hub/enquiries/trials/new/", trial).status_code == 422
    trial["against"] = "open_source"
    assert supervisor.post("/hub/enquiries/trials/new/", trial).status_code == 302
    found = MethodTrial.objects.get()
    assert "Let chance choose: Hours of posting or Open-source research" in shown(client, path(report, "new/"))
    answer = send(client, path(report, "new/"), method=f"chance:{found.id}", about="platform:x", why=WHY)
    assert answer.status_code == 302
    drawn = Enquiry.objects.get()
    assert drawn.allocation.trial == found
    page = shown(client, f"/hub/enquiries/trials/{found.id}/")
    assert "1 line that was drawn for is still open" in page
    assert "By chance" in page
    assert "As observed" in page
    end = f"/hub/enquiries/trials/{found.id}/end/"
    assert supervisor.post(end, {"finding": ""}).status_code == 422
    assert supervisor.post(end, {"finding": "No difference."}).status_code == 302
    assert "No difference." in shown(client, f"/hub/enquiries/trials/{found.id}/")
    assert supervisor.post(end, {"finding": "Again."}).status_code == 422


def test_trial_shows_both_kinds_with_their_intervals(client, submit, officer, at, monkeypatch):
    supervisor = Actor(role=Role.SUPERVISOR, identifier="supervisor-1")
    trial = trials.begin(
        method_code="account_linking", against_code="open_source", platforms=(), question="?", by=supervisor, at=at
    )
    arms = iter([Arm.NEW, Arm.USUAL] * 10)
    monkeypatch.setattr("intel.services.trials.draw_arm", lambda: next(arms))
    for number in range(20):
        report = submit(url=POST.format(number))
        row = trials.plan_by_chance(case_id=report.case_id, trial_id=trial.id, about=ON_X, why=WHY, by=officer, at=at)
        enquiring.begin(enquiry_id=row.id, by=officer, at=at)
        result = Result.IDENTIFIED if number % 2 == 0 else Result.NOTHING
        enquiring.end(enquiry_id=row.id, result=result, cost=0, words="x", by=officer, at=at)
    page = shown(client, f"/hub/enquiries/trials/{trial.id}/")
    assert "identified more people than the usual one" in page
    assert "+100 points" in page
    assert "No case has ended yet." in page
    answer = client.get(f"/hub/enquiries/trials/{trial.id}/?csv=chance-strata")
    assert answer.status_code == 200
    assert client.get(f"/hub/enquiries/trials/{trial.id}/?csv=x").status_code == 404


def test_method_is_corrected_and_a_slower_colleague_is_told(client, staff):
    supervisor, address = staff("supervisor"), "/hub/enquiries/methods/open_source/"
    assert client.get(address).status_code == 403
    assert supervisor.get("/hub/enquiries/methods/magic/").status_code == 404
    given = {**hidden_in(supervisor.get(address)), "usual_days": "4", "usual_cost": "1", "basis": "said so"}
    assert supervisor.post(address, given).status_code == 302
    assert EnquiryMethod.objects.get(code="open_source").usual_cost == 100
    answer = supervisor.post(address, {**given, "usual_days": "9"})
    assert answer.status_code == 422
    assert "Somebody else has changed this method" in answer.content.decode()


def test_trial_that_is_not_there_is_not_found(client):
    assert client.get("/hub/enquiries/trials/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_navigation_counts_what_is_overdue(client, report, officer):
    plan(report, "open_source", officer, timezone.now() - timedelta(days=30))
    page = shown(client, "/hub/enquiries/")
    assert re.search(r'/hub/enquiries/"[^>]*>[^§]{0,120}Enquiries[^§]{0,40}<span class="hub-count">1<', page)
