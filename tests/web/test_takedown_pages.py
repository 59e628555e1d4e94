"""The pages of requests to platforms: what is missing, a draft, exactly what goes out, and the worklist."""

import html

import pytest
from django.core.cache import cache

from hatehub.reference.models import Platform
from referrals.models import AnswerLink, EvidenceSealing, Takedown
from referrals.services import answer_links, takedowns
from tests.making import reports as making
from tests.making import takedowns as asking
from triage.services import merging

pytest_plugins = ["tests.making.http"]
GIVEN = {"action": "remove", "terms": "Hate against groups.", "explanation": asking.EXPLANATION, "good_faith": "on"}


@pytest.fixture
def client(staff):
    cache.clear()
    return staff("officer")


@pytest.fixture
def report(report_at):
    return report_at("assessed_crime", name="Wilfreda Featherly", email="wil@example.org")


def path(report, rest=""):
    return f"/hub/cases/{report.case.reference}/{rest}"


def tab(client, report):
    return text_of(client.get(path(report, "tab/takedown/")))


def text_of(page):
    return html.unescape(page.content.decode())


def page_of(report, takedown, rest=""):
    return path(report, f"takedowns/{takedown.id}/{rest}")


def sent_by_mail(report, officer, at):
    asking.by_mail()
    asking.sealed(report, by=officer, at=at)
    return asking.sent(report, by=officer, at=at)


def test_the_tab_says_what_is_missing_and_leads_there(client, report, officer, at):
    page = tab(client, report)
    assert "Draft a request to X (formerly Twitter)" in page
    assert "Nothing is kept of some posts" in page
    assert path(report, "tab/evidence/") in page
    asking.capture(report, by=officer, at=at)
    page = tab(client, report)
    assert "Nothing is kept of some posts" not in page
    assert path(report, "takedowns/seal/") in page
    answer = client.post(path(report, "takedowns/seal/"), follow=True)
    assert "The evidence is sealed." in text_of(answer)
    assert EvidenceSealing.objects.count() == 1
    assert "Sealed" in tab(client, report)


def test_the_tab_of_a_case_with_a_force_leads_to_its_package(client, report_at, officer, at):
    report = report_at("packaged")
    asking.capture(report, by=officer, at=at)
    page = tab(client, report)
    assert path(report, "tab/package/") in page
    assert path(report, "takedowns/seal/") not in page
    assert "in the package" in text_of(client.post(path(report, "takedowns/seal/"), follow=True))


def test_the_tab_says_that_whom_the_case_is_about_is_withheld(client, report_at):
    page = tab(client, report_at("assessed_non_crime"))
    assert "no platform is asked any more" in page
    assert "https://x.com/somebody" not in page.partition('id="main-content"')[2]


def test_the_tab_costs_the_same_for_many_reports(client, report, submit, officer, at, django_assert_max_num_queries):
    for minutes in range(1, 8):
        other = submit(minutes=minutes)
        merging.merge(report_id=other.id, into_case_id=report.case_id, by=officer, at=at, reason="the same")
    tab(client, report)
    with django_assert_max_num_queries(60):
        tab(client, report)


def test_an_officer_drafts_reads_and_sends(client, report, officer, at):
    asking.by_mail()
    answer = client.post(path(report, "takedowns/new/x/"), GIVEN, follow=True)
    made = Takedown.objects.get()
    page = text_of(answer)
    assert asking.EXPLANATION in page
    assert "https://x.com/somebody/status/1700000000000000001" in page
    answer = client.post(page_of(report, made, "send/"), {"version": made.version}, follow=True)
    assert "is not sealed yet" in text_of(answer)
    asking.sealed(report, by=officer, at=at)
    answer = client.post(page_of(report, made, "send/"), {"version": made.version}, follow=True)
    assert "The request is approved." in text_of(answer)
    assert Takedown.objects.get().state == "ready"


def test_what_is_typed_stays_and_each_field_says_what_is_wrong(client, report):
    typed = {**GIVEN, "explanation": "Wilfreda saw it.", "good_faith": ""}
    answer = client.post(path(report, "takedowns/new/x/"), typed)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Wilfreda saw it." in page
    assert 'href="#id_explanation"' in page
    assert "the name, or part of the name, of somebody who complained" in page
    assert not Takedown.objects.exists()


def test_a_draft_is_changed_and_given_up(client, report, officer, at):
    made = asking.draft(report, by=officer, at=at)
    page = text_of(client.get(page_of(report, made, "edit/")))
    assert asking.EXPLANATION in page
    other = {**GIVEN, "explanation": "It is a threat.", "version": made.version}
    assert "The request is changed." in text_of(client.post(page_of(report, made, "edit/"), other, follow=True))
    answer = client.post(page_of(report, made, "edit/"), other)
    assert "A colleague has changed this request" in text_of(answer)
    client.post(page_of(report, made, "cancel/"), {"words": "It is gone."})
    assert Takedown.objects.get().state == "cancelled"
    assert "It is gone." in text_of(client.get(page_of(report, made)))


def test_a_request_by_hand_shows_the_text_with_the_form_and_is_noted_as_sent(client, report, officer, at):
    asking.sealed(report, by=officer, at=at)
    made = asking.draft(report, by=officer, at=at)
    assert "/answer/" not in text_of(client.get(page_of(report, made)))
    client.post(page_of(report, made, "send/"), {"version": made.version})
    page = text_of(client.get(page_of(report, made)))
    assert Platform.objects.get(code="x").takedown_address in page
    assert "/answer/" in page
    client.post(page_of(report, made, "sent/"), {"reference": "X-77"})
    found = Takedown.objects.get()
    assert (found.state, found.reference) == ("sent", "X-77")


def test_a_draft_that_came_back_can_be_sent_by_hand(client, report, officer, at):
    asking.by_mail()
    asking.sealed(report, by=officer, at=at)
    made = asking.draft(report, by=officer, at=at)
    assert "to be sent by hand" not in text_of(client.get(page_of(report, made)))
    takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    takedowns.note_undeliverable(takedown_id=made.id, why="kind", at=at)
    page = text_of(client.get(page_of(report, made)))
    assert 'name="by_hand"' in page
    assert "Approve it, to be sent by hand" in page
    page = text_of(client.post(page_of(report, made, "send/"), {"by_hand": "on"}, follow=True))
    assert "It was approved to be sent by hand" in page
    assert "/answer/" in page
    assert "I have sent it" in page
    assert report.case.reference in text_of(client.get("/hub/takedowns/?show=by_hand"))
    client.post(page_of(report, made, "sent/"), {"reference": "F-1"})
    assert (Takedown.objects.get().state, Takedown.objects.get().reference) == ("sent", "F-1")


def test_an_answer_that_no_letter_carries_is_there_to_be_passed_on(client, report, officer, at):
    asking.sealed(report, by=officer, at=at)
    made = asking.sent(report, by=officer, at=at)
    takedowns.note_question(takedown_id=made.id, text="Which account?", at=at)
    assert "Text to pass on" not in text_of(client.get(page_of(report, made)))
    page = text_of(client.post(page_of(report, made, "answer/"), {"words": "The one in the notice."}, follow=True))
    assert "Text to pass on" in page
    assert "/answer/" in page
    address = answer_links.address_of(AnswerLink.objects.get(revoked_at=None))
    shown = text_of(client.get("/" + address.partition("//")[2].partition("/")[2]))
    assert "Our answer to your question" in shown
    assert "The one in the notice." in shown


def test_a_letter_that_did_not_arrive_is_said_with_the_text_to_pass_on(client, report, officer, at):
    made = sent_by_mail(report, officer, at)
    takedowns.note_unheard(takedown_id=made.id, why="5.1.1", at=at)
    page = text_of(client.get(page_of(report, made)))
    assert "A letter to the platform did not arrive" in page
    assert "Text to pass on" in page
    assert report.case.reference in text_of(client.get("/hub/takedowns/"))


def test_what_a_platform_says_otherwise_is_noted_by_an_officer(client, report, officer, at):
    made = sent_by_mail(report, officer, at)
    answer = client.post(page_of(report, made, "said/"), {"said": "refused"})
    assert answer.status_code == 422
    client.post(page_of(report, made, "said/"), {"said": "refused", "reason": "not_illegal", "words": "Satire."})
    assert Takedown.objects.get().state == "refused"
    assert "Satire." in text_of(client.get(page_of(report, made)))
    client.post(page_of(report, made, "escalate/"), {"words": "Rang them."})
    assert Takedown.objects.get().escalations == 1


def test_a_question_is_answered_on_the_page_through_the_door(client, report, officer, at):
    made = sent_by_mail(report, officer, at)
    takedowns.note_question(takedown_id=made.id, text="Which account?", at=at)
    page = text_of(client.get(page_of(report, made)))
    assert "Which account?" in page
    refused = client.post(page_of(report, made, "answer/"), {"words": "Ask Wilfreda."})
    assert refused.status_code == 422
    assert "Ask Wilfreda." in text_of(refused)
    client.post(page_of(report, made, "answer/"), {"words": "The one in the notice."})
    assert Takedown.objects.get().question_open_at is None


def test_a_step_that_came_too_late_is_said_and_changes_nothing(client, report, officer, at):
    made = sent_by_mail(report, officer, at)
    answer = client.post(page_of(report, made, "cancel/"), {"words": ""}, follow=True)
    assert "has moved on" in text_of(answer)
    assert Takedown.objects.get().state == "sent"


def test_a_request_of_another_case_is_not_found(client, report, submit, officer, at):
    made = asking.draft(report, by=officer, at=at)
    assert client.get(page_of(submit(minutes=9), made)).status_code == 404
    assert client.get(path(report, "takedowns/new/nowhere/")).status_code == 404


def test_queues_are_narrowed_by_how_requests_stand(client, report, officer, at):
    made = sent_by_mail(report, officer, at)
    making.work_off()
    takedowns.note_refused(takedown_id=made.id, reason="other", at=at)
    making.work_off()
    assert report.case.reference in text_of(client.get("/hub/queues/?takedown=refused"))
    assert report.case.reference not in text_of(client.get("/hub/queues/?takedown=sent"))


def test_the_worklist_shows_what_is_to_do_and_narrows_by_platform(client, report, officer, at):
    made = sent_by_mail(report, officer, at)
    page = text_of(client.get("/hub/takedowns/"))
    assert report.case.reference in page  # its deadline has passed long ago
    assert report.case.reference not in text_of(client.get("/hub/takedowns/?platform=facebook"))
    assert report.case.reference not in text_of(client.get("/hub/takedowns/?show=questions"))
    takedowns.note_question(takedown_id=made.id, text="Which account?", at=at)
    assert report.case.reference in text_of(client.get("/hub/takedowns/?show=questions"))
    assert client.get("/hub/takedowns/?show=nonsense&platform=nonsense&after=nonsense").status_code == 200


@pytest.mark.parametrize("show", ["to_do", "by_hand", "questions", "late", "found_up", "drafts", "waiting", "open"])
def test_every_worklist_costs_few_statements_whatever_its_length(
    show, client, report_at, officer, at, django_assert_max_num_queries
):
    for number in range(3):
        report = report_at("assessed_crime", minutes=number, url=f"https://x.com/a/status/{number + 1}")
        asking.draft(report, by=officer, at=at)
    client.get("/hub/takedowns/")
    with django_assert_max_num_queries(12):
        client.get(f"/hub/takedowns/?show={show}")


def test_pages_of_requests_are_not_for_forces_or_strangers(staff, client, report, officer, at):
    made = asking.draft(report, by=officer, at=at)
    admin = staff("reference_admin")
    for address in ("/hub/takedowns/", page_of(report, made), path(report, "takedowns/new/x/")):
        assert admin.get(address).status_code == 403
    assert admin.post(page_of(report, made, "send/")).status_code == 403
