import html
import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from hatehub.reference.models import Offence
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Report
from reports.services import following
from tests.making import reports as making
from triage.models import Assessment
from triage.services import merging, policies

pytest_plugins = ["tests.making.http"]
REVIEW = "2026-review.1"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
VERSION = re.compile(r'name="version" value="([^"]*)"')


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def report(report_at):
    return report_at("in_triage", strands=("religion",))


def path_of(report):
    return f"/hub/cases/{report.case.reference}/assess/"


def text_of(page):
    return html.unescape(page.content.decode())


def hidden(page):
    """Return what the page sends along without being asked."""
    found = {name: html.unescape(value) for name, value in HIDDEN.findall(page.content.decode())}
    found.pop("csrfmiddlewaretoken", None)
    return {**found, "version": VERSION.search(page.content.decode())[1]}


def go_on(client, page, report, **typed):
    """Send the page as a browser without scripts does: what is hidden in it, and what was typed."""
    return client.post(path_of(report), {**hidden(page), **typed})


def answer(client, page, report, given):
    name = given.question
    return go_on(client, page, report, **{f"answer_{name}": given.answer, f"reason_{name}": given.reason})


def walk_to_the_end(client, report, answers):
    page = client.get(path_of(report))
    for given in answers.values():
        assert f"answer_{given.question}" in page.content.decode()
        page = answer(client, page, report, given)
        assert page.status_code == 200
    return page


def state_of(report):
    return Report.objects.get(id=report.id).state


@pytest.mark.parametrize(
    ("answers", "name", "says"),
    [
        (making.CRIME, "Crime", ["The victim is told", "Data of the suspect", "Kept with the case."]),
        (
            making.NON_CRIME,
            "Non-crime hate incident",
            ["The complainant is told", "Data of the subject", "Restricted as soon as", "A force records it"],
        ),
        (making.OUT_OF_SCOPE, "No record", ["can ask for a review", "No force records it"]),
    ],
)
def test_questions_come_one_by_one_and_the_end_says_what_follows(client, report, answers, name, says):
    page = walk_to_the_end(client, report, answers)
    text = text_of(page)
    assert f"These answers lead to: {name}" in text
    for sentence in says:
        assert sentence in text
    assert not Assessment.objects.exists()
    more = {"offence": making.an_offence()} if answers is making.CRIME else {}
    assert go_on(client, page, report, record="1", **more).status_code == 302
    made = Assessment.objects.get()
    assert made.path == [[each.question, each.answer] for each in answers.values()]
    assert state_of(report) != "in_triage"


def test_offence_is_offered_that_came_into_force_on_the_day_of_the_report(client, db, officer, at):
    new = making.an_offence()
    Offence.objects.filter(code=new).update(valid_from=date(2026, 7, 1))
    offered = []
    for hour in (22, 23):  # 23:30 and half past midnight in London
        sent = making.submit(at=datetime(2026, 6, 30, hour, 30, tzinfo=UTC), happened_on=None)
        page = walk_to_the_end(client, making.walk(sent, to="in_triage", by=officer, at=at), making.CRIME)
        offered.append(f'value="{new}"' in text_of(page))
    assert offered == [False, True]


def test_answer_that_needs_a_reason_is_asked_for_it_at_once(client, report):
    page = answer(client, client.get(path_of(report)), report, making.CRIME["concerns_crime"])
    page = go_on(client, page, report, answer_probable="yes")
    assert page.status_code == 422
    assert "Give the reason for this answer." in text_of(page)
    page = go_on(client, page, report, answer_probable="no")
    assert page.status_code == 200
    assert "answer_perceived" in text_of(page)


@pytest.mark.parametrize("given", ["", "maybe", "\0"])
def test_question_that_is_not_answered_is_asked_again(client, report, given):
    page = client.get(path_of(report))
    page = go_on(client, page, report, answer_concerns_crime=given)
    assert page.status_code == 422
    assert "answer_concerns_crime" in text_of(page)


def test_changed_answer_keeps_the_later_ones(client, report):
    page = walk_to_the_end(client, report, making.CRIME)
    page = go_on(client, page, report, change="contrary", offence=making.an_offence(), flags="race", flag_race="Word.")
    assert page.status_code == 200
    assert "answer_contrary" in page.context["form"].fields
    page = go_on(client, page, report, answer_contrary="no")
    assert "These answers lead to: Crime" in text_of(page)
    assert page.context["form"].initial["offence"] == making.an_offence()
    assert page.context["form"].initial["flags"] == ["race"]
    assert page.context["form"].initial["flag_race"] == "Word."


def test_changed_answer_can_lead_elsewhere_and_back(client, report):
    page = walk_to_the_end(client, report, making.CRIME)
    page = go_on(client, page, report, change="concerns_crime")
    page = go_on(client, page, report, answer_concerns_crime="no")
    assert "answer_perceived" in page.context["form"].fields
    page = go_on(client, page, report, change="concerns_crime")
    page = go_on(client, page, report, answer_concerns_crime="yes")
    assert "These answers lead to: Crime" in text_of(page)


def test_question_off_the_path_cannot_be_changed(client, report):
    page = client.post(path_of(report), {"change": "telling", "version": report.version})
    assert page.status_code == 200
    assert "answer_concerns_crime" in page.context["form"].fields


def test_strands_that_the_complainant_named_come_first(client, report):
    page = walk_to_the_end(client, report, making.CRIME)
    choices = [code for code, _name in page.context["form"].fields["flags"].choices]
    assert choices[0] == "religion"
    assert {"race", "caste"} <= set(choices)
    assert text_of(page).count("Named by the complainant") == 1


def test_strands_of_the_others_in_the_case_are_named_too(client, report, submit, officer, at):
    member = submit(minutes=1, strands=("age",))
    merging.merge(report_id=member.id, into_case_id=report.case_id, by=officer, at=at, reason="same")
    page = walk_to_the_end(client, report, making.CRIME)
    assert text_of(page).count("Named by the complainant") == 2


def test_each_flag_needs_its_reason(client, report):
    page = walk_to_the_end(client, report, making.CRIME)
    typed = {"record": "1", "offence": making.an_offence(), "flags": ["religion", "race"]}
    refused = go_on(client, page, report, **typed, flag_religion="The words name the faith.")
    assert refused.status_code == 422
    assert "Give the reason for the flag Race or ethnicity." in text_of(refused)
    assert not Assessment.objects.exists()
    done = go_on(client, page, report, **typed, flag_religion="The words name the faith.", flag_race="And the origin.")
    assert done.status_code == 302
    assert Assessment.objects.get().flags == ["race", "religion"]


@pytest.mark.parametrize("flags", ["nonsense", "race\0"])
def test_flag_that_is_no_strand_is_refused(client, report, flags):
    page = walk_to_the_end(client, report, making.CRIME)
    assert go_on(client, page, report, record="1", offence=making.an_offence(), flags=flags).status_code == 422


def test_out_of_scope_is_asked_for_no_flag(client, report):
    page = walk_to_the_end(client, report, making.OUT_OF_SCOPE)
    assert list(page.context["form"].fields) == ["version"]


def test_page_from_before_a_switch_is_refused_and_keeps_what_still_has_its_question(client, report, supervisor, at):
    page = walk_to_the_end(client, report, making.NON_CRIME)
    policies.activate(version=REVIEW, reason="The review is in force.", by=supervisor, at=at)
    refused = go_on(client, page, report, record="1")
    assert refused.status_code == 409
    assert "Another policy has come into force since you opened this page." in text_of(refused)
    assert "The complainant sees hostility." in text_of(refused)
    assert "answer_serious" in refused.context["form"].fields
    assert not Assessment.objects.exists()
    page = go_on(client, refused, report, answer_serious="no")
    page = go_on(client, page, report, answer_useful="no", reason_useful="It tells nothing.")
    assert go_on(client, page, report, record="1").status_code == 302
    assert Assessment.objects.get().policy_version == REVIEW


def test_hub_without_a_policy_assesses_nothing_and_says_why(client, report):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE triage_policyactivation")
    page = client.get(path_of(report), follow=True)
    assert "No assessment policy is in force" in text_of(page)
    assert state_of(report) == "in_triage"


def test_draft_says_that_it_is_one(client, report, supervisor, at):
    assert ">draft<" not in "".join(text_of(client.get(path_of(report))).split())
    policies.activate(version=REVIEW, reason="The review is in force.", by=supervisor, at=at)
    assert ">draft<" in "".join(text_of(client.get(path_of(report))).split())


def test_who_decided_is_not_offered_the_review(staff, report_at, at):
    client, other = staff("officer"), staff("officer")
    report = report_at("in_triage")
    page = walk_to_the_end(client, report, making.OUT_OF_SCOPE)
    go_on(client, page, report, record="1")
    following.request_review(report_id=report.id, at=at)
    case = f"/hub/cases/{report.case.reference}/"
    text = text_of(client.get(case))
    assert "The complainant has asked for a review of your decision: somebody else decides." in text
    assert "assess/" not in text
    sent = client.get(path_of(report), follow=True)
    assert sent.redirect_chain == [(case, 302)]
    assert "somebody else decides" in text_of(sent)
    sent = client.post(path_of(report), {"reason_probable": "What I wrote."})
    assert sent.status_code == 409
    assert "somebody else decides" in text_of(sent)
    assert "What I wrote." in text_of(sent)
    text = text_of(other.get(case))
    assert "Review asked for" in text
    assert "assess/" in text
    page = walk_to_the_end(other, report, making.NON_CRIME)
    assert go_on(other, page, report, record="1").status_code == 302
    assert state_of(report) == "assessed_non_crime"


def test_case_shows_the_decision_in_the_words_of_its_version(client, report, supervisor, at):
    page = walk_to_the_end(client, report, making.NON_CRIME)
    go_on(client, page, report, record="1", flags="religion", flag_religion="The words name the faith.")
    policies.activate(version=REVIEW, reason="The review is in force.", by=supervisor, at=at)
    text = text_of(client.get(f"/hub/cases/{report.case.reference}/"))
    for words in (
        "Non-crime hate incident",
        "policy 2023-code.2",
        "Does anyone other than the subject perceive hostility or prejudice as the motive?",
        "Yes. The complainant sees hostility.",
        "Flag: Religion or belief",
        "The words name the faith.",
        "Restricted as soon as this is recorded",
    ):
        assert words in text


def test_decision_of_a_version_that_was_never_kept_is_still_shown(client, report_at):
    report = report_at("assessed_non_crime")
    Assessment.objects.update(policy_version="2023-code.1", exit="", disposal="", keeps_subject_data=None)
    text = text_of(client.get(f"/hub/cases/{report.case.reference}/"))
    assert "Non-crime" in text
    assert "Grave enough." in text


def test_decision_whose_reasons_are_erased_is_still_shown(client, report, at):
    page = walk_to_the_end(client, report, making.CRIME)
    go_on(client, page, report, record="1", offence=making.an_offence(), flags="race", flag_race="Because.")
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    shown = client.get(f"/hub/cases/{report.case.reference}/")
    assert shown.status_code == 200
    assert "This text has been erased." in text_of(shown)


def test_what_no_force_records_offers_no_force(client, report, supervisor, at):
    policies.activate(version=REVIEW, reason="The review is in force.", by=supervisor, at=at)
    page = client.get(path_of(report))
    said = {
        **{name: making.NON_CRIME[name].answer for name in ("concerns_crime", "perceived", "distinct", "groundless")},
        "at_school": "no",
        "serious": "no",
        "useful": "yes",
        "intelligence_harm_risk": "no",
        "intelligence_offence_risk": "no",
    }
    for name, given in said.items():
        page = go_on(client, page, report, **{f"answer_{name}": given, f"reason_{name}": "So it is."})
    assert go_on(client, page, report, record="1").status_code == 302
    text = text_of(client.get(f"/hub/cases/{report.case.reference}/"))
    assert "Intelligence only" in text
    assert "Have a force record it" not in text


def test_nobody_is_called_victim_where_a_force_records_a_non_crime(client, report_at, officer, at):
    report = making.assign(report_at("assessed_non_crime"), by=officer, at=at)
    text = text_of(client.get(f"/hub/cases/{report.case.reference}/"))
    assert "Stays in touch with the complainant" in text
    assert "Stays in touch with the victim" not in text
    crime = making.assign(
        report_at("assessed_crime", url="https://x.com/b/status/17000000000000002"), by=officer, at=at
    )
    assert "Stays in touch with the victim" in text_of(client.get(f"/hub/cases/{crime.case.reference}/"))
